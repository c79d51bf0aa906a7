"""Documents of strangers: parsed, canonicalized and validated only where that can be stopped.

A document of a few hundred bytes can keep a parser, the canonicalization or a shape busy for
hours, and some end the process that reads them (robustness.md A2). So each is worked on by a
process of its own that can open neither file nor connection, has bounds on memory and time, and
is killed at the deadline. Files of the catalogue's owner may be read by `files` in-process.
"""

from __future__ import annotations

import hashlib
import json
import time
from dataclasses import dataclass
from typing import Final

from pyoxigraph import NamedNode

from catalog.bounded.calling import Cancellation, CrashMemory
from catalog.bounded.frames import FrameKind
from catalog.bounded.pool import PoolState, ProcessPool, Waiting
from catalog.bounded.process import (
    BoundedProcess,
    DeadlineError,
    DiedError,
    FailureError,
    GoneError,
)
from catalog.errors import (
    HeadwatersError,
    InvalidRecordError,
    QueryCancelledError,
    TooLargeError,
    UnavailableError,
    UnparseableError,
    UsageError,
)
from catalog.model import Finding
from catalog.rdf.parse import MAX_BYTES
from catalog.records.register import published
from catalog.store.base import Graph

_PROGRAM: Final = "catalog.records.untrusted_worker"
_PIECE: Final = 1024 * 1024


class TooCostlyError(UsageError):
    """A document that costs more to check than this service gives to one."""

    status = 422
    slug = "too-costly"
    title = "The document costs too much to check"


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


@dataclass(frozen=True, slots=True)
class Checked:
    """What was found in a document; `total` counts the findings that did not fit as well."""

    conforms: bool
    findings: tuple[Finding, ...]
    total: int

    @property
    def is_truncated(self) -> bool:
        """Whether there are more findings than these."""
        return self.total > len(self.findings)


class DocumentChecker:
    """Checks documents in killable workers; safe to use from many threads.

    The workers start when the first document comes, and then stay ready.
    """

    def __init__(self, limits: CheckLimits | None = None) -> None:
        """Within these limits."""
        self.limits = limits or CheckLimits()
        given = self.limits
        self._crashed = CrashMemory(given.crash_memory_seconds, 1000)
        self._pool: ProcessPool[None, BoundedProcess] = ProcessPool(
            lambda _: BoundedProcess(_PROGRAM, {"memory": given.memory}, "checking worker"),
            None,
            given.workers,
            Waiting(given.waiting, "checking worker", "documents", given.seconds),
        )

    def check(
        self,
        graph: Graph,
        document: bytes,
        media_type: str,
        cancellation: Cancellation | None = None,
    ) -> Checked:
        """Every finding on the records in a document, seen together with each other and a graph.

        :raises UnparseableError, TooLargeError, UsageError: as `catalog.rdf.parse.parse_records`.
        :raises InvalidRecordError: where its records cannot be told from one another.
        :raises TooCostlyError: where checking it passes a limit.
        :raises BusyError, UnavailableError, QueryCancelledError: as `ProcessPool.take`.
        """
        if len(document) > MAX_BYTES:
            raise TooLargeError(f"{len(document):,} bytes; we read at most {MAX_BYTES:,}.")
        digest = hashlib.sha256(media_type.encode() + b"\0" + document).hexdigest()
        if digest in self._crashed:
            raise TooCostlyError(
                "This document ended its checking process a short while ago and is not read "
                "again yet."
            )
        until = time.monotonic() + self.limits.seconds
        called = cancellation or Cancellation()
        for _ in range(self._pool.tries):
            left = until - time.monotonic() - self.limits.seconds / 2
            worker = self._pool.take(called, max(left, 0.0))
            exchange = _Exchange(worker, graph, self.limits, until)
            try:
                return self._check_with(exchange, document, media_type, called, digest)
            except GoneError:
                continue  # it had ended while idle; the next one takes the document
        raise UnavailableError("The checking workers end as soon as they are asked.")

    def state(self) -> PoolState:
        """How its workers stand now."""
        return self._pool.state()

    def pids(self) -> set[int]:
        """The process ids of the workers that are up."""
        return self._pool.pids()

    def close(self) -> None:
        """Kill every worker."""
        self._pool.close()

    def _check_with(
        self,
        exchange: _Exchange,
        document: bytes,
        media_type: str,
        cancellation: Cancellation,
        digest: str,
    ) -> Checked:
        cancellation.when_cancelled(exchange.worker.kill)
        sound = False
        try:
            checked = exchange.run(document, media_type)
            sound = not exchange.is_spent
            return checked
        except InvalidRecordError:
            sound = not exchange.is_spent
            raise
        except FailureError as error:
            sound = error.kind not in ("memory", "depth")
            if not sound:
                self._crashed.add(digest)
            raise _explain(error) from error
        except DeadlineError as error:
            raise self._too_slow() from error
        except DiedError as error:
            raise self._explain_death(error, cancellation, digest) from error
        finally:
            cancellation.when_cancelled(None)
            self._pool.give_back(exchange.worker, sound)

    def _explain_death(
        self, error: DiedError, cancellation: Cancellation, digest: str
    ) -> HeadwatersError:
        if cancellation.is_cancelled:
            return QueryCancelledError("The work was ended because nobody waits for it.")
        if self._pool.is_closed:
            return UnavailableError("The service is closing.")
        if error.cause == "SIGXCPU":
            return self._too_slow()
        self._crashed.add(digest)
        return TooCostlyError(
            f"The document ended its checking process ({error.cause}): it is too deep, or needs "
            "too much memory."
        )

    def _too_slow(self) -> TooCostlyError:
        return TooCostlyError(
            f"Checking took {self.limits.seconds:g} seconds and was stopped. Send fewer records "
            "at a time."
        )


