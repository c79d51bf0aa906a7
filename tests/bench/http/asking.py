"""The questions, how each server is asked them, and what must be equal in the answers."""

from __future__ import annotations

import json
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import quote, urlencode

from pyoxigraph import (
    QueryResultsFormat,
    QuerySolutions,
    RdfFormat,
    parse,
    parse_query_results,
)

from catalog.store.document import NOT_RECORDED
from catalog.terms import PREFIXES, THINGS, UPSTREAM, UPSTREAM_TRANSITIVE
from tests.bench.http.servers import OURS, OXIGRAPH, OXRDFLIB, RDFLIB

ROUTES: Final = f"{OURS}, routes"
SPARQL: Final = f"{OURS}, SPARQL"
CLOSURE: Final = f"{OURS}, SPARQL on the closure"
PAGE: Final = 100
"""Descendants on a page; a route gives them nearest first, with their titles and edges."""
_JSON: Final = "application/sparql-results+json"
_FOAF: Final = PREFIXES["foaf"]
_DCT: Final = PREFIXES["dct"]


@dataclass(frozen=True, slots=True)
class Way:
    """How one server is asked one question, and what is read off its answer."""

    target: Callable[[str], str]
    accept: str
    read: Callable[[bytes], Hashable]


@dataclass(frozen=True, slots=True)
class HttpQuestion:
    """A question, what it is asked about in turn, and the ways to ask it by server."""

    title: str
    inputs: Sequence[str]
    ways: Mapping[str, Way]


def entry(inputs: Sequence[str]) -> HttpQuestion:
    """All statements of the records on a thing.

    Others have them as one graph, which is faster for them than a graph for each record; they
    answer with the one to three steps of the lineage too, which are passed over.
    """

    def query(iri: str) -> str:
        return f"""SELECT ?s ?p ?o WHERE {{
          GRAPH ?record {{ ?record <{_FOAF}primaryTopic> <{iri}> . ?s ?p ?o }} }}"""

    def one_graph(iri: str) -> str:
        return f"""SELECT ?s ?p ?o WHERE {{
          {{ VALUES ?s {{ <{iri}> }} ?s ?p ?o }}
          UNION {{ ?s <{_FOAF}primaryTopic> <{iri}> ; ?p ?o }}
          UNION {{ <{iri}> ?link ?s . FILTER (CONTAINS(STR(?s), "#c14n")) ?s ?p ?o }} }}"""

    route = Way(lambda iri: f"/data/{_address(iri)}.nt", "*/*", _statements)
    ways = {
        **_ways(route, one_graph, _rows),
        SPARQL: _by_sparql("/sparql", query, _rows),
    }
    return HttpQuestion("entry page: all statements", inputs, ways)


def ancestors(inputs: Sequence[str]) -> HttpQuestion:
    """Everything upstream of a thing."""
    route = Way(
        lambda iri: f"/lineage/{_address(iri)}?direction=upstream&limit=5000", "*/*", _reached
    )

    def query(iri: str, path: str = f"{UPSTREAM}+") -> str:
        return f"SELECT DISTINCT ?x WHERE {{ <{iri}> {path} ?x }}"

    return HttpQuestion(
        "ancestors",
        inputs,
        _ways(route, query, _names, lambda iri: query(iri, str(UPSTREAM_TRANSITIVE))),
    )


def descendants_count(title: str, inputs: Sequence[str]) -> HttpQuestion:
    """How much was made of a thing."""
    route = Way(
        lambda iri: f"/lineage/{_address(iri)}?direction=downstream&limit=1",
        "*/*",
        lambda answer: int(json.loads(answer)["total"]),
    )

    def query(iri: str, path: str = f"{UPSTREAM}+") -> str:
        return f"SELECT (COUNT(DISTINCT ?x) AS ?n) WHERE {{ ?x {path} <{iri}> }}"

    return HttpQuestion(
        f"descendants of {title}, count",
        inputs,
        _ways(route, query, _number, lambda iri: query(iri, str(UPSTREAM_TRANSITIVE))),
    )


