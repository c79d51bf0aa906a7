"""A lineage as a picture: the river, drawn from its sources at the left. Pure arithmetic.

The table beside it says the same in words; the picture holds the nearest things only, since a
drawing of hundreds shows nothing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from catalog.lineage import Direction, Lineage, LineageEdge
from catalog.model import Thing

_WIDTH: Final = 170
_HEIGHT: Final = 44
_BETWEEN_COLUMNS: Final = 48
_BETWEEN_ROWS: Final = 16
_MARGIN: Final = 20
_MOST_IN_COLUMN: Final = 12
_MOST: Final = 60
_LETTERS: Final = 21
_HOLES: Final = ("unresolved", "undisclosed")


@dataclass(frozen=True, slots=True)
class Box:
    """A thing in the picture."""

    thing: Thing
    label: str
    x: int
    y: int
    width: int
    height: int
    style: str


@dataclass(frozen=True, slots=True)
class Flow:
    """A stream from a source to what was made of it."""

    path: str
    style: str
    title: str


@dataclass(frozen=True, slots=True)
class Picture:
    """All of it, with its size in pixels and how many things had no room."""

    width: int
    height: int
    boxes: tuple[Box, ...]
    flows: tuple[Flow, ...]
    left_out: int


def draw(lineage: Lineage) -> Picture | None:
    """The picture of a lineage, or None where it is empty or does not begin at its start."""
    columns = _columns(lineage)
    if len(columns) < 2:
        return None
    tallest = max(len(column) for column in columns)
    height = 2 * _MARGIN + tallest * (_HEIGHT + _BETWEEN_ROWS) - _BETWEEN_ROWS
    width = 2 * _MARGIN + len(columns) * (_WIDTH + _BETWEEN_COLUMNS) - _BETWEEN_COLUMNS
    upstream = lineage.direction is Direction.UPSTREAM
    boxes: dict[str, Box] = {}
    for hops, column in enumerate(columns):
        place = len(columns) - 1 - hops if upstream else hops
        x = _MARGIN + place * (_WIDTH + _BETWEEN_COLUMNS)
        taken = len(column) * (_HEIGHT + _BETWEEN_ROWS) - _BETWEEN_ROWS
        for row, thing in enumerate(column):
            y = (height - taken) // 2 + row * (_HEIGHT + _BETWEEN_ROWS)
            style = "start" if hops == 0 else "hole" if thing.kind in _HOLES else ""
            boxes[thing.iri] = Box(thing, _cut(thing.title), x, y, _WIDTH, _HEIGHT, style)
    left_out = len(lineage.nodes) + 1 - len(boxes)
    return Picture(width, height, tuple(boxes.values()), _flows(lineage, boxes), left_out)


def _columns(lineage: Lineage) -> list[list[Thing]]:
    """The things by distance, each column ordered so that streams cross little."""
    by_hops: dict[int, list[Thing]] = defaultdict(list)
    by_hops[0] = [lineage.start]
    neighbors: dict[str, list[str]] = defaultdict(list)
    for edge in lineage.edges:
        neighbors[edge.made].append(edge.source)
        neighbors[edge.source].append(edge.made)
    drawn = {lineage.start.iri}
    for node in lineage.nodes:
        is_tied = not drawn.isdisjoint(neighbors[node.thing.iri])
        if is_tied and len(by_hops[node.hops]) < _MOST_IN_COLUMN and len(drawn) < _MOST:
            by_hops[node.hops].append(node.thing)
            drawn.add(node.thing.iri)
    columns: list[list[Thing]] = []
    for hops in range(len(by_hops)):
        if not by_hops.get(hops):
            break
        before = {thing.iri: row for row, thing in enumerate(columns[-1])} if columns else {}
        columns.append(_ordered(by_hops[hops], neighbors, before))
    return columns


def _ordered(
    column: Sequence[Thing], neighbors: dict[str, list[str]], before: dict[str, int]
) -> list[Thing]:
    """A column in the order of the mean row of each thing's neighbors in the column before."""

    def middle(thing: Thing) -> tuple[float, str]:
        rows = [before[iri] for iri in neighbors[thing.iri] if iri in before]
        return (sum(rows) / len(rows) if rows else len(before), thing.title.lower())

    return sorted(column, key=middle)


def _flows(lineage: Lineage, boxes: dict[str, Box]) -> tuple[Flow, ...]:
    best: dict[tuple[str, str], LineageEdge] = {}
    for edge in lineage.edges:
        key = (edge.source, edge.made)
        drawn = edge.source in boxes and edge.made in boxes
        if drawn and (key not in best or best[key].kind == "unknown"):
            best[key] = edge
    return tuple(
        _flow(boxes[source], boxes[made], edge.kind) for (source, made), edge in best.items()
    )


def _flow(source: Box, made: Box, kind: str) -> Flow:
    x1, y1 = source.x + source.width, source.y + source.height // 2
    x2, y2 = made.x, made.y + made.height // 2
    if x2 > x1:
        bend = max(30, (x2 - x1) // 2)
        path = f"M{x1} {y1}C{x1 + bend} {y1} {x2 - bend} {y2} {x2} {y2}"
    else:  # in one column, or back: around the right-hand side
        x2 = made.x + made.width
        path = f"M{x1} {y1}C{x1 + 34} {y1} {x2 + 34} {y2} {x2} {y2}"
    style = {"carry": "carry", "unknown": "unknown-flow"}.get(kind, "")
    return Flow(path, style, f"{source.thing.title} → {made.thing.title}: {kind}")


def _cut(title: str) -> str:
    return title if len(title) <= _LETTERS else title[: _LETTERS - 1].rstrip() + "…"
