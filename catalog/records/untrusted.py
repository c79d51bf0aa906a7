"""Documents of strangers: parsed, canonicalized and validated only where that can be stopped.

Each is worked on by a bounded process (`checking`), which asks us for what the catalogue holds
about the things in it. Files of the catalogue's owner may be read by `files` in-process.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import Final

from pyoxigraph import NamedNode

from catalog.bounded.calling import Cancellation
from catalog.bounded.frames import FrameKind
from catalog.bounded.pool import PoolState
from catalog.bounded.process import BoundedProcess, DiedError
from catalog.errors import InvalidRecordError, TooLargeError
from catalog.model import Finding
from catalog.rdf.parse import MAX_BYTES
from catalog.records.checking import CheckingWorkers, CheckLimits, TooCostlyError
from catalog.records.register import published
from catalog.store.base import Graph

_PROGRAM: Final = "catalog.records.untrusted_worker"
_PIECE: Final = 1024 * 1024


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
    """Checks documents in killable workers; safe to use from many threads."""

    def __init__(self, limits: CheckLimits | None = None) -> None:
        """Within these limits."""
        self._workers = CheckingWorkers(_PROGRAM, limits or CheckLimits())

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
        exchange = _Exchange(graph, self._workers.limits, document, media_type)
        return self._workers.run(exchange, digest, cancellation)

    def state(self) -> PoolState:
        """How its workers stand now."""
        return self._workers.state()

    def pids(self) -> set[int]:
        """The process ids of the workers that are up."""
        return self._workers.pids()

    def close(self) -> None:
        """Kill every worker."""
        self._workers.close()


class _Exchange:
    """One document given to a worker, and what the worker wants to know meanwhile."""

    def __init__(self, graph: Graph, limits: CheckLimits, document: bytes, media_type: str) -> None:
        self._graph, self._limits = graph, limits
        self._document, self._media_type = document, media_type
        self._asked = self._told = 0
        self.is_spent = False
        """Whether the worker has grown so much that it should be replaced."""

    def run(self, worker: BoundedProcess, until: float) -> Checked:
        """What the worker finds. Raises InvalidRecordError, and as `BoundedProcess.converse`."""
        job: dict[str, object] = {
            "media_type": self._media_type,
            "origin": "",
            "seconds": self._limits.seconds,
            "bytes": self._limits.findings_bytes,
        }
        header: dict[str, object] = {}
        lines = bytearray()
        for frame in worker.converse(job, until, self._document):
            if frame.kind is FrameKind.ASK:
                self._tell(worker, until, frame.json()["things"])
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

    def _tell(self, worker: BoundedProcess, until: float, names: list[str]) -> None:
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
                worker.send(FrameKind.TOLD, held[start : start + _PIECE], until)
            worker.send(FrameKind.TOLD, b"", until)
        except BrokenPipeError:
            return  # it has ended, which the next frame will show
