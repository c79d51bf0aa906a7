"""The engines a store's graph can lie in, each a real one, empty for every test."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from catalog.store import CatalogStore
from catalog.store.remote import RemoteGraph
from catalog.store.service import Address, Service
from tests.store.servers import OxigraphServer, Server, VirtuosoServer, oxigraph_command

OWNER = "https://w3id.org/headwaters/graph/owner"
REMOTE = ("oxigraph", "virtuoso")
ENGINES = ("embedded", *REMOTE)

Opening = Callable[[str], CatalogStore]
"""Opens (makes) the store of some name."""


@pytest.fixture(scope="session")
def servers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str], Server]]:
    """The running server of an engine, started when first asked for."""
    running: dict[str, Server] = {}

    def running_server(engine: str) -> Server:
        if engine not in running:
            server = _server(engine, tmp_path_factory.mktemp(engine))
            server.start()
            running[engine] = server
        return running[engine]

    yield running_server
    for server in running.values():
        server.kill()


def _server(engine: str, folder: Path) -> Server:
    if engine == "virtuoso":
        if shutil.which("virtuoso-t") is None or shutil.which("isql-vt") is None:
            pytest.skip("Virtuoso is not installed (Debian: virtuoso-opensource-7-bin)")
        return VirtuosoServer(folder)
    if oxigraph_command() is None:
        pytest.skip("the oxigraph server is not installed (pip install oxigraph)")
    return OxigraphServer(folder, loads=engine == "oxigraph-loading")


def empty(address: str) -> None:
    """Take out of a service all that a store has put in, and whose it was."""
    service = Service(Address.parse(address))
    try:
        query = f"SELECT ?o {{ GRAPH <{OWNER}> {{ ?s ?p ?o }} }}"
        found = service.query(query, "text/csv").content.decode().splitlines()[1:]
        if found:
            RemoteGraph(service, found[0].strip().strip('"')).clear()
            service.update(f"DROP SILENT GRAPH <{OWNER}>")
    finally:
        service.close()


@pytest.fixture(params=REMOTE)
def server(request: pytest.FixtureRequest, servers: Callable[[str], Server]) -> Iterator[Server]:
    """One remote engine after the other, empty."""
    chosen = servers(request.param)
    empty(chosen.address)
    yield chosen


@pytest.fixture(params=ENGINES)
def service(request: pytest.FixtureRequest, servers: Callable[[str], Server]) -> str | None:
    """The address of one engine after the other, None for the embedded one; empty."""
    if request.param == "embedded":
        return None
    address = servers(request.param).address
    empty(address)
    return address


@pytest.fixture
def store(tmp_path: Path, service: str | None) -> Iterator[CatalogStore]:
    """An empty store with its graph in one engine after the other."""
    with CatalogStore.open(tmp_path / "store", create=True, service=service) as opened:
        yield opened
