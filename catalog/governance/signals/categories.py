"""Kinds of use: what the words of a mechanism speak of, and which use falls under which.

The table is `ontology/rules/signal-categories.ttl`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Final

from catalog.governance.rows import Row, of_class

_TABLE: Final = "signal-categories.ttl"


@dataclass(frozen=True, slots=True)
class Categories:
    """The mapping as data. `tokens` maps a mechanism's IRI and its word to use categories."""

    tokens: Mapping[tuple[str, str], frozenset[str]]
    covers: Mapping[str, frozenset[str]]
    of_activity: Mapping[str, frozenset[str]]
    mechanisms: Mapping[str, frozenset[str]]

    def is_covered(self, use: str, spoken_of: frozenset[str]) -> bool:
        """Whether a kind of use is one of those spoken of, or falls under one of them."""
        return any(use == each or use in self.covers.get(each, ()) for each in spoken_of)

    def uses_of(self, activity_kinds: frozenset[str]) -> frozenset[str]:
        """The kinds of use that activities of some kinds are."""
        return frozenset().union(*(self.of_activity.get(kind, ()) for kind in activity_kinds))

    def is_followed(self, mechanism: str, declared: frozenset[str]) -> bool:
        """Whether a mechanism is among those declared to be followed, or stands in their lines."""
        return any(
            mechanism == each or mechanism in self.mechanisms.get(each, ()) for each in declared
        )


@cache
def shipped_categories() -> Categories:
    """The mapping of this version."""
    tokens: dict[tuple[str, str], frozenset[str]] = {}
    for row in of_class(_TABLE, "hw:SignalToken"):
        for mechanism in row["hw:usesMechanism"]:
            for token in row["hw:token"]:
                tokens[mechanism, token] = frozenset(row["hw:useCategory"])
    return Categories(
        tokens,
        _mapping(of_class(_TABLE, "hw:UseCover"), "hw:useCategory", "hw:covers"),
        _mapping(of_class(_TABLE, "hw:ActivityUse"), "hw:activityKind", "hw:useCategory"),
        _mapping(of_class(_TABLE, "hw:MechanismCover"), "hw:usesMechanism", "hw:covers"),
    )


def _mapping(rows: list[Row], key: str, value: str) -> dict[str, frozenset[str]]:
    return {each: frozenset(row[value]) for row in rows for each in row[key]}
