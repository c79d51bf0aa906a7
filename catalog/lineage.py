"""Where a thing comes from and what was made of it: traces and paths over the lineage.

Upstream leads to the sources, downstream to what was derived. Everything is asked by SPARQL,
level by level, so that the same code runs on every engine; counts come from the materialized
closure and cost the same whatever the depth.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from itertools import islice, pairwise, product
from typing import Final

from pyoxigraph import NamedNode

from catalog.lineage_dates import AsOf, compared, issued, reached
from catalog.model import Thing
from catalog.store import CatalogStore
from catalog.store.base import Graph, Row
from catalog.store.edges import EDGE_QUERIES, GENERATED_BY, edge_kind
from catalog.terms import (
    LINEAGE_GRAPH,
    QUALIFIED_DERIVATION,
    UPSTREAM,
    UPSTREAM_TRANSITIVE,
    compact,
    split_thing,
)

DEFAULT_LIMIT: Final = 500
_BATCH: Final = 500
_PLACEHOLDERS: Final = ("unresolved", "undisclosed")
_NODES: Final = (compact(QUALIFIED_DERIVATION.value), compact(GENERATED_BY.value))
_prefixed = cache(compact)  # the few lineage properties, over and over
_ALL: Final = 1_000_000_000


class Direction(StrEnum):
    """Which way to follow the river."""

    UPSTREAM = "upstream"
    DOWNSTREAM = "downstream"


@dataclass(frozen=True, slots=True)
class LineageNode:
    """A thing reached, and in how many steps by the shortest way."""

    thing: Thing
    hops: int


@dataclass(frozen=True, slots=True)
class LineageEdge:
    """One step upstream as a record states it: `source` is what `made` was made from.

    `kind` is an edge kind of the ontology; `property` the prefixed name of what the record says.
    """

    made: str
    source: str
    kind: str
    property: str
    record: str


@dataclass(frozen=True, slots=True)
class Lineage:
    """What a trace found.

    `total` counts all things reached, the start left out; `unresolved` those of the nodes that
    stand for a name nobody could resolve or a source nobody disclosed; `truncated` says that
    `nodes` holds fewer than `total`. `as_of` is there where the trace is as of a day.
    """

    start: Thing
    direction: Direction
    total: int
    unresolved: int
    truncated: bool
    nodes: tuple[LineageNode, ...]
    edges: tuple[LineageEdge, ...]
    as_of: AsOf | None = None

    def to_json(self) -> dict[str, object]:
        """The shape of architecture.md section 5, with the edge's property added."""
        return {
            "start": self.start.iri,
            "direction": self.direction.value,
            **(self.as_of.to_json() if self.as_of else {}),
            "total": self.total,
            "unresolved": self.unresolved,
            "truncated": self.truncated,
            "nodes": [
                {
                    "iri": node.thing.iri,
                    "title": node.thing.title,
                    "kind": node.thing.kind,
                    "hops": node.hops,
                }
                for node in self.nodes
            ],
            "edges": [
                {
                    "from": edge.made,
                    "to": edge.source,
                    "kind": edge.kind,
                    "property": edge.property,
                    "record": edge.record,
                }
                for edge in self.edges
            ],
        }


