"""The worker pool with real processes: whatever a query does, the next one is answered."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from queue import SimpleQueue
from typing import Any

import pytest
from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, Store, parse

from catalog.bounded.calling import Cancellation
from catalog.errors import (
    BusyError,
    HeadwatersError,
    QueryCancelledError,
    QueryFailedError,
    QueryTimeoutError,
    StoreFullError,
    UnavailableError,
    UnparseableError,
    UsageError,
)
from catalog.sparql.answers import IN_MEMORY, Answer
from catalog.sparql.formats import choose_format
from catalog.sparql.guard import CheckedQuery, QueryForm, check
from catalog.sparql.process import Snapshot
from catalog.sparql.request import PoolLimits, QueryRequest
from catalog.sparql.workers import WorkerPool
from tests.patience import PATIENCE
from tests.protocol.hostile_cases import HostileCase, cases, outcome_of

EX = "http://example.org/"
LIMITS = PoolLimits(seconds=10, memory=1024**3, rows=1000)
PRODUCT = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
CRASH = "ASK " + "{" * 20_000
HONEST = "SELECT ?o { <http://example.org/n0> ?p ?o }"
HONEST_ANSWER = (
    b'{"head":{"vars":["o"]},"results":{"bindings":'
    b'[{"o":{"type":"uri","value":"http://example.org/n1"}}]}}'
)


def make_snapshot(folder: Path, name: str, chain: int = 3000) -> Path:
    """A chain of nodes in one graph and 3000 labels in fifty, as a hard-linked backup."""
    store = Store(str(folder / f"{name}-live"))
    node, link = NamedNode, NamedNode(f"{EX}next")
    store.extend(
        Quad(node(f"{EX}n{i}"), link, node(f"{EX}n{i + 1}"), node(f"{EX}g/chain"))
        for i in range(chain)
    )
    store.extend(
        Quad(node(f"{EX}s{i % 500}"), node(f"{EX}p{i % 7}"), Literal(f"value {i}"),
             node(f"{EX}g/{i % 50}"))
        for i in range(3000)
    )  # fmt: skip
    store.backup(str(folder / name))
    return folder / name


@pytest.fixture(scope="module")
def snapshot(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    return Snapshot(make_snapshot(tmp_path_factory.mktemp("snapshots"), "first"), 7)


@pytest.fixture(scope="module")
def pool(snapshot: Snapshot) -> Iterator[WorkerPool]:
    with WorkerPool(snapshot, 2, LIMITS) as opened:
        yield opened


def ask(pool: WorkerPool, query: str, form: str = "json", **wanted: Any) -> Answer:  # noqa: ANN401
    return pool.run(QueryRequest(query, form, "text/x", **wanted))  # Any: fields of the request


def is_well(pool: WorkerPool) -> bool:
    """Whether an honest query gets its whole, right answer."""
    answer = ask(pool, HONEST)
    return (answer.read(), answer.rows, answer.truncated) == (HONEST_ANSWER, 1, False)


def eventually(condition: Callable[[], bool], seconds: float = 10.0) -> bool:
    """Whether a condition comes true within a bound."""
    until = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > until:
            return False
        threading.Event().wait(0.01)
    return True


# --- the corpus ------------------------------------------------------------------------------


class Canary:
    """A listener on loopback that must never be called."""

    def __init__(self) -> None:
        self.calls: list[object] = []
        self._server = socket.create_server(("127.0.0.1", 0))
        self.address = f"http://127.0.0.1:{self._server.getsockname()[1]}"
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self) -> None:
        while True:
            try:
                connection, caller = self._server.accept()
            except OSError:
                return
            self.calls.append(caller)
            connection.close()

    def close(self) -> None:
        self._server.shutdown(socket.SHUT_RDWR)
        self._server.close()


@dataclass(frozen=True)
class Run:
    """What became of one hostile query, and of the honest one after it."""

    outcome: str
    seconds: float
    well_after: bool


CORPUS = cases()
DOORS = [
    pytest.param(case, door, id=f"{case.name}-{door}")
    for case in CORPUS
    for door in ("expect", "bypassed")
    if getattr(case, door)
]


def deadline_of(case: HostileCase, door: str) -> float:
    """Short where time is expected to run out, long where a busy machine must not decide."""
    if "timeout" not in getattr(case, door):
        return 10.0
    return 1.0 if door == "expect" else 0.5


def run_case(pool: WorkerPool, case: HostileCase, door: str, canary: str) -> Run:
    """Send one query through the guard or around it."""
    text = case.query(canary)
    began = time.monotonic()
    try:
        if door == "expect":
            checked = check(text)
        else:
            is_graph = text.startswith(("CONSTRUCT", "DESCRIBE"))
            form = QueryForm.CONSTRUCT if is_graph else QueryForm.SELECT
            checked = CheckedQuery(text, form, names_dataset=False)
        choice = choose_format(checked.form, None)
        seconds = deadline_of(case, door)
        ask(pool, text, choice.name, names_dataset=checked.names_dataset, seconds=seconds).close()
        outcome = "ok"
    except HeadwatersError as error:
        outcome = outcome_of(error)
    return Run(outcome, time.monotonic() - began, is_well(pool))


@pytest.fixture(scope="module")
def canary() -> Iterator[Canary]:
    opened = Canary()
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def runs(snapshot: Snapshot, canary: Canary) -> Iterator[dict[tuple[str, str], Run]]:
    """The whole corpus, two queries at a time, each with a worker that waits for it."""
    doors = [(case, door) for case in CORPUS for door in ("expect", "bypassed")]
    doors = [(case, door) for case, door in doors if getattr(case, door)]
    free: SimpleQueue[WorkerPool] = SimpleQueue()

    def run(one: tuple[HostileCase, str]) -> tuple[tuple[str, str], Run]:
        pool = free.get()
        try:
            return (one[0].name, one[1]), run_case(pool, *one, canary.address)
        finally:
            free.put(pool)

    with (
        WorkerPool(snapshot, 1, LIMITS) as first,
        WorkerPool(snapshot, 1, LIMITS) as second,
        ThreadPoolExecutor(2) as threads,
    ):
        for pool in (first, second):
            assert is_well(pool)
            free.put(pool)
        yield dict(threads.map(run, doors))


@pytest.mark.parametrize(("case", "door"), DOORS)
def test_hostile(case: HostileCase, door: str, runs: dict[tuple[str, str], Run]) -> None:
    """It ends as said, in time, and harms nobody after it."""
    run = runs[case.name, door]
    assert run.outcome in getattr(case, door)
    assert run.seconds < deadline_of(case, door) + PATIENCE
    assert run.well_after


def test_the_corpus_is_large() -> None:
    assert len(CORPUS) >= 150
    assert len([case for case in CORPUS if "{canary}" in case.text]) >= 40


@pytest.mark.usefixtures("runs")
def test_nobody_was_called(canary: Canary) -> None:
    """No spelling of SERVICE or LOAD, through the guard or around it, opened a connection."""
    assert canary.calls == []
    with socket.create_connection(("127.0.0.1", int(canary.address.rpartition(":")[2]))):
        assert eventually(lambda: len(canary.calls) == 1)  # the canary does sing
    canary.calls.clear()


# --- single properties -----------------------------------------------------------------------


def test_an_answer_tells_all_about_itself(pool: WorkerPool) -> None:
    answer = ask(pool, HONEST)
    assert (answer.media_type, answer.variables, answer.commit) == ("text/x", ("o",), 7)
    assert (answer.rows, answer.truncated, answer.size) == (1, False, len(HONEST_ANSWER))
    assert 0 < answer.seconds < PATIENCE
    assert answer.read() == HONEST_ANSWER


@pytest.mark.parametrize(
    ("form", "body"),
    [
        ("json", HONEST_ANSWER),
        ("csv", b"o\r\nhttp://example.org/n1\r\n"),
        ("tsv", b"?o\n<http://example.org/n1>\n"),
        (
            "xml",
            b'<?xml version="1.0"?><sparql xmlns="http://www.w3.org/2005/sparql-results#"><head>'
            b'<variable name="o"/></head><results><result><binding name="o"><uri>'
            b"http://example.org/n1</uri></binding></result></results></sparql>",
        ),
    ],
)
def test_tables(pool: WorkerPool, form: str, body: bytes) -> None:
    assert ask(pool, HONEST, form).read() == body


@pytest.mark.parametrize(
    ("form", "body"),
    [
        ("json", b'{"head":{},"boolean":true}'),
        ("csv", b"true"),
        ("tsv", b"true"),
        (
            "xml",
            b'<?xml version="1.0"?><sparql xmlns="http://www.w3.org/2005/sparql-results#"><head>'
            b"</head><boolean>true</boolean></sparql>",
        ),
    ],
)
def test_yes_and_no(pool: WorkerPool, form: str, body: bytes) -> None:
    assert ask(pool, "ASK { ?s ?p ?o }", form).read() == body


@pytest.mark.parametrize(
    ("form", "syntax"),
    [
        ("turtle", RdfFormat.TURTLE),
        ("ntriples", RdfFormat.N_TRIPLES),
        ("rdfxml", RdfFormat.RDF_XML),
        ("jsonld", RdfFormat.JSON_LD),
        ("trig", RdfFormat.TRIG),
        ("nquads", RdfFormat.N_QUADS),
    ],
)
def test_graphs(pool: WorkerPool, form: str, syntax: RdfFormat) -> None:
    answer = ask(pool, f"CONSTRUCT WHERE {{ <{EX}n0> ?p ?o }}", form)
    assert (answer.rows, answer.truncated) == (1, False)
    assert [quad.triple for quad in parse(answer.read(), syntax)] == [
        Quad(NamedNode(f"{EX}n0"), NamedNode(f"{EX}next"), NamedNode(f"{EX}n1")).triple
    ]


def test_graphs_use_the_prefixes_they_are_given(pool: WorkerPool) -> None:
    answer = ask(pool, f"DESCRIBE <{EX}n0>", "turtle", prefixes={"ex": EX})
    assert answer.read() == b"@prefix ex: <http://example.org/> .\nex:n0 ex:next ex:n1 .\n"


@pytest.mark.parametrize(
    ("dataset", "query", "rows"),
    [
        ({}, "SELECT * { ?s <http://example.org/next> ?o } LIMIT 4", 4),
        ({}, "SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } }", 51),
        ({"names_dataset": True}, "SELECT * FROM <http://example.org/g/1> { ?s ?p ?o }", 60),
        ({"names_dataset": True}, "SELECT * FROM <http://example.org/nowhere> { ?s ?p ?o }", 0),
        ({"names_dataset": True}, "SELECT * FROM NAMED <http://example.org/g/1> { ?s ?p ?o }", 0),
        ({"default_graphs": (f"{EX}g/1", f"{EX}g/2")}, "SELECT * { ?s ?p ?o }", 120),
        ({"default_graphs": (f"{EX}g/1",)}, "SELECT * { GRAPH ?g { ?s ?p ?o } }", 0),
        ({"named_graphs": (f"{EX}g/1",)}, "SELECT * { GRAPH ?g { ?s ?p ?o } }", 60),
        ({"named_graphs": (f"{EX}g/1",)}, "SELECT * { ?s ?p ?o }", 0),
        # The protocol's dataset overrides the query's (SPARQL 1.1 Protocol § 2.1.4).
        (
            {"names_dataset": True, "default_graphs": (f"{EX}g/1",)},
            "SELECT * FROM <http://example.org/g/2> FROM <http://example.org/g/3> { ?s ?p ?o }",
            60,
        ),
    ],
)
def test_datasets(pool: WorkerPool, dataset: dict[str, Any], query: str, rows: int) -> None:
    assert ask(pool, query, **dataset).rows == rows


def test_rows_are_cut_at_the_cap_and_the_answer_says_so(pool: WorkerPool) -> None:
    everything = "SELECT * { ?s ?p ?o . ?t ?q ?r }"
    by_pool, by_request = ask(pool, everything), ask(pool, everything, rows=10)
    assert (by_pool.rows, by_pool.truncated) == (1000, True)
    assert (by_request.rows, by_request.truncated) == (10, True)
    ten = "SELECT * { VALUES ?x { 1 2 3 4 5 6 7 8 9 10 } }"
    for rows, cut in ((10, False), (9, True), (1, True)):
        answer = ask(pool, ten, "tsv", rows=rows)
        assert (answer.rows, answer.truncated) == (rows, cut)
        assert answer.read() == b"?x\n" + b"".join(b"%d\n" % n for n in range(1, rows + 1))
    assert ask(pool, everything, rows=10**9).rows == 1000


def test_triples_are_cut_at_the_cap_too(pool: WorkerPool) -> None:
    answer = ask(pool, "CONSTRUCT { ?s ?p ?o } { ?s ?p ?o }", "ntriples")
    assert (answer.rows, answer.truncated) == (1000, True)
    assert answer.read().count(b"\n") == 1000


def test_a_large_answer_is_cut_at_the_byte_cap(snapshot: Snapshot) -> None:
    limits = PoolLimits(seconds=20, bytes=3 * 1024**2, spooled_bytes=5 * 1024**2)
    with WorkerPool(snapshot, 1, limits) as pool:
        with ask(pool, "SELECT * { ?s ?p ?o . ?t ?q ?r }", "tsv") as answer:
            assert answer.truncated
            assert limits.bytes - 16_384 < answer.size < limits.bytes + 1000
            assert answer.size > IN_MEMORY
            with pytest.raises(BusyError):  # both together are over the budget
                ask(pool, "SELECT * { ?s ?p ?o . ?t ?q ?r }", "tsv")
            assert sum(map(len, answer)) == answer.size
        graph = ask(pool, "CONSTRUCT { ?s ?p ?r } { ?s ?p ?o . ?t ?q ?r }", "ntriples")
        assert graph.truncated
        assert limits.bytes - 16_384 < graph.size < limits.bytes + 16_384
        graph.close()
        assert is_well(pool)


def test_one_huge_value_is_an_error_not_half_an_answer(snapshot: Snapshot) -> None:
    growing = " ".join(f"BIND(CONCAT(?x{i}, ?x{i}) AS ?x{i + 1})" for i in range(16))
    query = f'SELECT ?x16 {{ BIND("waters" AS ?x0) {growing} }}'
    with WorkerPool(snapshot, 1, PoolLimits(seconds=20, bytes=100_000)) as pool:
        with pytest.raises(QueryFailedError, match="one row of the answer has over 100,000 bytes"):
            ask(pool, query)
        assert is_well(pool)


def test_a_mistake_is_told_with_its_place(pool: WorkerPool) -> None:
    with pytest.raises(UnparseableError) as raised:
        ask(pool, "SELECT *\nWHERE { ?s ?p ?o\n ) }")
    assert (raised.value.line, raised.value.column) == (3, 2)
    assert str(raised.value) == "query, line 3: “)” cannot stand here"


@pytest.mark.parametrize(
    ("query", "wanted", "message"),
    [
        (
            "SELECT (<http://example.org/f>(1) AS ?x) {}",
            {},
            "The query cannot be evaluated: The custom function <http://example.org/f> is not "
            "supported.",
        ),
        (
            "ASK {}",
            {"default_graphs": ("no-iri",)},
            "The query cannot be evaluated: No scheme found in an absolute IRI.",
        ),
    ],
)
def test_what_cannot_be_evaluated(
    pool: WorkerPool, query: str, wanted: dict[str, Any], message: str
) -> None:
    with pytest.raises(UsageError) as raised:
        ask(pool, query, **wanted)
    assert str(raised.value) == message


def test_a_query_may_ask_for_less_time_but_not_for_more(snapshot: Snapshot) -> None:
    with WorkerPool(snapshot, 1, PoolLimits(seconds=20, most_seconds=0.5)) as pool:
        assert is_well(pool)
        for seconds, stopped_after in ((0.2, 0.2), (3600, 0.5), (None, 0.5)):
            began = time.monotonic()
            with pytest.raises(QueryTimeoutError) as raised:
                ask(pool, PRODUCT, seconds=seconds)
            assert stopped_after <= time.monotonic() - began < stopped_after + PATIENCE
            assert f"not done after {stopped_after:g} seconds" in str(raised.value)
            assert is_well(pool)


def test_a_crash_is_remembered_so_that_retries_cost_nothing(snapshot: Snapshot) -> None:
    limits = PoolLimits(crash_memory_seconds=5)
    with WorkerPool(snapshot, 1, limits) as pool:
        with pytest.raises(QueryFailedError, match=r"crashed its worker process \(SIGSEGV\)"):
            ask(pool, CRASH)
        assert is_well(pool)
        before = pool.pids()
        for _ in range(100):
            with pytest.raises(QueryFailedError, match="a short while ago"):
                ask(pool, CRASH)
        assert pool.pids() == before
        assert is_well(pool)
        threading.Event().wait(5.1)
        with pytest.raises(QueryFailedError, match="SIGSEGV"):
            ask(pool, CRASH)


def test_many_crashes_in_a_row_leave_the_pool_whole(snapshot: Snapshot) -> None:
    with (
        WorkerPool(snapshot, 2, PoolLimits(seconds=60)) as pool,
        ThreadPoolExecutor(8) as threads,
    ):

        def crash(number: int) -> str:
            try:
                ask(pool, f"# {number}\n{CRASH}").close()
            except QueryFailedError as error:
                return str(error)[:41]
            return "ok"

        assert set(threads.map(crash, range(40))) == {"The query crashed its worker process (SIG"}
        assert eventually(lambda: len(pool.pids()) == 2)
        assert is_well(pool)


def test_a_worker_killed_in_the_middle_of_a_query(snapshot: Snapshot) -> None:
    with WorkerPool(snapshot, 1, PoolLimits()) as pool, ThreadPoolExecutor(1) as threads:
        assert is_well(pool)
        (pid,) = pool.pids()
        asked = threads.submit(ask, pool, PRODUCT)
        assert eventually(lambda: _is_working(pid))
        os.kill(pid, signal.SIGKILL)
        with pytest.raises(QueryFailedError, match=r"crashed its worker process \(SIGKILL\)"):
            asked.result(5)
        assert is_well(pool)


def test_a_worker_killed_while_idle_is_not_noticed(snapshot: Snapshot) -> None:
    with WorkerPool(snapshot, 1, PoolLimits()) as pool:
        for _ in range(5):
            assert is_well(pool)
            (pid,) = pool.pids()
            os.kill(pid, signal.SIGKILL)
            assert eventually(lambda pid=pid: not _is_running(pid))  # type: ignore[misc]
            assert is_well(pool)


def test_a_client_that_went_away_ends_its_query(snapshot: Snapshot) -> None:
    with WorkerPool(snapshot, 1, PoolLimits()) as pool, ThreadPoolExecutor(2) as threads:
        assert is_well(pool)
        (pid,) = pool.pids()
        running, waiting = Cancellation(), Cancellation()
        request = QueryRequest(PRODUCT, "json", "text/x")
        first = threads.submit(pool.run, request, running)
        assert eventually(lambda: _is_working(pid))
        second = threads.submit(pool.run, request, waiting)
        waiting.cancel()
        with pytest.raises(QueryCancelledError):
            second.result(1)
        assert not first.done()
        running.cancel()
        with pytest.raises(QueryCancelledError):
            first.result(1)
        assert eventually(lambda: not _is_running(pid), 1)
        assert is_well(pool)
        with pytest.raises(QueryCancelledError):
            pool.run(request, running)


def test_too_many_at_once_are_told_when_to_come_back(snapshot: Snapshot) -> None:
    limits = PoolLimits(seconds=3, waiting=1)
    with WorkerPool(snapshot, 1, limits) as pool, ThreadPoolExecutor(3) as threads:
        assert is_well(pool)
        (pid,) = pool.pids()
        first = threads.submit(ask, pool, PRODUCT)
        assert eventually(lambda: _is_working(pid))
        second = threads.submit(ask, pool, PRODUCT)
        third = threads.submit(ask, pool, PRODUCT)
        errors = sorted(str(one.exception(5)) for one in (second, third))
        assert errors == ["No query worker came free in time.", "Too many queries are waiting."]
        for one in (second, third):
            error = one.exception()
            assert isinstance(error, BusyError)
            assert error.retry_after in (3, 6)
        assert isinstance(first.exception(5), QueryTimeoutError)


def test_a_new_snapshot_is_used_from_the_next_query_on(tmp_path: Path, snapshot: Snapshot) -> None:
    newer = Snapshot(make_snapshot(tmp_path, "second", chain=5), 8)
    old = Snapshot(tmp_path / "old", 7)
    shutil.copytree(snapshot.path, old.path)
    count = f"SELECT * {{ ?s <{EX}next> ?o }}"
    with (
        WorkerPool(old, 2, PoolLimits(seconds=3)) as pool,
        ThreadPoolExecutor(1) as threads,
    ):
        assert ask(pool, count).rows == 3000
        assert eventually(lambda: len(pool.pids()) == 2)
        before = pool.pids()
        slow = threads.submit(ask, pool, PRODUCT)
        assert eventually(lambda: any(map(_is_working, before)))
        pool.refresh(newer)
        assert pool.in_use() == {old.path, newer.path}
        answer = ask(pool, count)
        assert (answer.rows, answer.commit) == (5, 8)
        assert isinstance(slow.exception(5), QueryTimeoutError)
        assert pool.in_use() == {newer.path}
        shutil.rmtree(old.path)
        assert eventually(lambda: len(pool.pids()) == 2)
        assert before.isdisjoint(pool.pids())
        assert [ask(pool, count).rows for _ in range(4)] == [5, 5, 5, 5]


def test_a_snapshot_that_cannot_be_opened_is_told_and_mended(
    tmp_path: Path, snapshot: Snapshot
) -> None:
    with WorkerPool(Snapshot(tmp_path / "nowhere"), 1, PoolLimits()) as pool:
        for _ in range(2):
            with pytest.raises(UnavailableError, match="cannot open its snapshot"):
                ask(pool, HONEST)
        pool.refresh(snapshot)
        assert is_well(pool)


def test_closing_ends_every_worker_and_every_query(snapshot: Snapshot) -> None:
    with ThreadPoolExecutor(1) as threads:
        pool = WorkerPool(snapshot, 2, PoolLimits())
        assert is_well(pool)
        assert eventually(lambda: len(pool.pids()) == 2)
        pids = pool.pids()
        running = threads.submit(ask, pool, PRODUCT)
        assert eventually(lambda: any(map(_is_working, pids)))
        pool.close()
        with pytest.raises(UnavailableError, match="The service is closing"):
            running.result(5)
        assert not any(map(_is_running, pids))
        with pytest.raises(UnavailableError, match="The service is closing"):
            ask(pool, HONEST)
        pool.close()


def test_workers_outlive_the_thread_that_asked_first(snapshot: Snapshot) -> None:
    """The parent-death signal follows the starting thread, which must not be a caller's."""
    with WorkerPool(snapshot, 1, PoolLimits()) as pool:
        pids: list[set[int]] = []
        for _ in range(3):
            asker = threading.Thread(target=lambda: pids.append((is_well(pool), pool.pids())[1]))
            asker.start()
            asker.join()
        assert pids[0] == pids[1] == pids[2]
        assert len(pids[0]) == 1


