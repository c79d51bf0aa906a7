"""The command line and a real service with the graph in another engine (HEADWATERS_GRAPH)."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest
from pyoxigraph import NamedNode, RdfFormat, parse

from catalog.model import Record
from catalog.store import CatalogStore
from catalog.store.tokens import Scope
from tests.api.writers import TURTLE, token_for, writing
from tests.conftest import small_record
from tests.store.conftest import REMOTE, empty
from tests.store.servers import Server, free_port, wait_for

pytestmark = pytest.mark.engine

TITLES = "SELECT ?t { ?s <http://purl.org/dc/terms/title> ?t ; a ?c } ORDER BY ?t LIMIT 50"
COUNT = """SELECT (COUNT(DISTINCT ?m) AS ?n) {
  ?m a <http://data.europa.eu/it6/MachineLearningModel> .
  ?m <http://purl.org/dc/terms/identifier> "aguila-7b"
}"""
ADDRESSES = (
    "/lineage/model/aguila-7b?direction=upstream",
    "/lineage/dataset/common-crawl?direction=downstream",
    "/findings/model/aguila-7b?as-of=2026-11-24",
    "/search?q=falcon",
)
DEAD = ("/health", "/sparql?query=ASK%7B%7D", "/lineage/model/aguila-7b")


def headwaters(store: Path, graph: str | None, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [Path(sys.executable).parent / "headwaters", "--store", store, *arguments],
        env=environment(graph),
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


def environment(graph: str | None) -> dict[str, str]:
    kept = {k: v for k, v in os.environ.items() if not k.startswith("HEADWATERS_")}
    return kept if graph is None else {**kept, "HEADWATERS_GRAPH": graph}


@contextmanager
def served(store: Path, graph: str | None) -> Iterator[httpx.Client]:
    """A client of `headwaters serve`, which ends in order."""
    port = free_port()
    program = str(Path(sys.executable).parent / "headwaters")
    command = [program, "--store", str(store), "serve", "--no-explorer", "--port", str(port)]
    with subprocess.Popen(command, env=environment(graph), stderr=subprocess.DEVNULL) as process:
        try:
            wait_for(f"http://127.0.0.1:{port}/health", process)
            with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=60) as client:
                yield client
        finally:
            process.terminate()
            assert process.wait(timeout=30) == 0


def answers(client: httpx.Client) -> dict[str, object]:
    found = {address: client.get(address) for address in ADDRESSES}
    found["sparql"] = client.get(
        "/sparql", params={"query": TITLES}, headers={"Accept": "text/csv"}
    )
    question = client.get("/questions/models-descending-from?source=the-pile").json()
    entry = client.get("/data/model/aguila-7b.ttl")
    assert {answer.status_code for answer in (*found.values(), entry)} == {200}
    triples = {str(quad.triple) for quad in parse(entry.content, format=RdfFormat.TURTLE)}
    models = [row["model"] for row in question["rows"]]  # the rest is in test_same_answers
    return {
        "entry": triples,
        "question": models,
        **{address: answer.text for address, answer in found.items()},
    }


@pytest.fixture(scope="module")
def wanted(tmp_path_factory: pytest.TempPathFactory) -> dict[str, object]:
    """What a service with the embedded engine answers."""
    store = tmp_path_factory.mktemp("own") / "store"
    load(store, None)
    with served(store, None) as client:
        return answers(client)


def load(store: Path, graph: str | None) -> None:
    done = headwaters(store, graph, "load")
    assert done.returncode == 0, done.stderr


@pytest.fixture(scope="module", params=REMOTE)
def place(
    request: pytest.FixtureRequest,
    servers: Callable[[str], Server],
    tmp_path_factory: pytest.TempPathFactory,
) -> tuple[Server, Path]:
    """An engine and the store whose graph it holds: the shipped catalogue."""
    server, store = servers(request.param), tmp_path_factory.mktemp("served") / "store"
    empty(server.address)
    load(store, server.address)
    assert not (store / "graph").exists()
    return server, store


def test_a_service_answers_the_same_and_survives_its_engine(
    place: tuple[Server, Path], wanted: dict[str, object], shipped_records: list[Record]
) -> None:
    server, store = place
    head = len(shipped_records)
    with served(store, server.address) as client:
        health = client.get("/health").json()
        assert (health["commit"], health["graph_commit"]) == (head, head)
        assert health["engine"].endswith(f" at {server.address.split('//')[1].partition('?')[0]}")
        assert answers(client) == wanted
        server.kill()
        try:
            for address in DEAD:
                answer = client.get(address)
                problem = answer.json()
                assert (answer.status_code, problem["status"]) == (502, 502), address
                assert answer.headers["content-type"] == "application/problem+json"
                assert problem["type"].endswith("/problem/unavailable")
                assert "does not answer" in problem["detail"]
            assert client.get("/changes").json()["head"] == head  # the journal is here
        finally:
            server.start()
        assert answers(client) == wanted


def test_the_command_line_uses_the_engine(
    place: tuple[Server, Path], shipped_records: list[Record], tmp_path: Path
) -> None:
    server, store = place
    head = len(shipped_records)
    answer = headwaters(store, server.address, "query", COUNT, "--format", "csv")
    assert answer.stdout == "n\n1\n"
    well = headwaters(store, server.address, "doctor")
    assert well.stdout.startswith(f"All is well at commit {head}; graph: ")
    assert " at 127.0.0.1:" in well.stdout
    backup = tmp_path / "backup.zip"
    assert headwaters(store, server.address, "backup", str(backup)).returncode == 0
    server.kill()
    try:
        down = headwaters(store, server.address, "lineage", "aguila-7b")
        assert (down.returncode, down.stdout) == (1, "")
        assert "does not answer" in down.stderr
        assert "Start it, or look at HEADWATERS_GRAPH." in down.stderr
    finally:
        server.start()
    again = headwaters(store, server.address, "rebuild")
    assert f"Rebuilt from the journal: {head} records" in again.stderr
    refused = headwaters(tmp_path / "other", server.address, "restore", str(backup))
    assert refused.returncode == 2
    assert "holds the graph of another store" in refused.stderr


def test_writing_with_the_graph_in_another_engine(
    servers: Callable[[str], Server], tmp_path: Path
) -> None:
    address = servers(REMOTE[0]).address
    empty(address)
    record = "/record/test/unresolved/a-name"
    with CatalogStore.open(tmp_path / "store", create=True, service=address) as store:
        token = token_for(store, Scope.ADMIN)
        with writing(store, token) as client:
            made = client.put(record, content=small_record("a-name"), headers=TURTLE)
            assert made.status_code == 201, made.text
            assert "Example a-name" in client.get(record, headers={"Accept": "text/turtle"}).text
            update = client.post("/sparql", data={"update": "CLEAR DEFAULT"})
            assert (update.status_code, update.json()["title"]) == (
                501,
                "This service cannot do that",
            )
            taken = client.delete(record, headers={"If-Match": "*"})
            assert taken.status_code == 204
            assert store.graph.graph(NamedNode("https://w3id.org/headwaters" + record)) == []
