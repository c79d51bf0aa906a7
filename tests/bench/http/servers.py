"""The servers that are measured, each a process of its own on loopback, with the same data."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Final

import httpx
from pyoxigraph import RdfFormat, Store, serialize

from catalog.store import CatalogStore
from catalog.terms import ONTOLOGY_GRAPH, UPSTREAM_TRANSITIVE
from tests.store.servers import free_port, oxigraph_command

OURS: Final = "Headwaters"
RDFLIB: Final = "rdflib-endpoint, rdflib"
OXRDFLIB: Final = "rdflib-endpoint, oxrdflib"
OXIGRAPH: Final = "oxigraph serve-read-only"
ALL: Final = (OURS, RDFLIB, OXRDFLIB, OXIGRAPH)
_PATIENCE: Final = 180.0
_PROGRAM: Final = "from catalog.cli import main; main()"


def write_data(store: CatalogStore, file: Path) -> int:
    """All records as one graph, and the lineage step by step, for those that know no records.

    The closure stays ours: it is what a catalogue adds. Steps let others ask one short path.

    :returns: how many statements there are.
    """
    graph = Store.read_only(str(store.snapshot()))
    triples = {
        quad.triple
        for quad in graph
        if quad.graph_name != ONTOLOGY_GRAPH and quad.predicate != UPSTREAM_TRANSITIVE
    }
    serialize(triples, str(file), format=RdfFormat.N_TRIPLES)
    return len(triples)


@contextmanager
def running(
    store: Path, data: Path, folder: Path, names: Sequence[str] = ALL
) -> Iterator[dict[str, int]]:
    """Some servers, started and answering; gives their ports by their names."""
    ports = {name: free_port() for name in names}
    environment = os.environ | {
        "HEADWATERS_STORE": str(store),
        "HEADWATERS_CLIENT_SECONDS": "0",
        "HEADWATERS_CLIENT_ERRORS": "0",
        "HEADWATERS_CLIENT_WORKERS": "2",  # of two: all load comes from one address
    }
    with ExitStack() as started:
        for name, port in ports.items():
            command = _command(name, data, folder, port)
            started.enter_context(_server(command, environment, folder / f"{port}.log"))
        for name, port in ports.items():
            _wait_for(f"http://127.0.0.1:{port}/", name)
        yield ports


def _command(name: str, data: Path, folder: Path, port: int) -> list[str]:
    match name:
        case "Headwaters":
            serve = ["serve", "--no-explorer", "--port", str(port)]
            return [sys.executable, "-c", _PROGRAM, *serve]
        case "rdflib-endpoint, rdflib":
            return _peer(data, "default", port)
        case "rdflib-endpoint, oxrdflib":
            return _peer(data, "Oxigraph", port)
        case _:
            return _oxigraph(data, folder / "oxigraph", port)


def _peer(data: Path, store: str, port: int) -> list[str]:
    return [sys.executable, "-m", "tests.bench.http.peer", str(data), store, str(port)]


def _oxigraph(data: Path, folder: Path, port: int) -> list[str]:
    command = oxigraph_command()
    if command is None:
        raise RuntimeError("There is no `oxigraph` beside this Python.")
    load = [command, "load", "--location", str(folder), "--file", str(data)]
    subprocess.run(load, check=True, capture_output=True)
    return [command, "serve-read-only", "--location", str(folder), "--bind", f"127.0.0.1:{port}"]


@contextmanager
def _server(command: Sequence[str], environment: dict[str, str], log: Path) -> Iterator[None]:
    with log.open("wb") as output:
        process = subprocess.Popen(command, env=environment, stdout=output, stderr=output)
    try:
        yield
    finally:
        process.terminate()
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _wait_for(address: str, name: str) -> None:
    until = time.monotonic() + _PATIENCE
    while time.monotonic() < until:
        try:
            httpx.get(address, timeout=5)
        except httpx.TransportError:
            time.sleep(0.1)
        else:
            return
    raise RuntimeError(f"{name} does not answer.")
