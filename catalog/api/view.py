"""A thing as readers see it: who says what about it, and who refers to it.

The page and its JSON are made from this one view, so that both show the same facts.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Final, TypedDict

from pyoxigraph import Literal, NamedNode, Triple

from catalog.api.references import References, referenced_by
from catalog.api.text import in_words
from catalog.api.words import confidence_words, names, property_label
from catalog.model import Thing
from catalog.store import CatalogStore
from catalog.store.document import source_of
from catalog.store.projection import records_about
from catalog.terms import LABEL, PREF_LABEL, TITLE, TYPE, term

Node = Literal | NamedNode

_CONFIDENCE: Final = term("hw:confidence")
_SOURCE: Final = term("dct:source")
_STRING: Final = term("xsd:string")
_DEEPEST: Final = 6
_MOST_REFERENCES: Final = 50
_FIRST: Final = tuple(
    term(name)
    for name in [
        "dct:title",
        "dct:alternative",
        "dct:description",
        "dct:issued",
        "hw:dataType",
        "hw:sharingLevel",
        "hw:modality",
        "dct:language",
        "hw:disclosure",
        "dct:license",
        "hw:hasLicenseAssertion",
        "prov:qualifiedAttribution",
        "dct:creator",
        "dct:publisher",
        "it6:fineTunedFrom",
        "it6:trainedOn",
        "prov:wasDerivedFrom",
        "prov:qualifiedDerivation",
    ]
)
_LAST: Final = (term("dcat:landingPage"), term("rdfs:seeAlso"), term("dct:identifier"))
_AUTHORITIES: Final = ("steward", "editor", "harvest")
_SURENESS: Final = ("V", "K", "W", "M", "H", "contested")


class Labeled(TypedDict):
    """An IRI with its name."""

    iri: str
    label: str


class Statement(TypedDict):
    """One property with one value; a node inside the record has statements of its own."""

    property: str
    property_label: str
    value: str
    value_kind: str
    value_label: str
    language: str | None
    datatype: str | None
    statements: list[Statement]


class RecordView(TypedDict):
    """What one source says about the thing, and what we know of the source."""

    iri: str
    name: str
    source: list[dict[str, str]]
    source_lines: list[str]
    authority: str | None
    confidence: str | None
    confidence_label: str | None
    issued: str | None
    retrieved: str | None
    attributed_to: Labeled | None
    statements: list[Statement]


class EntryView(TypedDict):
    """A thing with every record about it."""

    iri: str
    kind: str
    slug: str
    title: str
    types: list[Labeled]
    commit: int
    records: list[RecordView]
    referenced_by: References


def entry_view(store: CatalogStore, thing: Thing) -> EntryView:
    """All that is published about a thing. Records come in order of authority, then sureness."""
    commit = store.head
    own = records_about(store.graph, thing.iri)
    graphs = {record.value: store.graph.graph(record) for record in own}
    every = [triple for triples in graphs.values() for triple in triples]
    labels = names(store, _mentioned(every))
    records = [_record(iri, thing.iri, graphs[iri], labels) for iri in graphs]
    types = {
        t.object.value
        for t in every
        if _is(t, thing.iri) and t.predicate == TYPE and isinstance(t.object, NamedNode)
    }
    return {
        "iri": thing.iri,
        "kind": thing.kind,
        "slug": thing.slug,
        "title": thing.title,
        "types": [{"iri": iri, "label": labels[iri]} for iri in sorted(types)],
        "commit": commit,
        "records": sorted(records, key=_precedence),
        "referenced_by": referenced_by(store, thing.iri, own, _MOST_REFERENCES),
    }


def record_view(store: CatalogStore, record: NamedNode, topic: str) -> RecordView:
    """What one record says."""
    triples = store.graph.graph(record)
    return _record(record.value, topic, triples, names(store, _mentioned(triples)))


def _record(iri: str, topic: str, triples: Sequence[Triple], labels: dict[str, str]) -> RecordView:
    by_subject: dict[str, list[Triple]] = defaultdict(list)
    for triple in triples:
        if isinstance(triple.subject, NamedNode):
            by_subject[triple.subject.value].append(triple)
    about: dict[str, list[Node]] = defaultdict(list)
    for triple in by_subject[iri]:
        if isinstance(triple.object, Literal | NamedNode):
            about[triple.predicate.value].append(triple.object)

    def one(name: str) -> Node | None:
        return min(about[term(name).value], key=str, default=None)

    def text(name: str) -> str | None:
        found = one(name)
        return found.value if found else None

    confidence, authority = text("hw:confidence"), text("hw:authority")
    by = one("prov:wasAttributedTo")
    reader = _Reader(by_subject, labels, iri)
    return {
        "iri": iri,
        "name": source_of(iri),
        "source": sorted(
            (_source(value, labels) for value in about[_SOURCE.value]),
            key=lambda source: source.get("label") or source.get("text", ""),
        ),
        "source_lines": sorted(
            {value.value for value in about[term("hw:sourceLine").value]}, key=_line_order
        ),
        "authority": authority.rpartition("/")[2] if authority else None,
        "confidence": confidence,
        "confidence_label": confidence_words().get(confidence or ""),
        "issued": text("dct:issued"),
        "retrieved": text("hw:retrievedOn"),
        "attributed_to": {"iri": by.value, "label": labels[by.value]} if by else None,
        "statements": reader.statements(topic),
    }


def _source(value: Node, labels: dict[str, str]) -> dict[str, str]:
    if isinstance(value, NamedNode):
        return {"iri": value.value, "label": labels[value.value]}
    return {"text": value.value}


class _Reader:
    """Reads the statements of one record, nodes inside it included."""

    def __init__(
        self, by_subject: dict[str, list[Triple]], labels: dict[str, str], record: str
    ) -> None:
        self.by_subject, self.labels, self.record = by_subject, labels, record

    def statements(self, subject: str, above: tuple[str, ...] = ()) -> list[Statement]:
        """The statements on a subject, in reading order; types are told elsewhere."""
        found = [
            self._statement(triple, (*above, subject))
            for triple in self.by_subject.get(subject, ())
            if triple.predicate != TYPE
        ]
        return sorted(found, key=_reading_order)

    def _statement(self, triple: Triple, above: tuple[str, ...]) -> Statement:
        value = triple.object
        made: Statement = {
            "property": triple.predicate.value,
            "property_label": property_label(triple.predicate.value),
            "value": "",
            "value_kind": "literal",
            "value_label": "",
            "language": None,
            "datatype": None,
            "statements": [],
        }
        if isinstance(value, Literal):
            made["value"] = value.value
            made["value_label"] = value.value
            if triple.predicate == _CONFIDENCE:
                made["value_label"] = in_words(value.value, confidence_words())
            made["language"] = value.language
            plain = value.language or value.datatype == _STRING
            made["datatype"] = None if plain else value.datatype.value
        elif isinstance(value, NamedNode):
            made["value"], made["value_kind"] = value.value, "iri"
            made["value_label"] = self.labels.get(value.value, value.value)
            if self._is_node(value.value, above):
                made["value_kind"] = "node"
                made["value_label"] = self._node_label(value.value)
                made["statements"] = self.statements(value.value, above)
        return made

    def _is_node(self, iri: str, above: tuple[str, ...]) -> bool:
        """Whether the record describes it in passing: a part, not a thing with its own page."""
        known = iri in self.by_subject and iri != self.record and iri not in above
        return known and len(above) < _DEEPEST

    def _node_label(self, iri: str) -> str:
        """What the node calls itself, else the name of its class."""
        for predicate in (TITLE, LABEL, PREF_LABEL):
            for triple in self.by_subject[iri]:
                if triple.predicate == predicate and isinstance(triple.object, Literal):
                    return triple.object.value
        types = sorted(
            self.labels.get(t.object.value, t.object.value)
            for t in self.by_subject[iri]
            if t.predicate == TYPE and isinstance(t.object, NamedNode)
        )
        return ", ".join(types)


def _mentioned(triples: Iterable[Triple]) -> set[str]:
    return {t.object.value for t in triples if isinstance(t.object, NamedNode)}


def _is(triple: Triple, iri: str) -> bool:
    return isinstance(triple.subject, NamedNode) and triple.subject.value == iri


def _reading_order(statement: Statement) -> tuple[int, int, str, str, str]:
    predicate = NamedNode(statement["property"])
    if predicate in _FIRST:
        place = (0, _FIRST.index(predicate))
    elif predicate in _LAST:
        place = (2, _LAST.index(predicate))
    else:
        place = (1, 0)
    return (*place, statement["property_label"], statement["value_label"], statement["value"])


def _line_order(line: str) -> tuple[int, str]:
    digits = "".join(letter for letter in line if letter.isdigit())
    return (int(digits) if digits else 0, line)


def _precedence(record: RecordView) -> tuple[int, int, str]:
    """Stewards first, then editors, then harvesters; within each the surest first."""
    authority, sureness = record["authority"] or "", record["confidence"] or ""
    return (
        _AUTHORITIES.index(authority) if authority in _AUTHORITIES else len(_AUTHORITIES),
        _SURENESS.index(sureness) if sureness in _SURENESS else len(_SURENESS),
        record["iri"],
    )
