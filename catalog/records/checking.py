"""Workers that check what strangers send, and what to tell a stranger whose document broke one.

A document of a few hundred bytes can keep a parser, the canonicalization or a shape busy for
hours, and some end the process that reads them (robustness.md A2). So each is worked on by a
process of its own that can open neither file nor connection, has bounds on memory and time, and
is killed at the deadline.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Final, Protocol, TypeVar

from catalog.bounded.calling import Cancellation, CrashMemory
from catalog.bounded.pool import PoolState, ProcessPool, Waiting
from catalog.bounded.process import (
    BoundedProcess,
    DeadlineError,
    DiedError,
    FailureError,
    GoneError,
)
from catalog.errors import (
    ClosingError,
    HeadwatersError,
    InvalidRecordError,
    QueryCancelledError,
    TooLargeError,
    UnavailableError,
    UnparseableError,
    UsageError,
)

_UNSOUND: Final = frozenset({"memory", "depth"})
Found = TypeVar("Found", covariant=True)


class TooCostlyError(UsageError):
    """A document that costs more to check than this service gives to one."""

    status = 422
    slug = "too-costly"
    title = "The document costs too much to check"


class UnusableShapesError(UsageError):
    """Shapes that are well-formed RDF and yet cannot be applied."""

    status = 422
    slug = "unusable-shapes"
    title = "The shapes cannot be applied"


@dataclass(frozen=True, slots=True)
class RdfText:
    """An RDF text as it came."""

    text: bytes
    media_type: str


@dataclass(frozen=True, slots=True)
class CheckLimits:
    """What checking one document may take, and all of them together."""

    seconds: float = 10.0
    """From the call to the answer; half of it at most is spent waiting for a worker."""
    memory: int = 512 * 1024**2
    findings_bytes: int = 4 * 1024**2
    asked: int = 20_000
    """Things of the catalogue that one document may bring into view."""
    told_bytes: int = 32 * 1024**2
    """Statements about them, as N-Quads."""
    workers: int = 2
    waiting: int = 16
    crash_memory_seconds: float = 600.0


class Exchange(Protocol[Found]):
    """What is said between us and one worker about one document."""

    @property
    def is_spent(self) -> bool:
        """Whether the worker has grown so much that it should be replaced."""

    def run(self, worker: BoundedProcess, until: float) -> Found:
        """What the worker finds. Raises InvalidRecordError, and as `BoundedProcess.converse`."""


class CheckingWorkers:
    """Killable workers that run one program; safe to use from many threads.

    They start when the first document comes, and then stay ready.
    """

    def __init__(self, program: str, limits: CheckLimits) -> None:
        """Run a module within these limits."""
        self.limits = limits
        self._crashed = CrashMemory(limits.crash_memory_seconds, 1000)
        self._pool: ProcessPool[None, BoundedProcess] = ProcessPool(
            lambda _: BoundedProcess(program, {"memory": limits.memory}, "checking worker"),
            None,
            limits.workers,
            Waiting(limits.waiting, "checking worker", "documents", limits.seconds),
        )

    def run(
        self, exchange: Exchange[Found], digest: str, cancellation: Cancellation | None = None
    ) -> Found:
        """Hold an exchange with a worker.

        :param digest: the same for the same work, which is refused for a while where it crashed.
        :raises TooCostlyError: where it passes a limit.
        :raises UnparseableError, TooLargeError, UsageError, InvalidRecordError: as the worker says.
        :raises BusyError, UnavailableError, QueryCancelledError: as `ProcessPool.take`.
        """
        if digest in self._crashed:
            raise TooCostlyError(
                "This document ended its checking process a short while ago and is not read "
                "again yet."
            )
        called = cancellation or Cancellation()
        until = called.began + self.limits.seconds
        for _ in range(self._pool.tries):
            worker = self._pool.take(called, called.patience(self.limits.seconds))
            try:
                return self._run_on(worker, exchange, until, called, digest)
            except GoneError:
                continue  # it had ended while idle; the next one takes the document
        raise UnavailableError("The checking workers end as soon as they are asked.")

    def state(self) -> PoolState:
        """How they stand now."""
        return self._pool.state()

    def pids(self) -> set[int]:
        """The process ids of the workers that are up."""
        return self._pool.pids()

    def close(self) -> None:
        """Kill every worker."""
        self._pool.close()

    def _run_on(
        self,
        worker: BoundedProcess,
        exchange: Exchange[Found],
        until: float,
        cancellation: Cancellation,
        digest: str,
    ) -> Found:
        cancellation.when_cancelled(worker.kill)
        started, sound = time.monotonic(), False
        try:
            found = exchange.run(worker, until)
            sound = not exchange.is_spent
            return found
        except InvalidRecordError:
            sound = not exchange.is_spent
            raise
        except FailureError as error:
            sound = error.kind not in _UNSOUND
            if not sound:
                self._crashed.add(digest)
            raise _explain(error) from error
        except DeadlineError as error:
            raise self._too_slow() from error
        except DiedError as error:
            raise self._explain_death(error, cancellation, digest) from error
        finally:
            cancellation.when_cancelled(None)
            cancellation.busy_seconds += time.monotonic() - started
            self._pool.give_back(worker, sound)

    def _explain_death(
        self, error: DiedError, cancellation: Cancellation, digest: str
    ) -> HeadwatersError:
        if cancellation.is_cancelled:
            return QueryCancelledError("The work was ended because nobody waits for it.")
        if self._pool.is_closed:
            return ClosingError("The service is closing. Ask again in a moment.")
        if error.cause == "SIGXCPU":
            return self._too_slow()
        self._crashed.add(digest)
        return TooCostlyError(
            f"The document ended its checking process ({error.cause}): it is too deep, or needs "
            "too much memory."
        )

    def _too_slow(self) -> TooCostlyError:
        return TooCostlyError(
            f"Checking took {self.limits.seconds:g} seconds and was stopped. Send less at a time."
        )


def _explain(error: FailureError) -> UsageError:
    match error.kind:
        case "unparseable":
            return UnparseableError(error.message, "", error.line, error.column)
        case "too-large":
            return TooLargeError(error.message)
        case "usage":
            return UsageError(error.message)
        case "unusable":
            return UnusableShapesError(error.message)
        case _:
            return TooCostlyError(f"The document could not be checked: {error.message}.")
