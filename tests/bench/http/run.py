"""One run on one catalogue: every server up, answers compared, then every cell measured."""

from __future__ import annotations

import os
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random

import httpx

from catalog.records.shipped import load_shipped
from catalog.store import CatalogStore
from catalog.terms import THINGS, UPSTREAM
from tests.bench.generator import changes, iri_of
from tests.bench.http import asking
from tests.bench.http.asking import HttpQuestion, Way, server_of
from tests.bench.http.load import Measured, Order, measure
from tests.bench.http.servers import running, write_data
from tests.bench.questions import questions_on
from tests.bench.run import UnequalAnswersError, say
from tests.bench.shape import SEED, Node, Shape, shape_of

CONNECTIONS = (1, 8)
_ROUNDS = 3
"""Servers take turns, so that other work on the machine slows all of them alike."""
_COMPARED = 20
_MIDDLING = 150


@dataclass(frozen=True, slots=True)
class Cell:
    """What was measured of one question, asked in one way over some connections."""

    question: str
    way: str
    connections: int
    measured: Measured


@dataclass(frozen=True, slots=True)
class HttpRun:
    """Everything measured on one catalogue."""

    name: str
    statements: int
    cells: Sequence[Cell]
    busy: tuple[float, float]
    """How many programs wanted a core, on average over a minute: before and after."""


def run_shipped(folder: Path, seconds: float) -> HttpRun:
    """Measure on the catalogue that is shipped."""
    with CatalogStore.open(folder / "store", create=True) as store:
        load_shipped(store, actor="benchmark")
        things = sorted(found.thing.iri for found in store.search.search("", {}, 10_000, 0).hits)
        statements = write_data(store, folder / "data.nt")
        questions = _questions_on_shipped(store, things)
    return _run("the shipped catalogue", folder, statements, questions, seconds)


def run_generated(folder: Path, seconds: float, entries: int) -> HttpRun:
    """Measure on a generated catalogue."""
    shape = shape_of(entries, SEED)
    with CatalogStore.open(folder / "store", create=True) as store:
        store.load(list(changes(shape)), actor="benchmark", message="generated")
        statements = write_data(store, folder / "data.nt")
    by_title = {question.title: list(question.inputs) for question in questions_on(shape)}
    everything = [
        iri_of((kind, n)) for kind in ("model", "dataset") for n in range(shape.counts[kind])
    ]
    Random(SEED).shuffle(everything)  # noqa: S311 - repeatable, not secret
    middle = [iri_of(node) for node in _middling(shape)]
    hub = [iri_of(shape.hub)]
    languages = sorted({"en", "es", "fr", "sw", "hi", "zh", "ar", "pt", "yo", "ca", "pl", "mi"})
    questions = [
        asking.entry(everything),
        asking.ancestors(by_title["ancestors of a model"]),
        asking.descendants_count("a middling source", middle),
        asking.descendants_page("a middling source", middle),
        asking.descendants_count("the hub", hub),
        asking.descendants_page("the hub", hub),
        asking.facets(languages),
    ]
    return _run(f"{entries:,} generated entries", folder, statements, questions, seconds)


def _middling(shape: Shape) -> list[Node]:
    """The sources whose descendants come nearest to one in a hundred things."""
    wanted = shape.entries // 100
    sizes = {
        ("dataset", number): len(shape.reached(("dataset", number), downstream=True))
        for number in range(1, min(400, shape.counts["dataset"]))
    }
    return sorted(sizes, key=lambda node: (abs(sizes[node] - wanted), node))[:_MIDDLING]


def _questions_on_shipped(store: CatalogStore, things: Sequence[str]) -> list[HttpQuestion]:
    models = [iri for iri in things if iri.startswith(f"{THINGS}model/")]
    # What lies two nodes deep would want a costlier query of all.
    things = [iri for iri in things if not store.graph.ask(_IS_DEEP.format(iri=iri))]
    made = [iri for iri in models if store.graph.select(_HAS_SOURCE.format(iri=iri))]
    return [asking.entry(things), asking.ancestors(made)]


_IS_DEEP = (
    "ASK {{ <{iri}> ?link ?node . ?node ?further ?deeper "
    'FILTER (CONTAINS(STR(?node), "#c14n") && CONTAINS(STR(?deeper), "#c14n")) }}'
)
_HAS_SOURCE = f"SELECT ?x WHERE {{{{ <{{iri}}> {UPSTREAM} ?x }}}} LIMIT 1"


def _run(
    name: str, folder: Path, statements: int, questions: Sequence[HttpQuestion], seconds: float
) -> HttpRun:
    before = os.getloadavg()[0]
    say(f"{name}: {statements:,} statements; starting the servers")
    with running(folder / "store", folder / "data.nt", folder) as ports:
        for question in questions:
            compare(question, ports)
        cells = [
            cell
            for question in questions
            for connections in CONNECTIONS
            for cell in _measure(question, ports, connections, seconds)
        ]
    return HttpRun(name, statements, cells, (before, os.getloadavg()[0]))


def compare(question: HttpQuestion, ports: dict[str, int]) -> None:
    """Ask everyone about the same few things.

    :raises UnequalAnswersError: where they do not all answer the same.
    """
    step = max(1, len(question.inputs) // _COMPARED)
    for given in question.inputs[::step]:
        right: Hashable = None
        for name, way in question.ways.items():
            address = f"http://127.0.0.1:{ports[server_of(name)]}{way.target(given)}"
            found = httpx.get(address, headers={"Accept": way.accept}, timeout=120)
            if found.status_code != 200:
                raise UnequalAnswersError(f"{question.title} ({given}): {name}: {found.text}")
            answer = way.read(found.content)
            right = answer if right is None else right
            if answer != right:
                raise UnequalAnswersError(
                    f"{question.title} ({given}): {name} says {_shown(answer, right)}"
                )


def _shown(answer: Hashable, right: Hashable) -> str:
    if isinstance(answer, frozenset) and isinstance(right, frozenset):
        return f"+{sorted(answer - right)[:3]} -{sorted(right - answer)[:3]}"
    return f"{answer}, where {right} is right"


def _measure(
    question: HttpQuestion, ports: dict[str, int], connections: int, seconds: float
) -> list[Cell]:
    def order(name: str, way: Way, turn: int, part: float) -> Order:
        start = turn * len(question.inputs) // (_ROUNDS + 1)
        inputs = [*question.inputs[start:], *question.inputs[:start]]
        targets = [way.target(given) for given in inputs]
        port = ports[server_of(name)]
        return Order(port, targets, way.accept, connections, seconds * part)

    for name, way in question.ways.items():
        measure(order(name, way, 0, 0.2))  # warm
    rounds = [
        {name: measure(order(name, way, turn, 1 / _ROUNDS)) for name, way in question.ways.items()}
        for turn in range(1, _ROUNDS + 1)
    ]
    cells = []
    for name in question.ways:
        middle = sorted((one[name] for one in rounds), key=lambda m: m.rate)[_ROUNDS // 2]
        say(f"{question.title}, c={connections}, {name}: {middle.rate:,.0f}/s")
        cells.append(Cell(question.title, name, connections, middle))
    return cells
