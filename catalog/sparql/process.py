"""One query worker, seen from the pool: a bounded process on a snapshot of the store."""

from __future__ import annotations

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

    def run(self, job: dict[str, object], until: float, take: Callable[[bytes], None]) -> Ending:
        """Have one job done; `take` gets the bytes of the answer in order.

        `until` is the deadline on the monotonic clock.

        Raises GoneError before the job has begun, then DeadlineError, DiedError or FailureError.
        """
        variables: tuple[str, ...] = ()
        for frame in self.converse(job, until):
            if frame.kind is FrameKind.DATA:
                take(frame.payload)
            elif frame.kind is FrameKind.HEADER:
                variables = tuple(frame.json()["variables"])
            elif frame.kind is FrameKind.END:
                told = frame.json()
                return Ending(variables, told["rows"], told["truncated"], told["replace"])
        raise DiedError(None)  # converse ends with END or raises
