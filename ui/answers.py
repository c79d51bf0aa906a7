"""Answers of named questions, made ready for a table and for a file. Pure functions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from catalog.terms import split_thing
from ui import addresses
from ui.exports import to_csv
from ui.sheet import Cell
from ui.statements import is_unknown
from ui.wording import NOTHING, UNKNOWN

# Any: the service's JSON: a row maps a column's name to a value or to null.
Row = Mapping[str, Any]
Column = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Gap:
    """How many rows of a column say `unknown`, and in how many nothing is recorded."""

    label: str
    unknown: int
    nothing: int


def cells(columns: Sequence[Column], row: Row) -> list[Cell]:
    """A row as cells of a table: labels with links, and what is not known set apart."""
    return [_cell(row.get(column["name"])) for column in columns]


def gaps(columns: Sequence[Column], rows: Sequence[Row]) -> list[Gap]:
    """The columns in which something is not known, with counts of both ways of not knowing."""
    found = []
    for column in columns:
        values = [row.get(column["name"]) for row in rows]
        gap = Gap(
            str(column["label"]),
            sum(value is not None and is_unknown(str(value["value"])) for value in values),
            sum(_is_nothing(value) for value in values),
        )
        if gap.unknown or gap.nothing:
            found.append(gap)
    return found


def csv_of(columns: Sequence[Column], rows: Sequence[Row]) -> bytes:
    """An answer as CSV: words, and beside a column with addresses one that holds these."""
    with_iris = [
        any((row.get(column["name"]) or {}).get("type") == "uri" for row in rows)
        for column in columns
    ]
    header: list[str] = []
    for column, has_iris in zip(columns, with_iris, strict=True):
        header += [column["name"], f"{column['name']}_iri"] if has_iris else [column["name"]]
    lines = []
    for row in rows:
        line: list[str] = []
        for column, has_iris in zip(columns, with_iris, strict=True):
            value = row.get(column["name"])
            line.append(_words(value) if value else "")
            if has_iris:
                line.append(str(value["value"]) if value and value["type"] == "uri" else "")
        lines.append(line)
    return to_csv(header, lines)


_NOTHING_WORDS: Final = frozenset({"", "not recorded", NOTHING, "-", "–", "—"})
"""What queries put where nothing is recorded and a cell cannot stay empty, as in a count."""


def _is_nothing(value: Mapping[str, Any] | None) -> bool:
    return value is None or (value["type"] != "uri" and value["value"] in _NOTHING_WORDS)


def _cell(value: Mapping[str, Any] | None) -> Cell:
    if value is None or _is_nothing(value):
        return Cell(NOTHING, mark="quiet")
    text, words = str(value["value"]), _words(value)
    if is_unknown(text):
        return Cell(value.get("label") or UNKNOWN, mark="unknown")
    if value["type"] != "uri":
        return Cell(words)
    wanted = addresses.entry_of(text)
    return Cell(words, to=wanted) if wanted else Cell(words, url=text)


def _words(value: Mapping[str, Any]) -> str:
    text = str(value["value"])
    label = value.get("label")
    if label:
        return str(label)
    found = split_thing(text) if value["type"] == "uri" else None
    return found[1] if found else text
