"""The engine lets go of the memory that much writing takes (decision 021)."""

from __future__ import annotations

import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from pyoxigraph import NamedNode, Store

from catalog.store import embedded
from catalog.store.embedded import EmbeddedGraph

_GRAPH = NamedNode("https://example.org/graph")
_WRITES_MUCH = """
import sys
from pathlib import Path
from pyoxigraph import NamedNode
from catalog.store.embedded import EmbeddedGraph

def held():
    return int(Path("/proc/self/statm").read_text().split()[1]) * 4096

graph = EmbeddedGraph(Path(sys.argv[1]))
for number in range(1, 2401):
    lines = [f'<urn:s:{line}> <urn:p> "{number} of {line}" .' for line in range(100)]
    graph.apply([(NamedNode(f"urn:g:{number % 50}"), "\\n".join(lines))], (), (), number)
    if number == 400:
        before = held()
print(held() - before, graph.commit_number())
"""


def content(number: int) -> str:
    return "\n".join(f'<urn:s:{line}> <urn:p> "{number}" .' for line in range(50))


def counting(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """A list that grows with each opening of an engine."""
    opened: list[str] = []

    def counted(path: str) -> Store:
        opened.append(path)
        return Store(path)

    monkeypatch.setattr(embedded, "Store", counted)
    return opened


@pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="needs /proc to read memory")
def test_memory_does_not_grow_with_what_is_written(tmp_path: Path) -> None:
    """Two thousand updates of 4 kB; without opening anew they take some 70 MB more."""
    command = [sys.executable, "-c", _WRITES_MUCH, str(tmp_path / "graph")]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=120)
    grown, commit = map(int, done.stdout.split())
    assert commit == 2400
    assert grown < 25_000_000


def test_readers_meet_whole_states_while_the_engine_is_opened_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After every write it would be opened anew; nobody who reads is told so, or sees half."""
    monkeypatch.setattr(embedded, "_RENEWED_AFTER", 1)
    opened = counting(monkeypatch)
    graph = EmbeddedGraph(tmp_path / "graph")
    graph.apply([(_GRAPH, content(0))], (), (), 0)
    done = threading.Event()

    def read(_: int) -> set[tuple[int, int]]:
        seen = set()
        while not done.wait(0.001):
            triples = graph.graph(_GRAPH)
            seen.add((len(triples), len({triple.object for triple in triples})))
        return seen

    with ThreadPoolExecutor(3) as readers:
        reading = [readers.submit(read, number) for number in range(3)]
        for number in range(1, 101):
            graph.apply([(_GRAPH, content(number))], (), (), number)
        done.set()
        seen = set.union(*(one.result() for one in reading))
    assert seen == {(50, 1)}
    assert len(opened) > 10
    assert graph.commit_number() == 100
    graph.close()


def test_the_engine_is_not_taken_from_who_reads(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """While someone reads, it stays; afterwards the next write opens it anew."""
    monkeypatch.setattr(embedded, "_RENEWED_AFTER", 1)
    opened = counting(monkeypatch)
    graph = EmbeddedGraph(tmp_path / "graph")
    with graph._reading() as engine:
        graph.apply([(_GRAPH, content(1))], (), (), 1)
        assert len(opened) == 1
        assert engine.contains_named_graph(_GRAPH)
    del engine
    graph.apply([(_GRAPH, content(2))], (), (), 2)
    assert len(opened) == 2
    assert graph.commit_number() == 2
    graph.close()
