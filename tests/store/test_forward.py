"""Strangers' queries to a graph in another engine: same answers, same bounds as our workers."""

from __future__ import annotations

import json
import socket
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from catalog.bounded.calling import Cancellation
from catalog.errors import (
    QueryCancelledError,
    QueryFailedError,
    QueryRefusedError,
    QueryTimeoutError,
    TooLargeError,
    UnavailableError,
    UnparseableError,
)
from catalog.sparql.forward import Forwarder
from catalog.sparql.process import Snapshot
from catalog.sparql.request import PoolLimits, QueryRequest
from catalog.sparql.workers import WorkerPool
from catalog.store import CatalogStore
from catalog.store.remote import RemoteGraph
from catalog.store.service import Address, Service
from tests.store.conftest import REMOTE, empty
from tests.store.servers import Server, free_port
from tests.unit.test_store import change, commit

pytestmark = pytest.mark.engine

TITLE = "<http://purl.org/dc/terms/title>"
NAMES = "abcdefgh"
SLOW = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i FILTER (?c < ?f && ?i > ?c) }"


def wanted(query: str, form: str = "json", **more: object) -> QueryRequest:
    return QueryRequest(query, form, "text/x", **more)  # type: ignore[arg-type]


@pytest.fixture(scope="module", params=REMOTE)
def remote(
    request: pytest.FixtureRequest,
    servers: Callable[[str], Server],
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[CatalogStore]:
    address = servers(request.param).address
    empty(address)
    folder = tmp_path_factory.mktemp("forward") / "s"
    with CatalogStore.open(folder, create=True, service=address) as store:
        commit(store, *(change(name, NAMES[:n]) for n, name in enumerate(NAMES)))
        yield store


def forwarder(store: CatalogStore, **limits: float) -> Forwarder:
    assert isinstance(store.graph, RemoteGraph)
    bounds = PoolLimits(**limits)  # type: ignore[arg-type]
    return Forwarder(store.graph.service, store.graph.commit_number, limits=bounds)


@pytest.mark.parametrize("form", ["json", "xml", "csv", "tsv"])
@pytest.mark.parametrize(
    "query",
    [
        f"SELECT ?s ?t {{ ?s {TITLE} ?t FILTER (STRSTARTS(?t, 'Model')) }} ORDER BY ?t",
        f"ASK {{ ?s {TITLE} 'Model a'@en }}",
        f"ASK {{ ?s {TITLE} 'Model z'@en }}",
        "SELECT ?x { ?x <urn:none> ?y }",
    ],
)
def test_tables_are_those_of_our_own_workers(
    query: str, form: str, remote: CatalogStore, tmp_path: Path
) -> None:
    with CatalogStore.open(tmp_path / "own", create=True) as own:
        commit(own, *(change(name, NAMES[:n]) for n, name in enumerate(NAMES)))
        with (
            WorkerPool(Snapshot(own.snapshot(), own.head), size=1) as pool,
            pool.run(wanted(query, form)) as expected,
        ):
            with forwarder(remote).run(wanted(query, form)) as found:
                assert found.read() == expected.read()
            assert (found.variables, found.rows, found.truncated, found.commit) == (
                expected.variables, expected.rows, False, 8,
            )  # fmt: skip


@pytest.mark.parametrize("form", ["turtle", "ntriples", "rdfxml", "jsonld", "trig", "nquads"])
def test_graphs_are_written_in_every_form(form: str, remote: CatalogStore) -> None:
    query = f"CONSTRUCT {{ ?s {TITLE} ?t }} WHERE {{ ?s {TITLE} ?t FILTER (?t = 'Model a'@en) }}"
    with forwarder(remote).run(wanted(query, form)) as found:
        assert b"Model a" in found.read()
    assert (found.rows, found.truncated) == (1, False)


def test_rows_are_cut_and_told(remote: CatalogStore) -> None:
    query = f"SELECT ?t {{ ?s {TITLE} ?t FILTER (STRSTARTS(?t, 'Model')) }} ORDER BY ?t"
    with forwarder(remote).run(wanted(query, rows=3)) as found:
        titles = [row["t"]["value"] for row in json.loads(found.read())["results"]["bindings"]]
    assert titles == ["Model a", "Model b", "Model c"]
    assert (found.rows, found.truncated) == (3, True)
    graph = "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o } LIMIT 100"
    with forwarder(remote).run(wanted(graph, "ntriples", rows=5)) as found:
        assert len(found.read().splitlines()) == 5
    assert (found.rows, found.truncated) == (5, True)


def test_bytes_are_cut_and_told(remote: CatalogStore) -> None:
    query = "SELECT ?s ?p ?o { ?s ?p ?o } LIMIT 20"
    with forwarder(remote, bytes=1024).run(wanted(query)) as found:
        body = found.read()
    assert found.truncated
    assert len(json.loads(body)["results"]["bindings"]) == found.rows < 20
    with pytest.raises(QueryFailedError, match="add LIMIT"):
        forwarder(remote, bytes=256).run(wanted("SELECT * { ?s ?p ?o } LIMIT 1000", rows=10**6))


def test_a_slow_query_is_stopped_at_its_deadline(remote: CatalogStore) -> None:
    started = time.monotonic()
    with pytest.raises(QueryTimeoutError, match=r"not done after 0.5 seconds and was stopped"):
        forwarder(remote).run(wanted(SLOW, seconds=0.5))
    assert time.monotonic() - started < 8  # well before it would end by itself


def test_a_query_nobody_waits_for_is_called_off(remote: CatalogStore) -> None:
    cancellation = Cancellation()
    threading.Timer(0.3, cancellation.cancel).start()
    started = time.monotonic()
    with pytest.raises(QueryCancelledError):
        forwarder(remote).run(wanted(SLOW), cancellation)
    assert time.monotonic() - started < 8  # well before it would end by itself


def test_what_would_call_out_is_refused(remote: CatalogStore) -> None:
    ours = forwarder(remote)
    for query in (
        "SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }",
        "SELECT (bif:http_get('http://127.0.0.1:9/') AS ?x) {}",
        "SELECT (<sql:rdf_load>('http://127.0.0.1:9/') AS ?x) {}",
    ):
        with pytest.raises(QueryRefusedError):
            ours.run(wanted(query))
    with pytest.raises(UnparseableError):
        ours.run(wanted("DEFINE get:soft 'soft' SELECT * FROM <http://127.0.0.1:9/> { ?s ?p ?o }"))
    with pytest.raises(UnparseableError, match="this is an update"):
        ours.run(wanted("DROP ALL"))
    with pytest.raises(TooLargeError):
        ours.run(wanted("SELECT * " + "{" * 3000))


def test_a_mistake_is_told_and_a_dead_engine_too(remote: CatalogStore) -> None:
    with pytest.raises(UnparseableError):
        forwarder(remote).run(wanted("SELECT ?x WHERE { ?x ?y }"))
    service = Service(Address.parse(f"sparql+http://127.0.0.1:{free_port()}/query"))
    with pytest.raises(UnavailableError, match="does not answer"):
        Forwarder(service, lambda: 0).run(wanted("ASK {}"))
    service.close()


@pytest.mark.parametrize(
    ("sent", "error"),
    [
        (b"HTTP/1.1 200 OK\r\nContent-Type: application/sparql-results+json\r\n\r\n"
         b'{"head":{"vars":["s"]},"results":{"bindings":[{"s":{"type":"uri","value":"urn:s"}},'
         b"The SPARQL operation has been cancelled", QueryFailedError),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 900\r\n\r\n"
         b'{"head":{"vars":["s"]},"results":{"bindings":[', UnavailableError),
        (b"", UnavailableError),
    ],
)  # fmt: skip
def test_an_answer_that_breaks_off_is_never_whole(sent: bytes, error: type[Exception]) -> None:
    """As `oxigraph serve --timeout-s` does it: status 200, then words amid the JSON."""
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def serve() -> None:
            connection, _ = listener.accept()
            with connection:
                connection.recv(65_536)
                connection.sendall(sent)

        thread = threading.Thread(target=serve)
        thread.start()
        port = listener.getsockname()[1]
        service = Service(Address.parse(f"sparql+http://127.0.0.1:{port}/query"))
        with pytest.raises(error):
            Forwarder(service, lambda: 0).run(wanted("SELECT ?s { ?s ?p ?o }"))
        service.close()
        thread.join()
