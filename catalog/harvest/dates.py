"""Dates as sources write them, as precise as they are and no more."""

from __future__ import annotations

import re
from datetime import date

from pyoxigraph import Literal

from catalog.terms import term


def date_literal(text: str) -> Literal | None:
    """A day, month or year as xsd:date, xsd:gYearMonth or xsd:gYear; None where it is no date.

    A time of day behind the date is left out.

    >>> date_literal("2023-13")
    >>> date_literal("2023").value
    '2023'
    """
    match = re.fullmatch(r"(\d{4})(?:-(\d{1,2})(?:-(\d{1,2})(?:[T ]\d{2}:.*)?)?)?", text.strip())
    if match is None:
        return None
    year, month, day = (int(part) if part else None for part in match.groups())
    try:
        date(year or 0, month or 1, day or 1)
    except ValueError:
        return None
    if month is None:
        return Literal(f"{year:04}", datatype=term("xsd:gYear"))
    if day is None:
        return Literal(f"{year:04}-{month:02}", datatype=term("xsd:gYearMonth"))
    return Literal(f"{year:04}-{month:02}-{day:02}", datatype=term("xsd:date"))
