"""Two hundred workers crash, eight at a time: the pool is whole again and the service unharmed."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from typing import Final

import httpx
import pytest

from catalog.errors import QueryFailedError
from catalog.sparql.process import Snapshot
from catalog.sparql.request import PoolLimits, QueryRequest
from catalog.sparql.workers import WorkerPool
from catalog.store import CatalogStore
from tests.endurance.processes import children, program_of, started_at
from tests.patience import PATIENCE
from tests.robustness.documents.service import RunningService, running_service

pytestmark = [pytest.mark.endurance, pytest.mark.timeout(600)]

CRASHES: Final = 200
AT_ONCE: Final = 8
WORKERS: Final = 2
WHOLE_SECONDS: Final = 2.0 * PATIENCE
COUNT: Final = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
SETTINGS: Final = {
    "HEADWATERS_WORKERS": str(WORKERS),
    "HEADWATERS_DEADLINE": "30",
    "HEADWATERS_CLIENT_ERRORS": "0",
    "HEADWATERS_CLIENT_SECONDS": "0",
}


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory, new_store: Callable[[Path], Path]) -> Path:
    return new_store(tmp_path_factory.mktemp("crashes"))


def test_queries_that_crash_their_workers(store: Path) -> None:
    """Beneath the guard, which lets no such query pass: each ends the process that parses it."""
    with CatalogStore.open(store) as opened:
        snapshot = Snapshot(opened.snapshot(), opened.head)
        limits = PoolLimits(seconds=60)
        with WorkerPool(snapshot, WORKERS, limits) as pool, ThreadPoolExecutor(AT_ONCE) as threads:
            right = pool.run(QueryRequest(COUNT, "json", "text/x")).read()
            first = pool.pids()
            outcomes = Counter(threads.map(lambda n: _crash(pool, n), range(CRASHES)))
            ended = time.monotonic()
            assert pool.run(QueryRequest(COUNT, "json", "text/x")).read() == right
            _wait_until(lambda: len(pool.pids()) == WORKERS)
            assert time.monotonic() - ended < WHOLE_SECONDS
            assert outcomes == {"SIGSEGV": CRASHES}
            assert all(_is_running(pid) for pid in pool.pids())
            assert not first & pool.pids()


def _crash(pool: WorkerPool, number: int) -> str:
    try:
        pool.run(QueryRequest("ASK " + "{" * (20_000 + number), "json", "text/x"))
    except QueryFailedError as error:
        return "SIGSEGV" if "crashed its worker process (SIGSEGV)" in str(error) else str(error)
    return "no error"


class Killer:
    """Ends every query worker of a service that is at work, by the signal of a crash."""

    def __init__(self, service: int) -> None:
        self.killed: set[tuple[int, float]] = set()
        self._service, self._done = service, threading.Event()
        self._thread = threading.Thread(target=self._work)

    def __enter__(self) -> Killer:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._done.set()
        self._thread.join()

    def _work(self) -> None:
        while not self._done.wait(0.01):
            for pid in children(self._service):
                with suppress(OSError):
                    if _processor_seconds(pid) > 0.2 and "sparql" in program_of(pid):
                        self.killed.add((pid, started_at(pid)))
                        os.kill(pid, signal.SIGSEGV)


def test_the_service_outlives_its_workers(store: Path, tmp_path: Path) -> None:
    """Through HTTP, eight clients of their own addresses; whoever is at work is ended."""
    with running_service(store, tmp_path / "log", **SETTINGS) as service:
        right = _ask(service, COUNT).json()
        with Killer(service.pid) as killer, ThreadPoolExecutor(AT_ONCE) as threads:
            answers = Counter(threads.map(lambda n: _attack(service, n), range(CRASHES)))
        ended = time.monotonic()
        honest = _ask(service, COUNT)
        _wait_until(lambda: len(_workers(service)) == WORKERS)
        assert time.monotonic() - ended < WHOLE_SECONDS
        assert (honest.status_code, honest.json()) == (200, right)
        assert answers == {"500 query-failed": CRASHES}
        assert len(killer.killed) >= CRASHES
        assert service.process.poll() is None


def _attack(service: RunningService, number: int) -> str:
    """A query that would run for long, each another one, sent again where all are busy."""
    query = f"SELECT (COUNT(*) AS ?n{number}) {{ ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }}"
    until = time.monotonic() + 120
    transport = httpx.HTTPTransport(local_address=f"127.0.0.{10 + number % AT_ONCE}")
    with httpx.Client(transport=transport, base_url=service.address, timeout=60) as http:
        while time.monotonic() < until:
            found = http.get("/sparql", params={"query": query})
            if found.status_code not in (429, 503):
                break
            time.sleep(0.1)
    return f"{found.status_code} {found.json().get('type', '').rpartition('/')[2]}"


def _ask(service: RunningService, query: str) -> httpx.Response:
    return httpx.get(f"{service.address}/sparql", params={"query": query}, timeout=30)


def _workers(service: RunningService) -> list[int]:
    return [pid for pid in children(service.pid) if "sparql" in program_of(pid)]


def _processor_seconds(pid: int) -> float:
    times = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(times[11]) + int(times[12])) / os.sysconf("SC_CLK_TCK")


def _is_running(pid: int) -> bool:
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] in "RS"


def _wait_until(condition: Callable[[], bool]) -> None:
    until = time.monotonic() + 10 * WHOLE_SECONDS
    while not condition() and time.monotonic() < until:
        time.sleep(0.01)
