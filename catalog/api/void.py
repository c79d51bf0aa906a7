"""The dataset as a whole, by the Vocabulary of Interlinked Datasets (VoID)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from catalog.api.formats import service_term
from catalog.api.statistics import Counts
from catalog.api.structured import About
from catalog.terms import PREFIXES, THINGS, TITLE, TYPE, term

ADDRESS: Final = "/.well-known/void"
"""Where it is told (VoID § 7.2)."""
MOST_PARTS: Final = 1_000
"""Classes and properties that are told one by one; the numbers of them are whole."""
_FORMATS: Final = ("Turtle", "JSON-LD", "RDF_XML", "N-Triples", "TriG", "N-Quads")


def dataset_of(origin: str) -> NamedNode:
    """The name of the dataset as a whole."""
    return NamedNode(f"{origin}{ADDRESS}#dataset")


def void_triples(
    counts: Counts, about: About, description: str, time: str, examples: Sequence[str]
) -> Iterator[Triple]:
    """All that is told of the dataset.

    :param time: when the commit was made at which it was counted.
    :param examples: things to look at.
    """
    document, dataset = NamedNode(about.origin + ADDRESS), dataset_of(about.origin)
    publisher = NamedNode(f"{about.origin}/catalog#publisher")
    yield Triple(document, TYPE, service_term("void:DatasetDescription"))
    yield Triple(document, term("foaf:primaryTopic"), dataset)
    yield Triple(dataset, TYPE, service_term("void:Dataset"))
    yield Triple(dataset, TITLE, Literal("Headwaters", language="en"))
    yield Triple(dataset, term("dct:description"), Literal(description, language="en"))
    yield Triple(dataset, term("dct:license"), NamedNode(about.license))
    yield Triple(dataset, term("dct:publisher"), publisher)
    yield Triple(publisher, term("foaf:name"), Literal(about.publisher))
    if time:
        modified = Literal(time, datatype=term("xsd:dateTime"))
        yield Triple(dataset, term("dct:modified"), modified)
    yield Triple(dataset, term("foaf:homepage"), NamedNode(about.origin + "/"))
    yield Triple(dataset, term("rdfs:seeAlso"), NamedNode(about.origin + "/catalog"))
    yield Triple(dataset, service_term("void:sparqlEndpoint"), NamedNode(about.origin + "/sparql"))
    yield Triple(dataset, service_term("void:uriSpace"), Literal(THINGS))
    for example in examples:
        yield Triple(dataset, service_term("void:exampleResource"), NamedNode(example))
    for name in _FORMATS:
        yield Triple(dataset, service_term("void:feature"), service_term(f"formats:{name}"))
    yield from _numbers(dataset, counts)
    yield from _vocabularies(dataset, counts)


def _numbers(dataset: NamedNode, counts: Counts) -> Iterator[Triple]:
    for name, number in (
        ("triples", counts.triples),
        ("entities", counts.entities),
        ("classes", len(counts.classes)),
        ("properties", len(counts.properties)),
    ):
        yield Triple(dataset, service_term(f"void:{name}"), Literal(number))
    for parts, link, what, unit in (
        (counts.classes, "classPartition", "class", "entities"),
        (counts.properties, "propertyPartition", "property", "triples"),
    ):
        for place, (iri, number) in enumerate(parts[:MOST_PARTS]):
            part = BlankNode(f"{what}{place}")
            yield Triple(dataset, service_term(f"void:{link}"), part)
            yield Triple(part, service_term(f"void:{what}"), NamedNode(iri))
            yield Triple(part, service_term(f"void:{unit}"), Literal(number))


def _vocabularies(dataset: NamedNode, counts: Counts) -> Iterator[Triple]:
    """The vocabularies whose terms are used."""
    used = [iri for iri, _ in (*counts.classes, *counts.properties)]
    for namespace in sorted(set(PREFIXES.values())):
        if any(iri.startswith(namespace) for iri in used):
            yield Triple(dataset, service_term("void:vocabulary"), NamedNode(namespace))
