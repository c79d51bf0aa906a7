"""pyoxigraph asks us by SERVICE, and loads our IRIs."""

from __future__ import annotations

import httpx
import pytest
from pyoxigraph import Literal, NamedNode, QuerySolutions, RdfFormat, Store, parse

from tests.clients.asked import AGUILA, IDENTIFIER, SOURCES, THE_SOURCES, THE_TITLE, TITLE

pytestmark = pytest.mark.clients


def _rows(store: Store, query: str) -> list[tuple[str, ...]]:
    found = store.query(query)
    assert isinstance(found, QuerySolutions)
    return [tuple(str(value) for value in row) for row in found]


def test_service_into_us(service: str) -> None:
    rows = _rows(Store(), f"SELECT * WHERE {{ SERVICE <{service}/sparql> {{ {{ {SOURCES} }} }} }}")
    assert sorted(rows) == sorted((f"<{source}>",) for source in THE_SOURCES)


def test_service_joined_with_what_one_has(service: str) -> None:
    mine = Store()
    mine.update(f"INSERT DATA {{ <http://example.org/mine> <http://example.org/uses> <{AGUILA}> }}")
    rows = _rows(
        mine,
        f"SELECT ?mine ?title WHERE {{ ?mine <http://example.org/uses> ?model . "
        f"SERVICE <{service}/sparql> {{ ?model <{TITLE}> ?title }} }}",
    )
    assert rows == [("<http://example.org/mine>", f'"{THE_TITLE}"@en')]


def test_load(service: str) -> None:
    store = Store()
    store.update(f"LOAD <{service}/id/model/aguila-7b>")
    identifier = next(store.quads_for_pattern(NamedNode(AGUILA), NamedNode(IDENTIFIER), None))
    assert identifier.object == Literal("aguila-7b")
    whole = httpx.get(f"{service}/data/model/aguila-7b.nt").content
    assert len(store) == len(set(parse(whole, format=RdfFormat.N_TRIPLES)))
