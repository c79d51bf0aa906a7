"""Keeping what is derived from records in step while people write: the findings in the graph."""

from __future__ import annotations

import logging
import threading
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Final

from catalog.governance.upkeep import keep_up
from catalog.store import CatalogStore

_log: Final = logging.getLogger("headwaters.upkeep")


class Upkeep:
    """Does the upkeep in a thread of its own, once for all writes that came meanwhile."""

    def __init__(self, store: CatalogStore) -> None:
        """Of one store; nothing runs before the first write."""
        self._store = store
        self._worker = ThreadPoolExecutor(1, "upkeep")
        self._lock = threading.Lock()
        self._is_ordered = False

    def soon(self) -> None:
        """Have the findings computed again for what was written, as soon as there is time."""
        with self._lock:
            if not self._is_ordered:
                self._is_ordered = True
                self._worker.submit(self._work).add_done_callback(_report)

    def close(self) -> None:
        """Finish what runs; what was only ordered is done at the next start."""
        self._worker.shutdown(wait=True, cancel_futures=True)

    def _work(self) -> None:
        with self._lock:
            self._is_ordered = False
        keep_up(self._store)


def _report(done: Future[None]) -> None:
    """Tell of a failure; the records are safe, and the next write or start does it again."""
    if not done.cancelled() and (error := done.exception()) is not None:
        _log.error("the findings could not be brought up to date", exc_info=error)
