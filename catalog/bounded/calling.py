"""What a pool keeps beside its workers: who called off, and what crashed lately."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable


class Cancellation:
    """One client's work: lets another thread end it, knows when it came and what it has cost."""

    def __init__(self) -> None:
        """Not cancelled yet."""
        self._lock = threading.Lock()
        self._done: Callable[[], None] | None = None
        self.is_cancelled = False
        self.began = time.monotonic()
        """When the work came: what it may take counts from here, waiting included."""
        self.busy_seconds = 0.0
        """How long workers have been busy with the work; the pool adds to it."""

    def cancel(self) -> None:
        """End the work; whoever waits for it gets QueryCancelledError."""
        with self._lock:
            self.is_cancelled = True
            if self._done is not None:
                self._done()

    def patience(self, seconds: float) -> float:
        """Seconds that may still be spent waiting for a worker: half of what the work may take.

        :param seconds: what it may take in all.
        """
        return max(0.0, self.began + seconds / 2 - time.monotonic())

    def when_cancelled(self, do: Callable[[], None] | None) -> None:
        """Call `do` at cancellation, at once if that has been; None forgets."""
        with self._lock:
            self._done = do
            if do is not None and self.is_cancelled:
                do()


class CrashMemory:
    """What has lately crashed a worker, so that a retry loop does not burn them all."""

    def __init__(self, seconds: float, size: int) -> None:
        """Remember at most `size` pieces of work, each for `seconds`."""
        self.seconds, self._size = seconds, size
        self._until: dict[str, float] = {}
        self._lock = threading.Lock()

    def add(self, digest: str) -> None:
        """Remember the work with this digest."""
        with self._lock:
            self._until[digest] = time.monotonic() + self.seconds
            while len(self._until) > self._size:
                del self._until[next(iter(self._until))]

    def __contains__(self, digest: str) -> bool:
        """Whether it crashed a worker lately."""
        with self._lock:
            return self._until.get(digest, 0.0) > time.monotonic()
