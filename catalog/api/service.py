"""What every route needs, in one value: options, store, query workers, pages."""

from __future__ import annotations

import hashlib
import threading
import time
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Annotated, Final

from fastapi import Depends, Request
from jinja2 import Environment

from catalog import __version__
from catalog.api.options import Options
from catalog.errors import NotFoundError
from catalog.lookup import near
from catalog.model import Thing
from catalog.shacl import Validator
from catalog.sparql.process import Snapshot
from catalog.sparql.workers import WorkerPool
from catalog.store import CatalogStore
from catalog.terms import THINGS
from catalog.vocabulary import ontology_digest

_HERE: Final = Path(__file__).parent


@dataclass
class Service:
    """One running service."""

    options: Options
    store: CatalogStore
    pool: WorkerPool
    pages: Environment
    edition: str
    settle: float = 0.2
    """Seconds between two snapshots at the least: many small commits make one."""
    _refreshing: threading.Lock = field(default_factory=threading.Lock)
    _refreshed: tuple[int, float] = (0, 0.0)

    @classmethod
    def start(cls, options: Options, store: CatalogStore, pages: Environment) -> Service:
        """Start the query workers on a snapshot of the store as it is now."""
        pool = WorkerPool(_snapshot(store), options.workers, options.limits)
        service = cls(options, store, pool, pages, _edition())
        service._refreshed = (store.head, time.monotonic())
        return service

    def stop(self) -> None:
        """Stop the query workers. The store stays open; whoever opened it closes it."""
        self.pool.close()

    @cached_property
    def validator(self) -> Validator:
        """The shapes, read when first needed."""
        return Validator.load()

    def show_commits_to_workers(self) -> None:
        """Give the query workers the newest commits, at most once in `settle` seconds."""
        head = self.store.head
        with self._refreshing:
            commit, at = self._refreshed
            if commit == head or time.monotonic() - at < self.settle:
                return
            self.pool.refresh(_snapshot(self.store))
            self.store.drop_snapshots(self.pool.in_use())
            self._refreshed = (head, time.monotonic())

    def thing(self, kind: str, slug: str) -> Thing:
        """The thing at an address.

        :raises NotFoundError: where there is none, with things of similar name.
        """
        found = self.store.search.thing(f"{THINGS}{kind}/{slug}")
        if found is None:
            raise NotFoundError(f"{kind}/{slug}", near(self.store.search, slug))
        return found


def _snapshot(store: CatalogStore) -> Snapshot:
    path = store.snapshot()
    return Snapshot(path, int(path.name))


def _edition() -> str:
    """What else than the commit an answer depends on: version, ontology, pages."""
    digest = hashlib.sha256(f"{__version__} {ontology_digest()}".encode())
    for path in sorted((*_HERE.rglob("*.html"), *_HERE.glob("static/*"))):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:8]


def _service(request: Request) -> Service:
    service: Service = request.app.state.service
    return service


ServiceOf = Annotated[Service, Depends(_service)]
"""The service, for the parameters of a route."""
