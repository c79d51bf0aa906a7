"""The load: a program of its own that keeps some connections busy and times every answer.

It reads an order as JSON from standard input and writes what it measured to standard output.
One thread and no library but the standard one, so that it takes as little as it can of the
machine it shares with the server: about 40 µs a request, the same for every server.
"""

from __future__ import annotations

import json
import selectors
import socket
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from itertools import cycle
from statistics import quantiles
from typing import Final

_READ: Final = 256 * 1024
_PATIENCE: Final = 60.0


@dataclass(frozen=True, slots=True)
class Order:
    """Ask a server on loopback for some targets in turn, over so many connections, so long."""

    port: int
    targets: Sequence[str]
    accept: str
    connections: int
    seconds: float


@dataclass(frozen=True, slots=True)
class Measured:
    """Whole answers a second, and milliseconds for the middle and the 95th percentile."""

    rate: float
    p50: float
    p95: float
    answers: int
    failures: int
    """Answers with another status than 200."""


def measure(order: Order) -> Measured:
    """Have a process of its own carry out an order."""
    command = [sys.executable, "-m", "tests.bench.http.load"]
    done = subprocess.run(
        command, input=json.dumps(asdict(order)), capture_output=True, text=True, check=True
    )
    return Measured(**json.loads(done.stdout))


class _Connection:
    """One connection that is kept open, with at most one request under way."""

    def __init__(self, port: int) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port), _PATIENCE)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._held = bytearray()
        self._began = 0.0

    def send(self, request: bytes) -> None:
        self._held.clear()
        self._began = time.perf_counter()
        self.socket.sendall(request)

    def receive(self) -> tuple[float, int] | None:
        """Milliseconds and status, once the answer is whole."""
        data = self.socket.recv(_READ)
        if not data:
            raise ConnectionError("the server closed a connection in the middle of an answer")
        self._held += data
        if not _is_whole(self._held):
            return None
        return (time.perf_counter() - self._began) * 1000, int(self._held[9:12])


def _is_whole(answer: bytearray) -> bool:
    end = answer.find(b"\r\n\r\n")
    if end < 0:
        return False
    head = bytes(answer[:end]).lower()
    at = head.find(b"\r\ncontent-length:")
    if at >= 0:
        length = int(head[at + 17 :].split(b"\r\n", 1)[0])
        return len(answer) >= end + 4 + length
    return answer.endswith(b"\r\n0\r\n\r\n")  # the last chunk


def carry_out(order: Order) -> Measured:
    """Keep every connection busy until the time is up; count what was answered by then."""
    requests = cycle(
        f"GET {target} HTTP/1.1\r\nHost: 127.0.0.1:{order.port}\r\n"
        f"Accept: {order.accept}\r\n\r\n".encode()
        for target in order.targets
    )
    times: list[float] = []
    failures = 0
    began = time.perf_counter()
    with selectors.DefaultSelector() as selector:
        for _ in range(order.connections):
            connection = _Connection(order.port)
            selector.register(connection.socket, selectors.EVENT_READ, connection)
            connection.send(next(requests))
        while (now := time.perf_counter()) < began + order.seconds or len(times) < 2:
            for key, _ in selector.select(_PATIENCE):
                connection = key.data
                answered = connection.receive()
                if answered is not None:
                    times.append(answered[0])
                    failures += answered[1] != 200
                    connection.send(next(requests))
            if now - began > order.seconds + _PATIENCE:
                raise TimeoutError(f"{len(times)} answers in {now - began:.0f} seconds")
    taken = time.perf_counter() - began
    cuts = quantiles(times, n=20, method="inclusive")
    return Measured(len(times) / taken, cuts[9], cuts[18], len(times), failures)


if __name__ == "__main__":
    print(json.dumps(asdict(carry_out(Order(**json.load(sys.stdin))))))
