"""What the SPARQL endpoint can do, as RDF (SPARQL 1.1 Service Description)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from fastapi import Request
from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from catalog.api.formats import GRAPH_OFFERS, Format, write
from catalog.api.origin import origin
from catalog.api.service import Service
from catalog.rdf.media import HTML
from catalog.terms import TYPE, term

DESCRIPTION_OFFERS: Final = (*GRAPH_OFFERS, HTML)

_SD: Final = "http://www.w3.org/ns/sparql-service-description#"
_FORMATS: Final = "http://www.w3.org/ns/formats/"
_VOID: Final = "http://rdfs.org/ns/void#"
_RESULT_FORMATS: Final = [
    "SPARQL_Results_JSON",
    "SPARQL_Results_XML",
    "SPARQL_Results_CSV",
    "SPARQL_Results_TSV",
    "Turtle",
    "N-Triples",
    "RDF_XML",
    "JSON-LD",
    "TriG",
    "N-Quads",
]


def service_address(request: Request, service: Service) -> str:
    """The address of the endpoint, as clients reach it."""
    return f"{origin(request, service)}/sparql"


def service_description(request: Request, service: Service, wanted: Format) -> bytes:
    """The description of the endpoint at its own address."""
    return write(_triples(service_address(request, service), service), wanted)


def _triples(address: str, service: Service) -> Iterator[Triple]:
    endpoint, dataset, graph = NamedNode(address), BlankNode("dataset"), BlankNode("graph")

    def sd(name: str) -> NamedNode:
        return NamedNode(_SD + name)

    yield Triple(endpoint, TYPE, sd("Service"))
    yield Triple(endpoint, sd("endpoint"), endpoint)
    yield Triple(endpoint, term("dct:title"), Literal("Headwaters SPARQL endpoint", language="en"))
    yield Triple(endpoint, sd("supportedLanguage"), sd("SPARQL11Query"))
    if service.options.updates:
        yield Triple(endpoint, sd("supportedLanguage"), sd("SPARQL11Update"))
    yield Triple(endpoint, sd("feature"), sd("UnionDefaultGraph"))
    for name in _RESULT_FORMATS:
        yield Triple(endpoint, sd("resultFormat"), NamedNode(_FORMATS + name))
    yield Triple(endpoint, sd("defaultDataset"), dataset)
    yield Triple(dataset, TYPE, sd("Dataset"))
    yield Triple(dataset, sd("defaultGraph"), graph)
    yield Triple(graph, TYPE, sd("Graph"))
    described = Literal("All published records together; each is a named graph.", language="en")
    yield Triple(graph, term("dct:description"), described)
    things = Literal(service.store.search.count())
    yield Triple(graph, NamedNode(_VOID + "entities"), things)
