"""The HTTP service: pages for people, data for programs, SPARQL for both."""
