from __future__ import annotations

import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pyoxigraph import NamedNode, Quad

from catalog.errors import (
    NotFoundError,
    StoreDamagedError,
    StoreFullError,
    StoreLockedError,
    UsageError,
)
from catalog.store import CatalogStore, Change, room
from catalog.store.check import check
from catalog.store.embedded import EmbeddedGraph
from catalog.store.projection import whole_lineage
from catalog.terms import LINEAGE_GRAPH, UPSTREAM, UPSTREAM_TRANSITIVE
from tests.disk import fill, small_file_system

BASE = "https://w3id.org/headwaters/"
DERIVED = "<http://www.w3.org/ns/prov#wasDerivedFrom>"


def change(name: str, sources: str = "", record: str = "") -> Change:
    """A record on a model that was derived from the models named in `sources`."""
    iri = f"{BASE}record/test/model/{record or name}"
    topic = f"{BASE}id/model/{name}"
    lines = [f"<{iri}> <http://xmlns.com/foaf/0.1/primaryTopic> <{topic}> .\n"]
    lines.append(f'<{topic}> <http://purl.org/dc/terms/title> "Model {name}"@en .\n')
    lines += [
        f"<{topic}> {DERIVED} <{BASE}id/model/{source}> .\n" for source in sorted(set(sources))
    ]
    return Change(iri, topic, "".join(sorted(lines)))


def gone(name: str) -> Change:
    return Change(f"{BASE}record/test/model/{name}", f"{BASE}id/model/{name}", None)


def commit(store: CatalogStore, *changes: Change) -> int:
    return len(store.commit(changes, actor="tests", message="m"))


def lineage(store: CatalogStore) -> set[tuple[str, str, str]]:
    """The lineage graph, with IRIs cut to what differs."""
    short = {UPSTREAM: "step", UPSTREAM_TRANSITIVE: "closure"}
    return {
        (short[t.predicate], str(t.subject)[-2:-1], str(t.object)[-2:-1])
        for t in store.graph.graph(LINEAGE_GRAPH)
    }


def expected(edges: set[tuple[str, str]]) -> set[Quad]:
    return set(whole_lineage((f"{BASE}id/model/{a}", f"{BASE}id/model/{b}") for a, b in edges))


def test_a_commit_reaches_journal_graph_index_and_closure(store: CatalogStore) -> None:
    assert commit(store, change("a", "b"), change("b", "c"), change("c")) == 3
    assert store.head == store.graph.commit_number() == store.search.commit_number() == 3
    assert lineage(store) == {
        ("step", "a", "b"),
        ("step", "b", "c"),
        ("closure", "a", "b"),
        ("closure", "b", "c"),
        ("closure", "a", "c"),
    }
    found = store.search.named("a")
    assert [(thing.title, thing.kind) for thing in found] == [("Model a", "model")]


def test_the_same_again_makes_no_commit(store: CatalogStore) -> None:
    commit(store, change("a", "b"))
    assert commit(store, change("a", "b")) == 0
    assert store.head == 1


def test_an_edge_two_records_state_stays_while_one_of_them_does(store: CatalogStore) -> None:
    commit(store, change("a", "b"), change("a", "b", record="a-by-another"))
    commit(store, change("a"))
    assert lineage(store) == {("step", "a", "b"), ("closure", "a", "b")}
    commit(store, gone("a-by-another"))
    assert lineage(store) == {("step", "a", "b"), ("closure", "a", "b")} - {
        ("step", "a", "b"),
        ("closure", "a", "b"),
    }


def test_withdrawing_the_last_record_takes_the_thing_out_of_the_index(store: CatalogStore) -> None:
    commit(store, change("a"))
    commit(store, gone("a"))
    assert store.search.named("a") == []
    assert store.graph.graph(NamedNode(f"{BASE}record/test/model/a")) == []


STEPS = st.lists(
    st.lists(
        st.tuples(st.sampled_from("abcde"), st.none() | st.text("abcde", max_size=3)),
        min_size=1,
        max_size=4,
        unique_by=lambda pair: pair[0],
    ),
    max_size=6,
)


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(steps=STEPS)
def test_upkeep_of_the_closure_equals_building_it_anew(
    store: CatalogStore, steps: list[list[tuple[str, str | None]]]
) -> None:
    commit(store, *(gone(name) for name in "abcde"))
    sources: dict[str, str] = {}
    for step in steps:
        commit(store, *(gone(n) if s is None else change(n, s) for n, s in step))
        sources.update({name: given or "" for name, given in step})
    edges = {(a, b) for a, given in sources.items() for b in given if a != b}
    held = {
        Quad(t.subject, t.predicate, t.object, LINEAGE_GRAPH)
        for t in store.graph.graph(LINEAGE_GRAPH)
    }
    assert held == expected(edges)
    assert list(check(store)) == []


