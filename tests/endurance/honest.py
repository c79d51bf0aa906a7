"""An honest client, as a program: asks the same few things and looks at every answer.

`python -m tests.endurance.honest` reads an address and its questions as JSON from the first line
of standard input, works until that is closed, and prints what it saw. It comes from 127.0.0.1;
whoever means harm comes from another address.
"""

from __future__ import annotations

import json
import subprocess
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from http.client import HTTPConnection
from itertools import cycle
from typing import Final
from urllib.parse import urlencode

PAUSE: Final = 0.02
_SPARQL: Final = (
    "SELECT ?source WHERE {{ <https://w3id.org/headwaters/id/model/{slug}> "
    "<https://w3id.org/headwaters/ns#upstreamTransitive> ?source }} ORDER BY ?source"
)
_MODELS: Final = ("aguila-7b", "bloom", "dolly-v2-12b", "falcon-7b")
QUESTIONS: Final[Mapping[str, Sequence[str]]] = {
    "entry page": [f"/page/model/{slug}" for slug in _MODELS],
    "lineage": [f"/lineage/model/{slug}?direction=upstream" for slug in _MODELS],
    "question": [f"/questions/upstream-of?start={slug}" for slug in _MODELS],
    "SPARQL": [f"/sparql?{urlencode({'query': _SPARQL.format(slug=s)})}" for s in _MODELS],
}
"""What honest clients ask, by kind; each target always has the same answer."""


@dataclass(frozen=True)
class Seen:
    """What a client saw: when each answer was asked for, by kind, and the milliseconds it took.

    The clock is the system's monotonic one. And every answer that was wrong.
    """

    times: dict[str, list[tuple[float, float]]]
    wrong: list[str]

    def within(self, kind: str, spans: Sequence[tuple[float, float]]) -> list[float]:
        """The milliseconds of what was asked for within some spans of time."""
        return [ms for at, ms in self.times[kind] if any(a <= at < b for a, b in spans)]


class HonestClient:
    """A client in a process of its own, at work until it is stopped."""

    def __init__(self, address: str, answers: Mapping[str, str], number: int) -> None:
        command = [sys.executable, "-m", "tests.endurance.honest"]
        self._process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        assert self._process.stdin is not None
        order = {"address": address, "answers": answers, "number": number}
        self._process.stdin.write(json.dumps(order) + "\n")
        self._process.stdin.flush()

    def stop(self) -> Seen:
        """End its work."""
        told, _ = self._process.communicate(timeout=60)
        assert self._process.returncode == 0
        return Seen(**json.loads(told))


def ask(connection: HTTPConnection, target: str) -> tuple[int, str]:
    """The status and the text of one answer."""
    connection.request("GET", target)
    found = connection.getresponse()
    return found.status, found.read().decode()


def right_answers(address: str) -> dict[str, str]:
    """What every question is answered while nobody else asks anything."""
    connection = HTTPConnection(address.removeprefix("http://"), timeout=30)
    answers = {}
    for targets in QUESTIONS.values():
        for target in targets:
            status, answers[target] = ask(connection, target)
            assert status == 200, answers[target]
            assert len(answers[target]) > 100
    connection.close()
    return answers


def work(address: str, answers: Mapping[str, str], number: int, done: threading.Event) -> Seen:
    """Ask everything in turn, beginning at another place than the other clients."""
    host = address.removeprefix("http://")
    every = [(kind, target) for kind, targets in QUESTIONS.items() for target in targets]
    turns = cycle(every[5 * number :] + every[: 5 * number])
    seen = Seen({kind: [] for kind in QUESTIONS}, [])
    connection = HTTPConnection(host, timeout=30)
    while not done.wait(PAUSE):
        kind, target = next(turns)
        began = time.monotonic()
        try:
            status, text = ask(connection, target)
        except OSError as error:
            status, text = 0, repr(error)
            connection.close()
            connection = HTTPConnection(host, timeout=30)
        seen.times[kind].append((began, (time.monotonic() - began) * 1000))
        if (status, text) != (200, answers[target]):
            seen.wrong.append(f"{target}: {status} {text[:300]}")
    connection.close()
    return seen


def _main() -> None:
    order = json.loads(sys.stdin.readline())
    done = threading.Event()

    def until_closed() -> None:
        with suppress(OSError):
            sys.stdin.read()
        done.set()

    threading.Thread(target=until_closed, daemon=True).start()
    seen = work(order["address"], order["answers"], order["number"], done)
    print(json.dumps({"times": seen.times, "wrong": seen.wrong}))


if __name__ == "__main__":
    _main()
