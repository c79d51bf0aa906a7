"""SPARQL 1.1 Graph Store HTTP Protocol: the requests of the suite, and what `/graphs` does."""

from __future__ import annotations

import httpx
import pytest

from tests.conformance.exchanges import Exchange, exchanges
from tests.conformance.manifest import Case, of_kinds
from tests.conformance.results import read_graph
from tests.conformance.written import fill


@pytest.mark.parametrize("case", of_kinds("sparql11", "GraphStoreProtocolTest"))
def test_graph_store(writable: httpx.Client, case: Case) -> None:
    fill(writable, {})
    known: dict[str, str] = {}
    for exchange in exchanges(case):
        response = exchange.send(writable, exchange.path.replace("/gsp", "/graphs", 1), known)
        assert response.status_code in exchange.statuses, response.text
        if exchange.location is not None:
            known[exchange.location] = response.headers["Location"]
        _check(exchange, response)


def _check(exchange: Exchange, response: httpx.Response) -> None:
    for name, value in exchange.expected_headers.items():
        assert response.headers[name].partition(";")[0] == value.partition(";")[0]
    if exchange.expected_body is not None and exchange.method != "HEAD":
        base = str(response.url)
        assert read_graph(response.content, "ttl", base) == read_graph(
            exchange.expected_body, "ttl", base
        )
