"""SPARQL 1.1 Protocol: the requests of the suite, and what `/sparql` makes of them."""

from __future__ import annotations

import httpx
import pytest
from rdflib import RDFS

from tests.conformance.exchanges import Exchange, exchanges
from tests.conformance.manifest import UT, Case, of_kinds, path_of
from tests.conformance.results import read_table
from tests.conformance.written import Graphs, fill

TABLES = {
    "application/sparql-results+json": "srj",
    "application/sparql-results+xml": "srx",
}
FORMATS = {
    "boolean": {*TABLES},
    "tabular": {*TABLES, "text/csv", "text/tab-separated-values"},
    "RDF": {"text/turtle", "application/rdf+xml", "application/n-triples", "application/ld+json"},
}


@pytest.mark.parametrize("case", of_kinds("sparql11", "ProtocolTest"))
def test_protocol(writable: httpx.Client, case: Case) -> None:
    if data := _data(case):
        fill(writable, data)
    for exchange in exchanges(case):
        path = exchange.path.replace("/sparql/", "/sparql", 1)
        response = exchange.send(writable, path, {})
        assert response.status_code in exchange.statuses, response.text
        _check(exchange, response)


def _check(exchange: Exchange, response: httpx.Response) -> None:
    media_type = response.headers.get("Content-Type", "").partition(";")[0]
    if exchange.format is not None:
        assert media_type in FORMATS[exchange.format]
    if exchange.answer is not None:
        assert read_table(response.content, TABLES[media_type]) is exchange.answer
    if response.status_code >= 400:
        assert media_type == "application/problem+json"


def _data(case: Case) -> Graphs:
    """The graphs that must be there, by name."""
    found: Graphs = {}
    for given in case.graph.objects(case.node, UT.graphData):
        name, file = case.graph.value(given, RDFS.label), case.graph.value(given, UT.graph)
        assert file is not None
        found[str(name)] = path_of(file)
    return found
