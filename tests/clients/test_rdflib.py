"""rdflib's SPARQLStore, its SERVICE into us, and its reading of our IRIs."""

from __future__ import annotations

import pytest
from rdflib import Graph, Literal, URIRef
from rdflib.plugins.stores.sparqlstore import SPARQLStore
from rdflib.query import ResultRow
from rdflib.term import Node

from tests.clients.asked import (
    AGUILA,
    ASK,
    ASK_WRONG,
    CONSTRUCT,
    IDENTIFIER,
    SELECT,
    SOURCES,
    THE_SOURCES,
    THE_TITLE,
    TITLE,
    UPSTREAM,
)

pytestmark = [
    pytest.mark.clients,
    # rdflib's reader of JSON-LD uses a class that rdflib itself calls outdated.
    pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning"),
]


@pytest.fixture(params=["GET", "POST", "POST_FORM"])
def graph(request: pytest.FixtureRequest, service: str) -> Graph:
    """The catalogue as a graph of rdflib, asked in one of three ways."""
    return Graph(SPARQLStore(f"{service}/sparql", method=request.param))


def _rows(graph: Graph, query: str) -> list[tuple[Node, ...]]:
    rows = list(graph.query(query))
    assert all(isinstance(row, ResultRow) for row in rows)
    return [tuple(row) for row in rows if isinstance(row, ResultRow)]


def test_select(graph: Graph) -> None:
    assert _rows(graph, SELECT) == [(Literal(THE_TITLE, lang="en"),)]
    found = [str(source) for (source,) in _rows(graph, SOURCES)]
    assert sorted(found) == sorted(THE_SOURCES)


def test_ask(graph: Graph) -> None:
    assert graph.query(ASK).askAnswer is True
    assert graph.query(ASK_WRONG).askAnswer is False


def test_construct(graph: Graph) -> None:
    triple = (URIRef(AGUILA), URIRef(IDENTIFIER), Literal("aguila-7b"))
    assert set(graph.query(CONSTRUCT)) == {triple}


def test_as_if_it_were_a_graph_in_memory(graph: Graph) -> None:
    aguila = URIRef(AGUILA)
    assert graph.value(aguila, URIRef(TITLE)) == Literal(THE_TITLE, lang="en")
    assert {str(o) for o in graph.objects(aguila, URIRef(UPSTREAM))} == THE_SOURCES
    assert (aguila, URIRef(IDENTIFIER), Literal("aguila-7b")) in graph
    assert (aguila, URIRef(IDENTIFIER), Literal("another")) not in graph


def test_service_into_us(service: str) -> None:
    mine = Graph()
    mine.add((URIRef("http://example.org/mine"), URIRef("http://example.org/uses"), URIRef(AGUILA)))
    rows = _rows(
        mine,
        f"SELECT ?mine ?title WHERE {{ ?mine <http://example.org/uses> ?model "
        f"SERVICE <{service}/sparql> {{ ?model <{TITLE}> ?title }} }}",
    )
    assert rows == [(URIRef("http://example.org/mine"), Literal(THE_TITLE, lang="en"))]


@pytest.mark.parametrize("form", [None, "turtle", "xml", "nt", "json-ld"])
def test_an_iri_is_read(service: str, form: str | None) -> None:
    read = Graph().parse(f"{service}/id/model/aguila-7b", format=form)
    assert set(read.objects(URIRef(AGUILA), URIRef(IDENTIFIER))) == {Literal("aguila-7b")}
    whole = Graph().parse(f"{service}/data/model/aguila-7b.nt", format="nt")
    assert read.isomorphic(whole)


def test_the_ontology_is_read(service: str) -> None:
    ontology = Graph().parse(f"{service}/ns")
    label = URIRef("http://www.w3.org/2000/01/rdf-schema#label")
    community = URIRef("https://w3id.org/headwaters/ns#Community")
    assert Literal("Community", lang="en") in set(ontology.objects(community, label))
