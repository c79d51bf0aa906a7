"""One service over a real store with ten entries of the shipped catalogue."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import uvicorn

from catalog.api.app import create_app
from catalog.model import Record
from catalog.rdf.canonical import to_ntriples
from catalog.records.files import read_records, shipped_entries
from catalog.settings import Settings
from catalog.store import CatalogStore, Change
from catalog.store.tokens import Scope
from tests.api.testing import TestClient
from tests.api.writers import token_for, writing

ENTRIES = (
    "model/aguila-7b",
    "model/falcon-7b",
    "dataset/bsc-open-data-26b",
    "dataset/refinedweb",
    "dataset/common-crawl",
    "source/web",
    "unresolved/falcon-curated-corpora",
    "license/apache",
    "organization/bsc",
    "organization/tii",
)
BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"


def commit(store: CatalogStore, records: list[Record], message: str = "load") -> None:
    """Put records into a store."""
    changes = [Change(r.iri.value, r.topic.value, to_ntriples(r.triples)) for r in records]
    store.commit(changes, actor="tests", message=message)


def entries() -> list[Record]:
    """The ten entries."""
    return list(read_records(shipped_entries() / f"{name}.ttl" for name in ENTRIES))


@pytest.fixture(scope="session")
def ten(tmp_path_factory: pytest.TempPathFactory) -> Iterator[CatalogStore]:
    """A store with the ten entries, to read only."""
    with CatalogStore.open(tmp_path_factory.mktemp("api") / "store", create=True) as store:
        commit(store, entries())
        yield store


@pytest.fixture(scope="session")
def client(ten: CatalogStore) -> Iterator[TestClient]:
    """A client that takes what programs take."""
    with serve(ten) as client:
        yield client


@pytest.fixture(scope="session")
def browser(ten: CatalogStore) -> Iterator[TestClient]:
    """A client that asks as browsers do."""
    with serve(ten, explorer_url="http://explorer.example/") as client:
        client.headers["Accept"] = BROWSER
        yield client


@pytest.fixture
def own(tmp_path: Path) -> Iterator[CatalogStore]:
    """A store with the ten entries, for one test to write to."""
    with CatalogStore.open(tmp_path / "store", create=True) as store:
        commit(store, entries())
        yield store


@pytest.fixture
def publisher(own: CatalogStore) -> Iterator[TestClient]:
    """A client with a token that may write records."""
    with writing(own, token_for(own, Scope.PUBLISH)) as client:
        yield client


@pytest.fixture
def admin(own: CatalogStore) -> Iterator[TestClient]:
    """A client with a token that may send updates."""
    with writing(own, token_for(own, Scope.ADMIN)) as client:
        yield client


@contextmanager
def running(store: CatalogStore, *, updates: bool = False) -> Iterator[str]:
    """The address of a service that listens on a port of its own, with one query worker."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    settings = Settings(store=Path("unused"), workers=1, updates=updates, deadline=60)
    app = create_app(settings, store)
    server = uvicorn.Server(uvicorn.Config(app, port=port, log_level="warning", ws="none"))
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        while not server.started and thread.is_alive():
            thread.join(0.02)
        yield f"http://127.0.0.1:{port}"
    finally:
        server.should_exit = True
        thread.join()


def serve(
    store: CatalogStore,
    *,
    explorer_url: str | None = None,
    budget: tuple[float, float] = (0, 0),
) -> TestClient:
    """A client of a service of its own; use it in a with-block.

    :param budget: seconds of query time and errors a minute; 0 means no bound.
    """
    settings = Settings(
        store=Path("unused"),
        workers=1,
        deadline=10,
        most_rows=1000,
        most_page_rows=5,
        explorer_url=explorer_url,
        client_seconds=budget[0],
        client_errors=budget[1],
    )
    return TestClient(
        create_app(settings, store), raise_server_exceptions=False, follow_redirects=False
    )
