"""Reading RDF within bounds and writing it in a stable form."""
