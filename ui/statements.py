"""What an entry says, made ready to be read: flattened, compared, and what is missing.

Pure functions over the view model the service gives for `/data/{kind}/{slug}.json`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from catalog.terms import EDGE_KINDS, NS, RECORDS, compact

View = Mapping[str, Any]
"""JSON as the service gives it; `Any` since its shape is the service's promise."""

_DATA: Final = {
    "License": ("dct:license", "hw:hasLicenseAssertion", "hw:licenseNote"),
    "Language": ("dct:language",),
    "Date": ("dct:issued",),
}
_STEWARD: Final = ("prov:qualifiedAttribution", "hw:noStewardKnown", "dct:publisher", "dct:creator")
_ORIGIN: Final = (
    "prov:wasDerivedFrom",
    "prov:qualifiedDerivation",
    "dcat:isVersionOf",
    "dcat:previousVersion",
    "prov:wasGeneratedBy",
)
_DATASET: Final[dict[str, tuple[str, ...]]] = {
    **_DATA,
    "Type of data": ("hw:dataType",),
    "Steward or publisher": _STEWARD,
    "Where it comes from": _ORIGIN,
    "Personal data": ("hw:personalData",),
    "Community it concerns": ("hw:concernsCommunity",),
}
_MODEL: Final[dict[str, tuple[str, ...]]] = {
    **_DATA,
    "Maker": _STEWARD,
    "Training data": ("it6:trainedOn", "it6:fineTunedFrom", *_ORIGIN),
    "How much is disclosed": ("hw:disclosure",),
}
_EXPECTED: Final[dict[str, dict[str, tuple[str, ...]]]] = {
    "dataset": _DATASET,
    "dataset-version": _DATASET,
    "model": _MODEL,
    "model-version": _MODEL,
    "license": {
        "Permissions and duties": ("hw:licenseTerm", "cc:permits", "cc:requires"),
        "Reach to models": ("hw:extendsToModels",),
        "Reach to outputs": ("hw:extendsToOutputs",),
    },
    "organization": {"Role": ("hw:agentRole",), "Stakeholder group": ("hw:stakeholderGroup",)},
    "community": {"Protocol": ("hw:hasProtocol",), "Represented by": ("hw:representedBy",)},
}
"""What a reader looks for in each kind of entry, with the properties that would say it."""

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


@dataclass(frozen=True, slots=True)
class Value:
    """One value of a property; `note` is what else is said of the statement itself."""

    words: str
    iri: str = ""
    note: str = ""

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


@dataclass(frozen=True, slots=True)
class Difference:
    """A property of which records say different things: what each record says."""

    label: str
    said: tuple[tuple[str, tuple[str, ...]], ...]


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
    notes: dict[tuple[str, str], str] = {}
    for statement in statements:
        if statement.get("statements"):
            named = _named(statement)
            notes[_predicate(statement), named.iri] = named.note
    found: dict[str, tuple[str, list[Value]]] = {}
    told: set[tuple[str, str]] = set()
    for statement in statements:
        if not statement.get("statements"):
            value = _value(statement)
            for qualifier in _QUALIFIERS.get(_predicate(statement), ()):
                if value.iri and (qualifier, value.iri) in notes:
                    told.add((qualifier, value.iri))
                    value = Value(value.words, value.iri, notes[qualifier, value.iri])
            _put(found, statement, value)
    for statement in statements:
        if statement.get("statements"):
            named = _named(statement)
            if (_predicate(statement), named.iri) not in told:
                _put(found, statement, named)
    return [Fact(name, label, tuple(values)) for name, (label, values) in found.items()]


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
    rest = " · ".join(f"{_label(one)}: {_words(one)}" for one in inner if one is not named)
    if named is None:
        return Value(rest)
    value = _value(named)
    return Value(value.words, value.iri, rest)


def _label(statement: View) -> str:
    return str(statement.get("property_label") or _predicate(statement)).removeprefix("has ")


def _words(statement: View) -> str:
    if statement.get("statements"):
        named = _named(statement)
        return f"{named.words} ({named.note})" if named.note else named.words
    return _value(statement).words


def differences(records: Sequence[View]) -> list[Difference]:
    """The properties of which two records give values that do not overlap as sets do.

    A record that is silent on a property disagrees with nobody, and neither does one whose
    values are all among another's. Free text is not compared.
    """
    said: dict[str, dict[str, set[str]]] = {}
    labels: dict[str, str] = {}
    for record in records:
        for fact in facts(record):
            labels[fact.predicate] = fact.label
            by_record = said.setdefault(fact.predicate, {})
            by_record[str(record["iri"])] = {value.words for value in fact.values}
    return [
        Difference(
            labels[name], tuple((record, tuple(sorted(values))) for record, values in by.items())
        )
        for name, by in said.items()
        if name not in _FREE_TEXT and not _agree(list(by.values()))
    ]


_FREE_TEXT: Final = frozenset({"dct:description", "dct:identifier", "rdf:type", "rdfs:comment"})


def _agree(values: Sequence[set[str]]) -> bool:
    widest = max(values, key=len)
    return all(value <= widest for value in values)


def glance(kind: str, records: Sequence[View]) -> list[tuple[str, tuple[Value, ...]]]:
    """What readers look for in this kind of entry, with what the records say, all together.

    A label without values is one no record speaks about, not even to say “unknown”.
    """
    told = [fact for record in records for fact in facts(record)]
    found = []
    for label, names in _EXPECTED.get(kind, {}).items():
        values = [
            v for name in names for fact in told if fact.predicate == name for v in fact.values
        ]
        by_words = {value.iri or value.words: value for value in reversed(values)}
        found.append((label, tuple(reversed(by_words.values()))))
    return found


def unknown_labels(records: Sequence[View]) -> list[str]:
    """The properties of which a record says outright that the answer is not known."""
    found: dict[str, None] = {}
    for record in records:
        _gather_unknown(record.get("statements") or [], found)
    return list(found)


def _gather_unknown(statements: Sequence[View], found: dict[str, None]) -> None:
    for statement in statements:
        if is_unknown(str(statement.get("value") or "")):
            found[_label(statement)] = None
        _gather_unknown(statement.get("statements") or [], found)


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
