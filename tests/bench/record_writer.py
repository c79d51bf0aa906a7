"""Writing one record of the profile as canonical N-Triples, without parsing any Turtle."""

from __future__ import annotations

from functools import cache
from typing import Final

from pyoxigraph import Literal, NamedNode

from catalog.store import Change
from catalog.terms import RECORDS, concept, term, thing

_DAY: Final = Literal("2026-11-24", datatype=term("xsd:date"))

Value = NamedNode | Literal


@cache
def prefixed(curie: str) -> str:
    """A prefixed name in the notation of N-Triples."""
    return str(term(curie))


class RecordWriter:
    """Gathers what one record says about one thing."""

    def __init__(self, source: str, kind: str, slug: str) -> None:
        """Start the record of a source on a thing."""
        self.record = NamedNode(f"{RECORDS}{source}/{kind}/{slug}")
        self.topic = thing(kind, slug)
        self._nodes = 0
        self._lines: list[str] = []
        for predicate, value in (
            ("rdf:type", term("dcat:CatalogRecord")),
            ("foaf:primaryTopic", self.topic),
            ("adms:status", concept("record-status", "published")),
            ("hw:authority", concept("authority", "harvest")),
            ("prov:wasAttributedTo", thing("organization", "o-0000000")),
            ("dct:issued", _DAY),
            ("dct:source", NamedNode(f"https://example.org/{source}/{slug}")),
            ("hw:retrievedOn", _DAY),
            ("hw:confidence", Literal("H")),
        ):
            self._add(self.record, predicate, value)

    def say(self, predicate: str, *values: Value) -> None:
        """State something about the thing."""
        for value in values:
            self._add(self.topic, predicate, value)

    def text(self, predicate: str, text: str) -> None:
        """State an English text about the thing."""
        self.say(predicate, Literal(text, language="en"))

    def node(self, predicate: str, **said: Value) -> None:
        """State something about the thing by a node of its own, as `say` of (`dct_license`, x)."""
        node = NamedNode(f"{self.record.value}#c14n{self._nodes}")
        self._nodes += 1
        self.say(predicate, node)
        for name, value in said.items():
            self._add(node, name.replace("_", ":", 1), value)

    def without(self, predicate: str) -> None:
        """Take back every statement with a predicate."""
        self._lines = [line for line in self._lines if prefixed(predicate) not in line]

    def change(self) -> Change:
        """The record as a change to commit."""
        return Change(self.record.value, self.topic.value, "".join(sorted(set(self._lines))))

    def _add(self, subject: NamedNode, predicate: str, value: Value) -> None:
        self._lines.append(f"{subject} {prefixed(predicate)} {value} .\n")
