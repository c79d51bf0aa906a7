"""Terms keep what they are on the way to pySHACL."""

from __future__ import annotations

import pyoxigraph as ox
import pytest
from rdflib import BNode, Literal, URIRef
from rdflib.namespace import XSD
from rdflib.term import Identifier

from catalog.shacl.convert import term

YEAR, INTEGER = ox.NamedNode(str(XSD.gYear)), ox.NamedNode(str(XSD.integer))
SEVEN = Literal("007", datatype=XSD.integer, normalize=False)


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (ox.NamedNode("https://example.org/a%20b"), URIRef("https://example.org/a%20b")),
        (ox.BlankNode("b1"), BNode("b1")),
        (ox.Literal("plain"), Literal("plain")),
        (ox.Literal("Hallo", language="de-AT"), Literal("Hallo", lang="de-at")),
        (ox.Literal("2008", datatype=YEAR), Literal("2008", datatype=XSD.gYear)),
        (ox.Literal("007", datatype=INTEGER), SEVEN),
    ],
)
def test_term(given: ox.NamedNode | ox.BlankNode | ox.Literal, expected: Identifier) -> None:
    made = term(given)
    assert made == expected
    assert type(made) is type(expected)


def test_lexical_forms_are_kept() -> None:
    assert str(term(ox.Literal("007", datatype=INTEGER))) == "007"
