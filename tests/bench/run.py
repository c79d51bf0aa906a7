"""One run on one size: make the catalogue, load it, ask everyone everything, compare answers."""

from __future__ import annotations

import os
import resource
import sys
import time
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from pathlib import Path

from pyoxigraph import Store

from catalog.store import CatalogStore, Change
from tests.bench import contenders
from tests.bench.contenders import Contender
from tests.bench.generator import changes
from tests.bench.questions import Question, questions_on
from tests.bench.rdflib_contender import load as load_rdflib
from tests.bench.rdflib_contender import rdflib_in_memory
from tests.bench.shape import Shape, shape_of
from tests.bench.timing import ROUNDS, Stopwatch, Timing


class UnequalAnswersError(Exception):
    """Two contenders answered a question differently, so their times cannot be compared."""


@dataclass(frozen=True, slots=True)
class Loaded:
    """How long loading took a contender."""

    contender: str
    seconds: float
    cpu: float
    triples: int
    entries: int
    kept: str


@dataclass(frozen=True, slots=True)
class Asked:
    """How long a question took a contender."""

    question: str
    contender: str
    answer: str
    timing: Timing


@dataclass(frozen=True, slots=True)
class Run:
    """Everything measured on one size."""

    shape: Shape
    loads: Sequence[Loaded]
    asked: Sequence[Asked]
    bytes_on_disk: dict[str, int]
    peak_memory: int
    busy: tuple[float, float]
    """How many programs wanted a core, on average over a minute: before and after."""


def run(entries: int, directory: Path, *, seed: int, rdflib: bool, budget: float) -> Run:
    """Measure everything on one size, in a new folder.

    :param rdflib: whether to measure rdflib too.
    :param budget: seconds for each question to each contender.
    :raises UnequalAnswersError: where the answers of two contenders differ.
    """
    before = os.getloadavg()[0]
    shape = shape_of(entries, seed)
    say(f"{entries:,} entries: generating")
    written = list(changes(shape))
    loads: list[Loaded] = []
    with CatalogStore.open(directory / "store", create=True) as store:
        loads.append(_load(store, written, entries))
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
        bare = Store.read_only(str(store.snapshot()))
        field = [
            contenders.ours(store),
            contenders.closure_alone(bare),
            contenders.steps(bare),
            contenders.alternation(bare),
            contenders.plain_sparql(bare),
        ]
        if rdflib:
            say(f"{entries:,} entries: loading rdflib")
            text = "".join(change.state or "" for change in written)
            start, cpu = time.perf_counter(), time.process_time()
            graph = load_rdflib(text)
            seconds, cpu = time.perf_counter() - start, time.process_time() - cpu
            loads.append(Loaded("rdflib in memory", seconds, cpu, len(graph), entries, "nothing"))
            field.append(rdflib_in_memory(graph))
        del written
        asked = [one for question in questions_on(shape) for one in ask(question, field, budget)]
    sizes = {path.name: _size(path) for path in sorted((directory / "store").iterdir())}
    return Run(shape, loads, asked, sizes, peak, (before, os.getloadavg()[0]))


def _load(store: CatalogStore, written: Sequence[Change], entries: int) -> Loaded:
    triples = sum((change.state or "").count(" .\n") for change in written)
    start, cpu = time.perf_counter(), time.process_time()
    store.load(
        written,
        actor="benchmark",
        message="generated",
        progress=lambda done: say(f"{entries:,} entries: {done:,} of {len(written):,} loaded"),
    )
    seconds, cpu = time.perf_counter() - start, time.process_time() - cpu
    kept = "journal, graph, closure, search index"
    return Loaded("Headwaters", seconds, cpu, triples, entries, kept)


def ask(question: Question, field: Sequence[Contender], budget: float) -> list[Asked]:
    """Ask everyone who knows the question.

    :raises UnequalAnswersError: where they do not all give the same answers.
    """
    right: list[Hashable] | None = None
    if question.expected is not None:
        right = [question.expected(given) for given in question.inputs]
    watches: list[tuple[str, str, Stopwatch]] = []
    for contender in field:
        way = contender.ways.get(question.key)
        if way is None:
            continue
        say(f"{question.title}: {contender.name}")
        watch = Stopwatch(way.ask, question.inputs)
        answers = [way.read(answer) for answer in watch.answers]
        right = answers if right is None else right
        _compare(question, contender.name, answers, right)
        watches.append((contender.name, _brief(answers), watch))
    for _ in range(ROUNDS):
        for _, _, watch in watches:
            watch.round(budget / ROUNDS)
    return [Asked(question.title, name, brief, watch.timing()) for name, brief, watch in watches]


def _compare(
    question: Question, name: str, answers: Sequence[Hashable], right: Sequence[Hashable]
) -> None:
    for given, answer, wanted in zip(question.inputs, answers, right, strict=True):
        if answer != wanted:
            raise UnequalAnswersError(
                f"{question.title} ({given}): {name} says {str(answer)[:400]}, "
                f"where {str(wanted)[:400]} is right."
            )


def _brief(answers: Sequence[Hashable]) -> str:
    """What was answered, in a word: a count, or how many items on average."""
    sizes = [len(answer) if isinstance(answer, frozenset) else answer for answer in answers]
    numbers = [size for size in sizes if isinstance(size, int)]
    return f"{sum(numbers) / len(numbers):,.0f}"


def _size(path: Path) -> int:
    if path.is_dir():
        return sum(part.stat().st_size for part in path.rglob("*") if part.is_file())
    return path.stat().st_size


def say(text: str) -> None:
    """Tell whoever waits what is going on."""
    print(text, file=sys.stderr, flush=True)
