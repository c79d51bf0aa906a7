"""What the SPARQL endpoint can do, as RDF (SPARQL 1.1 Service Description)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from fastapi import Request
from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from catalog.api.formats import GRAPH_OFFERS, Format, service_term, write
from catalog.api.origin import origin
from catalog.api.service import Service
from catalog.api.void import dataset_of
from catalog.rdf.media import HTML
from catalog.terms import FINDINGS, FINDINGS_GRAPH, LINEAGE_GRAPH, ONTOLOGY_GRAPH, TITLE, TYPE, term

DESCRIPTION_OFFERS: Final = (*GRAPH_OFFERS, HTML)

_LANGUAGE: Final = service_term("sd:supportedLanguage")
_SIMPLE: Final = NamedNode("http://www.w3.org/ns/entailment/Simple")
_DESCRIPTION: Final = term("dct:description")
_DERIVED: Final = {
    ONTOLOGY_GRAPH: "The ontology, so that queries can join its labels.",
    LINEAGE_GRAPH: "Every step of the lineage and its closure, derived from the records.",
    FINDINGS_GRAPH: "At which commit, for which day and by which rules findings were worked out; "
    f"those on a thing are in the graph {FINDINGS}{{kind}}/{{slug}}.",
}
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
    return write(_triples(origin(request, service), service), wanted)


def _triples(base: str, service: Service) -> Iterator[Triple]:
    endpoint = NamedNode(f"{base}/sparql")
    yield Triple(endpoint, TYPE, service_term("sd:Service"))
    yield Triple(endpoint, service_term("sd:endpoint"), endpoint)
    yield Triple(endpoint, TITLE, Literal("Headwaters SPARQL endpoint", language="en"))
    yield Triple(endpoint, _LANGUAGE, service_term("sd:SPARQL11Query"))
    if service.options.updates:
        yield Triple(endpoint, _LANGUAGE, service_term("sd:SPARQL11Update"))
    yield Triple(endpoint, service_term("sd:feature"), service_term("sd:UnionDefaultGraph"))
    yield Triple(endpoint, service_term("sd:defaultEntailmentRegime"), _SIMPLE)
    for name in _RESULT_FORMATS:
        yield Triple(endpoint, service_term("sd:resultFormat"), service_term(f"formats:{name}"))
    yield from _dataset(endpoint, dataset_of(base), service)


def _dataset(endpoint: NamedNode, whole: NamedNode, service: Service) -> Iterator[Triple]:
    """What is asked where a query names no dataset.

    Records are as many as there are, so they are counted and not listed.
    """
    dataset, graph = BlankNode("dataset"), BlankNode("graph")
    yield Triple(endpoint, service_term("sd:defaultDataset"), dataset)
    yield Triple(dataset, TYPE, service_term("sd:Dataset"))
    records = f"{service.store.journal.count():,} records, each a graph named by its own IRI."
    yield Triple(dataset, _DESCRIPTION, Literal(records, language="en"))
    yield Triple(dataset, term("rdfs:seeAlso"), whole)
    yield Triple(dataset, service_term("sd:defaultGraph"), graph)
    yield Triple(graph, TYPE, service_term("sd:Graph"))
    words = "All published records together; each is a named graph."
    yield Triple(graph, _DESCRIPTION, Literal(words, language="en"))
    things = Literal(service.store.search.count())
    yield Triple(graph, service_term("void:entities"), things)
    for place, (name, content) in enumerate(_DERIVED.items()):
        named = BlankNode(f"named{place}")
        derived = BlankNode(f"derived{place}")
        yield Triple(dataset, service_term("sd:namedGraph"), named)
        yield Triple(named, TYPE, service_term("sd:NamedGraph"))
        yield Triple(named, service_term("sd:name"), name)
        yield Triple(named, service_term("sd:graph"), derived)
        yield Triple(derived, TYPE, service_term("sd:Graph"))
        yield Triple(derived, _DESCRIPTION, Literal(content, language="en"))
