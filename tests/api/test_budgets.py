"""What one address may use of the workers in a minute, over HTTP."""

from __future__ import annotations

import pytest
from fastapi import Request

from catalog.api.clients import client_of
from catalog.store import CatalogStore
from tests.api.conftest import serve

SLOW = "SELECT (COUNT(*) AS ?n) WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"


def test_errors_are_bounded_and_the_answer_says_when_to_come_again(ten: CatalogStore) -> None:
    with serve(ten, budget=(0, 1)) as client:
        for query in ("SELECT", "ASK", "SELECT * { SERVICE <http://a.example/> { ?s ?p ?o } }"):
            assert client.get("/sparql", params={"query": query}).status_code in (400, 403)
        refused = client.get("/sparql", params={"query": "ASK {}"})
        page = client.get("/sparql", params={"query": "ASK {}"}, headers={"Accept": "text/html"})
        document = client.post("/validate", content=b"", headers={"Content-Type": "text/turtle"})
        others = client.get("/data/model/aguila-7b.nt")
    assert refused.status_code == page.status_code == document.status_code == 429
    assert 1 <= int(refused.headers["Retry-After"]) <= 61
    assert refused.json() == {
        "type": "https://w3id.org/headwaters/problem/budget-spent",
        "title": "Your share is used up for now",
        "status": 429,
        "detail": "Your address has used up its share, which is 1 queries that fail in a minute. "
        f"Wait {refused.headers['Retry-After']} seconds and ask again.",
        "retry_after": int(refused.headers["Retry-After"]),
    }
    assert "used up its share" in page.text
    assert others.status_code == 200  # what needs no worker is not counted


def test_query_time_is_bounded(ten: CatalogStore) -> None:
    with serve(ten, budget=(0.1, 0)) as client:
        slow = client.get("/sparql", params={"query": SLOW, "timeout": "0.5"})
        refused = client.get("/sparql", params={"query": "ASK {}"})
    assert slow.status_code == 504
    assert refused.status_code == 429
    assert "0.1 seconds of query time in a minute" in refused.json()["detail"]


@pytest.mark.parametrize(
    ("host", "client"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2:ffff::1", "2001:db8:1:2::/64"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("testclient", "testclient"),
        ("", ""),
    ],
)
def test_a_client_is_an_address_or_a_network(host: str, client: str) -> None:
    request = Request({"type": "http", "client": (host, 1) if host else None})
    assert client_of(request) == client
