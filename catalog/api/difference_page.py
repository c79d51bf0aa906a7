"""A supposition and what it would change, arranged for reading: findings of one sort together."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Final

from catalog.api.findings_page import WORDS, StatusWords, Told, mentioned, told
from catalog.api.words import names
from catalog.governance.finding import RuleFinding
from catalog.governance.what_if import Difference, Supposition
from catalog.store import CatalogStore


@dataclass(frozen=True, slots=True)
class Sort:
    """Findings of one rule that say the same of different things."""

    words: StatusWords
    rule: str
    about: str
    reason: str
    things: int
    total: int
    rows: tuple[Told, ...]

    @property
    def left_out(self) -> int:
        """How many findings are not shown."""
        return self.total - len(self.rows)


@dataclass(frozen=True, slots=True)
class Side:
    """The findings that appear, go or change: sort by sort, and how many there are."""

    key: str
    title: str
    empty: str
    sorts: tuple[Sort, ...]
    total: int


_TITLES: Final = {
    "appear": ("Would appear", "No rule would find anything new."),
    "go": ("Would go", "Nothing found now would go."),
    "change": ("Would read otherwise", "No other finding would read otherwise."),
}
_MOST: Final = 50
"""Rows a sort of findings shows at most; the data has all."""


def sides(store: CatalogStore, difference: Difference, most: int = _MOST) -> list[Side]:
    """The findings that would appear, those that would go, and those that would be worded anew.

    A finding that goes while one of its sort appears on the same thing has changed in its
    particulars only: the new one is shown, once.

    :param most: how many findings of one sort are shown at most.
    """
    going = Counter(_sort_on(finding) for finding in difference.go)
    appear: list[RuleFinding] = []
    change: list[RuleFinding] = []
    for finding in difference.appear:
        going[_sort_on(finding)] -= 1
        (change if going[_sort_on(finding)] >= 0 else appear).append(finding)
    changed = Counter(_sort_on(finding) for finding in change)
    go: list[RuleFinding] = []
    for finding in difference.go:
        changed[_sort_on(finding)] -= 1
        if changed[_sort_on(finding)] < 0:
            go.append(finding)
    parts = {"appear": appear, "go": go, "change": change}
    return [_side(store, key, found, most) for key, found in parts.items()]


def sentence(store: CatalogStore, supposition: Supposition) -> str:
    """The supposition in words, a license by its name."""
    named = names(store, [supposition.value]) if supposition.kind == "license" else {}
    return replace(supposition, value=named.get(supposition.value, supposition.value)).sentence


def _side(store: CatalogStore, key: str, found: Sequence[RuleFinding], most: int) -> Side:
    ordered = sorted(found, key=lambda finding: (finding.rank[:2], finding.reason))
    sorts = (_sort(store, list(same), most) for _, same in groupby(ordered, key=_key))
    return Side(key, *_TITLES[key], tuple(sorts), len(found))


def _sort(store: CatalogStore, same: Sequence[RuleFinding], most: int) -> Sort:
    shown = same[:most]
    rows = told(shown, names(store, mentioned(shown)))
    first = rows[0]
    return Sort(
        WORDS[first.finding.status],
        first.finding.rule,
        first.about,
        first.finding.reason,
        len({finding.subject for finding in same}),
        len(same),
        tuple(rows),
    )


def _key(finding: RuleFinding) -> tuple[str, str, str]:
    return (finding.status, finding.rule, finding.reason)


def _sort_on(finding: RuleFinding) -> tuple[str, ...]:
    return (finding.subject, *_key(finding))
