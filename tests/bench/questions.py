"""The questions the benchmark asks, and what must be equal in the answers to them."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from random import Random
from typing import Any, Final

from tests.bench.generator import iri_of, vocabulary
from tests.bench.shape import Node, Shape

PAGE: Final = 100
_SAMPLE: Final = 150


@dataclass(frozen=True, slots=True)
class Filter:
    """A choice of facet values: things of one kind in one language; all things where empty."""

    kind: str = ""
    language: str = ""


@dataclass(frozen=True, slots=True)
class Question:
    """A question with the inputs it is asked with.

    `key` is what contenders know it by; `expected` gives the right answer where the shape of
    the catalogue tells it, and else None: then the contenders must agree among themselves.
    """

    key: str
    title: str
    inputs: Sequence[Any]
    expected: Callable[[Any], Hashable] | None = None


def questions_on(shape: Shape) -> list[Question]:
    """The questions, for a catalogue of a shape."""
    random = Random(shape.seed)  # noqa: S311 - repeatable, not secret
    models, datasets = (
        [(kind, n) for n in random.sample(range(size), min(_SAMPLE, size))]
        for kind, size in (("model", shape.counts["model"]), ("dataset", shape.counts["dataset"]))
    )
    hub, middle = [iri_of(shape.hub)], [iri_of(_middle(shape))]
    words = vocabulary(shape.seed)

    def below(iri: str) -> frozenset[str]:
        node = shape.hub if iri in hub else _middle(shape)
        return frozenset(iri_of(other) for other in shape.reached(node, downstream=True))

    above = {
        iri_of(node): frozenset(iri_of(other) for other in shape.reached(node, downstream=False))
        for node in [_deepest(shape), *models]
    }
    return [
        Question("entry", "entry page: all records on a thing",
                 [iri_of(node) for node in models + datasets]),
        Question("ancestors", "ancestors of a model", list(above), above.__getitem__),
        Question("count", "descendants of a middling source, count", middle,
                 lambda iri: len(below(iri))),
        Question("count", "descendants of the hub, count", hub, lambda iri: len(below(iri))),
        Question("page", f"descendants of the hub, first {PAGE}", hub,
                 lambda iri: min(PAGE, len(below(iri)))),
        Question("facet", "facets, everything", [Filter()]),
        Question("facet", "facets, models in Spanish", [Filter("model", "es")]),
        Question("search", "search, a common word", [words[2]]),
        Question("search", "search, a rare word", [words[900]]),
        Question("search", "search, two words", [f"{words[2]} {words[12]}"]),
        Question("prefix", "search, beginning of a word", [words[40][:3]]),
    ]  # fmt: skip


def _middle(shape: Shape) -> Node:
    """The source whose descendants come nearest to one in a hundred things."""
    wanted = shape.entries // 100
    candidates = [("dataset", number) for number in range(1, 400)]
    sizes = {node: len(shape.reached(node, downstream=True)) for node in candidates}
    return min(candidates, key=lambda node: (abs(sizes[node] - wanted), node))


def _deepest(shape: Shape) -> Node:
    """A thing at the end of the longest chain."""
    depth: dict[Node, int] = {}
    for edge in shape.edges:
        depth[edge.made] = max(depth.get(edge.made, 0), depth.get(edge.source, 0) + 1)
    return max(depth, key=lambda node: (depth[node], node))
