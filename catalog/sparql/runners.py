"""Who runs strangers' queries on a store: our own workers, or the engine that holds the graph."""

from __future__ import annotations

from typing import Protocol

from catalog.bounded.calling import Cancellation
from catalog.bounded.pool import PoolState
from catalog.sparql.answers import Answer
from catalog.sparql.forward import Forwarder
from catalog.sparql.process import Snapshot
from catalog.sparql.request import PoolLimits, QueryRequest
from catalog.sparql.workers import WorkerPool
from catalog.store import CatalogStore


class QueryRunner(Protocol):
    """Runs queries within bounds; safe to use from many threads."""

    def run(self, request: QueryRequest, cancellation: Cancellation | None = None) -> Answer:
        """Evaluate; the answer is whole when this returns.

        Raises as `catalog.sparql.workers.WorkerPool.run`.
        """

    def show_commits(self) -> None:
        """Let queries that begin from now on see all that the graph holds."""

    def state(self) -> PoolState:
        """How many run and wait now."""

    def spooled(self) -> int:
        """How many bytes of answers nobody has read yet."""

    def close(self) -> None:
        """End everything that runs."""


class SnapshotWorkers(WorkerPool):
    """Workers on the newest snapshot of a store whose graph lies on this machine."""

    def __init__(self, store: CatalogStore, size: int, limits: PoolLimits | None = None) -> None:
        """Start the workers on a snapshot of the store as it is now."""
        self._store = store
        super().__init__(_snapshot(store), size, limits)

    def show_commits(self) -> None:
        """Make a new snapshot, and delete those that no worker reads any more."""
        self.refresh(_snapshot(self._store))
        self._store.drop_snapshots(self.in_use())


def open_runner(store: CatalogStore, size: int, limits: PoolLimits | None = None) -> QueryRunner:
    """What runs strangers' queries on a store, at most `size` of them at once."""
    service = store.graph.service
    if service is None:
        return SnapshotWorkers(store, size, limits)
    return Forwarder(service, store.graph.commit_number, size, limits)


def _snapshot(store: CatalogStore) -> Snapshot:
    path = store.snapshot()
    return Snapshot(path, int(path.stem))
