"""The results as Markdown: a table a catalogue, and how the aims were met."""

from __future__ import annotations

import os
import platform
from collections.abc import Iterable, Iterator, Sequence
from importlib.metadata import PackageNotFoundError, version
from typing import Final

from tests.bench.http.asking import ROUTES, SPARQL
from tests.bench.http.run import CONNECTIONS, Cell, HttpRun
from tests.bench.http.servers import OXIGRAPH, OXRDFLIB, RDFLIB

_AIMS: Final = ((ROUTES, 8.0), (SPARQL, 5.0))
_HEAD: Final = ("question", "asked of", "c", "answers/s", "p50", "p95", "answers", "ours, times")


def report(runs: Sequence[HttpRun]) -> str:
    """Everything measured, then the aims."""
    parts = [_machine()]
    for run in runs:
        parts += [_catalogue(run), _table(_HEAD, _rows(run))]
    parts += ["## Aims", _table(("aim", "measured", "wanted", ""), _aims(runs))]
    return "\n\n".join(parts)


def _machine() -> str:
    names = ("pyoxigraph", "oxigraph", "rdflib", "rdflib-endpoint", "oxrdflib", "fastapi",
             "uvicorn")  # fmt: skip
    versions = ", ".join(f"{name} {_version(name)}" for name in names)
    return (
        f"Python {platform.python_version()}, {versions}, {len(os.sched_getaffinity(0))} cores. "
        "p50 and p95 in milliseconds; c is the number of connections."
    )


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:  # only `make bench-http` needs the servers beside ours
        return "(not installed)"


def _catalogue(run: HttpRun) -> str:
    return (
        f"## HTTP: {run.name}\n\n{run.statements:,} statements. The machine's load average was "
        f"{run.busy[0]:.1f} before this run and {run.busy[1]:.1f} after it."
    )


def _rows(run: HttpRun) -> Iterator[tuple[str, ...]]:
    for cell in run.cells:
        ours = _find(run, cell.question, ROUTES, cell.connections).measured.rate
        found = cell.measured
        yield (
            cell.question if cell.way == ROUTES else "",
            cell.way,
            str(cell.connections),
            f"{found.rate:,.0f}" if found.rate >= 10 else f"{found.rate:.1f}",
            f"{found.p50:,.1f}",
            f"{found.p95:,.1f}",
            f"{found.answers:,}" + (f" ({found.failures:,} failed)" if found.failures else ""),
            "" if cell.way == ROUTES else f"{ours / found.rate:,.1f}x",
        )


def _aims(runs: Sequence[HttpRun]) -> Iterator[tuple[str, ...]]:
    for run in runs:
        question = run.cells[0].question
        for way, wanted in _AIMS:
            for peer in (RDFLIB, OXRDFLIB):
                for connections in CONNECTIONS:
                    ratio = _ratio(run, question, way, peer, connections)
                    name = f"{run.name}, {question}, c={connections}: {way} against {peer}"
                    met = "met" if ratio >= wanted else "missed"
                    yield name, f"{ratio:.1f}x", f">= {wanted:.0f}x", met
        for way, _ in _AIMS:
            for connections in CONNECTIONS:
                ratio = 1 / _ratio(run, question, way, OXIGRAPH, connections)
                name = f"{run.name}, {question}, c={connections}: bare engine against {way}"
                yield name, f"{ratio:.1f}x", "stated", ""


def _ratio(run: HttpRun, question: str, way: str, peer: str, connections: int) -> float:
    ours = _find(run, question, way, connections).measured.rate
    return ours / _find(run, question, peer, connections).measured.rate


def _find(run: HttpRun, question: str, way: str, connections: int) -> Cell:
    return next(
        cell
        for cell in run.cells
        if (cell.question, cell.way, cell.connections) == (question, way, connections)
    )


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)