class _Exchange:
    """One document given to one worker, and what the worker wants to know meanwhile."""

    def __init__(
        self, worker: BoundedProcess, graph: Graph, limits: CheckLimits, until: float
    ) -> None:
        self.worker, self._graph, self._limits, self._until = worker, graph, limits, until
        self._asked = self._told = 0
        self.is_spent = False
        """Whether the worker has grown so much that it should be replaced."""

    def run(self, document: bytes, media_type: str) -> Checked:
        """What the worker finds. Raises InvalidRecordError, and as `BoundedProcess.converse`."""
        job: dict[str, object] = {
            "media_type": media_type,
            "origin": "",
            "seconds": self._limits.seconds,
            "bytes": self._limits.findings_bytes,
        }
        header: dict[str, object] = {}
        lines = bytearray()
        for frame in self.worker.converse(job, self._until, document):
            if frame.kind is FrameKind.ASK:
                self._tell(frame.json()["things"])
            elif frame.kind is FrameKind.HEADER:
                header = frame.json()
            elif frame.kind is FrameKind.DATA:
                lines += frame.payload
                if len(lines) > self._limits.findings_bytes:
                    raise DiedError(None)  # it was told to send less
            elif frame.kind is FrameKind.END:
                self.is_spent = bool(frame.json()["replace"])
        findings = tuple(Finding(**json.loads(line)) for line in lines.splitlines())
        if header["invalid"]:
            raise InvalidRecordError(findings)
        return Checked(bool(header["conforms"]), findings, int(str(header["total"])))

    def _tell(self, names: list[str]) -> None:
        """Send what the catalogue holds about some things."""
        self._asked += len(names)
        if self._asked > self._limits.asked:
            raise TooCostlyError(
                f"The document names more than {self._limits.asked:,} things that would have to "
                "be looked up. Send fewer records at a time."
            )
        try:
            things = {NamedNode(name) for name in names}
        except ValueError as error:
            raise DiedError(None) from error  # no parser gave it that
        held = "".join(f"{quad} .\n" for quad in published(self._graph, things)).encode()
        self._told += len(held)
        if self._told > self._limits.told_bytes:
            raise TooCostlyError(
                "The document is about things of which the catalogue holds too much to look at "
                "in one go. Send fewer records at a time."
            )
        try:
            for start in range(0, len(held), _PIECE):
                self.worker.send(FrameKind.TOLD, held[start : start + _PIECE], self._until)
            self.worker.send(FrameKind.TOLD, b"", self._until)
        except BrokenPipeError:
            return  # it has ended, which the next frame will show


def _explain(error: FailureError) -> UsageError:
    match error.kind:
        case "unparseable":
            return UnparseableError(error.message, "", error.line, error.column)
        case "too-large":
            return TooLargeError(error.message)
        case "usage":
            return UsageError(error.message)
        case _:
            return TooCostlyError(f"The document could not be checked: {error.message}.")