def test_loading_in_bulk_gives_what_committing_gives(tmp_path: Path) -> None:
    changes = [
        change("a", "bc"), change("b", "c"), change("c", "a"), change("d", "a"),
        change("d", "b", record="d-by-another"),
    ]  # fmt: skip
    with (
        CatalogStore.open(tmp_path / "one", create=True) as one,
        CatalogStore.open(tmp_path / "two", create=True) as two,
    ):
        commit(one, *changes)
        seen: list[int] = []
        assert two.load(changes, actor="tests", message="m", progress=seen.append) == 5
        assert seen == [5]
        assert lineage(one) == lineage(two)
        assert one.search.search("model", {}, 9, 0) == two.search.search("model", {}, 9, 0)
        assert list(check(two)) == []
        with pytest.raises(UsageError, match="holds records already"):
            two.load(changes, actor="tests", message="m")


@pytest.mark.parametrize("lost", ["graph", "search.db", "both"])
def test_what_is_lost_is_built_again_from_the_journal(tmp_path: Path, lost: str) -> None:
    with CatalogStore.open(tmp_path / "s", create=True) as store:
        commit(store, change("a", "b"), change("b"))
        before = lineage(store)
    if lost != "search.db":
        shutil.rmtree(tmp_path / "s" / "graph")
    if lost != "graph":
        (tmp_path / "s" / "search.db").unlink()
    with CatalogStore.open(tmp_path / "s") as store:
        assert lineage(store) == before
        assert [thing.title for thing in store.search.named("a")] == ["Model a"]
        assert list(check(store)) == []


def test_commits_the_graph_missed_are_replayed_on_opening(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with CatalogStore.open(tmp_path / "s", create=True) as store:
        commit(store, change("a", "b"))
        monkeypatch.setattr(CatalogStore, "_project", lambda self, commits: None)
        commit(store, change("b", "c"))
        assert store.graph.commit_number() == 1
    monkeypatch.undo()
    with CatalogStore.open(tmp_path / "s") as store:
        assert ("closure", "a", "c") in lineage(store)
        assert store.graph.commit_number() == store.search.commit_number() == 2


def test_a_graph_ahead_of_the_journal_is_built_again(tmp_path: Path) -> None:
    with CatalogStore.open(tmp_path / "s", create=True) as store:
        commit(store, change("a", "b"), change("b"))
        store.journal.undo_after(1)
    with CatalogStore.open(tmp_path / "s") as store:
        assert store.head == store.graph.commit_number() == 1
        assert store.search.named("b") == []


def test_no_store_is_said_so(tmp_path: Path) -> None:
    with pytest.raises(NotFoundError, match=r"There is no store in .*headwaters load"):
        CatalogStore.open(tmp_path / "none")
    assert not (tmp_path / "none").exists()


HOLD = """
import sys, time
from pathlib import Path
from catalog.store import CatalogStore
with CatalogStore.open(Path(sys.argv[1]), create=True):
    print("open", flush=True)
    time.sleep(60)
"""


@pytest.fixture
def holder(tmp_path: Path) -> Iterator[subprocess.Popen[str]]:
    """Another process that has the store open."""
    process = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(tmp_path / "s")], stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "open\n"
    yield process
    process.kill()
    process.wait()
    process.stdout.close()


def test_a_second_process_is_refused_with_the_name_of_the_first(
    tmp_path: Path, holder: subprocess.Popen[str]
) -> None:
    with pytest.raises(StoreLockedError, match=f"process {holder.pid} on") as caught:
        CatalogStore.open(tmp_path / "s")
    assert caught.value.exit_code == 3
    holder.kill()
    holder.wait()
    with CatalogStore.open(tmp_path / "s") as store:
        assert store.head == 0


WRITE = """
import sys
from pathlib import Path
from catalog.store import CatalogStore
from tests.unit.test_store import change
with CatalogStore.open(Path(sys.argv[1]), create=True) as store:
    print("open", flush=True)
    for n in range(100000):
        name = "abcdefgh"[n % 8]
        sources = "abcdefgh"[: n % 5].replace(name, "")
        made = store.commit([change(name, sources, f"{name}-{n}")], actor="t", message="m")
        print(made[-1].number, flush=True)
"""


