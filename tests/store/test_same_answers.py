"""The shipped catalogue in every engine: the same questions, lineage and findings."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from catalog.ask import Answer, ask
from catalog.governance.evaluate import findings_of
from catalog.lineage import Direction, trace
from catalog.lookup import find_thing
from catalog.model import Record
from catalog.questions import questions
from catalog.records.register import register
from catalog.shacl import Validator
from catalog.store import CatalogStore
from catalog.store.check import check
from tests.store.conftest import REMOTE, empty
from tests.store.servers import Server

MODELS = ("aguila-7b", "falcon-7b", "bloom", "stable-diffusion-1-5", "starcoder", "olmo-7b")
AS_OF = "2026-11-24"


@pytest.fixture(scope="module", params=[name for name in REMOTE if name != "oxigraph-loading"])
def remote(
    request: pytest.FixtureRequest,
    servers: Callable[[str], Server],
    tmp_path_factory: pytest.TempPathFactory,
    shipped_records: list[Record],
    validator: Validator,
) -> Iterator[CatalogStore]:
    """The shipped catalogue, with its graph in a remote engine."""
    address = servers(request.param).address
    empty(address)
    folder = tmp_path_factory.mktemp("remote") / "store"
    with CatalogStore.open(folder, create=True, service=address) as store:
        register(store, shipped_records, actor="tests", message="load", validator=validator)
        yield store


def of(answer: Answer) -> dict[str, object]:
    found = answer.to_json()
    del found["commit"]
    return found


@pytest.mark.parametrize("name", sorted(questions()))
def test_the_same_answers(name: str, remote: CatalogStore, shipped_store: CatalogStore) -> None:
    wanted = of(ask(shipped_store, name, {}, limit=5_000))
    assert wanted["total"]
    assert of(ask(remote, name, {}, limit=5_000)) == wanted


@pytest.mark.parametrize("direction", list(Direction))
@pytest.mark.parametrize("name", [*MODELS, "common-crawl"])
def test_the_same_lineage(
    name: str, direction: Direction, remote: CatalogStore, shipped_store: CatalogStore
) -> None:
    thing = find_thing(shipped_store.search, name)
    assert find_thing(remote.search, name) == thing
    for depth in (None, 2):
        wanted = trace(shipped_store, thing, direction, depth=depth)
        assert trace(remote, thing, direction, depth=depth) == wanted


@pytest.mark.parametrize("name", MODELS)
def test_the_same_findings(
    name: str, remote: CatalogStore, shipped_store: CatalogStore
) -> None:
    iri = find_thing(shipped_store.search, name).iri
    wanted = findings_of(shipped_store, iri, AS_OF).to_json()
    assert wanted["findings"]
    assert {**findings_of(remote, iri, AS_OF).to_json(), "commit": 0} == {**wanted, "commit": 0}


def test_the_doctor_finds_the_remote_graph_well(remote: CatalogStore) -> None:
    assert list(check(remote)) == []
