"""What every route needs, in one value: options, store, query workers, pages."""

from __future__ import annotations

import hashlib
import logging
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Final

from fastapi import Depends, Request
from jinja2 import Environment

from catalog import __version__
from catalog.api.kept import KeptAnswers
from catalog.api.metrics import CountedRunner, Metrics
from catalog.api.options import Options
from catalog.api.statistics import Statistics
from catalog.api.upkeep import Upkeep
from catalog.bounded.calling import Cancellation
from catalog.bounded.clients import Accounts, Turns
from catalog.errors import BusyError, NotFoundError, StoreFullError
from catalog.governance.finding import ENGINE_VERSION
from catalog.lookup import near
from catalog.model import Thing
from catalog.records.checking import CheckLimits
from catalog.records.foreign import ShapesChecker
from catalog.records.registrar import RecordRegistrar, Registrar
from catalog.records.untrusted import DocumentChecker
from catalog.records.writing import Writer
from catalog.reports.report import VERSION as REPORTS_VERSION
from catalog.sparql.runners import QueryRunner, open_runner
from catalog.sparql.update import UpdateLimits
from catalog.store import CatalogStore
from catalog.store.tokens import Tokens
from catalog.store.tombstones import refuse_withdrawn
from catalog.terms import THINGS
from catalog.vocabulary import ontology_digest

_log = logging.getLogger(__name__)
_HERE: Final = Path(__file__).parent
_HEAVY: Final = 2
"""How many requests of the costly sort are worked on at once."""
_HEAVY_WAITING: Final = 8
"""How many more may wait; each holds a thread that pages would use."""
_WAITERS: Final = 64
"""How many requests wait for worker processes at once; more than the pools let wait, so that
those over that number are told so at once."""
_PATIENCE: Final = 10.0
"""Seconds such a request waits for its turn."""


@dataclass
class Service:
    """One running service."""

    options: Options
    store: CatalogStore
    pool: QueryRunner
    pages: Environment
    edition: str
    checker: DocumentChecker
    writer: Writer
    tokens: Tokens
    accounts: Accounts
    query_turns: Turns
    document_turns: Turns
    upkeep: Upkeep
    settle: float = 0.2
    """Seconds between two snapshots at the least: many small commits make one."""
    shapes_checker: ShapesChecker = field(default_factory=ShapesChecker)
    kept: KeptAnswers = field(default_factory=KeptAnswers)
    statistics: Statistics = field(default_factory=Statistics)
    waiters: ThreadPoolExecutor = field(
        default_factory=lambda: ThreadPoolExecutor(_WAITERS, "waiting-for-a-worker")
    )
    _refreshing: threading.Lock = field(default_factory=threading.Lock)
    _refreshed: tuple[tuple[int, int], float] = ((0, 0), 0.0)
    heavy_turns: Turns = field(default_factory=lambda: Turns(1, _HEAVY))
    _heavy_places: threading.BoundedSemaphore = field(
        default_factory=lambda: threading.BoundedSemaphore(_HEAVY + _HEAVY_WAITING)
    )
    _heavy: threading.BoundedSemaphore = field(
        default_factory=lambda: threading.BoundedSemaphore(_HEAVY)
    )

    @classmethod
    def start(
        cls,
        options: Options,
        store: CatalogStore,
        pages: Environment,
        metrics: Metrics,
        registrar: Registrar | None = None,
    ) -> Service:
        """Start what runs the queries on the store as it is now."""
        pool = CountedRunner(open_runner(store, options.workers, options.limits), metrics)
        limits = CheckLimits(options.limits.seconds, workers=options.workers)
        checker = DocumentChecker(limits)
        bounds = UpdateLimits(options.limits.most_seconds, options.limits.memory)
        upkeep = Upkeep(store)
        service = cls(
            options,
            store,
            pool,
            pages,
            _edition(),
            checker,
            Writer(store, registrar or RecordRegistrar(checker), upkeep.soon, bounds),
            Tokens(store.journal.path),
            Accounts(options.budget),
            _turns(options),
            _turns(options),
            upkeep,
            shapes_checker=ShapesChecker(limits),
        )
        service._refreshed = (store.revision, time.monotonic())
        return service

    def end_work(self) -> None:
        """End what the workers do; whoever waits for it is told that the service is closing."""
        self.pool.close()
        self.checker.close()
        self.shapes_checker.close()

    def stop(self) -> None:
        """Stop the workers. The store stays open; whoever opened it closes it."""
        self.end_work()
        self.tokens.close()
        self.upkeep.close()
        self.waiters.shutdown(wait=False, cancel_futures=True)

    def show_commits_to_workers(self) -> None:
        """Give the query workers the newest commits, at most once in `settle` seconds.

        Within that time it waits: whoever has written finds what was written. On a full disk
        they stay at the commit they have, which their answers name, until there is room.
        """
        if self._refreshed[0] == self.store.revision:
            return
        with self._refreshing:
            shown, at = self._refreshed
            if shown == self.store.revision:
                return
            time.sleep(max(0.0, self.settle - (time.monotonic() - at)))
            revision = self.store.revision
            try:
                self.pool.show_commits()
            except StoreFullError as error:
                _log.warning("SPARQL shows the catalogue as it was before: %s", error)
                revision = shown
            self._refreshed = (revision, time.monotonic())

    @contextmanager
    def turn(self, client: str) -> Iterator[None]:
        """A turn at costly work of our own, so that it leaves room for all other requests.

        :raises BudgetSpentError: where the client has one and more waiting.
        :raises BusyError: where many clients wait, or none comes to its end in time.
        """
        if not self._heavy_places.acquire(blocking=False):
            raise BusyError("Too many suppositions are being followed just now.", 5)
        try:
            with self.heavy_turns.turn(client, Cancellation(), _PATIENCE):
                if not self._heavy.acquire(timeout=_PATIENCE):
                    raise BusyError("Too many suppositions are being followed just now.", 5)
                try:
                    yield
                finally:
                    self._heavy.release()
        finally:
            self._heavy_places.release()

    def thing(self, kind: str, slug: str) -> Thing:
        """The thing at an address.

        :raises GoneError, MergedError: where it was withdrawn, or merged into another.
        :raises NotFoundError: where there never was one, with things of similar name.
        """
        iri = f"{THINGS}{kind}/{slug}"
        found = self.store.search.thing(iri)
        if found is None:
            refuse_withdrawn(self.store.journal, iri)
            raise NotFoundError(f"{kind}/{slug}", near(self.store.search, slug))
        return found


def _turns(options: Options) -> Turns:
    """Turns that leave a worker, and half the places to wait, to clients other than one."""
    at_once = options.client_workers or max(1, options.workers // 2)
    return Turns(at_once, max(1, options.limits.waiting // 2))


def _edition() -> str:
    """What else than the commit an answer depends on: version, ontology, rules, pages."""
    versions = f"{__version__} {ontology_digest()} {ENGINE_VERSION} {REPORTS_VERSION}"
    digest = hashlib.sha256(versions.encode())
    for path in sorted((*_HERE.rglob("*.html"), *_HERE.glob("static/*.*"))):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:8]


async def _service(request: Request) -> Service:  # async: else it costs a turn in a thread
    service: Service = request.app.state.service
    return service


ServiceOf = Annotated[Service, Depends(_service)]
"""The service, for the parameters of a route."""
