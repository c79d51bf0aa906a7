from __future__ import annotations

import socket
from urllib.parse import quote, urlsplit

import httpx

from catalog.store import CatalogStore
from tests.api.conftest import running

ENDLESS = "SELECT (COUNT(*) AS ?n) WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"


def test_a_client_that_goes_away_takes_its_query_along(ten: CatalogStore) -> None:
    with running(ten) as address:
        server = urlsplit(address)
        line = f"GET /sparql?timeout=60&query={quote(ENDLESS)} HTTP/1.1\r\nHost: here\r\n\r\n"
        for _ in range(2):
            with socket.create_connection((server.hostname, server.port)) as connection:
                connection.sendall(line.encode())
        # One worker, held for a minute by each of the two, were they still waited for.
        answer = httpx.get(f"{address}/sparql?query=ASK%7B%7D", timeout=30)
    assert answer.json() == {"head": {}, "boolean": True}
    assert answer.elapsed.total_seconds() < 15
