"""A report: fields of a template, each filled from records or saying why it is not."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Final

from catalog.governance.steps import weakest

COVER: Final = "Filled from recorded claims as of {day}; not a filing, not legal advice."
"""The sentence every report opens with (reports.md)."""

VERSION: Final = "1"
"""Counts up whenever a template fills its fields differently."""


class Fill(StrEnum):
    """What a field holds: a value, or one of three reasons for none."""

    VALUE = "value"
    NOT_RECORDED = "not-recorded"
    NOT_DISCLOSED = "not-disclosed"
    NOT_APPLICABLE = "not-applicable"

    @property
    def words(self) -> str:
        """As a reader sees it."""
        return _WORDS[self]


_WORDS: Final = {
    Fill.VALUE: "value",
    Fill.NOT_RECORDED: "not recorded",
    Fill.NOT_DISCLOSED: "not disclosed by the maker",
    Fill.NOT_APPLICABLE: "not applicable",
}


@dataclass(frozen=True, slots=True)
class Value:
    """One value with the records that state it; `iri` where it is a thing or an address."""

    text: str
    iri: str | None = None
    records: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """As in the JSON of a report."""
        return {"text": self.text, "iri": self.iri, "records": list(self.records)}


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a template.

    `about` is the thing it speaks of where that is not the subject; `asks` says in words what
    would have to be recorded to fill it; `required` is the template's word, not ours; `because`
    are the records that state why there is no value.
    """

    id: str
    label: str
    fill: Fill
    values: tuple[Value, ...] = ()
    note: str = ""
    about: str | None = None
    about_title: str | None = None
    asks: str = ""
    required: bool = True
    because: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """As in the JSON of a report."""
        return {
            "id": self.id,
            "label": self.label,
            "about": {"iri": self.about, "title": self.about_title} if self.about else None,
            "required": self.required,
            "fill": self.fill.value,
            "values": [value.to_json() for value in self.values],
            "note": self.note,
            "because": list(self.because),
        }


@dataclass(frozen=True, slots=True)
class Section:
    """Fields under one heading of the template."""

    id: str
    title: str
    fields: tuple[Field, ...]
    note: str = ""

    def to_json(self) -> dict[str, Any]:
        """As in the JSON of a report."""
        return {
            "id": self.id,
            "title": self.title,
            "note": self.note,
            "fields": [each.to_json() for each in self.fields],
        }


@dataclass(frozen=True, slots=True)
class Gap:
    """Something that would fill empty fields: what to record, of which things, for how many."""

    asks: str
    fill: Fill
    things: tuple[str, ...]
    labels: tuple[str, ...]
    fields: int
    required: int

    def to_json(self) -> dict[str, Any]:
        """As in the JSON of a report."""
        return {
            "asks": self.asks,
            "fill": self.fill.value,
            "things": list(self.things),
            "labels": list(self.labels),
            "fields": self.fields,
            "required": self.required,
        }


@dataclass(frozen=True, slots=True)
class RecordNote:
    """A record that fields rest on: where it took what it says, when, and how sure it is."""

    iri: str
    sources: tuple[str, ...]
    retrieved: str | None
    confidence: str

    def to_json(self) -> dict[str, Any]:
        """As in the JSON of a report."""
        return {
            "iri": self.iri,
            "sources": list(self.sources),
            "retrieved": self.retrieved,
            "confidence": self.confidence,
        }


@dataclass(frozen=True, slots=True)
class Report:
    """A filled template. Equal records, date and commit give an equal report.

    `document` is the same in a format of its own, where the template has one (JSON-LD).
    """

    template: str
    title: str
    subject: str
    subject_title: str
    as_of: str
    commit: int
    sections: tuple[Section, ...]
    records: tuple[RecordNote, ...]
    follows: str
    version: str = VERSION
    document: dict[str, Any] | None = field(default=None, hash=False)

    @property
    def cover(self) -> str:
        """The sentence the report opens with."""
        return COVER.format(day=self.as_of)

    def fields(self) -> Iterator[Field]:
        """Every field in order."""
        for section in self.sections:
            yield from section.fields

    @property
    def completeness(self) -> dict[str, int]:
        """How many fields there are, how many apply, and how many have each fill."""
        counts = Counter(each.fill for each in self.fields())
        total = counts.total()
        return {
            "fields": total,
            "applicable": total - counts[Fill.NOT_APPLICABLE],
            **{fill.value: counts[fill] for fill in Fill},
        }

    @property
    def confidence(self) -> str:
        """The weakest confidence code among the records used."""
        return weakest(record.confidence for record in self.records)

    @property
    def gaps(self) -> tuple[Gap, ...]:
        """What to fill next: what fills most required fields first."""
        return gaps_in(self.fields(), self.subject_title)

    def to_json(self) -> dict[str, Any]:
        """The whole report as JSON."""
        return {
            "template": self.template,
            "title": self.title,
            "cover": self.cover,
            "follows": self.follows,
            "subject": {"iri": self.subject, "title": self.subject_title},
            "as_of": self.as_of,
            "commit": self.commit,
            "version": self.version,
            "completeness": self.completeness,
            "weakest_confidence": self.confidence,
            "sections": [section.to_json() for section in self.sections],
            "fill_next": [gap.to_json() for gap in self.gaps],
            "records": [record.to_json() for record in self.records],
            "document": self.document,
        }


def gaps_in(fields: Iterable[Field], subject_title: str) -> tuple[Gap, ...]:
    """The empty fields grouped by what would fill them, greatest effect first."""
    found: dict[tuple[str, Fill], list[Field]] = {}
    for each in fields:
        if each.fill in (Fill.NOT_RECORDED, Fill.NOT_DISCLOSED):
            found.setdefault((each.asks or each.label, each.fill), []).append(each)
    gaps = [
        Gap(
            asks,
            fill,
            tuple(dict.fromkeys(each.about_title or subject_title for each in empty)),
            tuple(dict.fromkeys(each.label for each in empty)),
            len(empty),
            sum(each.required for each in empty),
        )
        for (asks, fill), empty in found.items()
    ]
    return tuple(sorted(gaps, key=lambda gap: (-gap.required, -gap.fields)))
