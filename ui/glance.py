"""An entry at a glance: what readers look for, what is not known, and where records differ.

Pure functions over the view model the service gives for `/data/{kind}/{slug}.json`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final

from ui.statements import Value, View, facts, is_unknown, label_of, source_words

_LICENSE: Final = "License"
_DATA: Final = {
    _LICENSE: ("dct:license", "hw:hasLicenseAssertion", "hw:licenseNote"),
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
    "Training data": (
        "it6:trainedOn",
        "it6:fineTunedFrom",
        "hw:mergedFrom",
        "hw:distilledFrom",
        "hw:quantizedFrom",
        *_ORIGIN,
    ),
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

_FREE_TEXT: Final = frozenset({"dct:description", "dct:identifier", "rdf:type", "rdfs:comment"})


@dataclass(frozen=True, slots=True)
class Difference:
    """A property of which records say different things: what each record says."""

    label: str
    said: tuple[tuple[str, tuple[str, ...]], ...]


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


def _agree(values: Sequence[set[str]]) -> bool:
    widest = max(values, key=len)
    return all(value <= widest for value in values)


def glance(kind: str, records: Sequence[View]) -> list[tuple[str, tuple[Value, ...]]]:
    """What readers look for in this kind of entry, with what the records say, all together.

    A label without values is one no record speaks about, not even to say “unknown”. Where
    several records speak, the note of a value says whose it is; that of a license says what it
    covers as well.
    """
    told = [(record, fact) for record in records for fact in facts(record)]
    found = []
    for label, names in _EXPECTED.get(kind, {}).items():
        said = [
            (str(record["iri"]), value)
            for name in names
            for record, fact in told
            if fact.predicate == name
            for value in fact.values
        ]
        with_source = len({record for record, _ in said}) > 1
        values = (_noted(value, record if with_source else "", label) for record, value in said)
        found.append((label, _together(values)))
    return found


def _noted(value: Value, record: str, label: str) -> Value:
    notes = [source_words(record), value.note if label == _LICENSE else ""]
    return replace(value, note=" · ".join(note for note in notes if note))


def _together(values: Iterable[Value]) -> tuple[Value, ...]:
    """Each value once; what any record states as a fact is no mere claim."""
    found: dict[str, Value] = {}
    for value in values:
        seen = found.setdefault(value.iri or value.words, value)
        if seen.is_claim and not value.is_claim:
            found[value.iri or value.words] = value
    return tuple(found.values())


def unknown_labels(records: Sequence[View]) -> list[str]:
    """The properties of which a record says outright that the answer is not known."""
    found: dict[str, None] = {}
    for record in records:
        _gather_unknown(record.get("statements") or [], found)
    return list(found)


def _gather_unknown(statements: Sequence[View], found: dict[str, None]) -> None:
    for statement in statements:
        if is_unknown(str(statement.get("value") or "")):
            found[label_of(statement)] = None
        _gather_unknown(statement.get("statements") or [], found)
