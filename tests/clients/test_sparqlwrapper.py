"""SPARQLWrapper 2 in every form it has for a query (conformance.md B2)."""

from __future__ import annotations

from typing import Any
from xml.dom.minidom import Document

import pytest
from rdflib import Graph, Literal, URIRef
from SPARQLWrapper import CSV, JSON, POST, POSTDIRECTLY, TSV, TURTLE, SPARQLWrapper
from SPARQLWrapper.SPARQLExceptions import QueryBadFormed

from tests.clients.asked import (
    AGUILA,
    ASK,
    ASK_WRONG,
    CONSTRUCT,
    IDENTIFIER,
    RECORD,
    SELECT,
    SOURCES,
    THE_SOURCES,
    THE_TITLE,
)

pytestmark = [
    pytest.mark.clients,
    # SPARQLWrapper reads RDF with a class that rdflib calls outdated.
    pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning"),
]

ONE_TITLE = {
    "head": {"vars": ["title"]},
    "results": {"bindings": [{"title": {"type": "literal", "value": THE_TITLE, "xml:lang": "en"}}]},
}
ONE_TRIPLE = {(URIRef(AGUILA), URIRef(IDENTIFIER), Literal("aguila-7b"))}


# Any: SPARQLWrapper gives JSON as dictionaries, XML as a document, RDF as a graph.
def answered(wrapper: SPARQLWrapper) -> Any:  # noqa: ANN401
    """What the client makes of the answer."""
    return wrapper.queryAndConvert()


@pytest.fixture
def wrapper(service: str) -> SPARQLWrapper:
    """A fresh client."""
    return SPARQLWrapper(f"{service}/sparql")


def test_get_as_json(wrapper: SPARQLWrapper) -> None:
    wrapper.setReturnFormat(JSON)
    wrapper.setQuery(SELECT)
    assert answered(wrapper) == ONE_TITLE
    wrapper.setQuery(SOURCES)
    rows = answered(wrapper)["results"]["bindings"]
    assert {row["source"]["value"] for row in rows} == THE_SOURCES
    assert len(rows) == len(THE_SOURCES)


def test_the_default_is_xml(wrapper: SPARQLWrapper) -> None:
    wrapper.setQuery(SELECT)
    document = answered(wrapper)
    assert isinstance(document, Document)
    (literal,) = document.getElementsByTagName("literal")
    assert literal.firstChild is not None
    assert literal.firstChild.nodeValue == THE_TITLE
    assert literal.getAttribute("xml:lang") == "en"


@pytest.mark.parametrize(
    ("form", "text"), [(CSV, f"title\r\n{THE_TITLE}\r\n"), (TSV, f'?title\n"{THE_TITLE}"@en\n')]
)
def test_tables(wrapper: SPARQLWrapper, form: str, text: str) -> None:
    wrapper.setReturnFormat(form)
    wrapper.setQuery(SELECT)
    assert answered(wrapper).decode() == text


def test_construct_as_turtle(wrapper: SPARQLWrapper) -> None:
    wrapper.setReturnFormat(TURTLE)
    wrapper.setQuery(CONSTRUCT)
    assert set(Graph().parse(answered(wrapper), format="turtle")) == ONE_TRIPLE


def test_construct_by_default(wrapper: SPARQLWrapper) -> None:
    wrapper.setQuery(CONSTRUCT)
    answer = wrapper.query()
    assert answer.info()["content-type"] == "application/rdf+xml"
    graph = answer.convert()
    assert isinstance(graph, Graph)
    assert set(graph) == ONE_TRIPLE


@pytest.mark.parametrize("method", [POST, POSTDIRECTLY])
def test_post(wrapper: SPARQLWrapper, method: str) -> None:
    wrapper.setMethod(POST)
    wrapper.setRequestMethod("postdirectly" if method == POSTDIRECTLY else "urlencoded")
    wrapper.setReturnFormat(JSON)
    wrapper.setQuery(SELECT)
    assert answered(wrapper) == ONE_TITLE


@pytest.mark.parametrize(("graph", "is_there"), [(RECORD, True), (RECORD + "-not", False)])
def test_a_default_graph_of_ones_own(service: str, graph: str, *, is_there: bool) -> None:
    wrapper = SPARQLWrapper(f"{service}/sparql", returnFormat=JSON, defaultGraph=graph)
    wrapper.setQuery(f"ASK {{ <{AGUILA}> ?p ?o }}")
    assert answered(wrapper)["boolean"] is is_there


def test_ask(wrapper: SPARQLWrapper) -> None:
    wrapper.setReturnFormat(JSON)
    wrapper.setQuery(ASK)
    assert answered(wrapper)["boolean"] is True
    wrapper.setQuery(ASK_WRONG)
    assert answered(wrapper)["boolean"] is False


def test_ask_by_default(wrapper: SPARQLWrapper) -> None:
    wrapper.setQuery(ASK)
    document = answered(wrapper)
    (boolean,) = document.getElementsByTagName("boolean")
    assert boolean.firstChild.nodeValue == "true"


def test_what_is_wrong_is_told_in_words(wrapper: SPARQLWrapper) -> None:
    wrapper.setQuery("SELECT ?x WHERE { ?x a }")
    with pytest.raises(QueryBadFormed, match='"title":"The text cannot be read","status":400'):
        answered(wrapper)
