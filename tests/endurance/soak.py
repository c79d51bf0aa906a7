"""`make soak MINUTES=30`: mixed load on a real service, and whether memory and handles stay flat.

Readers of every route, good and hostile queries, good and hostile documents, and a writer work at
once. Every ten seconds memory and descriptors of the service and of its workers are noted. Ends
with 1 where the last quarter of the time holds more than the second, or where an answer was an
error that nobody planned.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from statistics import median
from typing import Final

import httpx

from catalog.records.shipped import load_shipped
from catalog.store import CatalogStore
from tests.bench.run import say
from tests.conftest import small_record
from tests.endurance.conftest import new_token
from tests.endurance.hostile import Attack, document_attacks, query_attacks
from tests.endurance.processes import children, memory, open_files
from tests.robustness.documents.service import RunningService, running_service

PLANNED: Final = frozenset({"busy", "query-timeout", "query-failed"})
"""Problems with a status of 500 or more that hostile queries are meant to get."""
GROWTH: Final = 0.05
HANDLES: Final = 8
SAMPLE_SECONDS: Final = 10.0
SETTINGS: Final = {
    "HEADWATERS_DEADLINE": "3",
    "HEADWATERS_WORKERS": "4",
    "HEADWATERS_UPDATES": "true",
    "HEADWATERS_CLIENT_SECONDS": "0",
    "HEADWATERS_CLIENT_ERRORS": "0",
}
READ: Final = (
    "/page/{}", "/data/{}.ttl", "/data/{}.jsonld", "/data/{}.json", "/data/{}.trig", "/id/{}",
    "/lineage/{}", "/lineage/{}?direction=downstream", "/findings/{}", "/record/shipped/{}",
    "/reports/osaid/{}", "/reports/croissant/{}", "/what-if?withdraw={}", "/lookup?id={}",
    "/search?q={}", "/questions/upstream-of?start={}", "/search", "/questions", "/reports",
    "/changes", "/ns", "/shapes", "/catalog.ttl", "/.well-known/void", "/sitemap-1.xml",
    "/oembed?url=https://w3id.org/headwaters/id/{}", "/metrics", "/health",
    "/sparql?query=SELECT%20*%20%7B%20%3Fs%20%3Fp%20%3Fo%20%7D%20LIMIT%20200",
    "/sparql?query=DESCRIBE%20%3Chttps%3A%2F%2Fw3id.org%2Fheadwaters%2Fid%2F{}%3E",
)  # fmt: skip


@dataclass(frozen=True)
class Sample:
    """What was held at a moment: bytes and descriptors, `worker_files` by any one worker."""

    minute: float
    service: int
    workers: int
    service_files: int
    worker_files: int
    answers: int

    @property
    def memory(self) -> int:
        """Of all processes together."""
        return self.service + self.workers


@dataclass
class Load:
    """Clients at work until told to stop, and what they were answered."""

    service: RunningService
    token: str
    things: Sequence[str]
    answers: int = 0
    unplanned: list[str] = field(default_factory=list)
    done: threading.Event = field(default_factory=threading.Event)

    def start(self) -> list[threading.Thread]:
        """Every client in a thread, each sort from an address of its own."""
        canary = "http://127.0.0.1:9/"
        documents = document_attacks(canary)
        works: list[tuple[str, Callable[[httpx.Client, Random], httpx.Response], float]] = [
            ("127.0.0.1", self._read, 0.02),
            ("127.0.0.1", self._read, 0.02),
            ("127.0.0.1", self._validate, 0.5),
            ("127.0.0.1", self._write, 0.5),
            ("127.0.0.2", _attacker(query_attacks(canary)), 0.2),
            ("127.0.0.3", _attacker(query_attacks(canary)), 0.2),
            ("127.0.0.4", _attacker(documents), 0.5),
        ]
        threads = [
            threading.Thread(target=self._work, args=(number, *work))
            for number, work in enumerate(works)
        ]
        for thread in threads:
            thread.start()
        return threads

    def _work(
        self,
        number: int,
        address: str,
        ask: Callable[[httpx.Client, Random], httpx.Response],
        pause: float,
    ) -> None:
        random = Random(number)  # noqa: S311 - repeatable, not secret
        transport = httpx.HTTPTransport(local_address=address)
        with httpx.Client(base_url=self.service.address, transport=transport, timeout=60) as http:
            while not self.done.wait(pause):
                try:
                    self._note(ask(http, random))
                except httpx.TransportError as error:
                    self.unplanned.append(repr(error))

    def _note(self, found: httpx.Response) -> None:
        self.answers += 1
        if found.status_code == 503 and "retry-after" in found.headers:
            return  # busy, and says so, on a page too
        if found.status_code >= 500:
            with suppress(ValueError, KeyError):
                if found.json()["type"].rpartition("/")[2] in PLANNED:
                    return
            request = found.request
            self.unplanned.append(
                f"{found.status_code} {request.method} {request.url}: {found.text[:200]}"
            )

    def _read(self, http: httpx.Client, random: Random) -> httpx.Response:
        target = random.choice(READ).format(random.choice(self.things))
        accept = random.choice(("*/*", "text/html", "text/turtle"))
        return http.get(target, headers={"Accept": accept})

    def _validate(self, http: httpx.Client, random: Random) -> httpx.Response:
        text = small_record(f"v{random.randrange(1000)}")
        return http.post("/validate", content=text, headers={"Content-Type": "text/turtle"})

    def _write(self, http: httpx.Client, random: Random) -> httpx.Response:
        """Create, replace or withdraw one of fifty records."""
        path = f"/record/test/unresolved/s{random.randrange(50)}"
        held = http.get(path, headers={"Accept": "text/turtle"})
        headers = {"Authorization": f"Bearer {self.token}", "Content-Type": "text/turtle"}
        if held.status_code == 200:
            headers["If-Match"] = held.headers["etag"]
            if random.random() < 0.3:
                return http.delete(path, headers=headers)
        more = f'dct:alternative "edition {random.randrange(10**9)}"@en ;'
        return http.put(path, content=small_record(path.rpartition("/")[2], more), headers=headers)


def _attacker(
    attacks: Sequence[Attack],
) -> Callable[[httpx.Client, Random], httpx.Response]:
    def attack(http: httpx.Client, random: Random) -> httpx.Response:
        chosen = random.choice(attacks)
        return http.post(chosen.path, content=chosen.body(), headers=chosen.headers)

    return attack


def sample(service: RunningService, began: float, answers: int) -> Sample:
    """How it stands now."""
    workers = children(service.pid)
    return Sample(
        (time.monotonic() - began) / 60,
        memory(service.pid),
        sum(map(memory, workers)),
        open_files(service.pid),
        max(map(open_files, workers), default=0),
        answers,
    )


def soak(minutes: float, folder: Path) -> tuple[list[Sample], list[str]]:
    """Work for so long; the samples, and the answers that nobody planned."""
    with CatalogStore.open(folder / "store", create=True) as store:
        load_shipped(store, actor="soak")
        hits = store.search.search("", {}, 10_000, 0).hits
        things = [f"{hit.thing.kind}/{hit.thing.slug}" for hit in hits]
    samples: list[Sample] = []
    with running_service(folder / "store", folder / "log", **SETTINGS) as service:
        load = Load(service, new_token(folder / "store"), things)
        threads, began = load.start(), time.monotonic()
        try:
            while time.monotonic() < began + 60 * minutes and service.process.poll() is None:
                time.sleep(SAMPLE_SECONDS)
                samples.append(sample(service, began, load.answers))
                say(f"{samples[-1].minute:.1f} of {minutes:g} minutes")
        finally:
            load.done.set()
            for thread in threads:
                thread.join()
        if service.process.poll() is not None:
            load.unplanned.append("The service has ended.")
    return samples, load.unplanned


def faults(samples: Sequence[Sample]) -> Iterator[str]:
    """What has grown from the second quarter to the last."""
    quarter = max(1, len(samples) // 4)
    early, late = samples[quarter : 2 * quarter], samples[-quarter:]
    for name, held in (
        ("memory of the service", lambda one: one.service),
        ("memory of all processes", lambda one: one.memory),
    ):
        before, after = median(map(held, early)), median(map(held, late))
        if after > before * (1 + GROWTH):
            grown = f"{after / before - 1:.1%}: {before:,.0f} to {after:,.0f} bytes"
            yield f"The {name} grew by {grown}."
    for name, count in (
        ("service", lambda one: one.service_files),
        ("busiest worker", lambda one: one.worker_files),
    ):
        before, after = median(map(count, early)), median(map(count, late))
        if after > before + HANDLES:
            yield f"The open files of the {name} grew from {before:g} to {after:g}."


def report(samples: Sequence[Sample]) -> str:
    """A table of some twenty samples."""
    head = ("minute", "service, MB", "workers, MB", "files, service", "files, a worker", "answers")
    rows = [
        (
            f"{one.minute:.1f}", f"{one.service / 1e6:,.0f}", f"{one.workers / 1e6:,.0f}",
            str(one.service_files), str(one.worker_files), f"{one.answers:,}",
        )
        for one in samples[:: max(1, len(samples) // 20)]
    ]  # fmt: skip
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def main() -> int:
    """Work for as long as the command line says, and judge."""
    parser = argparse.ArgumentParser(prog="python -m tests.endurance.soak", description=__doc__)
    parser.add_argument("--minutes", type=float, default=30.0)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="headwaters-soak-") as folder:
        samples, unplanned = soak(options.minutes, Path(folder))
    print("\n" + report(samples))
    found = [*faults(samples), *unplanned]
    for fault in found[:50]:
        print(fault)
    print(f"\n{len(found)} faults; {samples[-1].answers:,} answers.")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
