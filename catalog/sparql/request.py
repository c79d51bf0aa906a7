"""What a pool is asked: a query and how its answer is wanted, bounds, and a way to call it off."""

from __future__ import annotations

import hashlib
import json
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class PoolLimits:
    """What one query may take, and all of them together."""

    seconds: float = 10.0
    most_seconds: float = 60.0
    memory: int = 2 * 1024**3
    rows: int = 1_000_000
    bytes: int = 50 * 1024**2
    waiting: int = 16
    waiting_seconds: float = 10.0
    spooled_bytes: int = 1024**3
    crash_memory_seconds: float = 600.0
    crash_memory_size: int = 1000


@dataclass(frozen=True, slots=True)
class QueryRequest:
    """A query the guard let pass, and how its answer is wanted.

    `format` is a name of `formats`; `media_type` is only handed through. Graph lists are None
    when the request names no dataset (SPARQL 1.1 Protocol § 2.1.4).
    """

    query: str
    format: str
    media_type: str
    names_dataset: bool = False
    default_graphs: tuple[str, ...] | None = None
    named_graphs: tuple[str, ...] | None = None
    base: str | None = None
    prefixes: Mapping[str, str] = field(default_factory=dict)
    seconds: float | None = None
    rows: int | None = None

    @property
    def digest(self) -> str:
        """The same for requests that evaluate the same."""
        parts = [self.query, self.default_graphs, self.named_graphs, self.base]
        return hashlib.sha256(json.dumps(parts).encode()).hexdigest()


class Cancellation:
    """Lets another thread end a running query, when its client has gone."""

    def __init__(self) -> None:
        """Not cancelled yet."""
        self._lock = threading.Lock()
        self._done: Callable[[], None] | None = None
        self.is_cancelled = False

    def cancel(self) -> None:
        """End the query; `WorkerPool.run` raises QueryCancelledError."""
        with self._lock:
            self.is_cancelled = True
            if self._done is not None:
                self._done()

    def when_cancelled(self, do: Callable[[], None] | None) -> None:
        """Call `do` at cancellation, at once if that has been; None forgets."""
        with self._lock:
            self._done = do
            if do is not None and self.is_cancelled:
                do()


class CrashMemory:
    """Which requests have lately crashed a worker, so that a retry loop does not burn them all."""

    def __init__(self, seconds: float, size: int) -> None:
        """Remember at most `size` requests, each for `seconds`."""
        self.seconds, self._size = seconds, size
        self._until: dict[str, float] = {}
        self._lock = threading.Lock()

    def add(self, request: QueryRequest) -> None:
        """Remember this one."""
        with self._lock:
            self._until[request.digest] = time.monotonic() + self.seconds
            while len(self._until) > self._size:
                del self._until[next(iter(self._until))]

    def __contains__(self, request: QueryRequest) -> bool:
        """Whether it crashed a worker lately."""
        with self._lock:
            return self._until.get(request.digest, 0.0) > time.monotonic()
