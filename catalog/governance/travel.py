"""Following a condition along a way, to see whether it arrives and as what."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import IntEnum

from catalog.governance.steps import Way
from catalog.governance.tables import Tables


class State(IntEnum):
    """What a condition has become, from strong to gone; a step never makes it stronger."""

    BINDING = 0
    EXPECTED = 1
    ON_RETRIEVAL = 2
    UNSETTLED = 3
    UNKNOWN = 4
    GONE = 5


@dataclass(frozen=True, slots=True)
class Reach:
    """What a text says about trained models and about outputs: sets of reach ids.

    Several ids, as yes and no, mean that sources read the text differently.
    """

    models: frozenset[str] = frozenset()
    outputs: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Arrival:
    """A condition at the end of a way, the shortest of those on which it arrives like that.

    `further` counts the other ways with the same end; `stopped_at` is the position of the step
    at which the condition ended, where it did.
    """

    way: Way
    state: State
    further: int
    stopped_at: int | None = None


_BY_REACH = {
    frozenset({"yes"}): State.BINDING,
    frozenset({"no"}): State.GONE,
    frozenset({"silent"}): State.UNSETTLED,
}
_FIXED = {
    "travels": State.BINDING,
    "expectation": State.EXPECTED,
    "shown": State.EXPECTED,
    "on-retrieval": State.ON_RETRIEVAL,
    "unsettled": State.UNSETTLED,
    "unknown": State.UNKNOWN,
    "stops": State.GONE,
}


def follow(tables: Tables, condition: str, way: Way, reach: Reach) -> tuple[State, int | None]:
    """The state of a condition at the end of a way, and where it ended if it did.

    A step of a kind the table has no row for makes it unknown.
    """
    state = State.BINDING
    for position, step in enumerate(way.steps):
        travel = tables.travel.get((condition, step.kind), "unknown")
        if travel == "by-models-text":
            reached = _BY_REACH.get(reach.models, State.UNKNOWN)
        elif travel == "by-outputs-text":
            reached = _BY_REACH.get(reach.outputs, State.UNKNOWN)
        else:
            reached = _FIXED[travel]
        state = max(state, reached)
        if state is State.GONE:
            return state, position
    return state, None


def arrivals(
    tables: Tables, condition: str, ways: Iterable[Way], reach: Reach
) -> Iterator[Arrival]:
    """How a condition arrives: one shortest way for each source and state, strongest first.

    :param ways: ways from one or several sources to one subject, shortest first.
    """
    chosen: dict[tuple[str, State], tuple[Way, int | None, int]] = {}
    for way in ways:
        state, stopped = follow(tables, condition, way, reach)
        key = (way.source, state)
        if key in chosen:
            first, at, count = chosen[key]
            chosen[key] = (first, at, count + 1)
        else:
            chosen[key] = (way, stopped, 0)
    for (_, state), (way, stopped, count) in sorted(
        chosen.items(), key=lambda item: (item[0][1], item[0][0])
    ):
        yield Arrival(way, state, count, stopped)
