"""A report arranged for reading: its fields by the thing they speak of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from catalog.reports import Field, Report, Section


@dataclass(frozen=True, slots=True)
class Part:
    """Fields in a row that speak of one thing; `iri` is None where that is the subject."""

    iri: str | None
    title: str
    fields: tuple[Field, ...]


def parts(section: Section) -> list[Part]:
    """The fields of a section in order, those of one thing together."""
    runs = groupby(section.fields, key=lambda field: (field.about, field.about_title or ""))
    return [Part(iri, title, tuple(fields)) for (iri, title), fields in runs]


def sections(report: Report) -> Sequence[tuple[Section, list[Part]]]:
    """Every section with its parts."""
    return [(section, parts(section)) for section in report.sections]
