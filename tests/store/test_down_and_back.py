"""The engine of the graph is really killed and started again; nothing acknowledged is lost."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest

from catalog.errors import QueryFailedError, UnavailableError, UsageError
from catalog.store import CatalogStore
from catalog.store.base import NoSnapshotError
from catalog.store.check import check
from catalog.store.commits import Commit
from catalog.store.remote import RemoteGraph
from catalog.store.service import Address, Service
from tests.store.servers import OxigraphServer, Server, VirtuosoServer, free_port
from tests.unit.test_store import change, commit, lineage

pytestmark = pytest.mark.engine

LINE = {("step", "a", "b"), ("step", "b", "c"), ("closure", "a", "b"), ("closure", "b", "c"),
        ("closure", "a", "c")}  # fmt: skip


def test_nothing_is_written_while_the_engine_is_down(tmp_path: Path, server: Server) -> None:
    with CatalogStore.open(tmp_path / "s", create=True, service=server.address) as store:
        commit(store, change("a", "b"))
        server.kill()
        try:
            with pytest.raises(UnavailableError, match=r"does not answer .*Start it") as caught:
                commit(store, change("b", "c"))
            assert caught.value.status == 502
            assert store.head == 1
            with pytest.raises(UnavailableError, match="does not answer"):
                store.graph.ask("ASK {}")
        finally:
            server.start()
        assert commit(store, change("b", "c")) == 1
        assert lineage(store) == LINE
        assert list(check(store)) == []


def test_what_the_journal_has_and_the_graph_missed_is_replayed(
    tmp_path: Path, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    project = CatalogStore._project

    def killed(self: CatalogStore, commits: Sequence[Commit]) -> None:
        server.kill()
        project(self, commits)

    with CatalogStore.open(tmp_path / "s", create=True, service=server.address) as store:
        commit(store, change("a", "b"))
        with monkeypatch.context() as patched:
            patched.setattr(CatalogStore, "_project", killed)
            with pytest.raises(UnavailableError, match="in the journal as commit 2; graph and"):
                commit(store, change("b", "c"))
        server.start()
        assert (store.head, store.graph.commit_number()) == (2, 1)
        assert commit(store, change("d", "a")) == 1  # the next write takes it up
        assert store.head == store.graph.commit_number() == store.search.commit_number() == 3
        assert lineage(store) > LINE
        with monkeypatch.context() as patched:
            patched.setattr(CatalogStore, "_project", killed)
            with pytest.raises(UnavailableError, match="in the journal as commit 4; graph and"):
                commit(store, change("d"))
    with pytest.raises(UnavailableError, match="does not answer"):
        CatalogStore.open(tmp_path / "s", service=server.address)
    server.start()
    with CatalogStore.open(tmp_path / "s", service=server.address) as store:  # so does opening
        assert lineage(store) == LINE
        assert list(check(store)) == []


class BrokenOffError(Exception):
    """The wire was cut."""


@pytest.mark.parametrize("parts", range(10))
@pytest.mark.parametrize("server", ["oxigraph"], indirect=True)
def test_an_update_broken_off_at_any_point_is_mended_by_doing_it_again(
    tmp_path: Path, server: Server, monkeypatch: pytest.MonkeyPatch, parts: int
) -> None:
    """Every step is sent by itself, as Virtuoso runs them, and the wire is cut after some."""
    send, sent = Service.update, 0

    def cut(self: Service, text: str) -> None:
        nonlocal sent
        for step in text.split(" ;\n"):
            if sent == parts:
                raise BrokenOffError
            sent += 1
            send(self, step)

    before = [change("a", "b"), change("b", "c"), change("d", "a"), change("e", "d")]
    after = [change("a", "c"), change("b", ""), change("d", "b"), change("f", "e")]
    with CatalogStore.open(tmp_path / "s", create=True, service=server.address) as store:
        commit(store, *before)
        with monkeypatch.context() as patched:
            patched.setattr(Service, "update", cut)
            if parts < 9:
                with pytest.raises(BrokenOffError):
                    commit(store, *after)
            else:
                commit(store, *after)
        assert store.head == 8
    with CatalogStore.open(tmp_path / "s", service=server.address) as store:
        assert list(check(store)) == []
        with CatalogStore.open(tmp_path / "other", create=True) as other:
            commit(other, *before)
            commit(other, *after)
            assert lineage(store) == lineage(other)


def test_a_service_belongs_to_one_store(tmp_path: Path, server: Server) -> None:
    with CatalogStore.open(tmp_path / "s", create=True, service=server.address) as store:
        commit(store, change("a"))
    with pytest.raises(UsageError, match="holds the graph of another store"):
        CatalogStore.open(tmp_path / "other", create=True, service=server.address)
    with CatalogStore.open(tmp_path / "s", service=server.address) as store:
        assert list(check(store)) == []


def test_a_service_with_other_data_is_refused(tmp_path: Path, server: Server) -> None:
    service = Service(Address.parse(server.address))
    try:
        service.update("INSERT DATA { GRAPH <urn:example:g> { <urn:s> <urn:p> <urn:o> } }")
        with pytest.raises(UsageError, match="holds other data already, as urn:example:g"):
            CatalogStore.open(tmp_path / "s", create=True, service=server.address)
    finally:
        service.update("DROP SILENT GRAPH <urn:example:g>")
        service.close()


def test_there_are_no_snapshots(tmp_path: Path, server: Server) -> None:
    with CatalogStore.open(tmp_path / "s", create=True, service=server.address) as store:
        assert not store.graph.can_snapshot
        with pytest.raises(NoSnapshotError, match="Queries are forwarded"):
            store.snapshot()
    with CatalogStore.open(tmp_path / "t", create=True) as store:
        assert store.graph.can_snapshot


@pytest.fixture
def apart(tmp_path: Path, servers: Callable[[str], Server]) -> Iterator[Server]:
    """A server whose default graph is not the union of the named ones."""
    servers("oxigraph")  # skips where it is not installed
    folder = tmp_path / "apart"
    folder.mkdir()
    server = OxigraphServer(folder, union=False)
    server.start()
    yield server
    server.kill()


def test_what_is_wrong_with_a_service_is_said_on_opening(tmp_path: Path, apart: Server) -> None:
    folder = tmp_path / "s"
    with pytest.raises(UnavailableError, match="Oxigraph --union-default-graph"):
        CatalogStore.open(folder, create=True, service=apart.address)
    plain = apart.address.partition("?")[0]
    with pytest.raises(UnavailableError, match="update address may be another"):
        CatalogStore.open(folder, create=True, service=plain)
    with pytest.raises(UnavailableError, match="nothing at this address"):
        CatalogStore.open(folder, create=True, service=plain.replace("/query", "/no"))
    nobody = f"sparql+http://name:secret@127.0.0.1:{free_port()}/query"
    with pytest.raises(UnavailableError, match="does not answer") as caught:
        CatalogStore.open(folder, create=True, service=nobody)
    assert "secret" not in str(caught.value)
    for wrong in ("http://name:secret@h/", "sparql+http://", "sparql+http://h/q?colour=blue"):
        with pytest.raises(UsageError, match=r"sparql\+http://host:port") as refused:
            CatalogStore.open(folder, create=True, service=wrong)
        assert "secret" not in str(refused.value)


def test_an_address_is_read() -> None:
    assert Address.parse("sparql+https://a%40b:p%2Fw@h:1/q?update=/u&load=http://x/l&auth=digest"
                         "&timeout=5") == Address(
        "https://h:1/q", "https://h:1/u", "http://x/l", "a@b", "p/w", True, 5.0
    )  # fmt: skip
    assert Address.parse("sparql+http://h/sparql") == Address("http://h/sparql", "http://h/sparql")
    assert "p/w" not in repr(Address.parse("sparql+http://u:p%2Fw@h/q"))


def test_an_answer_the_engine_has_cut_is_never_taken_for_whole(
    tmp_path: Path, servers: Callable[[str], Server]
) -> None:
    servers("virtuoso")
    server = VirtuosoServer(tmp_path, most_rows=100)
    server.start()
    try:
        service = Service(Address.parse(server.address))
        graph = RemoteGraph(service, "c0ffee00-0000-4000-8000-000000000000")
        try:
            lines = "".join(f'<urn:s> <urn:p> "{i}" <urn:g> .\n' for i in range(101))
            graph.load(lines.encode())
            assert len(graph.select("SELECT * { <urn:s> ?p ?o } LIMIT 99")) == 99
            with pytest.raises(QueryFailedError, match="cut after 100 rows"):
                graph.select("SELECT * { <urn:s> ?p ?o }")
        finally:
            graph.close()
    finally:
        server.kill()
