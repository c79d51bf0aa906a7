"""A pool of killable workers: any query, one deadline, no harm to the process that serves.

Measured in robustness.md A2: no time limit inside the engine stops every query, and some end the
process that runs them. So each runs in a worker process on a read-only snapshot; at the deadline
the worker is killed and replaced, which takes some 50 ms.
"""

from __future__ import annotations

import time
from pathlib import Path
from types import TracebackType

from catalog.bounded.calling import Cancellation, CrashMemory
from catalog.bounded.pool import PoolState, ProcessPool, Waiting
from catalog.bounded.process import DeadlineError, DiedError, FailureError, GoneError
from catalog.errors import (
    ClosingError,
    QueryCancelledError,
    QueryFailedError,
    QueryTimeoutError,
    UnavailableError,
    UnparseableError,
    UsageError,
)
from catalog.sparql.answers import Answer, Spool, SpoolBudget
from catalog.sparql.process import Ending, Snapshot, WorkerProcess
from catalog.sparql.request import PoolLimits, QueryRequest


class WorkerPool:
    """`size` workers on the newest snapshot; safe to use from many threads."""

    def __init__(self, snapshot: Snapshot, size: int = 2, limits: PoolLimits | None = None) -> None:
        """Start the workers in the background; the first query waits for the first of them."""
        self.limits = limits or PoolLimits()
        self._crashed = CrashMemory(self.limits.crash_memory_seconds, self.limits.crash_memory_size)
        self._budget = SpoolBudget(self.limits.spooled_bytes)
        self._pool: ProcessPool[Snapshot, WorkerProcess] = ProcessPool(
            lambda newest: WorkerProcess(newest, self.limits.memory),
            snapshot,
            size,
            Waiting(self.limits.waiting, "query worker", "queries", self.limits.seconds),
        )
        self._pool.fill()

    def run(self, request: QueryRequest, cancellation: Cancellation | None = None) -> Answer:
        """Evaluate; the answer is whole when this returns.

        Raises UnparseableError (a mistake in the query, with its place), UsageError,
        QueryTimeoutError, QueryFailedError, QueryCancelledError, BusyError (with `retry_after`),
        UnavailableError.
        """
        if request.digest in self._crashed:
            raise QueryFailedError(
                "The query crashed its worker process a short while ago and is not run again yet."
            )
        cancellation = cancellation or Cancellation()
        seconds = self.limits.seconds_for(request.seconds)
        for _ in range(self._pool.tries):
            worker = self._pool.take(cancellation, cancellation.patience(seconds))
            try:
                return self._run_on(worker, request, cancellation, seconds)
            except GoneError:
                continue  # it had ended while idle; the next one takes the job
        raise UnavailableError("The query workers end as soon as they are asked.")

    def refresh(self, snapshot: Snapshot) -> None:
        """Use a newer snapshot from the next query on; running ones finish on theirs."""
        self._pool.renew(snapshot)

    def in_use(self) -> set[Path]:
        """The snapshots that some worker reads or the next one will; others may be removed."""
        return {snapshot.path for snapshot in self._pool.sources()}

    def state(self) -> PoolState:
        """How the pool stands now."""
        return self._pool.state()

    def spooled(self) -> int:
        """How many bytes of answers nobody has read yet."""
        return self._budget.used

    def pids(self) -> set[int]:
        """The process ids of the workers that are up."""
        return self._pool.pids()

    def close(self) -> None:
        """Kill every worker; queries that run raise UnavailableError."""
        self._pool.close()

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

    def _run_on(
        self,
        worker: WorkerProcess,
        request: QueryRequest,
        cancellation: Cancellation,
        seconds: float,
    ) -> Answer:
        until = cancellation.began + seconds
        spool, started = Spool(self._budget), time.monotonic()
        ending: Ending | None = None
        sound = False
        cancellation.when_cancelled(worker.kill)
        try:
            ending = worker.run(self._job(request, seconds), until, spool.write)
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
            cancellation.busy_seconds += time.monotonic() - started
            if ending is None:
                spool.close()
            self._pool.give_back(worker, sound)
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
        if self._pool.is_closed:
            return ClosingError("The service is closing. Ask again in a moment.")
        if error.cause == "SIGXCPU":
            return QueryTimeoutError(_too_slow(seconds))
        self._crashed.add(request.digest)
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
            self._crashed.add(request.digest)
        return QueryFailedError(f"The query could not be finished: {error.message}.")


def _too_slow(seconds: float) -> str:
    return (
        f"The query was not done after {seconds:g} seconds and was stopped. Narrow it, add LIMIT, "
        "or begin from a named thing."
    )
