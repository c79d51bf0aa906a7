"""Spans of days, and dates that could not be read, each with the record that gives it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple, Self

from catalog import spans as given_dates
from catalog.governance.statements import Said


class Span(NamedTuple):
    """The first and the last day, ISO 8601, that something can have been on, or that it lasted."""

    first: str
    last: str

    @classmethod
    def over(cls, spans: Iterable[Span]) -> Self | None:
        """From the first day of any to the last day of any; None where there is none."""
        given = list(spans)
        if not given:
            return None
        return cls(min(each.first for each in given), max(each.last for each in given))


def span_of(text: str) -> Span | None:
    """The days a date stands for: a year, a month, a day, or a time; None where it is no date.

    >>> span_of("2024-02")
    Span(first='2024-02-01', last='2024-02-29')
    """
    given = given_dates.span_of(text)
    return Span(given.first.isoformat(), given.last.isoformat()) if given else None


class Dated(NamedTuple):
    """What could be read of some dates, and what could not."""

    spans: tuple[Span, ...]
    malformed: tuple[Said, ...]


def read(said: Iterable[Said]) -> Dated:
    """The spans of some dates; those that are no dates are kept apart, each with its record."""
    spans: list[Span] = []
    malformed: list[Said] = []
    for each in said:
        days = span_of(each.value)
        if days is None:
            malformed.append(each)
        else:
            spans.append(days)
    return Dated(tuple(spans), tuple(malformed))