@pytest.mark.parametrize("seed", range(6))
def test_a_kill_loses_nothing_that_was_acknowledged(tmp_path: Path, seed: int) -> None:
    process = subprocess.Popen(
        [sys.executable, "-c", WRITE, str(tmp_path / "s")],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])},
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "open\n"
    time.sleep(random.Random(seed).uniform(0.02, 0.4))  # noqa: S311
    process.send_signal(signal.SIGKILL)
    acknowledged = [int(line) for line in process.stdout.read().splitlines()]
    process.wait()
    process.stdout.close()
    started = time.monotonic()
    with CatalogStore.open(tmp_path / "s") as store:
        assert time.monotonic() - started < 5
        assert store.head >= max(acknowledged, default=0)
        assert list(check(store)) == []


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A real file system of 24 MB."""
    with small_file_system(tmp_path / "small", 24) as folder:
        yield folder


def test_a_full_disk_is_said_so_and_changes_nothing(small_disk: Path) -> None:
    with CatalogStore.open(small_disk / "s", create=True) as store:
        commit(store, change("a", "b"))
        free = shutil.disk_usage(small_disk).free
        (small_disk / "filler").write_bytes(b"x" * (free - 2_000_000))
        with pytest.raises(StoreFullError, match=r"MB free.*Nothing was changed") as caught:
            commit(store, change("b", "c"))
        assert caught.value.status == 507
        assert store.head == 1
        assert lineage(store) == {("step", "a", "b"), ("closure", "a", "b")}
        (small_disk / "filler").unlink()
        assert commit(store, change("b", "c")) == 1


def test_a_store_can_be_opened_and_read_on_a_full_disk(small_disk: Path) -> None:
    with CatalogStore.open(small_disk / "s", create=True) as store:
        commit(store, change("a", "b"))
    filler = fill(small_disk)
    with CatalogStore.open(small_disk / "s") as store:
        assert lineage(store) == {("step", "a", "b"), ("closure", "a", "b")}
        with pytest.raises(StoreFullError, match="Nothing was changed"):
            commit(store, change("b", "c"))
        filler.unlink()
        assert commit(store, change("b", "c")) == 1
    assert (small_disk / "s" / "ballast").stat().st_size == 1_000_000  # there for the next time


def test_a_disk_that_fills_up_in_the_middle_is_undone(
    small_disk: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(room, "_RESERVE", -(10**9))
    with CatalogStore.open(small_disk / "s", create=True) as store:
        commit(store, change("a", "b"))
        free = shutil.disk_usage(small_disk).free
        (small_disk / "filler").write_bytes(b"x" * (free - 400_000))
        failed = 0
        for n in range(400):
            head = store.head
            wide = change("b", "c", f"b-{n}")
            text = "".join(f'<urn:x> <urn:y> "{i:07}{n}" .\n' for i in range(300))
            big = Change(wide.record, wide.topic, (wide.state or "") + text)
            try:
                commit(store, big)
            except StoreFullError:
                failed += 1
                assert store.head == head
                break
        assert failed == 1
        (small_disk / "filler").unlink()
    with CatalogStore.open(small_disk / "s") as store:
        assert list(check(store)) == []


def test_writing_works_again_once_there_is_room(
    small_disk: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without opening the store anew: RocksDB by itself would refuse whatever comes."""
    monkeypatch.setattr(room, "_RESERVE", -(10**9))
    with CatalogStore.open(small_disk / "s", create=True) as store:
        commit(store, change("a", "b"))
        with (small_disk / "filler").open("wb", buffering=0) as filler, suppress(OSError):
            while True:
                filler.write(b"x" * 4096)
        with monkeypatch.context() as careless:
            careless.setattr(EmbeddedGraph, "_check_room", lambda *_: None)
            with pytest.raises(StoreFullError, match="No room on the disk"):
                store.snapshot()
        for attempt in (store.snapshot, lambda: commit(store, change("b", "c"))):
            with pytest.raises(StoreFullError):
                attempt()
        assert lineage(store) == {("step", "a", "b"), ("closure", "a", "b")}
        (small_disk / "filler").unlink()
        assert commit(store, change("b", "c")) == 1
        assert ("closure", "a", "c") in lineage(store)
        assert store.snapshot().exists()
        assert list(check(store)) == []


def test_a_damaged_graph_is_named_and_mended_by_rebuilding(tmp_path: Path) -> None:
    with CatalogStore.open(tmp_path / "s", create=True) as store:
        commit(store, change("a", "b"))
    (tmp_path / "s" / "graph" / "CURRENT").write_text("nonsense\n")
    with pytest.raises(StoreDamagedError, match="built from the journal") as caught:
        CatalogStore.open(tmp_path / "s")
    assert caught.value.exit_code == 4
    CatalogStore.discard_projections(tmp_path / "s")
    with CatalogStore.open(tmp_path / "s") as store:
        assert lineage(store) == {("step", "a", "b"), ("closure", "a", "b")}


def test_the_doctor_tells_a_changed_journal(tmp_path: Path) -> None:
    with CatalogStore.open(tmp_path / "s", create=True) as store:
        commit(store, change("a"), change("b"))
    with sqlite3.connect(tmp_path / "s" / "journal.db") as db:
        db.execute("UPDATE commits SET message = 'other' WHERE number = 2")
    db.close()
    with CatalogStore.open(tmp_path / "s") as store:
        (symptom,) = check(store)
    assert symptom.damaged
    assert symptom.message == "Commit 2 was changed after it was written."


def test_snapshots_are_frozen_and_dropped_when_nobody_reads_them(store: CatalogStore) -> None:
    commit(store, change("a"))
    first = store.snapshot()
    assert store.snapshot() == first
    commit(store, change("b"))
    second = store.snapshot()
    assert (first.name, second.name) == ("1.0", "2.0")
    store.drop_snapshots(keep=[second])
    assert not first.exists()
    assert second.exists()


def test_the_ontology_is_beside_the_records(store: CatalogStore) -> None:
    rows = store.graph.select(
        "SELECT ?label WHERE { <https://w3id.org/headwaters/ns/edge-kind/learn> "
        "<http://www.w3.org/2004/02/skos/core#prefLabel> ?label }"
    )
    assert [row["label"].value for row in rows] == ["Learned from"]
