"""When the things of a lineage were issued, and what was there on a day."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from itertools import islice
from typing import Final

from pyoxigraph import NamedNode

from catalog.spans import Span, span_of
from catalog.store.base import Graph
from catalog.terms import term

_BATCH: Final = 500
_ISSUED: Final = term("dct:issued")


@dataclass(frozen=True, slots=True)
class AsOf:
    """What a trace as of a day left out and kept.

    `left_out` counts things issued after the day, and things reached through these alone;
    `undated` those kept of which no date of issue is recorded; `imprecise` those kept whose
    date, as recorded, may lie after the day (a year, where the day lies within it).
    """

    day: date
    left_out: int
    undated: int
    imprecise: int
    start_is_later: bool

    def to_json(self) -> dict[str, object]:
        """The members that `headwaters lineage --as-of` adds to its answer."""
        return {
            "as_of": self.day.isoformat(),
            "left_out": self.left_out,
            "undated": self.undated,
            "imprecise": self.imprecise,
            "start_is_later": self.start_is_later,
        }


def issued(graph: Graph, things: Iterable[str]) -> dict[str, Span]:
    """The days each thing can have been issued on; those without a date are left out.

    Where records differ, from the first day any of them allows to the last.
    """
    found: dict[str, Span] = {}
    rest = iter(things)
    while batch := list(islice(rest, _BATCH)):
        values = " ".join(str(NamedNode(iri)) for iri in batch)
        for row in graph.select(
            f"SELECT ?thing ?date WHERE {{ VALUES ?thing {{ {values} }} ?thing {_ISSUED} ?date }}"
        ):
            span, iri = span_of(row["date"].value), row["thing"].value
            if span is not None:
                known = found.get(iri, span)
                found[iri] = Span(min(known.first, span.first), max(known.last, span.last))
    return found


def reached(
    start: str, steps: Iterable[tuple[str, str]], without: Collection[str]
) -> list[tuple[str, int]]:
    """What can be reached from a thing, and in how many steps; nearest first, then by IRI.

    :param steps: from a thing to the next, in the direction that is followed.
    :param without: things that were not there, so that no way leads through them.
    """
    following: dict[str, set[str]] = defaultdict(set)
    for near, far in steps:
        following[near].add(far)
    hops = {start: 0}
    frontier = set() if start in without else {start}
    distance = 0
    while frontier:
        distance += 1
        level = {far for near in frontier for far in following[near]}
        frontier = level - hops.keys() - set(without)
        hops.update((iri, distance) for iri in frontier)
    del hops[start]
    return sorted(hops.items(), key=lambda pair: (pair[1], pair[0]))


def compared(
    day: date, start: str, kept: Collection[str], total: int, spans: dict[str, Span]
) -> AsOf:
    """What to say of a trace as of a day.

    :param kept: the things that stayed, the start left out.
    :param total: how many there were before.
    """
    known = [spans[iri] for iri in kept if iri in spans]
    return AsOf(
        day,
        total - len(kept),
        len(kept) - len(known),
        sum(span.last > day for span in known),
        start in spans and spans[start].first > day,
    )
