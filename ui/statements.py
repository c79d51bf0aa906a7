"""What the records of an entry say, made ready to be read.

Pure functions over the view model the service gives for `/data/{kind}/{slug}.json`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from catalog.terms import EDGE_KINDS, NS, RECORDS, compact
from ui.wording import code_words

View = Mapping[str, Any]
"""JSON as the service gives it; `Any` since its shape is the service's promise."""

_CLAIMS: Final = frozenset({"M", "contested"})
_ABOUT: Final = (
    "dct:license",
    "prov:agent",
    "prov:entity",
    "hw:personalDataStatus",
    "dcat:accessURL",
    "odrl:action",
    "hw:activityKind",
)
"""Of a node inside a record, the property that says what the node is about."""

_QUALIFIERS: Final[dict[str, tuple[str, ...]]] = {
    "dct:license": ("hw:hasLicenseAssertion",),
    "dct:creator": ("prov:qualifiedAttribution",),
    "dct:publisher": ("prov:qualifiedAttribution",),
    **dict.fromkeys((compact(edge.value) for edge in EDGE_KINDS), ("prov:qualifiedDerivation",)),
}
"""Plain properties, with the properties of nodes that say the same and more."""

_UNKNOWN: Final = "/unknown"
_CONFIDENCE: Final = "hw:confidence"


@dataclass(frozen=True, slots=True)
class Value:
    """One value of a property; `note` is what else is said of the statement itself.

    A claim is a value that its record does not state as a fact (confidence M or contested).
    """

    words: str
    iri: str = ""
    note: str = ""
    is_claim: bool = False

    @property
    def is_unknown(self) -> bool:
        """Whether the value says that the answer is not known."""
        return is_unknown(self.iri)


@dataclass(frozen=True, slots=True)
class Fact:
    """A property with all the values one record gives it."""

    predicate: str
    label: str
    values: tuple[Value, ...]


def is_unknown(value: str) -> bool:
    """Whether a value is one of the concepts that record not knowing.

    That a maker does not disclose something is no such concept: it is known.
    """
    return value.startswith(NS) and value.endswith(_UNKNOWN)


def facts(record: View) -> list[Fact]:
    """What a record says, property by property, in the order the service gives.

    A record may say a fact twice, once plainly for queries and once on a node that adds scope,
    kind or date. It is given once here, with what the node adds as its note.
    """
    statements = record.get("statements") or []
    nodes = [statement for statement in statements if statement.get("statements")]
    named = {(_predicate(node), _named(node).iri): _named(node) for node in nodes}
    found: dict[str, tuple[str, list[Value]]] = {}
    told: set[tuple[str, str]] = set()
    for statement in statements:
        if not statement.get("statements"):
            value = _value(statement)
            for qualifier in _QUALIFIERS.get(_predicate(statement), ()):
                if value.iri and (qualifier, value.iri) in named:
                    told.add((qualifier, value.iri))
                    more = named[qualifier, value.iri]
                    value = replace(value, note=more.note, is_claim=more.is_claim)
            _put(found, statement, value)
    for node in nodes:
        if (_predicate(node), _named(node).iri) not in told:
            _put(found, node, _named(node))
    all_claims = record.get("confidence") in _CLAIMS
    return [
        Fact(
            name,
            label,
            tuple(replace(value, is_claim=all_claims or value.is_claim) for value in values),
        )
        for name, (label, values) in found.items()
    ]


def _put(found: dict[str, tuple[str, list[Value]]], statement: View, value: Value) -> None:
    label = str(statement.get("property_label") or _predicate(statement))
    values = found.setdefault(_predicate(statement), (label.removeprefix("has "), []))[1]
    if value not in values:
        values.append(value)


def _predicate(statement: View) -> str:
    return compact(str(statement["property"]))


def _value(statement: View) -> Value:
    value = str(statement.get("value") or "")
    words = str(statement.get("value_label") or value)
    if statement.get("value_kind") == "iri":
        return Value(words, value)
    language = statement.get("language")
    return Value(words, note=f"language: {language}" if language and language != "en" else "")


def _named(statement: View) -> Value:
    """A node as the one value it is about, with the rest of what it says as the note."""
    inner = [one for one in statement["statements"] if _predicate(one) != "rdf:type"]
    named = next((one for name in _ABOUT for one in inner if _predicate(one) == name), None)
    rest = " · ".join(f"{label_of(one)}: {_words(one)}" for one in inner if one is not named)
    is_claim = any(_predicate(one) == _CONFIDENCE and one.get("value") in _CLAIMS for one in inner)
    if named is None:
        return Value(rest, is_claim=is_claim)
    value = _value(named)
    return Value(value.words, value.iri, rest, is_claim)


def label_of(statement: View) -> str:
    """The property of a statement in words."""
    return str(statement.get("property_label") or _predicate(statement)).removeprefix("has ")


def codes_explained(records: Sequence[View]) -> list[str]:
    """What each code means that a node inside these records carries, as the service puts it."""
    found: dict[str, None] = {}
    for record in records:
        for statement in record.get("statements") or []:
            for one in statement.get("statements") or []:
                if _predicate(one) == _CONFIDENCE and one.get("value_label"):
                    found[str(one["value_label"])] = None
    return sorted(found)


def _words(statement: View) -> str:
    if _predicate(statement) == _CONFIDENCE:
        return code_words(str(statement.get("value") or ""))
    if statement.get("statements"):
        named = _named(statement)
        return f"{named.words} ({named.note})" if named.note else named.words
    return _value(statement).words


def first_text(records: Sequence[View], predicate: str) -> str:
    """The first value of a property over the records, in the order the service gives them."""
    for record in records:
        for fact in facts(record):
            if fact.predicate == predicate:
                return fact.values[0].words
    return ""


def source_words(record: str) -> str:
    """Who a record comes from, by its IRI: `shipped catalogue`, `white paper`."""
    if not record.startswith(RECORDS):
        return record
    source = record.removeprefix(RECORDS).partition("/")[0]
    return "shipped catalogue" if source == "shipped" else source.replace("-", " ")
