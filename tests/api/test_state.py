from __future__ import annotations

from catalog import __version__
from catalog.store import CatalogStore
from tests.api.conftest import ENTRIES
from tests.api.testing import TestClient


def test_health(client: TestClient, ten: CatalogStore) -> None:
    assert client.get("/health").json() == {
        "status": "ok",
        "version": __version__,
        "commit": ten.head,
        "records": len(ENTRIES),
        "things": len(ENTRIES),
        "engine": "Oxigraph, embedded",
        "graph_commit": ten.head,
    }


def test_changes_page_by_page(client: TestClient, ten: CatalogStore) -> None:
    first = client.get("/changes", params={"limit": 4}).json()
    assert (first["head"], first["since"], first["total"]) == (10, 0, 10)
    assert [change["number"] for change in first["changes"]] == [1, 2, 3, 4]
    assert first["changes"][0]["topic"] == f"https://w3id.org/headwaters/id/{ENTRIES[0]}"
    assert first["changes"][0]["action"] == "create"
    assert first["next"] == "/changes?limit=4&since=4"
    second = client.get(first["next"]).json()
    assert [change["number"] for change in second["changes"]] == [5, 6, 7, 8]
    last = client.get(second["next"]).json()
    assert ([change["number"] for change in last["changes"]], last["next"]) == ([9, 10], None)
    assert client.get("/changes?since=10").json()["changes"] == []


def test_the_page_of_changes(browser: TestClient) -> None:
    page = browser.get("/changes?limit=4&since=4").text
    assert 'href="/changes?limit=4&amp;since=8"' in page
    assert 'href="/changes?limit=4&amp;since=0"' in page


def test_head_is_get_without_a_body(client: TestClient) -> None:
    answer = client.head("/data/model/aguila-7b.ttl")
    whole = client.get("/data/model/aguila-7b.ttl")
    assert (answer.status_code, answer.content) == (200, b"")
    assert answer.headers["content-length"] == str(len(whole.content))
