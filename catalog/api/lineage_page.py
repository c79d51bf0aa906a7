"""A lineage arranged for reading: things in order of distance, with the steps that lead there."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import Final

from catalog.api.words import concepts_of, property_label
from catalog.lineage import Direction, Lineage, LineageEdge, LineageNode, trace
from catalog.model import Thing
from catalog.store import CatalogStore
from catalog.store.document import source_of
from catalog.terms import PREFIXES

_NEAREST: Final = 8


@dataclass(frozen=True, slots=True)
class Step:
    """One stated step between the thing in a row and one nearer the start."""

    nearer: Thing
    kind: str
    kind_label: str
    property_label: str
    record: str
    source: str


@dataclass(frozen=True, slots=True)
class Reached:
    """A thing reached, its distance, and the steps that lead to it."""

    thing: Thing
    hops: int
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Nearest:
    """The nearest things in one direction, and how many there are in all."""

    total: int
    unresolved: int
    rows: tuple[Reached, ...]


def nearest(store: CatalogStore, start: Thing, direction: Direction) -> Nearest:
    """The things nearest to a thing."""
    found = trace(store, start, direction, limit=_NEAREST)
    return Nearest(found.total, found.unresolved, tuple(rows(found)))


def rows(lineage: Lineage) -> list[Reached]:
    """What was reached, nearest first. Steps between things not on this page are left out."""
    things = {node.thing.iri: node.thing for node in lineage.nodes}
    things[lineage.start.iri] = lineage.start
    leading: dict[str, list[Step]] = defaultdict(list)
    for edge in lineage.edges:
        nearer, farther = edge.made, edge.source
        if lineage.direction is Direction.DOWNSTREAM:
            nearer, farther = farther, nearer
        if nearer in things:
            leading[farther].append(_step(edge, things[nearer]))
    hops = {node.thing.iri: node.hops for node in lineage.nodes} | {lineage.start.iri: 0}
    return [_reached(node, leading[node.thing.iri], hops) for node in lineage.nodes]


def _reached(node: LineageNode, steps: list[Step], hops: dict[str, int]) -> Reached:
    ordered = sorted(steps, key=lambda step: (hops[step.nearer.iri], step.nearer.title))
    return Reached(node.thing, node.hops, tuple(ordered))


def _step(edge: LineageEdge, nearer: Thing) -> Step:
    prefix, _, local = edge.property.partition(":")
    return Step(
        nearer,
        edge.kind,
        concepts_of("edge-kind").get(edge.kind, edge.kind),
        property_label(PREFIXES.get(prefix, prefix + ":") + local),
        edge.record,
        source_of(edge.record),
    )
