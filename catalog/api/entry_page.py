"""An entry's view arranged for reading: grouped, shortcuts joined with what qualifies them.

A record says some facts twice, once plainly for queries and once on a node that adds kind, date
or scope. Readers see such a fact once, with all that is said of it. Nothing is left out.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from catalog.api.view import EntryView, RecordView, Statement
from catalog.terms import EDGE_KINDS, term


@dataclass(frozen=True, slots=True)
class Shown:
    """A value with what is said of the statement itself."""

    value: Statement
    details: tuple[Statement, ...] = ()


@dataclass(frozen=True, slots=True)
class Row:
    """A property with all its values in one record."""

    iri: str
    label: str
    values: tuple[Shown, ...]

    @property
    def is_short(self) -> bool:
        """Whether its values stand in one line."""
        return all(
            not one.details
            and one.value["value_kind"] != "node"
            and len(one.value["value_label"]) <= _SHORT
            for one in self.values
        )


@dataclass(frozen=True, slots=True)
class Group:
    """Rows on one matter."""

    title: str
    rows: tuple[Row, ...]


def _iris(*curies: str) -> frozenset[str]:
    return frozenset(term(curie).value for curie in " ".join(curies).split())


_LINEAGE: Final = frozenset(predicate.value for predicate in EDGE_KINDS)
_QUALIFIED: Final = {
    term("hw:hasLicenseAssertion").value: (term("dct:license").value, _iris("dct:license")),
    term("prov:qualifiedDerivation").value: (term("prov:entity").value, _LINEAGE),
    term("prov:qualifiedAttribution").value: (
        term("prov:agent").value,
        _iris("dct:creator dct:publisher"),
    ),
}
"""Properties that lead to a qualifying node: what the node names, and the plain shortcuts."""

_GROUPS: Final = {
    "Where it comes from": _LINEAGE
    | _iris(
        "prov:qualifiedDerivation prov:wasGeneratedBy hw:disclosure it6:testedOn it6:validatedOn"
    ),
    "Terms": _iris(
        "dct:license hw:hasLicenseAssertion hw:licenseNote hw:perItem hw:spdxId hw:licenseTerm",
        "hw:extendsToModels hw:extendsToOutputs hw:openness cc:requires cc:permits cc:prohibits",
        "cc:legalcode odrl:permission odrl:prohibition odrl:duty",
    ),
    "People": _iris(
        "prov:qualifiedAttribution dct:creator dct:publisher hw:noStewardKnown",
        "hw:concernsCommunity hw:stakeholderGroup hw:agentRole hw:representedBy",
        "hw:mandateEvidence hw:hasProtocol",
    ),
    "Content and access": _iris(
        "hw:dataType hw:sharingLevel hw:sourceCategory hw:containsContent hw:personalData",
        "hw:modality dct:language dcat:distribution hw:accessNote hw:accessRoute",
        "hw:obtainableFrom hw:unshareableReason hw:sizeValue hw:sizeUnit",
    ),
}
_SHORT: Final = 24
_FIRST_GROUP: Final = "About"
_IN_HEADER: Final = _iris("dct:identifier dct:description")
_TITLE: Final = term("dct:title").value

_LICENSE: Final = ("license", _iris("dct:license hw:hasLicenseAssertion hw:licenseNote"))
_ORIGIN: Final = (
    "where it comes from",
    _LINEAGE | _iris("prov:qualifiedDerivation prov:wasGeneratedBy"),
)
_LANGUAGE: Final = ("language", _iris("dct:language"))
_DATE: Final = ("date", _iris("dct:issued"))
_STEWARD: Final = (
    "steward",
    _iris("prov:qualifiedAttribution hw:noStewardKnown dct:publisher dct:creator"),
)
_EXPECTED: Final[dict[str, tuple[tuple[str, frozenset[str]], ...]]] = {
    "dataset": (
        _LICENSE, _STEWARD, _DATE, _LANGUAGE, _ORIGIN,
        ("data type", _iris("hw:dataType")),
        ("personal data", _iris("hw:personalData")),
        ("sharing level", _iris("hw:sharingLevel")),
        ("communities concerned", _iris("hw:concernsCommunity")),
    ),
    "model": (
        _LICENSE, _DATE, _LANGUAGE, _ORIGIN,
        ("maker", _iris("dct:creator prov:qualifiedAttribution")),
        ("disclosure of training data", _iris("hw:disclosure")),
    ),
    "license": (
        ("terms", _iris("hw:licenseTerm cc:requires cc:permits cc:prohibits")),
        ("whether it reaches models", _iris("hw:extendsToModels")),
        ("whether it reaches outputs", _iris("hw:extendsToOutputs")),
        ("openness", _iris("hw:openness")),
        ("full text", _iris("cc:legalcode")),
    ),
    "community": (
        ("who speaks for it", _iris("hw:representedBy")),
        ("protocol", _iris("hw:hasProtocol")),
    ),
    "organization": (
        ("role", _iris("hw:agentRole")),
        ("stakeholder group", _iris("hw:stakeholderGroup")),
    ),
}  # fmt: skip
"""What readers look for, by kind; where no record states it, the page says so."""
_SAME_AS: Final = {"dataset-version": "dataset", "model-version": "model"}


def groups(record: RecordView, title: str) -> list[Group]:
    """What a record says, by matter, in reading order; matters it is silent on are absent."""
    rows = list(_rows(_joined(record["statements"]), title))
    found: list[Group] = []
    for name in (_FIRST_GROUP, *_GROUPS):
        inside = tuple(row for row in rows if _group_of(row.iri) == name)
        if inside:
            found.append(Group(name, inside))
    return found


def descriptions(view: EntryView) -> list[tuple[str, RecordView]]:
    """What each record says the thing is, in its own words."""
    description = term("dct:description").value
    return [
        (statement["value"], record)
        for record in view["records"]
        for statement in record["statements"]
        if statement["property"] == description
    ]


def nothing_recorded(view: EntryView) -> list[str]:
    """What readers of this kind of entry look for and no record states, not even as unknown."""
    stated = {
        statement["property"] for record in view["records"] for statement in record["statements"]
    }
    kind = _SAME_AS.get(view["kind"], view["kind"])
    return [label for label, properties in _EXPECTED.get(kind, ()) if not properties & stated]


def _group_of(predicate: str) -> str:
    return next((name for name, inside in _GROUPS.items() if predicate in inside), _FIRST_GROUP)


def _rows(shown: Sequence[tuple[str, str, Shown]], title: str) -> Iterable[Row]:
    by_property: dict[str, tuple[str, list[Shown]]] = {}
    for predicate, label, one in shown:
        if predicate in _IN_HEADER or (predicate == _TITLE and one.value["value"] == title):
            continue
        by_property.setdefault(predicate, (label, []))[1].append(one)
    for predicate, (label, values) in by_property.items():
        yield Row(predicate, label, tuple(values))


def _joined(statements: Sequence[Statement]) -> list[tuple[str, str, Shown]]:
    """Each fact once: plain statements take over the details of the nodes that qualify them."""
    details: dict[tuple[str, str], list[Statement]] = {}
    matched: set[tuple[str, str]] = set()
    for statement in statements:
        named = _named_by(statement)
        if named:
            key = (statement["property"], named["value"])
            rest = [s for s in statement["statements"] if s is not named]
            details.setdefault(key, []).extend(s for s in rest if s not in details.get(key, ()))
    shown: list[tuple[str, str, Shown]] = []
    for statement in statements:
        if _named_by(statement):
            continue
        said: tuple[Statement, ...] = ()
        for qualifier, (_, plain) in _QUALIFIED.items():
            key = (qualifier, statement["value"])
            if statement["property"] in plain and key in details:
                said += tuple(details[key])
                matched.add(key)
        shown.append((statement["property"], statement["property_label"], Shown(statement, said)))
    for statement in statements:
        named = _named_by(statement)
        key = (statement["property"], named["value"]) if named else ("", "")
        if named and key not in matched:
            matched.add(key)
            label = named["property_label"] if _is_attribution(statement) else _label(statement)
            shown.append((statement["property"], label, Shown(named, tuple(details[key]))))
    return shown


def _is_attribution(statement: Statement) -> bool:
    return statement["property"] == term("prov:qualifiedAttribution").value


def _label(statement: Statement) -> str:
    return statement["property_label"].removeprefix("has ")


def _named_by(statement: Statement) -> Statement | None:
    """What a qualifying node is about; None where the statement leads to no such node."""
    if statement["value_kind"] != "node" or statement["property"] not in _QUALIFIED:
        return None
    wanted = _QUALIFIED[statement["property"]][0]
    return next((s for s in statement["statements"] if s["property"] == wanted), None)
