"""Records of a harvest before they have dates.

The same input twice must change nothing, though the second run is on another day. A draft
therefore keeps the dates apart: a record that says what it said before keeps the dates it had.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from catalog.model import Record
from catalog.rdf.parse import make_record
from catalog.terms import (
    CATALOG_RECORD,
    IDENTIFIER,
    PRIMARY_TOPIC,
    RECORDS,
    concept,
    split_thing,
    term,
)

Node = NamedNode | BlankNode
HARVESTED: Final = "H"


@dataclass(frozen=True, slots=True)
class Dates:
    """When a record was first registered, last changed, and its source last read (ISO 8601)."""

    issued: str
    retrieved: str
    modified: str | None = None


@dataclass(slots=True)
class Statements:
    """Triples being gathered, with short names for the terms."""

    triples: list[Triple] = field(default_factory=list)
    dated: list[Node] = field(default_factory=list)

    def add(self, subject: Node, predicate: str, *objects: Node | Literal | None) -> None:
        """Add one triple for each object; None adds nothing."""
        for value in objects:
            if value is not None:
                self.triples.append(Triple(subject, term(predicate), value))

    def node(self, subject: Node, predicate: str, kind: str) -> BlankNode:
        """A new node of a class, pointed to by the subject."""
        node = BlankNode()
        self.add(subject, predicate, node)
        self.add(node, "rdf:type", term(kind))
        return node

    def date(self, node: Node) -> None:
        """Say on a node when the source was read, once that is known."""
        self.dated.append(node)


@dataclass(frozen=True, slots=True)
class Draft:
    """A record but for its dates."""

    remote_id: str
    iri: NamedNode
    topic: NamedNode
    triples: tuple[Triple, ...]
    dated: tuple[Node, ...]

    def record(self, dates: Dates) -> Record:
        """The record with these dates."""
        stated = Statements(list(self.triples))
        stated.add(self.iri, "dct:issued", day(dates.issued))
        if dates.modified is not None:
            stated.add(self.iri, "dct:modified", day(dates.modified))
        for node in (self.iri, *self.dated):
            stated.add(node, "hw:retrievedOn", day(dates.retrieved))
        return make_record(stated.triples, self.remote_id)


def record_iri(source: str, topic: NamedNode) -> NamedNode:
    """The record of a source on a thing, as in `record/ecosystem-graphs/model/alpaca`."""
    kind, slug = split_thing(topic.value) or ("thing", topic.value)
    return NamedNode(f"{RECORDS}{source}/{kind}/{slug}")


def draft(
    source: str,
    remote_id: str,
    topic: NamedNode,
    statements: Statements,
    agent: NamedNode,
    pages: Iterable[str],
) -> Draft:
    """A draft of the harvested record that makes the statements about the topic.

    :param agent: who says it.
    :param pages: where they say it.
    """
    iri = record_iri(source, topic)
    head = Statements()
    head.add(iri, "rdf:type", CATALOG_RECORD)
    head.triples.append(Triple(iri, PRIMARY_TOPIC, topic))
    head.triples.append(Triple(iri, IDENTIFIER, Literal(remote_id)))
    head.add(iri, "adms:status", concept("record-status", "published"))
    head.add(iri, "hw:authority", concept("authority", "harvest"))
    head.add(iri, "prov:wasAttributedTo", agent)
    head.add(iri, "hw:confidence", Literal(HARVESTED))
    head.add(iri, "dct:source", *(NamedNode(page) for page in pages))
    triples = (*head.triples, *statements.triples)
    return Draft(remote_id, iri, topic, triples, tuple(statements.dated))


def english(text: str) -> Literal:
    """A text in English."""
    return Literal(text, language="en")


def day(text: str) -> Literal:
    """A calendar day."""
    return Literal(text, datatype=term("xsd:date"))
