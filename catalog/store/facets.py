"""Facets as bitmaps of thing numbers: for each facet, which things have each of its values.

The bitmaps are kept in memory and in one table of the search index (docs/decisions/004).
Readers count with the bitmaps they began with; a writer changes copies.
"""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any, Final

from pyroaring import BitMap

from catalog.store.document import FACETS

SCHEMA: Final = """
CREATE TABLE IF NOT EXISTS facets (
    facet TEXT NOT NULL, value TEXT NOT NULL, members BLOB NOT NULL,
    PRIMARY KEY (facet, value)
) WITHOUT ROWID;
"""

Members = dict[str, dict[str, BitMap]]
"""Facet, value, and the things that have it."""
Changed = set[tuple[str, str]]
"""The facets and values whose bitmaps a writer has made its own."""


def load(db: sqlite3.Connection) -> Members:
    """The bitmaps of an index."""
    members: Members = defaultdict(dict)
    row: tuple[Any, ...]  # Any: SQLite gives back whatever type a column holds.
    for row in db.execute("SELECT facet, value, members FROM facets"):
        members[row[0]][row[1]] = BitMap.deserialize(row[2])
    return dict(members)


def save(db: sqlite3.Connection, members: Members, changed: Changed) -> None:
    """Write the bitmaps that changed; a value nothing has any more goes."""
    bitmaps = [(facet, value, members[facet][value]) for facet, value in changed]
    db.executemany(
        "INSERT OR REPLACE INTO facets VALUES (?, ?, ?)",
        ((facet, value, bitmap.serialize()) for facet, value, bitmap in bitmaps if bitmap),
    )
    db.executemany(
        "DELETE FROM facets WHERE facet = ? AND value = ?",
        ((facet, value) for facet, value, bitmap in bitmaps if not bitmap),
    )


def own(members: Members, changed: Changed, facet: str, value: str) -> BitMap:
    """The bitmap to change: a copy, since readers may be counting with the old one."""
    values = members.setdefault(facet, {})
    if (facet, value) not in changed:
        values[value] = BitMap(values.get(value, ()))
        changed.add((facet, value))
    return values[value]


def counts(
    members: Members, found: BitMap | None, chosen: Mapping[str, BitMap]
) -> dict[str, tuple[tuple[str, int], ...]]:
    """For every facet its values with how many things choosing one more of them would give.

    :param found: the things a text fits; None for all.
    :param chosen: for each facet with a choice, the things that choice admits.
    """
    counted: dict[str, tuple[tuple[str, int], ...]] = {}
    for facet in FACETS:
        others = [bitmap for name, bitmap in chosen.items() if name != facet]
        within = intersection(found, others)
        sizes = (
            (value, len(bitmap) if within is None else bitmap.intersection_cardinality(within))
            for value, bitmap in members.get(facet, {}).items()
        )
        pairs = [(value, size) for value, size in sizes if size]
        counted[facet] = tuple(sorted(pairs, key=lambda pair: (-pair[1], pair[0])))
    return counted


def intersection(first: BitMap | None, others: Iterable[BitMap]) -> BitMap | None:
    """The things in all of some bitmaps; None stands for all things."""
    within = first
    for bitmap in others:
        within = bitmap if within is None else within & bitmap
    return within