def trace(
    store: CatalogStore,
    start: Thing,
    direction: Direction,
    *,
    depth: int | None = None,
    limit: int = DEFAULT_LIMIT,
    offset: int = 0,
    as_of: date | None = None,
) -> Lineage:
    """Everything upstream or downstream of a thing, nearest first.

    :param depth: how many steps to follow at most; None follows to the end.
    :param limit: how many nodes to give back; the total is exact whatever the limit.
    :param offset: how many of the nearest nodes to pass over.
    :param as_of: leave out what was issued after this day, and what is reached through that
        alone, by the dates recorded now; things without a date are kept and counted.
    """
    if as_of is not None:
        whole = trace(store, start, direction, depth=depth, limit=_ALL)
        return _as_of(whole, store.graph, as_of, limit, offset)
    graph = store.graph
    if direction is Direction.DOWNSTREAM and depth is None:
        # A hub has too many descendants to read them all for one page; the engine counts them
        # while we read the nearest.
        with ThreadPoolExecutor(1, "count") as counting:
            counted = counting.submit(count, graph, start.iri, direction)
            levels = _levels(graph, start.iri, direction, None)
            found = list(islice(levels, offset, offset + limit))
        total = counted.result()
        unresolved = 0  # a placeholder has no sources, so it lies downstream of nothing
    else:
        every = (
            _whole_upstream(graph, start.iri)
            if depth is None
            else list(_levels(graph, start.iri, direction, depth))
        )
        total = len(every)
        found = every[offset : offset + limit]
        unresolved = sum(_kind_of(iri) in _PLACEHOLDERS for iri, _ in every)
    things = store.search.things([iri for iri, _ in found])
    nodes = tuple(LineageNode(things.get(iri) or _unnamed(iri), hops) for iri, hops in found)
    reached = {start.iri, *(iri for iri, _ in found)}
    edges = tuple(edge for edge in edges_of(graph, sorted(reached)) if edge.source in reached)
    return Lineage(start, direction, total, unresolved, offset + len(found) < total, nodes, edges)


def _as_of(whole: Lineage, graph: Graph, day: date, limit: int, offset: int) -> Lineage:
    """A whole trace as it was on a day."""
    start, upstream = whole.start.iri, whole.direction is Direction.UPSTREAM
    things = {node.thing.iri: node.thing for node in whole.nodes}
    spans = issued(graph, [start, *things])
    later = {iri for iri, span in spans.items() if span.first > day}
    pairs = [(edge.made, edge.source) for edge in whole.edges]
    steps = pairs if upstream else [(source, made) for made, source in pairs]
    every = reached(start, steps, later)
    page = every[offset : offset + limit]
    shown = {start, *(iri for iri, _ in page)}
    return Lineage(
        whole.start,
        whole.direction,
        len(every),
        sum(_kind_of(iri) in _PLACEHOLDERS for iri, _ in every),
        offset + len(page) < len(every),
        tuple(LineageNode(things[iri], hops) for iri, hops in page),
        tuple(edge for edge in whole.edges if edge.made in shown and edge.source in shown),
        compared(day, start, {iri for iri, _ in every}, whole.total, spans),
    )


def shortest_path(graph: Graph, made: str, source: str) -> tuple[LineageEdge, ...]:
    """One shortest way from a thing up to one of its sources, edge by edge; empty if none.

    Among ways of equal length the one whose IRIs come first, so that the answer is stable.
    """
    came_from: dict[str, str] = {}
    frontier = [made]
    while frontier and source not in came_from:
        reached: dict[str, str] = {}
        for lower, upper in sorted(_steps_up(graph, frontier)):
            if upper not in came_from and upper != made:
                reached.setdefault(upper, lower)
        came_from.update(reached)
        frontier = sorted(reached)
    if source not in came_from:
        return ()
    path = [source]
    while path[-1] != made:
        path.append(came_from[path[-1]])
    path.reverse()
    by_step: dict[tuple[str, str], LineageEdge] = {}
    for edge in edges_of(graph, path):
        by_step.setdefault((edge.made, edge.source), edge)
    return tuple(by_step[step] for step in pairwise(path))


def count(graph: Graph, iri: str, direction: Direction) -> int:
    """How many things lie upstream or downstream of a thing, itself left out."""
    rows = graph.select(f"SELECT (COUNT(*) AS ?n) WHERE {{ {_closure(iri, direction)} }}")
    return int(rows[0]["n"].value)


def edges_of(graph: Graph, things: Sequence[str]) -> list[LineageEdge]:
    """The steps upstream that records state on some things, each once for every record.

    Where a record says an edge twice, once plainly and once qualified, the plain property
    and the qualified kind are given.
    """
    found: dict[tuple[str, str, str], LineageEdge] = {}
    for batch, query in product(_batches(things), EDGE_QUERIES):
        for row in graph.select(query % batch):
            edge = _edge(row)
            key = (edge.made, edge.source, edge.record)
            found[key] = _finer(found[key], edge) if key in found else edge
    return [found[key] for key in sorted(found)]


def _edge(row: Row) -> LineageEdge:
    predicate = row["property"].value
    stated = row.get("kind")
    return LineageEdge(
        made=row["from"].value,
        source=row["to"].value,
        kind=edge_kind(predicate, stated.value if stated else None),
        property=_prefixed(predicate),
        record=row["record"].value,
    )


