"""The ontology as documents and as something to read."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Final

from pyoxigraph import NamedNode, RdfFormat, Triple, parse

from catalog.api.formats import TURTLE, Format, write
from catalog.api.statements import Statements
from catalog.store import CatalogStore
from catalog.terms import HW, KINDS, NS, TYPE, compact, term
from catalog.vocabulary import definitions, labels, ontology_dir, ontology_triples

_DOMAIN: Final = term("schema:domainIncludes")
_RANGE: Final = term("schema:rangeIncludes")
_SUBCLASS: Final = term("rdfs:subClassOf")
_SUBPROPERTY: Final = term("rdfs:subPropertyOf")
_CODES: Final = term("hw:codesFrom")
_EXAMPLE: Final = term("skos:example")
_NOTE: Final = term("vann:usageNote")
_SCHEME: Final = term("skos:inScheme")
_NOTATION: Final = term("skos:notation")
PROPERTY_TYPES: Final = (
    term("owl:ObjectProperty"),
    term("owl:DatatypeProperty"),
    term("owl:AnnotationProperty"),
    term("rdf:Property"),
)


@dataclass(frozen=True, slots=True)
class Property:
    """A property as the page shows it."""

    iri: str
    label: str
    definition: str
    note: str | None
    values: tuple[str, ...]
    scheme: str | None
    parents: tuple[str, ...]

    @property
    def anchor(self) -> str:
        """Where the page defines it."""
        return self.iri.rpartition("#")[2]


@dataclass(frozen=True, slots=True)
class Class:
    """A class with the properties that are for it."""

    iri: str
    name: str
    label: str
    definition: str
    is_own: bool
    examples: tuple[str, ...]
    note: str | None
    parents: tuple[str, ...]
    properties: tuple[Property, ...]


@dataclass(frozen=True, slots=True)
class Concept:
    """One code of a scheme."""

    iri: str
    name: str
    label: str
    definition: str
    notation: str | None


@dataclass(frozen=True, slots=True)
class Scheme:
    """A concept scheme with its codes."""

    iri: str
    name: str
    label: str
    definition: str
    concepts: tuple[Concept, ...]


@dataclass(frozen=True, slots=True)
class Readable:
    """The whole ontology as the page shows it. `others` are properties for any class."""

    classes: tuple[Class, ...]
    others: tuple[Property, ...]
    schemes: tuple[Scheme, ...]


@cache
def document(wanted: Format) -> bytes:
    """Our own terms and the alignments; Turtle as it was written, other formats from it."""
    folder = ontology_dir()
    files = [
        folder / "headwaters.ttl",
        folder / "alignments.ttl",
        *sorted((folder / "schemes").glob("*.ttl")),
    ]
    if wanted is TURTLE:
        return b"\n".join(file.read_bytes() for file in files)
    triples = (
        quad.triple
        for file in files
        for quad in parse(path=str(file), format=RdfFormat.TURTLE, rename_blank_nodes=True)
    )
    return write(dict.fromkeys(triples), wanted)


@cache
def readable() -> Readable:
    """The ontology arranged for reading."""
    stated = Statements(ontology_triples())
    properties = [
        node
        for kind in PROPERTY_TYPES
        for node in stated.subjects(kind)
        if node.value.startswith(HW)
    ]
    properties = sorted(set(properties), key=lambda node: node.value)
    own = [node for node in stated.subjects(term("owl:Class")) if node.value.startswith(HW)]
    reused = [node for node in KINDS.values() if not node.value.startswith(HW)]
    domains = {n for p in properties for n in stated.nodes(p, _DOMAIN)}
    reused += [n for n in domains if not n.value.startswith(HW) and n not in reused]
    classes = [_class(stated, node, properties) for node in (*own, *reused)]
    others = [_property(stated, p) for p in properties if not stated.nodes(p, _DOMAIN)]
    schemes = [_scheme(stated, node) for node in stated.subjects(term("skos:ConceptScheme"))]
    return Readable(
        tuple(sorted(classes, key=lambda c: c.label.lower())),
        tuple(others),
        tuple(s for s in schemes if s.iri.startswith(NS)),
    )


def examples(store: CatalogStore) -> dict[str, tuple[str, str]]:
    """For each class something of that class in the catalogue: its IRI and its Turtle."""
    found: dict[str, tuple[str, str]] = {}
    for one in readable().classes:
        rows = store.graph.select(
            f"SELECT ?thing ?record WHERE {{ GRAPH ?record {{ ?thing {TYPE} {NamedNode(one.iri)} }}"
            f" FILTER (?record != {NamedNode(HW.removesuffix('#'))}) }} LIMIT 1"
        )
        for row in rows:
            thing, record = row["thing"], row["record"]
            if isinstance(record, NamedNode):
                triples = [t for t in store.graph.graph(record) if t.subject == thing]
                found[one.iri] = (thing.value, _turtle(triples))
    return found


def _turtle(triples: Iterable[Triple]) -> str:
    lines = write(triples, TURTLE).decode().splitlines()
    return "\n".join(line for line in lines if not line.startswith("@prefix"))


def _class(stated: Statements, node: NamedNode, properties: list[NamedNode]) -> Class:
    return Class(
        node.value,
        compact(node.value),
        labels().get(node.value, compact(node.value)),
        definitions().get(node.value, ""),
        node.value.startswith(HW),
        tuple(stated.texts(node, _EXAMPLE)),
        stated.text(node, _NOTE),
        tuple(parent.value for parent in stated.nodes(node, _SUBCLASS)),
        tuple(_property(stated, p) for p in properties if node in stated.nodes(p, _DOMAIN)),
    )


def _property(stated: Statements, node: NamedNode) -> Property:
    schemes = stated.nodes(node, _CODES)
    return Property(
        node.value,
        labels().get(node.value, compact(node.value)),
        definitions().get(node.value, ""),
        stated.text(node, _NOTE),
        tuple(value.value for value in stated.nodes(node, _RANGE)),
        schemes[0].value if schemes else None,
        tuple(parent.value for parent in stated.nodes(node, _SUBPROPERTY)),
    )


def _scheme(stated: Statements, node: NamedNode) -> Scheme:
    inside = [c for c in stated.subjects(term("skos:Concept")) if node in stated.nodes(c, _SCHEME)]
    return Scheme(
        node.value,
        node.value.rpartition("/")[2],
        labels().get(node.value, node.value),
        definitions().get(node.value, ""),
        tuple(
            Concept(
                c.value,
                c.value.rpartition("/")[2],
                labels().get(c.value, c.value),
                definitions().get(c.value, ""),
                stated.text(c, _NOTATION),
            )
            for c in inside
        ),
    )