def descendants_page(title: str, inputs: Sequence[str]) -> HttpQuestion:
    """The first page of what was made of a thing; which come first is each server's choice."""
    route = Way(
        lambda iri: f"/lineage/{_address(iri)}?direction=downstream&limit={PAGE}",
        "*/*",
        lambda answer: len(_reached(answer)),
    )

    def query(iri: str, path: str = f"{UPSTREAM}+") -> str:
        return f"SELECT DISTINCT ?x WHERE {{ ?x {path} <{iri}> }} LIMIT {PAGE}"

    return HttpQuestion(
        f"descendants of {title}, first {PAGE}",
        inputs,
        _ways(
            route,
            query,
            lambda answer: len(_names(answer)),
            lambda iri: query(iri, str(UPSTREAM_TRANSITIVE)),
        ),
    )


def facets(languages: Sequence[str]) -> HttpQuestion:
    """Things by license, those in one language; our route gives all eleven facets at once."""
    route = Way(
        lambda language: f"/search?language={quote(language)}&limit=20", "*/*", _license_facet
    )

    def query(language: str) -> str:
        return f"""SELECT ?license (COUNT(DISTINCT ?thing) AS ?n) WHERE {{
          ?thing <{_DCT}language> "{language}" ; <{_DCT}license> ?license .
          ?record <{_FOAF}primaryTopic> ?thing }} GROUP BY ?license"""

    return HttpQuestion("facets of one language", languages, _ways(route, query, _counted))


def _ways(
    route: Way,
    query: Callable[[str], str],
    read: Callable[[bytes], Hashable],
    closure: Callable[[str], str] | None = None,
) -> dict[str, Way]:
    asked = _by_sparql("/sparql", query, read)
    ways = {ROUTES: route, SPARQL: asked}
    if closure is not None:
        ways[CLOSURE] = _by_sparql("/sparql", closure, read)
    return ways | {
        RDFLIB: asked,
        OXRDFLIB: asked,
        OXIGRAPH: _by_sparql("/query", query, read),
    }


def _by_sparql(path: str, text: Callable[[str], str], read: Callable[[bytes], Hashable]) -> Way:
    return Way(lambda given: f"{path}?{urlencode({'query': text(given)})}", _JSON, read)


def server_of(way: str) -> str:
    """The server that is asked in a way."""
    return OURS if way.startswith(OURS) else way


def _address(iri: str) -> str:
    return iri.removeprefix(THINGS)


def _statements(answer: bytes) -> Hashable:
    return frozenset(str(quad.triple) for quad in parse(answer, format=RdfFormat.N_TRIPLES))


def _solutions(answer: bytes) -> QuerySolutions:
    found = parse_query_results(answer, QueryResultsFormat.JSON)
    if not isinstance(found, QuerySolutions):
        raise TypeError("not the answer of a SELECT query")
    return found


def _rows(answer: bytes) -> Hashable:
    return frozenset(
        " ".join(str(term) for term in row) for row in _solutions(answer) if row[1] != UPSTREAM
    )


def _names(answer: bytes) -> frozenset[str]:
    return frozenset(row[0].value for row in _solutions(answer))


def _number(answer: bytes) -> int:
    return int(next(iter(_solutions(answer)))[0].value)


def _counted(answer: bytes) -> Hashable:
    return _largest((row[0].value, int(row[1].value)) for row in _solutions(answer))


def _reached(answer: bytes) -> frozenset[str]:
    return frozenset(node["iri"] for node in json.loads(answer)["nodes"])


def _license_facet(answer: bytes) -> Hashable:
    facet = next(one for one in json.loads(answer)["facets"] if one["name"] == "license")
    values = ((value["value"], int(value["count"])) for value in facet["values"])
    return _largest(pair for pair in values if pair[0] != NOT_RECORDED)


def _largest(pairs: Iterable[tuple[str, int]]) -> Hashable:
    return tuple(sorted((number for _, number in pairs), reverse=True)[:5])
