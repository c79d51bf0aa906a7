"""SPARQLWrapper and rdflib's SPARQLUpdateStore write with a token as the password of Basic."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from rdflib import Graph, Literal, URIRef
from rdflib.plugins.stores.sparqlstore import SPARQLUpdateStore
from SPARQLWrapper import BASIC, JSON, POST, SPARQLWrapper
from SPARQLWrapper.SPARQLExceptions import QueryBadFormed, Unauthorized

from tests.clients.conftest import HEADWATERS, serving
from tests.conftest import records_of, small_record

pytestmark = pytest.mark.clients

ALTERNATIVE = URIRef("http://purl.org/dc/terms/alternative")


@dataclass(frozen=True)
class Writable:
    """A service that takes updates, and the password that lets one write."""

    sparql: str
    token: str


@pytest.fixture(scope="module")
def writable(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Writable]:
    """A service over a store of its own with one record."""
    folder = tmp_path_factory.mktemp("written") / "store"
    record = tmp_path_factory.mktemp("records") / "first.ttl"
    record.write_text(small_record("first"), encoding="utf-8")
    _run(folder, "load", str(record))
    token = _run(folder, "token", "new", "--name", "Ada", "--scope", "admin",
                 "--expires", "2099-12-31")  # fmt: skip
    with serving(folder, HEADWATERS_UPDATES="true") as address:
        yield Writable(f"{address}/sparql", token.strip())


def _run(folder: Path, *arguments: str) -> str:
    command = [HEADWATERS, "--store", str(folder), *arguments]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def _wrapper(writable: Writable, method: str, password: str) -> SPARQLWrapper:
    wrapper = SPARQLWrapper(writable.sparql)
    wrapper.setMethod(POST)
    wrapper.setRequestMethod(method)
    wrapper.setHTTPAuth(BASIC)
    wrapper.setCredentials("ada", password)
    return wrapper


def _insertion(slug: str) -> str:
    """An update that puts in a whole record about a new thing."""
    (record,) = records_of(small_record(slug))
    statements = "".join(f"{triple} .\n" for triple in record.triples)
    return f"INSERT DATA {{ GRAPH {record.iri} {{\n{statements}}} }}"


def _is_there(writable: Writable, slug: str) -> bool:
    wrapper = SPARQLWrapper(writable.sparql, returnFormat=JSON)
    wrapper.setQuery(f"ASK {{ <https://w3id.org/headwaters/id/unresolved/{slug}> ?p ?o }}")
    answer = wrapper.queryAndConvert()
    assert isinstance(answer, dict)
    return bool(answer["boolean"])


@pytest.mark.parametrize("method", ["urlencoded", "postdirectly"])
def test_sparqlwrapper_writes_a_record(writable: Writable, method: str) -> None:
    slug = f"by-{method}"
    assert not _is_there(writable, slug)
    wrapper = _wrapper(writable, method, writable.token)
    wrapper.setQuery(_insertion(slug))
    assert wrapper.query().response.status in (200, 204)
    assert _is_there(writable, slug)


@pytest.mark.parametrize("method", ["urlencoded", "postdirectly"])
def test_nobody_writes_without_the_token(writable: Writable, method: str) -> None:
    wrapper = _wrapper(writable, method, "hw_" + "0" * 43)
    wrapper.setQuery(_insertion("by-nobody"))
    with pytest.raises(Unauthorized):
        wrapper.query()
    assert not _is_there(writable, "by-nobody")


def test_what_breaks_a_shape_is_not_written(writable: Writable) -> None:
    record = "https://w3id.org/headwaters/record/test/unresolved/first"
    wrapper = _wrapper(writable, "postdirectly", writable.token)
    title = "<http://purl.org/dc/terms/title>"
    wrapper.setQuery(f"DELETE WHERE {{ GRAPH <{record}> {{ ?thing {title} ?title }} }}")
    with pytest.raises(Exception, match="422"):
        wrapper.query()
    assert _is_there(writable, "first")


def test_a_text_that_is_no_update(writable: Writable) -> None:
    wrapper = _wrapper(writable, "postdirectly", writable.token)
    wrapper.setQuery("INSERT DATA { GRAPH <http://example.org/g> { <a> } }")
    with pytest.raises(QueryBadFormed):
        wrapper.query()


def test_rdflib_adds_and_removes_a_statement(writable: Writable) -> None:
    record = URIRef("https://w3id.org/headwaters/record/test/unresolved/first")
    first = URIRef("https://w3id.org/headwaters/id/unresolved/first")
    store = SPARQLUpdateStore(
        writable.sparql, writable.sparql, auth=("ada", writable.token), method="POST"
    )
    graph = Graph(store, identifier=record)
    before = len(graph)
    name = Literal("The very first", lang="en")
    graph.add((first, ALTERNATIVE, name))
    assert set(graph.objects(first, ALTERNATIVE)) == {name}
    assert len(graph) == before + 1
    graph.remove((first, ALTERNATIVE, None))
    assert set(graph.objects(first, ALTERNATIVE)) == set()
    assert len(graph) == before


def test_rdflib_sends_a_whole_update(writable: Writable) -> None:
    store = SPARQLUpdateStore(writable.sparql, writable.sparql, auth=("ada", writable.token))
    store.update(_insertion("by-rdflib"))
    assert _is_there(writable, "by-rdflib")