def _finer(one: LineageEdge, other: LineageEdge) -> LineageEdge:
    """Two statements of one edge as one: the plain property, and the kind that says most."""
    plain = [edge for edge in (one, other) if edge.property not in _NODES] or [one]
    qualified = [e for e in (one, other) if e.property in _NODES and e.kind != "unknown"]
    kind = qualified[0].kind if qualified else plain[0].kind
    return LineageEdge(one.made, one.source, kind, plain[0].property, one.record)


def _levels(
    graph: Graph, start: str, direction: Direction, depth: int | None
) -> Iterator[tuple[str, int]]:
    """The things reached with their distance, nearest first, then by IRI."""
    seen = {start}
    frontier = [start]
    hops = 0
    while frontier and (depth is None or hops < depth):
        hops += 1
        reached = set(_neighbors(graph, frontier, direction)) - seen
        seen |= reached
        frontier = sorted(reached)
        for node in frontier:
            yield node, hops


def _whole_upstream(graph: Graph, start: str) -> list[tuple[str, int]]:
    """What `_levels` gives upstream, by one query: a thing has few ancestors in many levels."""
    first = NamedNode(start)
    sources: dict[str, list[str]] = defaultdict(list)
    for row in graph.select(
        f"SELECT ?made ?source WHERE {{ GRAPH {LINEAGE_GRAPH} {{ "
        f"{{ {first} {UPSTREAM} ?source . BIND ({first} AS ?made) }} UNION "
        f"{{ {first} {UPSTREAM_TRANSITIVE} ?made . ?made {UPSTREAM} ?source }} }} }}"
    ):
        sources[row["made"].value].append(row["source"].value)
    hops = {start: 0}
    queue = deque([start])
    while queue:
        made = queue.popleft()
        for source in sources[made]:
            if source not in hops:
                hops[source] = hops[made] + 1
                queue.append(source)
    del hops[start]
    return sorted(hops.items(), key=lambda pair: (pair[1], pair[0]))


def _neighbors(graph: Graph, frontier: Iterable[str], direction: Direction) -> Iterator[str]:
    """The things one step from the frontier."""
    known, sought = (
        ("?made", "?source") if direction is Direction.UPSTREAM else ("?source", "?made")
    )
    for batch in _batches(frontier):
        for row in graph.select(
            f"SELECT {sought} WHERE {{ VALUES {known} {{ {batch} }} "
            f"GRAPH {LINEAGE_GRAPH} {{ ?made {UPSTREAM} ?source }} }}"
        ):
            yield row[sought[1:]].value


def _steps_up(graph: Graph, frontier: Iterable[str]) -> Iterator[tuple[str, str]]:
    """The steps upstream from the frontier: the thing made, and its source."""
    for batch in _batches(frontier):
        for row in graph.select(
            f"SELECT ?made ?source WHERE {{ VALUES ?made {{ {batch} }} "
            f"GRAPH {LINEAGE_GRAPH} {{ ?made {UPSTREAM} ?source }} }}"
        ):
            yield row["made"].value, row["source"].value


def _closure(iri: str, direction: Direction) -> str:
    start = str(NamedNode(iri))
    pair = (start, "?node") if direction is Direction.UPSTREAM else ("?node", start)
    return f"GRAPH {LINEAGE_GRAPH} {{ {pair[0]} {UPSTREAM_TRANSITIVE} {pair[1]} }}"


def _batches(iris: Iterable[str]) -> Iterator[str]:
    rest = iter(iris)
    while batch := list(islice(rest, _BATCH)):
        yield " ".join(str(NamedNode(iri)) for iri in batch)


def _kind_of(iri: str) -> str:
    return (split_thing(iri) or ("other", ""))[0]


def _unnamed(iri: str) -> Thing:
    kind, slug = split_thing(iri) or ("other", iri)
    return Thing(iri, kind, slug, slug)


__all__ = [
    "Direction",
    "Lineage",
    "LineageEdge",
    "LineageNode",
    "count",
    "edges_of",
    "shortest_path",
    "trace",
]
