"""Other people's SPARQL clients, unchanged, against a service in a process of its own."""
