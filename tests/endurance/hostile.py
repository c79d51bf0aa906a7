"""The whole hostile corpus, queries and documents, as requests with the answers that are right."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Final

import httpx

from tests.protocol.hostile_cases import HostileCase
from tests.protocol.hostile_cases import cases as queries
from tests.robustness.documents.corpus import HostileDocument, documents

FROM: Final = "127.0.0.2"
"""Where harm comes from, so that a service can tell it from its other clients."""
_TRIES: Final = 20
_TOO_COSTLY: Final = "422 too-costly"

_ANSWERS: Final = {
    "ok": {"200"},
    "refused": {"403 query-refused"},
    "too-large": {"413 too-large"},
    "malformed": {"400 unparseable", "400 bad-request"},
    "timeout": {"504 query-timeout"},
    "failed": {"500 query-failed"},
}
"""What the outcomes of the corpus are over HTTP."""


@dataclass(frozen=True)
class Attack:
    """One request that means harm, and the answers that are right for it."""

    name: str
    path: str
    body: Callable[[], bytes]
    headers: dict[str, str]
    expect: frozenset[str]


@dataclass(frozen=True)
class Reply:
    """What came back at last, and the longest time that one request took."""

    answer: str
    seconds: float
    text: str


def query_attacks(canary: str) -> list[Attack]:
    """Every query, with the address of a listener that must not be called."""

    def attack(case: HostileCase) -> Attack:
        expect = frozenset(answer for word in case.served for answer in _ANSWERS[word])
        return Attack(
            f"query {case.name}",
            "/sparql",
            lambda: case.query(canary).encode("utf-8", "surrogatepass"),
            {"Content-Type": "application/sparql-query"},
            expect,
        )

    return [attack(case) for case in queries()]


def document_attacks(canary: str) -> list[Attack]:
    """Every document, sent to be checked."""

    def attack(document: HostileDocument) -> Attack:
        # Which bound a bomb meets first, its own or that on time, the speed of the machine says.
        also = {_TOO_COSTLY} if document.name.startswith("bombs/") else set()
        return Attack(
            f"document {document.name}",
            "/validate",
            lambda: document.body(canary),
            document.headers(),
            document.expect | also,
        )

    return [attack(document) for document in documents()]


def send(http: httpx.Client, attack: Attack) -> Reply:
    """Send one; come again where told to, as an insistent enemy would."""
    longest, body = 0.0, attack.body()
    for _ in range(_TRIES):
        began = time.monotonic()
        found = http.post(attack.path, content=body, headers=attack.headers)
        longest = max(longest, time.monotonic() - began)
        if found.status_code not in (429, 503):
            break
        time.sleep(int(found.headers["Retry-After"]))
    return Reply(_answer(found), longest, found.text[:300])


def _answer(found: httpx.Response) -> str:
    if found.headers.get("content-type") == "application/problem+json":
        return f"{found.status_code} {found.json()['type'].rpartition('/')[2]}"
    if found.status_code == 200 and found.request.url.path == "/validate":
        return f"200 {'conforms' if found.json()['conforms'] else 'faulty'}"
    return str(found.status_code)


def send_all(address: str, attacks: Iterable[Attack], connections: int) -> dict[str, Reply]:
    """All of them, so many at a time."""
    given = list(attacks)
    transport = httpx.HTTPTransport(local_address=FROM)
    with (
        httpx.Client(base_url=address, transport=transport, timeout=120) as http,
        ThreadPoolExecutor(connections, initializer=_give_way) as threads,
    ):
        replies = list(threads.map(lambda attack: send(http, attack), given))
    return {attack.name: reply for attack, reply in zip(given, replies, strict=True)}


def _give_way() -> None:
    """An enemy has a machine of its own and takes nothing from ours but what it is answered."""
    os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), 15)
