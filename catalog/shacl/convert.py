"""Terms of pyoxigraph as those of rdflib, which pySHACL works on."""

from __future__ import annotations

import logging
from functools import lru_cache

import pyoxigraph as ox
from rdflib import BNode, Literal, URIRef
from rdflib.term import Identifier

# rdflib logs a traceback for each literal its datatype does not allow; here that is a finding.
logging.getLogger("rdflib.term").setLevel(logging.ERROR)

_STRING = "http://www.w3.org/2001/XMLSchema#string"


@lru_cache(maxsize=65_536)
def iri(value: str) -> URIRef:
    """The rdflib term of an IRI; the same ones come again and again."""
    return URIRef(value)


def term(value: ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple) -> Identifier:
    """The rdflib term that stands for the same RDF term, its lexical form untouched."""
    if isinstance(value, ox.NamedNode):
        return iri(value.value)
    if isinstance(value, ox.Literal):
        if value.language:
            return Literal(value.value, lang=value.language)
        if value.datatype.value == _STRING:
            # rdflib tells "x" from "x"^^xsd:string although RDF 1.1 does not; shapes write "x".
            return Literal(value.value)
        return Literal(value.value, datatype=iri(value.datatype.value), normalize=False)
    if isinstance(value, ox.BlankNode):
        return BNode(value.value)
    raise TypeError("records hold no quoted triples")
