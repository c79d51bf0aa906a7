"""What an entry says, made ready to be read: flattened, compared, and what is missing.

Pure functions over the view model the service gives for `/data/{kind}/{slug}.json`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from catalog.terms import NS, RECORDS, compact

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

_UNKNOWN_ENDS: Final = ("/unknown", "/undisclosed", "/not-stated")


@dataclass(frozen=True, slots=True)
class Statement:
    """One line of an entry: a property and a value, `level` deep inside another value."""

    level: int
    predicate: str
    label: str
    value: str
    words: str
    is_iri: bool
    language: str

    @property
    def is_unknown(self) -> bool:
        """Whether the value says that the answer is not known."""
        return is_unknown(self.value)


@dataclass(frozen=True, slots=True)
class Difference:
    """A property of which records say different things: what each record says."""

    label: str
    said: tuple[tuple[str, tuple[str, ...]], ...]


def is_unknown(value: str) -> bool:
    """Whether a value is one of the concepts that record not knowing."""
    return value.startswith(NS) and value.endswith(_UNKNOWN_ENDS)


def flattened(statements: Sequence[View], level: int = 0) -> Iterator[Statement]:
    """The statements of a record line by line, those inside a value right below it."""
    for statement in statements:
        inner = statement.get("statements") or []
        property_ = compact(str(statement["property"]))
        yield Statement(
            level,
            property_,
            str(statement.get("property_label") or property_),
            str(statement.get("value") or ""),
            "" if inner else str(statement.get("value_label") or statement.get("value") or ""),
            statement.get("value_kind") == "iri",
            str(statement.get("language") or ""),
        )
        yield from flattened(inner, level + 1)


def differences(records: Sequence[View]) -> list[Difference]:
    """The properties of which two records give values that do not overlap as sets do.

    A record that is silent on a property disagrees with nobody, and neither does one whose
    values are all among another's. Values inside nodes are not compared.
    """
    said: dict[str, dict[str, set[str]]] = {}
    labels: dict[str, str] = {}
    for record in records:
        for line in flattened(record.get("statements") or []):
            if line.level == 0 and line.words:
                labels[line.predicate] = line.label
                by_record = said.setdefault(line.predicate, {})
                by_record.setdefault(str(record["iri"]), set()).add(line.words)
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


def unknown_labels(records: Sequence[View]) -> list[str]:
    """The properties of which a record says outright that the answer is not known."""
    found = (
        line.label
        for record in records
        for line in flattened(record.get("statements") or [])
        if line.is_unknown
    )
    return list(dict.fromkeys(found))


def nothing_recorded(kind: str, records: Sequence[View]) -> list[str]:
    """What a reader would look for in this kind of entry and no record speaks about."""
    spoken = {
        line.predicate for record in records for line in flattened(record.get("statements") or [])
    }
    expected = _EXPECTED.get(kind, {})
    return [label for label, names in expected.items() if not spoken.intersection(names)]


def first_text(records: Sequence[View], property_: str) -> str:
    """The first value of a property over the records, in the order the service gives them."""
    for record in records:
        for line in flattened(record.get("statements") or []):
            if line.level == 0 and line.predicate == property_:
                return line.words
    return ""


def source_words(record: str) -> str:
    """Who a record comes from, by its IRI: `shipped catalogue`, `ecosystem-graphs`."""
    source = record.removeprefix(RECORDS).partition("/")[0] if record.startswith(RECORDS) else ""
    return "shipped catalogue" if source == "shipped" else source or record
