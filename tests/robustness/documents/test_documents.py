"""Every hostile document, sent to a real service while honest clients work."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

import httpx
import pytest

from tests.conftest import small_record
from tests.patience import PATIENCE
from tests.robustness.documents.corpus import HostileDocument, documents
from tests.robustness.documents.service import DEADLINE, Canary, RunningService

CORPUS = documents()
TURTLE = {"Content-Type": "text/turtle"}
MOST_MEMORY = 512 * 1024**2
_TOO_COSTLY = "422 too-costly"
_TRIES = 5


@dataclass(frozen=True)
class Reply:
    """What came back, and after how long."""

    seconds: float
    status: int
    outcome: str
    text: str


@dataclass
class HonestClient:
    """Reads an entry and has a good record checked, again and again."""

    address: str
    seconds: list[float] = field(default_factory=list)
    checked: int = 0
    wrong: list[str] = field(default_factory=list)
    is_done: bool = False

    def work(self) -> None:
        """Until told to stop."""
        elsewhere = httpx.HTTPTransport(local_address="127.0.0.2")  # an address of its own
        with httpx.Client(base_url=self.address, timeout=30, transport=elsewhere) as http:
            while not self.is_done:
                self._read(http)
                self._check(http)
                time.sleep(0.05)

    def _read(self, http: httpx.Client) -> None:
        began = time.monotonic()
        found = http.get("/data/unresolved/honest.json")
        self.seconds.append(time.monotonic() - began)
        if found.status_code != 200 or found.json()["title"] != "Example honest":
            self.wrong.append(found.text[:500])

    def _check(self, http: httpx.Client) -> None:
        found = http.post("/validate", content=small_record("good"), headers=TURTLE)
        if found.status_code == 503 and int(found.headers["Retry-After"]) > 0:
            return  # both workers are spent on the hostile ones; asked to come again
        if found.status_code != 200 or found.json()["conforms"] is not True:
            self.wrong.append(found.text[:500])
        self.checked += 1


@dataclass(frozen=True)
class Siege:
    """All replies, and how it was before and after."""

    replies: dict[str, Reply]
    honest: HonestClient
    files_before: int
    files_after: int


@pytest.fixture(scope="module")
def siege(service: RunningService, canary: Canary) -> Iterator[Siege]:
    """The whole corpus, two documents at a time."""
    assert _send(service, CORPUS[0], canary).outcome  # the workers start
    before = service.open_files()
    honest = HonestClient(service.address)
    thread = threading.Thread(target=honest.work)
    thread.start()
    with ThreadPoolExecutor(2) as threads:
        replies = list(threads.map(lambda one: _send(service, one, canary), CORPUS))
    honest.is_done = True
    thread.join()
    by_name = {one.name: reply for one, reply in zip(CORPUS, replies, strict=True)}
    yield Siege(by_name, honest, before, service.open_files())


def _send(service: RunningService, document: HostileDocument, canary: Canary) -> Reply:
    """Send one; come again where both workers are being replaced, as a client is asked to."""
    body = document.body(canary.address)
    for _ in range(_TRIES):
        began = time.monotonic()
        found = httpx.post(
            f"{service.address}/validate", content=body, headers=document.headers(), timeout=60
        )
        seconds = time.monotonic() - began
        if found.status_code != 503:
            break
        time.sleep(int(found.headers["Retry-After"]))
    answer = found.json()
    if found.status_code == 200:
        outcome = "conforms" if answer["conforms"] else "faulty"
    else:
        assert found.headers["content-type"] == "application/problem+json"
        outcome = answer["type"].rpartition("/")[2]
    return Reply(
        seconds, found.status_code, f"{found.status_code} {outcome}", answer.get("detail", "")
    )


@pytest.mark.parametrize("document", CORPUS, ids=[one.name for one in CORPUS])
def test_hostile_document(document: HostileDocument, siege: Siege) -> None:
    """It gets the answer that is right for it, in time."""
    reply = siege.replies[document.name]
    assert reply.seconds < DEADLINE + PATIENCE
    if PATIENCE > 1 and document.name.startswith("bombs/") and reply.outcome == _TOO_COSTLY:
        return  # which bound a bomb meets first depends on how busy the machine is
    assert reply.outcome in document.expect, reply.text
    assert document.words in reply.text


def test_the_corpus_is_large() -> None:
    assert len(CORPUS) >= 80
    assert len([one for one in CORPUS if one.calls_out]) >= 40
    assert len({one.name for one in CORPUS}) == len(CORPUS)


@pytest.mark.usefixtures("siege")
def test_nobody_was_called(canary: Canary) -> None:
    """No way of naming an address made the service or a worker ask it."""
    assert canary.calls == []
    with socket.create_connection(("127.0.0.1", int(canary.address[:-1].rpartition(":")[2]))):
        until = time.monotonic() + 5
        while not canary.calls and time.monotonic() < until:
            time.sleep(0.01)
    assert len(canary.calls) == 1  # the canary does sing
    canary.calls.clear()


def test_the_service_stands_as_before(siege: Siege, service: RunningService) -> None:
    """It was not restarted, did not grow out of bounds, and leaks no descriptor."""
    assert service.process.poll() is None
    assert service.most_memory() < MOST_MEMORY
    assert siege.files_after <= siege.files_before + 16
    found = httpx.post(
        f"{service.address}/validate", content=small_record("good"), headers=TURTLE, timeout=30
    )
    assert found.json()["conforms"] is True


def test_honest_clients_were_served(siege: Siege) -> None:
    """Every answer was right, records were checked all the while, and reading stayed quick."""
    assert siege.honest.wrong == []
    assert siege.honest.checked >= 10
    times = sorted(siege.honest.seconds)
    assert times[int(len(times) * 0.95)] < 1.0
