"""Data of strangers against shapes of strangers, in killable workers (`checking`)."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import Final

from pyoxigraph import BlankNode, RdfFormat, Triple, parse

from catalog.bounded.calling import Cancellation
from catalog.bounded.frames import FrameKind
from catalog.bounded.pool import PoolState
from catalog.bounded.process import BoundedProcess, DiedError
from catalog.errors import TooLargeError
from catalog.model import Finding
from catalog.rdf.parse import MAX_BYTES
from catalog.records.checking import CheckingWorkers, CheckLimits, RdfText

MAX_SHAPES_BYTES: Final = 2_000_000
REPORT: Final = BlankNode("report")
"""What a report is called among its own statements; nothing else in it has that label."""
_PROGRAM: Final = "catalog.records.foreign_worker"


@dataclass(frozen=True, slots=True)
class ForeignReport:
    """What some shapes find in some data; `total` counts the results that did not fit as well."""

    conforms: bool
    total: int
    is_truncated: bool
    findings: tuple[Finding, ...] = ()
    triples: tuple[Triple, ...] = ()
    """What `REPORT` says of its results, where that was asked for in place of findings."""


class ShapesChecker:
    """Applies shapes to data in killable workers; safe to use from many threads."""

    def __init__(self, limits: CheckLimits | None = None) -> None:
        """Within these limits."""
        self._workers = CheckingWorkers(_PROGRAM, limits or CheckLimits())

    def validate(
        self,
        data: RdfText,
        shapes: RdfText,
        *,
        as_rdf: bool = False,
        cancellation: Cancellation | None = None,
    ) -> ForeignReport:
        """The report on `data` by `shapes`, as findings or as RDF.

        :raises UnparseableError, TooLargeError, UsageError: as `catalog.rdf.parse.parse_quads`;
            the message names “data” or “shapes”.
        :raises UnusableShapesError: where the shapes cannot be applied.
        :raises TooCostlyError, BusyError, UnavailableError, QueryCancelledError: as
            `CheckingWorkers.run`.
        """
        for name, document, most in (
            ("data", data, MAX_BYTES),
            ("shapes", shapes, MAX_SHAPES_BYTES),
        ):
            if len(document.text) > most:
                size = len(document.text)
                raise TooLargeError(f"{name}: {size:,} bytes; we read at most {most:,}.")
        exchange = _Exchange(data, shapes, as_rdf, self._workers.limits)
        return self._workers.run(exchange, exchange.digest, cancellation)

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
    """One pair of documents given to a worker."""

    def __init__(self, data: RdfText, shapes: RdfText, as_rdf: bool, limits: CheckLimits) -> None:
        self._both, self._limits, self._as_rdf = data.text + shapes.text, limits, as_rdf
        self._job: dict[str, object] = {
            "data_type": data.media_type,
            "shapes_type": shapes.media_type,
            "data_length": len(data.text),
            "as_rdf": as_rdf,
            "seconds": limits.seconds,
            "bytes": limits.findings_bytes,
        }
        self.is_spent = False
        """Whether the worker has grown so much that it should be replaced."""

    @property
    def digest(self) -> str:
        """The same for the same pair."""
        return hashlib.sha256(json.dumps(self._job).encode() + b"\0" + self._both).hexdigest()

    def run(self, worker: BoundedProcess, until: float) -> ForeignReport:
        """What the worker finds."""
        header: dict[str, object] = {}
        lines = bytearray()
        is_truncated = False
        for frame in worker.converse(self._job, until, self._both):
            if frame.kind is FrameKind.HEADER:
                header = frame.json()
            elif frame.kind is FrameKind.DATA:
                lines += frame.payload
                if len(lines) > self._limits.findings_bytes:
                    raise DiedError(None)  # it was told to send less
            elif frame.kind is FrameKind.END:
                told = frame.json()
                self.is_spent, is_truncated = bool(told["replace"]), bool(told["truncated"])
        conforms, total = bool(header["conforms"]), int(str(header["total"]))
        if self._as_rdf:
            triples = tuple(q.triple for q in parse(bytes(lines), format=RdfFormat.N_TRIPLES))
            return ForeignReport(conforms, total, is_truncated, triples=triples)
        findings = tuple(Finding(**json.loads(line)) for line in lines.splitlines())
        return ForeignReport(conforms, total, is_truncated, findings)
