"""Answers as files to take away."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from typing import Final

_FORMULA_STARTS: Final = ("=", "+", "-", "@", "\t", "\r")


def protected(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula: a `'` goes before `= + - @`, tab and CR.

    The rule is OWASP's for CSV injection. It is for people's spreadsheets; programs ask the
    service itself, which gives the values as they are.
    """
    return f"'{cell}" if cell.startswith(_FORMULA_STARTS) else cell


def to_csv(header: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """A table as CSV (RFC 4180) in UTF-8, every cell protected."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow([protected(cell) for cell in header])
    writer.writerows([protected(cell) for cell in row] for row in rows)
    return text.getvalue().encode()
