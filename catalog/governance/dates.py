"""Dates as records give them: whole, or cut short to a month or a year."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date
from typing import Final

_DATE: Final = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2})(?:T.*)?)?)?(?:Z|[+-]\d{2}:\d{2})?")

ALWAYS: Final = ("0000-00-00", "9999-12-31")
"""Before the first and after the last day that a record can give."""

Span = tuple[str, str]


def span(text: str) -> Span | None:
    """The first and the last day a date can mean; None where the text is no ISO 8601 date.

    2024 → 2024-01-01 to 2024-12-31.
    """
    match = _DATE.fullmatch(text.strip())
    if match is None:
        return None
    year, month, day = (int(part) if part else None for part in match.groups())
    try:
        first = date(year or 0, month or 1, day or 1)
        last = date(first.year, month or 12, 1)
    except ValueError:
        return None
    end = day or monthrange(last.year, last.month)[1]
    return first.isoformat(), last.replace(day=end).isoformat()


def meet(one: Span, other: Span) -> bool:
    """Whether two spans have a day in common."""
    return one[0] <= other[1] and other[0] <= one[1]
