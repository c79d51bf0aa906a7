"""The shape of a generated catalogue: how many things of each kind, and what comes from what.

Models are many and shallow and gather on few sources (about 1 % have two bases, hubs have
thousands of children), as on a model hub; chains of datasets and models reach depth 17, as in
Ecosystem Graphs. Everything comes from things made before it, so there are no cycles.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Final

SEED: Final = 7
_SKEW: Final = 0.05
"""One less the exponent of Zipf's law for the choice of a popular source: 1 - 0.95."""

Node = tuple[str, int]
"""A thing: its kind and its number within the kind, counted from 0 in order of age."""


@dataclass(frozen=True, slots=True)
class Edge:
    """`made` comes from `source`; `property` is the prefixed name of the statement."""

    made: Node
    source: Node
    property: str


@dataclass(frozen=True, slots=True)
class Shape:
    """The things of a catalogue and the lineage between them."""

    seed: int
    counts: Mapping[str, int]
    edges: Sequence[Edge]
    upstream: Mapping[Node, Sequence[Edge]] = field(repr=False)
    downstream: Mapping[Node, Sequence[Edge]] = field(repr=False)

    @property
    def entries(self) -> int:
        """How many things there are."""
        return sum(self.counts.values())

    @property
    def hub(self) -> Node:
        """The thing most others come from."""
        return ("dataset", 0)

    def reached(self, start: Node, *, downstream: bool) -> dict[Node, int]:
        """Everything that lies down- or upstream of a thing, with the number of steps to it."""
        seen = {start: 0}
        queue = deque([start])
        while queue:
            node = queue.popleft()
            steps = self.downstream if downstream else self.upstream
            for edge in steps.get(node, ()):
                other = edge.made if downstream else edge.source
                if other not in seen:
                    seen[other] = seen[node] + 1
                    queue.append(other)
        del seen[start]
        return seen


def shape_of(entries: int, seed: int = SEED) -> Shape:
    """The shape of a catalogue of a given size: 60 % models, 35 % datasets, the rest others.

    :param entries: at least 100.
    """
    counts = {
        "license": min(60, entries // 100),
        "community": entries // 100,
        "model": entries * 60 // 100,
        "dataset": entries * 35 // 100,
    }
    counts["organization"] = entries - sum(counts.values())
    edges = _Growth(seed).edges(counts["model"], counts["dataset"])
    upstream: dict[Node, list[Edge]] = defaultdict(list)
    downstream: dict[Node, list[Edge]] = defaultdict(list)
    for edge in edges:
        upstream[edge.made].append(edge)
        downstream[edge.source].append(edge)
    return Shape(seed, counts, edges, dict(upstream), dict(downstream))


def zipf(chance: float, size: int, skew: float = _SKEW) -> int:
    """A number below `size`, small ones far more often: Zipf's law by its inverse.

    :param chance: a random number from 0 up to, but not reaching, 1.
    """
    reach = (1 + chance * ((size + 1) ** skew - 1)) ** (1 / skew)
    return min(size - 1, int(reach) - 1)


class _Growth:
    """Things come one after the other, and each picks its sources among the earlier ones."""

    def __init__(self, seed: int) -> None:
        self._chance = Random(seed).random  # noqa: S311 - repeatable, not secret

    def edges(self, models: int, datasets: int) -> list[Edge]:
        edges: list[Edge] = []
        dataset = 0
        for model in range(models):
            known = max(1, (model + 1) * datasets // models)
            while dataset < known:
                edges.extend(self._of_dataset(dataset, model))
                dataset += 1
            edges.extend(self._of_model(model, known))
        return edges

    def _of_dataset(self, dataset: int, models: int) -> list[Edge]:
        if not dataset or self._chance() >= 0.56:
            return []
        made = ("dataset", dataset)
        if self._chance() < 0.05 and models:
            return [Edge(made, ("model", self._popular(models)), "prov:wasDerivedFrom")]
        source = self._mixed(dataset, 0.35)
        return [Edge(made, ("dataset", source), "prov:wasDerivedFrom")]

    def _of_model(self, model: int, datasets: int) -> list[Edge]:
        made = ("model", model)
        edges: list[Edge] = []
        if model and self._chance() < 0.73:
            base = self._mixed(model, 0.06)
            edges.append(Edge(made, ("model", base), "it6:fineTunedFrom"))
            if self._chance() < 0.013:
                other = self._mixed(model, 0.0)
                if other != base:
                    edges.append(Edge(made, ("model", other), "hw:mergedFrom"))
        if self._chance() < 0.73:
            edges.append(Edge(made, ("dataset", self._mixed(datasets, 0.75)), "it6:trainedOn"))
        return edges

    def _popular(self, size: int) -> int:
        return zipf(self._chance(), size)

    def _mixed(self, size: int, popular: float) -> int:
        """Sometimes a popular source, else any."""
        if self._chance() < popular:
            return self._popular(size)
        return int(self._chance() * size)
