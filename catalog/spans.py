"""Dates as records give them: whole or cut short, compared without guessing what is cut off."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date
from functools import lru_cache
from typing import NamedTuple

_GIVEN = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d)(?:T[\d:.]+)?)?)?(?:Z|[+-]\d\d:\d\d)?$")


class Span(NamedTuple):
    """The first and the last day a date can mean."""

    first: date
    last: date

    def is_before(self, other: Span) -> bool:
        """Whether every day meant lies before every day the other can mean."""
        return self.last < other.first


@lru_cache(maxsize=4_096)
def span_of(text: str) -> Span | None:
    """The days an ISO 8601 date, month or year can mean; None where the text is none of these."""
    given = _GIVEN.match(text.strip())
    if given is None:
        return None
    year, month, day = (int(part) if part else None for part in given.groups())
    try:
        first = date(year or 0, month or 1, day or 1)
    except ValueError:
        return None
    if day:
        return Span(first, first)
    if month:
        return Span(first, first.replace(day=monthrange(first.year, month)[1]))
    return Span(first, date(first.year, 12, 31))
