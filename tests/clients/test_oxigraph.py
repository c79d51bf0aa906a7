"""pyoxigraph asks us by SERVICE, and loads our IRIs."""

from __future__ import annotations

import re

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


@pytest.mark.parametrize(
    "path",
    ["data/model/aguila-7b.nt", "data/model/aguila-7b.rdf", "record/shipped/model/aguila-7b"],
)
def test_load(service: str, path: str) -> None:
    store = Store()
    store.update(f"LOAD <{service}/{path}>")
    found = store.quads_for_pattern(NamedNode(AGUILA), NamedNode(IDENTIFIER), None)
    assert [quad.object for quad in found] == [Literal("aguila-7b")]
    address = f"{service}/{path.replace('.rdf', '.nt')}"
    whole = httpx.get(address, headers={"Accept": "application/n-triples"}).content
    assert len(store) == len(set(parse(whole, format=RdfFormat.N_TRIPLES)))


def test_load_of_the_ontology(service: str) -> None:
    store = Store()
    store.update(f"LOAD <{service}/ns>")
    community = NamedNode("https://w3id.org/headwaters/ns#Community")
    assert store.query(f"ASK {{ {community} a <http://www.w3.org/2002/07/owl#Class> }}")


def test_load_of_a_thing_stops_at_the_303_that_names_its_data(service: str) -> None:
    """Oxigraph follows no redirect in LOAD; the address it was sent to is the right one."""
    to = f"{service}/data/model/aguila-7b.nt"
    with pytest.raises(OSError, match=rf"too many redirects.*{re.escape(to)}"):
        Store().update(f"LOAD <{service}/id/model/aguila-7b>")
