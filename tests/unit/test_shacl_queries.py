"""Constraint queries: answered as of a day, and looked into."""

from __future__ import annotations

from datetime import date

import pytest
from rdflib import Literal, URIRef, Variable
from rdflib.namespace import XSD

from catalog.shacl.queries import DatedGraph, triple_patterns
from tests.unit.shacl_cases import statements

ONE = "https://example.org/one"
TRIPLES = statements(
    '<https://example.org/one> dct:title "One"@en ; dct:issued "2020"^^xsd:gYear .'
)


def bindings(query: str) -> list[dict[str, object]]:
    """What a query finds about one thing on a day."""
    graph = DatedGraph(TRIPLES, date(2026, 11, 24))
    result = graph.query(query, initBindings={Variable("this"): URIRef(ONE)})
    return [{str(name): value for name, value in row.items()} for row in result.bindings]


def test_the_focus_node_is_bound() -> None:
    assert bindings(
        "SELECT $this ?value WHERE { $this <http://purl.org/dc/terms/issued> ?value }"
    ) == [{"this": URIRef(ONE), "value": Literal("2020", datatype=XSD.gYear)}]


def test_the_day_is_bound_where_it_is_selected() -> None:
    query = (
        "SELECT $this ?today ?day WHERE { $this ?p ?o BIND (STR(COALESCE(?today, NOW())) AS ?day) }"
    )
    assert {row["day"] for row in bindings(query)} == {Literal("2026-11-24")}


def test_nothing_found() -> None:
    assert bindings("SELECT $this WHERE { $this <https://example.org/none> ?o }") == []


def test_only_select() -> None:
    with pytest.raises(TypeError, match="constraint queries are SELECT queries"):
        DatedGraph([], date(2026, 11, 24)).query("ASK { ?s ?p ?o }")


def test_triple_patterns_inside_exists() -> None:
    query = """PREFIX e: <https://example.org/>
    SELECT $this WHERE {
        $this e:p ?a . FILTER NOT EXISTS { ?a e:q ?b ; e:r "x" . ?b e:s $this }
    }"""
    found = {(str(s), str(p).rpartition("/")[2], str(o)) for s, p, o in triple_patterns(query)}
    assert found == {("this", "p", "a"), ("a", "q", "b"), ("a", "r", "x"), ("b", "s", "this")}
