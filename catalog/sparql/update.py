"""Evaluating one update apart from the process that serves others: what it would change.

Nothing is written here. The update runs on a private copy of the graph in a process of its own
(`update_worker`), and what comes back is the new content of the graphs that differ.
"""

from __future__ import annotations

import json
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from catalog.bounded.calling import Cancellation
from catalog.bounded.frames import FrameKind
from catalog.bounded.process import (
    BoundedProcess,
    DeadlineError,
    DiedError,
    FailureError,
    GoneError,
)
from catalog.errors import (
    NotImplementedHereError,
    QueryCancelledError,
    QueryFailedError,
    QueryTimeoutError,
    StoreFullError,
    TooLargeError,
    UnavailableError,
    UnparseableError,
    UsageError,
)
from catalog.sparql.update_guard import CheckedUpdate
from catalog.store import CatalogStore

_PROGRAM: Final = "catalog.sparql.update_worker"


@dataclass(frozen=True, slots=True)
class UpdateLimits:
    """What one update may take."""

    seconds: float = 30.0
    memory: int = 2 * 1024**3
    bytes: int = 10_000_000
    """Of the changed graphs as N-Triples, all together."""


@dataclass(frozen=True, slots=True)
class GraphChange:
    """A graph that differs, and what stands in it now as N-Triples; the default graph is None."""

    graph: str | None
    statements: str


def evaluate(
    store: CatalogStore,
    update: CheckedUpdate,
    *,
    base: str | None = None,
    default_graph: str | None = None,
    hidden: Sequence[str] = (),
    limits: UpdateLimits | None = None,
    cancellation: Cancellation | None = None,
) -> list[GraphChange]:
    """Which graphs an update would change, and how.

    :param update: what `update_guard.check_update` let pass.
    :param default_graph: the named graph that stands for the default graph.
    :param hidden: graphs the update does not see.
    :raises UnparseableError: where it is not SPARQL, with the place.
    :raises UsageError: where an operation cannot be done, as creating a graph that is there.
    :raises TooLargeError: where it changes more than `limits.bytes`.
    :raises QueryTimeoutError, QueryFailedError, QueryCancelledError, UnavailableError: as for
        queries.
    :raises NotImplementedHereError: where the graph lies in another engine.
    """
    if not store.graph.can_snapshot:
        raise NotImplementedHereError(
            "The graph of this catalogue lies in another engine, which cannot try an update "
            "out. Write records one by one instead, by the Graph Store Protocol."
        )
    given, called = limits or UpdateLimits(), cancellation or Cancellation()
    job: dict[str, object] = {
        "update": update.text,
        # A stand-in or a hidden graph is written to without being named.
        "graphs": None if default_graph or hidden or update.graphs is None else [*update.graphs],
        "base": base,
        "default_graph": default_graph,
        "hidden": list(hidden),
        "seconds": given.seconds,
        "bytes": given.bytes,
    }
    with store.private_copy() as copy:
        settings: dict[str, object] = {"copy": str(copy), "memory": given.memory}
        worker = BoundedProcess(_PROGRAM, settings, "update worker")
        try:
            called.when_cancelled(worker.kill)
            return _converse(worker, job, given)
        except (DeadlineError, DiedError, GoneError) as error:
            raise _ended(error, given, called) from error
        except FailureError as error:
            raise _failed(error) from error
        finally:
            called.when_cancelled(None)
            worker.close()


def _converse(
    worker: BoundedProcess, job: dict[str, object], limits: UpdateLimits
) -> list[GraphChange]:
    lines = bytearray()
    for frame in worker.converse(job, time.monotonic() + limits.seconds):
        if frame.kind is FrameKind.DATA:
            lines += frame.payload
            if len(lines) > 8 * limits.bytes:
                raise DiedError(None)  # it was told to send less
    return [GraphChange(**json.loads(line)) for line in lines.splitlines()]


def _ended(
    error: DeadlineError | DiedError | GoneError, limits: UpdateLimits, called: Cancellation
) -> Exception:
    if called.is_cancelled:
        return QueryCancelledError("The update was ended because nobody waits for it.")
    if isinstance(error, DeadlineError) or getattr(error, "cause", "") == "SIGXCPU":
        return QueryTimeoutError(
            f"The update ran for {limits.seconds:g} seconds and was stopped; nothing was "
            "changed. Send it in smaller parts."
        )
    if isinstance(error, DiedError):
        return QueryFailedError(
            f"The update crashed its process ({error.cause}): it needs too much memory, or is "
            "too deep. Nothing was changed."
        )
    return UnavailableError("The update worker ended before it began. Nothing was changed.")


def _failed(error: FailureError) -> Exception:
    match error.kind:
        case "syntax":
            return UnparseableError(error.message, "update", error.line, error.column)
        case "size":
            return TooLargeError(f"The update is too large: {error.message}. Nothing was changed.")
        case "full":
            return StoreFullError("No room on the disk to try the update. Nothing was changed.")
        case "evaluation":
            return UsageError(f"The update cannot be done: {error.message}. Nothing was changed.")
        case _:
            return QueryFailedError(
                f"The update could not be finished: {error.message}. Nothing was changed."
            )