PARENT = f"""
import sys
from pathlib import Path
from catalog.sparql.process import Snapshot
from catalog.sparql.request import PoolLimits, QueryRequest
from catalog.sparql.workers import WorkerPool
pool = WorkerPool(Snapshot(Path(sys.argv[1])), 1, PoolLimits(seconds=30))
pool.run(QueryRequest("ASK {{}}", "json", "")).close()
print(min(pool.pids()), flush=True)
pool.run(QueryRequest({PRODUCT!r}, "json", ""))
"""


def test_a_worker_ends_when_its_parent_is_killed(snapshot: Snapshot) -> None:
    """Even in the middle of a query nothing is left behind."""
    command = [sys.executable, "-c", PARENT, str(snapshot.path)]
    root = Path(__file__).parents[2]
    with subprocess.Popen(command, stdout=subprocess.PIPE, cwd=root) as parent:
        assert parent.stdout is not None
        pid = int(parent.stdout.readline())
        assert eventually(lambda: _is_working(pid))
        parent.kill()
    assert eventually(lambda: not _is_running(pid), 2)


def test_a_worker_has_nothing_of_ours_in_its_environment(
    snapshot: Snapshot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HEADWATERS_TOKEN", "hw_secret")
    with WorkerPool(snapshot, 1, PoolLimits()) as pool:
        assert is_well(pool)
        (pid,) = pool.pids()
        environment = Path(f"/proc/{pid}/environ").read_bytes()
        limits = Path(f"/proc/{pid}/limits").read_text()
    names = {entry.partition(b"=")[0] for entry in environment.split(b"\0") if entry}
    assert b"HEADWATERS_TOKEN" not in names
    assert {b"PYTHONPATH", b"PYTHONSAFEPATH"} <= names
    assert int(_limit(limits, "Max open files")) < 200
    assert _limit(limits, "Max address space") == str(2 * 1024**3)
    assert _limit(limits, "Max core file size") == "0"


def _limit(limits: str, name: str) -> str:
    """The hard limit of a name in /proc/pid/limits."""
    (line,) = [line for line in limits.splitlines() if line.startswith(name)]
    return line[26:].split()[1]


def _is_running(pid: int) -> bool:
    """Whether a process exists and is no zombie."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return False
    return state != "Z"


def _is_working(pid: int) -> bool:
    """Whether a process has used noticeable processor time since it was ready."""
    try:
        used = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except (FileNotFoundError, ProcessLookupError):
        return False
    return int(used[11]) + int(used[12]) >= 20  # hundredths of a second


def test_a_full_disk_is_told(snapshot: Snapshot, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the answer has no room, it says so; the pool goes on."""
    if not Path("/dev/full").exists():
        pytest.skip("needs /dev/full")
    with WorkerPool(snapshot, 1, PoolLimits(seconds=20, bytes=2 * IN_MEMORY)) as pool:
        monkeypatch.setattr(
            "catalog.sparql.answers.tempfile.TemporaryFile",
            lambda: open("/dev/full", "wb", buffering=0),  # noqa: SIM115, PTH123
        )
        with pytest.raises(StoreFullError, match="no room for the answer"):
            ask(pool, "SELECT * { ?s ?p ?o . ?t ?q ?r }", "tsv")
        monkeypatch.undo()
        assert is_well(pool)
