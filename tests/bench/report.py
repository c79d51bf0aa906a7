"""The results as Markdown: tables, ratios and how the aims were met. Every figure is measured."""

from __future__ import annotations

import os
import platform
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from importlib.metadata import version

from tests.bench.run import Asked, Run

_OURS = "Headwaters"
_PATH = "alternation path, same engine"
_CLOSURE = "closure, IRIs alone"


def report(runs: Sequence[Run]) -> str:
    """Everything measured, smallest catalogue first."""
    parts = [_machine()]
    for run in runs:
        parts += [_catalogue(run), _loads(run), _answers(run)]
    if len(runs) > 1:
        parts.append(_growth(runs))
    parts.append(_aims(runs[-1]))
    return "\n\n".join(parts)


def _machine() -> str:
    names = ("pyoxigraph", "rdflib", "pyroaring")
    versions = ", ".join(f"{name} {version(name)}" for name in names)
    cores = len(os.sched_getaffinity(0))
    return (
        f"Python {platform.python_version()}, {versions}, SQLite {sqlite3.sqlite_version}, "
        f"{cores} cores. Times in milliseconds. “first” is the first call ever; p50 and p95 are "
        "over the warm calls that followed."
    )


def _catalogue(run: Run) -> str:
    shape = run.shape
    below = shape.reached(shape.hub, downstream=True)
    disk = ", ".join(f"{name} {size / 1e6:,.0f} MB" for name, size in _large(run))
    return (
        f"## {shape.entries:,} entries\n\n"
        f"{len(shape.edges):,} lineage edges; the hub has "
        f"{len(shape.downstream[shape.hub]):,} children and {len(below):,} descendants, down to "
        f"depth {max(below.values())}. On disk: {disk}. Peak memory of loading, the generated "
        f"records included: {run.peak_memory / 1e9:.1f} GB. The machine's load average was "
        f"{run.busy[0]:.1f} before this run and {run.busy[1]:.1f} after it."
    )


def _large(run: Run) -> Iterator[tuple[str, int]]:
    for name, size in run.bytes_on_disk.items():
        if name in ("journal.db", "graph", "search.db"):
            yield name, size


def _loads(run: Run) -> str:
    return _table(
        ("load", "kept up", "seconds", "CPU seconds", "triples/s", "entries/s"),
        (
            (
                load.contender,
                load.kept,
                f"{load.seconds:,.1f}",
                f"{load.cpu:,.1f}",
                f"{load.triples / load.seconds:,.0f}",
                f"{load.entries / load.seconds:,.0f}",
            )
            for load in run.loads
        ),
    )


def _answers(run: Run) -> str:
    rows = []
    for asked in run.asked:
        ours = _find(run, asked.question, _OURS)
        ratio = "" if asked is ours else f"{asked.timing.p50 / ours.timing.p50:,.1f}x"
        timing = asked.timing
        question = asked.question if asked is ours else ""
        rows.append(
            (question, asked.contender, asked.answer, _ms(timing.first), _ms(timing.p50),
             _ms(timing.p95), str(timing.runs), ratio)
        )  # fmt: skip
    head = ("question", "asked of", "answer", "first", "p50", "p95", "calls", "time against ours")
    return _table(head, rows)


def _growth(runs: Sequence[Run]) -> str:
    small, large = runs[0], runs[-1]
    rows = []
    for asked in small.asked:
        if asked.contender == _OURS:
            after = _find(large, asked.question, _OURS).timing.p50
            before = asked.timing.p50
            rows.append((asked.question, _ms(before), _ms(after), f"{after / before:,.1f}x"))
    loads = [run.loads[0].triples / run.loads[0].seconds for run in (small, large)]
    rows.append(
        ("load, triples/s", f"{loads[0]:,.0f}", f"{loads[1]:,.0f}", f"{loads[1] / loads[0]:.2f}x")
    )
    sizes = [f"{run.shape.entries:,}" for run in (small, large)]
    times = large.shape.entries / small.shape.entries
    return f"## Growth: {times:,.0f} times the entries\n\n" + _table(
        ("Headwaters, p50", *sizes, "growth"), rows
    )


def _aims(run: Run) -> str:
    load = run.loads[0]
    rate = load.triples / load.seconds
    count, page = (f"descendants of the hub, {what}" for what in ("count", "first 100"))
    rows: list[tuple[str, str, str, str]] = [
        _aim("load, triples/s, everything kept up", rate, ">= 40,000", rate >= 40_000)
    ]
    for question, contender in ((count, _OURS), (page, _OURS), (page, _CLOSURE)):
        mine = _find(run, question, contender).timing.p50
        ratio = _find(run, question, _PATH).timing.p50 / mine
        name = f"{question} ({contender}), times faster than the alternation path"
        rows.append(_aim(name, ratio, ">= 25", ratio >= 25))
    for word, most in (("facets", 50), ("search", 20)):
        worst = max(
            asked.timing.p95
            for asked in run.asked
            if asked.contender == _OURS and asked.question.startswith(word)
        )
        rows.append(_aim(f"{word}, slowest p95, ms", worst, f"< {most}", worst < most))
    head = ("aim", "measured", "wanted", "")
    return f"## Aims, at {run.shape.entries:,} entries\n\n" + _table(head, rows)


def _aim(name: str, measured: float, wanted: str, met: bool) -> tuple[str, str, str, str]:
    shown = f"{measured:,.0f}" if measured >= 1000 else f"{measured:,.1f}"
    return name, shown, wanted, "met" if met else "missed"


def _find(run: Run, question: str, contender: str) -> Asked:
    return next(a for a in run.asked if (a.question, a.contender) == (question, contender))


def _ms(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 else f"{value:,.2f}"


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)
