"""A pool of killable workers: any query, one deadline, no harm to the process that serves.

Measured in robustness.md A2: no time limit inside the engine stops every query, and some end the
process that runs them. So each runs in a worker process on a read-only snapshot; at the deadline
the worker is killed and replaced, which takes some 50 ms.
"""

from __future__ import annotations

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import TracebackType

from catalog.errors import (
    BusyError,
    QueryCancelledError,
    QueryFailedError,
    QueryTimeoutError,
    UnavailableError,
    UnparseableError,
    UsageError,
)
from catalog.sparql.answers import Answer, Spool, SpoolBudget
from catalog.sparql.process import (
    DeadlineError,
    DiedError,
    Ending,
    FailureError,
    GoneError,
    Snapshot,
    WorkerProcess,
)
from catalog.sparql.request import Cancellation, CrashMemory, PoolLimits, QueryRequest

_SPARE_TRIES = 3


class WorkerPool:
    """`size` workers on the newest snapshot; safe to use from many threads."""

    def __init__(self, snapshot: Snapshot, size: int = 2, limits: PoolLimits | None = None) -> None:
        """Start the workers in the background; the first query waits for the first of them."""
        self.limits = limits or PoolLimits()
        self._size, self._snapshot = size, snapshot
        self._changed = threading.Condition()
        self._idle: list[WorkerProcess] = []
        self._busy: set[WorkerProcess] = set()
        self._starting: list[Snapshot] = []
        self._waiting = 0
        self._closed = False
        self._start_error: UnavailableError | None = None
        self._crashed = CrashMemory(self.limits.crash_memory_seconds, self.limits.crash_memory_size)
        self._budget = SpoolBudget(self.limits.spooled_bytes)
        # One thread starts all workers and lives as long as the pool: see WorkerProcess.
        self._starter = ThreadPoolExecutor(1, thread_name_prefix="query-worker-starter")
        with self._changed:
            self._refill()

    def run(self, request: QueryRequest, cancellation: Cancellation | None = None) -> Answer:
        """Evaluate; the answer is whole when this returns.

        Raises UnparseableError (a mistake in the query, with its place), UsageError,
        QueryTimeoutError, QueryFailedError, QueryCancelledError, BusyError (with `retry_after`),
        UnavailableError.
        """
        if request in self._crashed:
            raise QueryFailedError(
                "The query crashed its worker process a short while ago and is not run again yet."
            )
        cancellation = cancellation or Cancellation()
        for _ in range(self._size + _SPARE_TRIES):
            worker = self._take(cancellation)
            try:
                return self._run_on(worker, request, cancellation)
            except GoneError:
                continue  # it had ended while idle; the next one takes the job
        raise UnavailableError("The query workers end as soon as they are asked.")

    def refresh(self, snapshot: Snapshot) -> None:
        """Use a newer snapshot from the next query on; running ones finish on theirs."""
        with self._changed:
            self._snapshot = snapshot
            outdated, self._idle = self._idle, []
            self._refill()
        for worker in outdated:
            worker.close()

    def in_use(self) -> set[Path]:
        """The snapshots that some worker reads or the next one will; others may be removed."""
        with self._changed:
            snapshots = [worker.snapshot for worker in (*self._idle, *self._busy)]
            return {one.path for one in (*snapshots, *self._starting, self._snapshot)}

    def pids(self) -> set[int]:
        """The process ids of the workers that are up."""
        with self._changed:
            return {worker.pid for worker in (*self._idle, *self._busy)}

    def close(self) -> None:
        """Kill every worker; queries that run raise UnavailableError."""
        with self._changed:
            self._closed = True
            idle, self._idle = self._idle, []
            for worker in self._busy:
                worker.kill()
            self._changed.notify_all()
        for worker in idle:
            worker.close()
        self._starter.shutdown(wait=True)

    def __enter__(self) -> WorkerPool:
        """Use it in a with-block."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Kill every worker."""
        self.close()

    # --- one query -----------------------------------------------------------------------

    def _run_on(
        self, worker: WorkerProcess, request: QueryRequest, cancellation: Cancellation
    ) -> Answer:
        seconds = min(request.seconds or self.limits.seconds, self.limits.most_seconds)
        spool, started = Spool(self._budget), time.monotonic()
        ending: Ending | None = None
        sound = False
        cancellation.when_cancelled(worker.kill)
        try:
            ending = worker.run(self._job(request, seconds), seconds, spool.write)
            sound = not ending.replace and not cancellation.is_cancelled
        except DeadlineError as error:
            raise QueryTimeoutError(_too_slow(seconds)) from error
        except DiedError as error:
            raise self._explain(error, request, cancellation, seconds) from error
        except FailureError as error:
            sound = error.kind != "memory"
            raise self._explain_failure(error, request) from error
        finally:
            cancellation.when_cancelled(None)
            if ending is None:
                spool.close()
            self._give_back(worker, sound)
        return Answer(
            request.media_type,
            ending.variables,
            ending.rows,
            ending.truncated,
            worker.snapshot.commit,
            time.monotonic() - started,
            spool,
        )

    def _job(self, request: QueryRequest, seconds: float) -> dict[str, object]:
        return {
            "query": request.query,
            "format": request.format,
            "names_dataset": request.names_dataset,
            "default_graphs": request.default_graphs,
            "named_graphs": request.named_graphs,
            "base": request.base,
            "prefixes": dict(request.prefixes),
            "seconds": seconds,
            "rows": min(request.rows or self.limits.rows, self.limits.rows),
            "bytes": self.limits.bytes,
        }

    def _explain(
        self, error: DiedError, request: QueryRequest, cancellation: Cancellation, seconds: float
    ) -> Exception:
        if cancellation.is_cancelled:
            return QueryCancelledError("The query was ended because nobody waits for it.")
        if self._closed:
            return UnavailableError("The service is closing.")
        if error.cause == "SIGXCPU":
            return QueryTimeoutError(_too_slow(seconds))
        self._crashed.add(request)
        return QueryFailedError(
            f"The query crashed its worker process ({error.cause}): it is too deep, or its "
            "answer needs too much memory. It will not be run again for "
            f"{self.limits.crash_memory_seconds / 60:.0f} minutes."
        )

    def _explain_failure(self, error: FailureError, request: QueryRequest) -> Exception:
        if error.kind == "syntax":
            return UnparseableError(error.message, "query", error.line, error.column)
        if error.kind == "usage":
            return UsageError(f"The query cannot be evaluated: {error.message}.")
        if error.kind == "memory":
            self._crashed.add(request)
        return QueryFailedError(f"The query could not be finished: {error.message}.")

    # --- the workers ---------------------------------------------------------------------

    def _take(self, cancellation: Cancellation) -> WorkerProcess:
        """Wait for an idle worker and mark it busy."""
        cancellation.when_cancelled(self._wake)
        try:
            with self._changed:
                return self._take_locked(cancellation)
        finally:
            cancellation.when_cancelled(None)

    def _take_locked(self, cancellation: Cancellation) -> WorkerProcess:
        if not self._idle and self._waiting >= self.limits.waiting:
            raise BusyError("Too many queries are waiting.", retry_after=self._retry_after())
        self._refill()
        self._waiting += 1
        try:
            self._changed.wait_for(
                lambda: (
                    self._idle or self._closed or self._start_error or cancellation.is_cancelled
                ),
                self.limits.waiting_seconds,
            )
        finally:
            self._waiting -= 1
        if self._closed:
            raise UnavailableError("The service is closing.")
        if cancellation.is_cancelled:
            raise QueryCancelledError("The query was ended because nobody waits for it.")
        if self._idle:
            worker = self._idle.pop()
            self._busy.add(worker)
            return worker
        if self._start_error is not None:
            error, self._start_error = self._start_error, None
            raise error
        raise BusyError("No query worker came free in time.", retry_after=self._retry_after())

    def _retry_after(self) -> int:
        """Seconds after which those who wait now will have been served, at the longest."""
        return max(1, round(self.limits.seconds * (self._waiting + 1) / self._size))

    def _wake(self) -> None:
        with self._changed:
            self._changed.notify_all()

    def _give_back(self, worker: WorkerProcess, sound: bool) -> None:
        """Make a worker idle again, or replace it when it is unsound, old or dead."""
        with self._changed:
            self._busy.discard(worker)
            keep = sound and not self._closed and worker.snapshot == self._snapshot
            keep = keep and worker.is_alive
            if keep:
                self._idle.append(worker)
                self._changed.notify_all()
            else:
                self._refill()
        if not keep:
            worker.close()

    def _refill(self) -> None:
        """Order as many workers as are missing; to be called with the lock held."""
        dead = [worker for worker in self._idle if not worker.is_alive]
        self._idle = [worker for worker in self._idle if worker not in dead]
        for worker in dead:
            worker.close()
        missing = self._size - len(self._idle) - len(self._busy) - len(self._starting)
        if self._closed:
            return
        for _ in range(missing):
            self._starting.append(self._snapshot)
            self._starter.submit(self._start, self._snapshot)

    def _start(self, snapshot: Snapshot) -> None:
        """Start one worker; runs in the starter thread."""
        worker: WorkerProcess | None = None
        error: UnavailableError | None = None
        for _ in range(_SPARE_TRIES):
            if worker is not None or snapshot != self._snapshot or self._closed:
                break
            try:
                worker = WorkerProcess(snapshot, self.limits.memory)
            except UnavailableError as found:
                error = found  # a machine short of threads or memory may have them in a moment
        with self._changed:
            self._starting.remove(snapshot)
            keep = worker is not None and snapshot == self._snapshot and not self._closed
            if keep and worker is not None:
                self._idle.append(worker)
                self._start_error = None
            elif snapshot != self._snapshot:
                self._refill()
            else:
                self._start_error = error
            self._changed.notify_all()
        if worker is not None and not keep:
            worker.close()


def _too_slow(seconds: float) -> str:
    return (
        f"The query ran for {seconds:g} seconds and was stopped. Narrow it, add LIMIT, or begin "
        "from a named thing."
    )
