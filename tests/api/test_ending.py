"""A real service is told to end, by a signal, while it works."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from pathlib import Path

import httpx
import pytest

from catalog.store import CatalogStore
from catalog.store.check import check
from tests.api.conftest import commit, entries
from tests.conftest import small_record
from tests.store.servers import free_port, wait_for

PROGRAM = str(Path(sys.executable).parent / "headwaters")
ENDLESS = "SELECT (COUNT(*) AS ?n) WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
LONG = {"query": ENDLESS, "timeout": "50"}
FAST = ("/health", "/lineage/model/aguila-7b", "/sparql?query=ASK%7B%7D", "/search?q=falcon")
TURTLE = {"Content-Type": "text/turtle"}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    with CatalogStore.open(tmp_path / "store", create=True) as store:
        commit(store, entries())
    return tmp_path / "store"


@contextmanager
def served(folder: Path) -> Iterator[tuple[subprocess.Popen[bytes], str]]:
    """A running `headwaters serve`, and its address."""
    port = free_port()
    command = [PROGRAM, "--store", str(folder), "serve", "--no-explorer", "--port", str(port)]
    with subprocess.Popen(command, stderr=subprocess.PIPE) as process:
        try:
            wait_for(f"http://127.0.0.1:{port}/health", process)
            yield process, f"http://127.0.0.1:{port}"
        finally:
            process.kill()


def children(pid: int) -> set[int]:
    found = subprocess.run(["pgrep", "-P", str(pid)], capture_output=True, text=True, check=False)
    return {int(line) for line in found.stdout.split()}


def is_running(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def has_ended_in_order(process: subprocess.Popen[bytes], folder: Path) -> None:
    assert process.stderr is not None
    assert b"Traceback" not in process.stderr.read()
    assert process.returncode == 0
    assert not (folder / "writer.json").exists()
    with CatalogStore.open(folder) as store:
        assert list(check(store)) == []


def busy(address: str) -> bool:
    """Whether a query worker is at work."""
    text = httpx.get(f"{address}/metrics").text
    return 'headwaters_workers_busy{pool="query"} 1.0' in text


def test_a_query_that_does_not_end_in_time_is_told_that_the_service_closes(folder: Path) -> None:
    with served(folder) as (process, address), ThreadPoolExecutor(1) as threads:
        waiting = threads.submit(httpx.get, f"{address}/sparql", params=LONG, timeout=60)
        while not busy(address):
            pass
        workers = children(process.pid)
        assert workers
        process.terminate()
        answer = waiting.result()
        process.wait(timeout=30)
        has_ended_in_order(process, folder)
    assert (answer.status_code, answer.json()["type"].rpartition("/")[2]) == (503, "closing")
    assert not any(is_running(worker) for worker in workers)


def test_a_second_signal_ends_it_at_once(folder: Path) -> None:
    with served(folder) as (process, address), ThreadPoolExecutor(1) as threads:
        waiting = threads.submit(httpx.get, f"{address}/sparql", params=LONG, timeout=60)
        while not busy(address):
            pass
        workers = children(process.pid)
        process.terminate()
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=30)
        assert not (folder / "writer.json").exists()
        with suppress(httpx.TransportError):  # it need not be told
            assert waiting.result().status_code in (500, 503)
    assert process.returncode == 0
    assert not any(is_running(worker) for worker in workers)


@pytest.mark.endurance
@pytest.mark.parametrize("seed", range(20))
def test_ending_under_load_answers_what_was_begun_and_loses_nothing(
    folder: Path, seed: int
) -> None:
    """Readers, and a writer; each answer is whole or says 503, what was acknowledged is kept."""
    made = subprocess.run(
        [PROGRAM, "--store", folder, "token", "new", "--name", "T", "--scope", "publish",
         "--expires", "2099-12-31"],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    token = next(word for word in made.stdout.split() if word.startswith("hw_"))
    statuses: list[int] = []
    acknowledged: list[str] = []
    over = threading.Event()

    def read(address: str, number: int) -> None:
        with httpx.Client(base_url=address, timeout=60) as client:
            while not over.is_set():
                try:
                    statuses.append(client.get(FAST[number % len(FAST)]).status_code)
                except httpx.TransportError:
                    return  # nobody listens any more

    def write(address: str) -> None:
        headers = {**TURTLE, "Authorization": f"Bearer {token}"}
        with httpx.Client(base_url=address, timeout=60, headers=headers) as client:
            for number in range(10_000):
                path = f"/record/test/unresolved/n{number}"
                try:
                    answer = client.put(path, content=small_record(f"n{number}"))
                except httpx.TransportError:
                    return
                statuses.append(answer.status_code)
                if answer.is_success:
                    acknowledged.append(path)
                if over.is_set():
                    return

    with served(folder) as (process, address), ThreadPoolExecutor(6) as threads:
        work = [threads.submit(read, address, number) for number in range(5)]
        work.append(threads.submit(write, address))
        time.sleep(random.Random(seed).uniform(0.3, 2))  # noqa: S311
        process.terminate()
        process.wait(timeout=30)
        over.set()
        for one in work:
            one.result()
        has_ended_in_order(process, folder)
    assert set(statuses) <= {200, 201, 503}
    assert 200 in statuses
    with CatalogStore.open(folder) as store:
        kept = {commit.record for commit in store.journal.since(0)}
    assert {f"https://w3id.org/headwaters{path}" for path in acknowledged} <= kept
