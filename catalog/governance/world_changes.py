"""What changed in the world between two days, by the dates that records give: a pure reading.

Which of these things this catalogue knew at which time is another matter
(`catalogue_changes`); here only what is recorded now counts.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final, NamedTuple

from catalog.governance.statements import Said, Statements
from catalog.governance.steps import steps_into
from catalog.spans import Span, span_of
from catalog.terms import RECORDS, THINGS, split_thing

_ABOUT: Final = {
    "hw:hasLicenseAssertion": "license",
    "dct:license": "license",
    "hw:hasReciprocity": "arrangement",
    "statement": "signal",
    "arrangement": "arrangement",
    "intervention": "policy measure",
}
"""What a validity is about: by the property that leads to it, or by the kind of thing."""

_STARTS: Final = {
    "schema:validFrom": "begins",
    "hw:firstObserved": "first observed",
}
_ENDS: Final = {"schema:validThrough": "ends"}
_INSIDE: Final = ("prov:qualifiedDerivation", "prov:wasGeneratedBy", "prov:qualifiedAttribution")


class Window(NamedTuple):
    """The days after one date, up to and including another."""

    after: date
    through: date

    def holds(self, span: Span) -> bool | None:
        """Whether a date lies within; None where it may, since it is cut short."""
        if span.last <= self.after or span.first > self.through:
            return False
        return True if span.first > self.after and span.last <= self.through else None


@dataclass(frozen=True, slots=True)
class WorldChange:
    """One thing that began, ended, was seen or was issued within a window.

    `date` is as the record gives it; `is_certain` is false where it is cut short and may lie
    outside. `value` is what begins or ends, an IRI or words; None where the thing says it.
    """

    about: str
    event: str
    thing: str
    date: str
    is_certain: bool
    record: str
    value: str | None = None
    detail: str = ""

    @property
    def rank(self) -> tuple[str, ...]:
        """In order of time, then of things."""
        return (self.date, self.about, self.event, self.thing, self.value or "", self.record)

    def to_json(self) -> dict[str, Any]:
        """As `headwaters changes --json` prints it."""
        return {
            "about": self.about,
            "event": self.event,
            "thing": self.thing,
            "value": self.value,
            "detail": self.detail,
            "date": self.date,
            "certain": self.is_certain,
            "record": self.record,
        }


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A date that is none, and the record at fault."""

    thing: str
    value: str
    record: str

    def to_json(self) -> dict[str, str]:
        """As `headwaters changes --json` prints it."""
        return {"thing": self.thing, "value": self.value, "record": self.record}


def world_changes(
    statements: Statements, things: Iterable[str], window: Window
) -> tuple[list[WorldChange], list[Unreadable]]:
    """What began, ended or was issued within a window, oldest first, and the unreadable dates."""
    changes: set[WorldChange] = set()
    unreadable: set[Unreadable] = set()
    for thing in things:
        for found in _of_thing(statements, thing, window):
            if isinstance(found, WorldChange):
                changes.add(found)
            else:
                unreadable.add(found)
    ordered = sorted(unreadable, key=lambda each: (each.record, each.thing, each.value))
    return sorted(changes, key=lambda change: change.rank), ordered


def _of_thing(
    statements: Statements, thing: str, window: Window
) -> Iterator[WorldChange | Unreadable]:
    kind = (split_thing(thing) or ("other", ""))[0]
    yield from _validity(statements, thing, thing, _ABOUT.get(kind, kind), None, "", window)
    for name, node in _nodes(statements, thing):
        value = (
            statements.value(node, "dct:license")
            or statements.value(node, "hw:licenseNote")
            or statements.value(node, "dct:title")
        )
        scope = ", ".join(sorted(statements.codes(node, "hw:licenseScope")))
        about = _ABOUT.get(name, name.partition(":")[2])
        yield from _validity(statements, thing, node, about, value, scope, window)
    yield from _issued(statements, thing, kind, window)


def _validity(
    statements: Statements,
    thing: str,
    node: str,
    about: str,
    value: str | None,
    detail: str,
    window: Window,
) -> Iterator[WorldChange | Unreadable]:
    """The beginnings and ends that a node states."""
    for name, event in (_STARTS | _ENDS).items():
        for said in statements.said(node, name):
            # What is valid through a day is gone the day after.
            holds = _holds(said, window, shift=1 if name in _ENDS else 0)
            if isinstance(holds, Unreadable):
                yield Unreadable(thing, said.value, said.record)
            elif holds is not False:
                yield WorldChange(
                    about, event, thing, said.value[:10], holds is True, said.record, value, detail
                )


def _issued(
    statements: Statements, thing: str, kind: str, window: Window
) -> Iterator[WorldChange | Unreadable]:
    for said in statements.said(thing, "dct:issued"):
        holds = _holds(said, window)
        if isinstance(holds, Unreadable):
            yield Unreadable(thing, said.value, said.record)
        elif holds is not False:
            when = said.value[:10]
            yield WorldChange(kind, "issued", thing, when, holds is True, said.record)
            for step in steps_into(statements, thing):
                yield WorldChange(
                    "lineage", "made from", thing, when, holds is True, step.record,
                    step.source, step.kind,
                )  # fmt: skip


def _holds(said: Said, window: Window, shift: int = 0) -> bool | Unreadable | None:
    span = span_of(said.value)
    if span is None:
        return Unreadable("", said.value, said.record)
    moved = timedelta(days=shift)
    return window.holds(Span(span.first + moved, span.last + moved))


def _nodes(statements: Statements, thing: str) -> Iterator[tuple[str, str]]:
    """The nodes inside records that a thing's properties lead to, with the property."""
    for name in statements.properties(thing):
        if name in _INSIDE:
            continue
        for node in statements.values(thing, name):
            if node.startswith(RECORDS) and "#" in node:
                yield name, node


def is_term(iri: str) -> bool:
    """Whether a thing is one of those that set conditions and are not themselves lineage."""
    return (split_thing(iri) or ("", ""))[0] in (
        "license", "protocol", "label", "mechanism", "arrangement", "community", "statement",
    )  # fmt: skip


def things_in(statements: Statements) -> list[str]:
    """All things of ours something is stated about; sorted."""
    return sorted(iri for iri in statements.subjects() if iri.startswith(THINGS))
