"""One query worker, seen from the pool: a bounded process on a snapshot of the store."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from catalog.bounded.frames import FrameKind
from catalog.bounded.process import BoundedProcess, DiedError


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A folder workers may open, and the number of the last commit it holds."""

    path: Path
    commit: int = 0


@dataclass(frozen=True, slots=True)
class Ending:
    """What the worker says once its answer is whole."""

    variables: tuple[str, ...]
    rows: int
    truncated: bool
    replace: bool


class WorkerProcess(BoundedProcess):
    """A running `catalog.sparql.worker` on one snapshot, one job at a time."""

    def __init__(self, snapshot: Snapshot, memory: int) -> None:
        """Start it and wait until it is ready. Raises UnavailableError when it cannot open."""
        self.snapshot = snapshot
        settings: dict[str, object] = {"snapshot": str(snapshot.path), "memory": memory}
        super().__init__("catalog.sparql.worker", settings, "query worker")

    def run(self, job: dict[str, object], seconds: float, take: Callable[[bytes], None]) -> Ending:
        """Have one job done within `seconds`; `take` gets the bytes of the answer in order.

        Raises GoneError before the job has begun, then DeadlineError, DiedError or FailureError.
        """
        variables: tuple[str, ...] = ()
        for frame in self.converse(job, time.monotonic() + seconds):
            if frame.kind is FrameKind.DATA:
                take(frame.payload)
            elif frame.kind is FrameKind.HEADER:
                variables = tuple(frame.json()["variables"])
            elif frame.kind is FrameKind.END:
                told = frame.json()
                return Ending(variables, told["rows"], told["truncated"], told["replace"])
        raise DiedError(None)  # converse ends with END or raises
