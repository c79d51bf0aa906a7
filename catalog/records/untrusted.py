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
from catalog.records.checking import CheckingWorkers, CheckLimits, RdfText, TooCostlyError
from catalog.records.register import published
from catalog.store import Change
from catalog.store.base import Graph

_PROGRAM: Final = "catalog.records.untrusted_worker"
_PIECE: Final = 1024 * 1024
_RECORDS_BYTES: Final = 8 * MAX_BYTES
"""Of records as JSON; what is written short in Turtle is long in N-Triples."""


@dataclass(frozen=True, slots=True)
class Checked:
    """What was found in a document; `total` counts the findings that did not fit as well."""

    conforms: bool
    findings: tuple[Finding, ...]
    total: int
    records: tuple[Change, ...] = ()
    """The records as the catalogue would keep them, where they were asked for."""

    @property
    def is_truncated(self) -> bool:
        """Whether there are more findings than these."""
        return self.total > len(self.findings)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What else than findings is wanted of a document, and how it is to be seen."""

    records: bool = False
    """Whether to give the records themselves."""
    graph: str = ""
    """The IRI of the one record that all of it makes; else records say their own."""
    onto: str = ""
    """N-Triples that the document is merged with, as one record."""
    more: tuple[RdfText, ...] = ()
    """Further documents of that one record."""
    without: frozenset[str] = frozenset()
    """Published records that are not to be seen."""


_FINDINGS: Final = Wanted()


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
        wanted: Wanted = _FINDINGS,
    ) -> Checked:
        """Every finding on the records in a document, seen together with each other and a graph.

        :raises UnparseableError, TooLargeError, UsageError: as `catalog.rdf.parse.parse_records`.
        :raises InvalidRecordError: where its records cannot be told from one another.
        :raises TooCostlyError: where checking it passes a limit.
        :raises BusyError, UnavailableError, QueryCancelledError: as `ProcessPool.take`.
        """
        further = b"".join(part.text for part in wanted.more)
        size = len(document) + len(wanted.onto) + len(further)
        if size > MAX_BYTES:
            raise TooLargeError(f"{size:,} bytes; we read at most {MAX_BYTES:,}.")
        digest = hashlib.sha256(media_type.encode() + b"\0" + document + further).hexdigest()
        exchange = _Exchange(graph, self._workers.limits, document, media_type, wanted)
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

    def __init__(
        self, graph: Graph, limits: CheckLimits, document: bytes, media_type: str, wanted: Wanted
    ) -> None:
        self._graph, self._limits, self._wanted = graph, limits, wanted
        self._document, self._media_type = document, media_type
        self._asked = self._told = 0
        self.is_spent = False
        """Whether the worker has grown so much that it should be replaced."""

    def run(self, worker: BoundedProcess, until: float) -> Checked:
        """What the worker finds. Raises InvalidRecordError, and as `BoundedProcess.converse`."""
        onto = self._wanted.onto.encode()
        parts = (RdfText(self._document, self._media_type), *self._wanted.more)
        texts = b"".join(part.text for part in parts)
        job: dict[str, object] = {
            "media_type": self._media_type,
            "origin": "",
            "seconds": self._limits.seconds,
            "bytes": self._limits.findings_bytes,
            "records": self._wanted.records,
            "graph": self._wanted.graph,
            "onto": len(onto),
            "parts": [[len(part.text), part.media_type] for part in parts],
        }
        most = self._limits.findings_bytes + (_RECORDS_BYTES if self._wanted.records else 0)
        header: dict[str, object] = {}
        lines = bytearray()
        for frame in worker.converse(job, until, onto + texts):
            if frame.kind is FrameKind.ASK:
                self._tell(worker, until, frame.json()["things"])
            elif frame.kind is FrameKind.HEADER:
                header = frame.json()
            elif frame.kind is FrameKind.DATA:
                lines += frame.payload
                if len(lines) > most:
                    raise DiedError(None)  # it was told to send less
            elif frame.kind is FrameKind.END:
                self.is_spent = bool(frame.json()["replace"])
        told = [json.loads(line) for line in lines.splitlines()]
        findings = tuple(Finding(**one) for one in told if "severity" in one)
        if header["invalid"]:
            raise InvalidRecordError(findings)
        records = tuple(Change(**one) for one in told if "state" in one)
        return Checked(bool(header["conforms"]), findings, int(str(header["total"])), records)

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
        seen = (
            quad
            for quad in published(self._graph, things)
            if not isinstance(quad.graph_name, NamedNode)
            or quad.graph_name.value not in self._wanted.without
        )
        held = "".join(f"{quad} .\n" for quad in seen).encode()
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
