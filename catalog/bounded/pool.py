"""A number of worker processes kept ready, lent out one caller at a time, replaced when spent."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Final, Generic, TypeVar

from catalog.bounded.calling import Cancellation
from catalog.bounded.process import BoundedProcess
from catalog.errors import BusyError, ClosingError, QueryCancelledError, UnavailableError

_SPARE_TRIES: Final = 3

Source = TypeVar("Source")
Process = TypeVar("Process", bound=BoundedProcess)


@dataclass(frozen=True, slots=True)
class Waiting:
    """How many callers may wait for a worker, and what they are told when they may not."""

    callers: int
    noun: str
    """What a worker is called, as in “query worker”."""
    work: str
    """What callers bring, as in “queries”."""
    seconds_each: float
    """How long one piece of work may take, for Retry-After."""


@dataclass(frozen=True, slots=True)
class PoolState:
    """How a pool stands: how many workers, what they do, how many callers wait."""

    size: int
    idle: int
    busy: int
    waiting: int
    started: int = 0
    """How many workers have been started so far."""


class ProcessPool(Generic[Source, Process]):
    """`size` workers made from the newest source; safe to use from many threads.

    Workers made from an older source finish what they do and are then replaced.
    """

    def __init__(
        self, start: Callable[[Source], Process], source: Source, size: int, waiting: Waiting
    ) -> None:
        """Keep `size` workers; none is started before `fill` or `take`."""
        self._make, self._source, self.size, self._terms = start, source, size, waiting
        self._changed = threading.Condition()
        self._idle: list[Process] = []
        self._busy: set[Process] = set()
        self._starting: list[Source] = []
        self._sources: dict[Process, Source] = {}
        self._waiting = self._started = 0
        self.is_closed = False
        self._start_error: UnavailableError | None = None
        # One thread starts all workers and lives as long as the pool: see BoundedProcess.
        name = waiting.noun.replace(" ", "-") + "-starter"
        self._starter = ThreadPoolExecutor(1, thread_name_prefix=name)

    @property
    def tries(self) -> int:
        """How many workers in a row to try that turn out to have ended while idle."""
        return self.size + _SPARE_TRIES

    def fill(self) -> None:
        """Have as many workers as are missing started, in the background."""
        with self._changed:
            self._refill()

    def renew(self, source: Source) -> None:
        """Make workers from a newer source from now on; busy ones finish on theirs."""
        with self._changed:
            self._source = source
            outdated, self._idle = self._idle, []
            self._refill()
        for worker in outdated:
            self._close(worker)

    def sources(self) -> list[Source]:
        """The sources that some worker was made from or the next one will be."""
        with self._changed:
            used = [self._sources[worker] for worker in (*self._idle, *self._busy)]
            return [*used, *self._starting, self._source]

    def state(self) -> PoolState:
        """How it stands now."""
        with self._changed:
            return PoolState(
                self.size, len(self._idle), len(self._busy), self._waiting, self._started
            )

    def pids(self) -> set[int]:
        """The process ids of the workers that are up."""
        with self._changed:
            return {worker.pid for worker in (*self._idle, *self._busy)}

    def close(self) -> None:
        """Kill every worker."""
        with self._changed:
            self.is_closed = True
            idle, self._idle = self._idle, []
            for worker in self._busy:
                worker.kill()
            self._changed.notify_all()
        for worker in idle:
            self._close(worker)
        self._starter.shutdown(wait=True)

    def take(self, cancellation: Cancellation, seconds: float) -> Process:
        """Wait for an idle worker, no longer than `seconds`, and mark it busy.

        :raises BusyError: where none comes free, or too many wait already.
        :raises QueryCancelledError: where the caller has gone.
        :raises UnavailableError: where the pool is closing or no worker can be started.
        """
        cancellation.when_cancelled(self._wake)
        try:
            with self._changed:
                return self._take(cancellation, seconds)
        finally:
            cancellation.when_cancelled(None)

    def give_back(self, worker: Process, sound: bool) -> None:
        """Make a worker idle again, or replace it when it is unsound, old or dead."""
        with self._changed:
            self._busy.discard(worker)
            keep = sound and not self.is_closed and self._sources[worker] == self._source
            keep = keep and worker.is_alive
            if keep:
                self._idle.append(worker)
                self._changed.notify_all()
            else:
                self._refill()
        if not keep:
            self._close(worker)

    def _take(self, cancellation: Cancellation, seconds: float) -> Process:
        if not self._idle and self._waiting >= self._terms.callers:
            raise BusyError(f"Too many {self._terms.work} are waiting.", self._retry_after())
        self._refill()
        self._waiting += 1
        try:
            self._changed.wait_for(
                lambda: (
                    self._idle or self.is_closed or self._start_error or cancellation.is_cancelled
                ),
                seconds,
            )
        finally:
            self._waiting -= 1
        if self.is_closed:
            raise ClosingError("The service is closing. Ask again in a moment.")
        if cancellation.is_cancelled:
            raise QueryCancelledError("The work was ended because nobody waits for it.")
        if self._idle:
            worker = self._idle.pop()
            self._busy.add(worker)
            return worker
        if self._start_error is not None:
            error, self._start_error = self._start_error, None
            raise error
        raise BusyError(f"No {self._terms.noun} came free in time.", self._retry_after())

    def _retry_after(self) -> int:
        """Seconds after which those who wait now will have been served, at the longest."""
        return max(1, round(self._terms.seconds_each * (self._waiting + 1) / self.size))

    def _wake(self) -> None:
        with self._changed:
            self._changed.notify_all()

    def _refill(self) -> None:
        """Order as many workers as are missing; to be called with the lock held."""
        dead = [worker for worker in self._idle if not worker.is_alive]
        self._idle = [worker for worker in self._idle if worker not in dead]
        for worker in dead:
            self._close(worker)
        missing = self.size - len(self._idle) - len(self._busy) - len(self._starting)
        if self.is_closed:
            return
        for _ in range(missing):
            self._starting.append(self._source)
            self._starter.submit(self._start, self._source)

    def _start(self, source: Source) -> None:
        """Start one worker; runs in the starter thread."""
        worker: Process | None = None
        error: UnavailableError | None = None
        for _ in range(_SPARE_TRIES):
            if worker is not None or source != self._source or self.is_closed:
                break
            try:
                worker = self._make(source)
            except UnavailableError as found:
                error = found  # a machine short of threads or memory may have them in a moment
        with self._changed:
            self._starting.remove(source)
            self._started += worker is not None
            keep = worker is not None and source == self._source and not self.is_closed
            if keep and worker is not None:
                self._sources[worker] = source
                self._idle.append(worker)
                self._start_error = None
            elif source != self._source:
                self._refill()
            else:
                self._start_error = error
            self._changed.notify_all()
        if worker is not None and not keep:
            worker.close()

    def _close(self, worker: Process) -> None:
        """Kill a worker now and wait for its end elsewhere: it may have much memory to give up."""
        self._sources.pop(worker, None)
        worker.kill()
        try:
            self._starter.submit(worker.close)
        except RuntimeError:  # the pool has been closed
            worker.close()
