"""The store, and what it is measured against: its own engine by plain SPARQL, and rdflib."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from pyoxigraph import QuerySolutions, Store

from catalog.lineage import Direction, count, trace
from catalog.model import Thing
from catalog.store import CatalogStore
from catalog.store.document import NOT_RECORDED
from catalog.store.projection import records_about
from catalog.store.search import SearchResult
from catalog.terms import KINDS, LINEAGE_GRAPH, PREFIXES, UPSTREAM, UPSTREAM_TRANSITIVE, split_thing
from tests.bench.questions import PAGE, Filter

USED: Final = ("it6:trainedOn", "it6:fineTunedFrom", "prov:wasDerivedFrom", "hw:mergedFrom")
"""The lineage properties that occur in the data: a path over all ten would be slower still."""
PROLOGUE: Final = "".join(f"PREFIX {prefix}: <{iri}>\n" for prefix, iri in PREFIXES.items())
ALTERNATION: Final = f"({'|'.join(USED)})+"
STEPS: Final = f"{UPSTREAM}+"
CLOSURE: Final = str(UPSTREAM_TRANSITIVE)


Rows = list[tuple[Any, ...]]
"""Solutions of a SELECT query, as terms of whichever library answered."""


@dataclass(frozen=True, slots=True)
class Way:
    """One way to answer a question: how to ask, and how to read what must be equal off it."""

    ask: Callable[[Any], Any]
    read: Callable[[Any], Hashable]


@dataclass(frozen=True, slots=True)
class Contender:
    """Something that answers questions, by their keys."""

    name: str
    ways: Mapping[str, Way]


def ours(store: CatalogStore) -> Contender:
    """The store as its routes use it: whole answers, with names, edges and every facet."""

    def entry(iri: str) -> list[Any]:
        return [store.graph.graph(record) for record in records_about(store.graph, iri)]

    def facets(chosen: Filter) -> SearchResult:
        selected = {"kind": [chosen.kind], "language": [chosen.language]} if chosen.kind else {}
        return store.search.search("", selected, 20, 0)

    def thing(iri: str) -> Thing:
        kind, slug = split_thing(iri) or ("", "")
        return Thing(iri, kind, slug, slug)

    def search(text: str) -> SearchResult:
        return store.search.search(text, {}, 20, 0)

    return Contender(
        "Headwaters",
        {
            "entry": Way(entry, lambda found: frozenset(str(t) for part in found for t in part)),
            "ancestors": Way(
                lambda iri: trace(store, thing(iri), Direction.UPSTREAM),
                lambda found: frozenset(node.thing.iri for node in found.nodes),
            ),
            "count": Way(lambda iri: count(store.graph, iri, Direction.DOWNSTREAM), int),
            "page": Way(
                lambda iri: trace(store, thing(iri), Direction.DOWNSTREAM, limit=PAGE),
                lambda found: len({node.thing.iri for node in found.nodes}),
            ),
            "facet": Way(facets, lambda found: _counts(found.facets["license"])),
            "search": Way(search, lambda found: found.total),
            "prefix": Way(search, lambda found: found.total),
        },
    )


def closure_alone(graph: Store) -> Contender:
    """The closure by SPARQL, with the bare answer that the paths give."""
    return Contender("closure, IRIs alone", _lineage(graph, CLOSURE, f"GRAPH {LINEAGE_GRAPH}"))


def alternation(graph: Store) -> Contender:
    """Lineage by a path over the stated properties, on the same engine and data."""
    return Contender("alternation path, same engine", _lineage(graph, ALTERNATION, ""))


def steps(graph: Store) -> Contender:
    """Lineage by a path over `hw:upstream`, on the same engine and data."""
    return Contender("hw:upstream+, same engine", _lineage(graph, STEPS, f"GRAPH {LINEAGE_GRAPH}"))


def plain_sparql(graph: Store) -> Contender:
    """Facets and search by SPARQL, on the same engine and data."""

    def ask(query: str) -> Rows:
        return _rows(graph, query)

    return Contender(
        "SPARQL, same engine",
        {
            "entry": Way(
                lambda iri: ask(entry_query(iri)),
                lambda rows: frozenset(" ".join(map(str, row)) for row in rows),
            ),
            "facet": Way(lambda chosen: ask(facet_query(chosen)), _counted),
            "search": Way(lambda text: ask(search_query(text)), _number),
            "prefix": Way(lambda text: ask(prefix_query(text)), _number),
        },
    )


def _lineage(graph: Store, path: str, where: str) -> dict[str, Way]:
    def down(what: str, iri: str, tail: str = "") -> Rows:
        body = f"{{ ?x {path} <{iri}> }}"
        return _rows(graph, f"{PROLOGUE}SELECT {what} WHERE {{ {where} {body} }} {tail}")

    def up(iri: str) -> Rows:
        body = f"{{ <{iri}> {path} ?x }}"
        return _rows(graph, f"{PROLOGUE}SELECT DISTINCT ?x WHERE {{ {where} {body} }}")

    return {
        "ancestors": Way(up, lambda rows: frozenset(row[0].value for row in rows)),
        "count": Way(lambda iri: down("(COUNT(DISTINCT ?x) AS ?n)", iri), _number),
        "page": Way(
            lambda iri: down("DISTINCT ?x", iri, f"LIMIT {PAGE}"), lambda rows: len(set(rows))
        ),
    }


def entry_query(iri: str) -> str:
    """Every statement in the records about a thing."""
    return f"""{PROLOGUE}SELECT ?s ?p ?o WHERE {{
      GRAPH ?record {{ ?record foaf:primaryTopic <{iri}> . ?s ?p ?o }} }}"""


def facet_query(chosen: Filter) -> str:
    """The number of things under each license."""
    narrowed = f'a {KINDS[chosen.kind]} ; dct:language "{chosen.language}" ;' if chosen.kind else ""
    return f"""{PROLOGUE}SELECT ?license (COUNT(DISTINCT ?thing) AS ?n) WHERE {{
      ?thing {narrowed} dct:license ?license . ?record foaf:primaryTopic ?thing
    }} GROUP BY ?license"""


def search_query(text: str) -> str:
    """The number of things with all words in title and description."""
    tests = " && ".join(f'CONTAINS(?text, "{word}")' for word in text.split())
    return _text_query(tests)


def prefix_query(text: str) -> str:
    """The number of things with a word that begins so in title or description."""
    return _text_query(f'REGEX(?text, "\\\\b{text}")')


def _text_query(test: str) -> str:
    return f"""{PROLOGUE}SELECT (COUNT(DISTINCT ?thing) AS ?n) WHERE {{
      ?thing dct:title ?title ; dct:description ?description .
      BIND (LCASE(CONCAT(STR(?title), " ", STR(?description))) AS ?text) FILTER ({test}) }}"""


def _rows(graph: Store, query: str) -> Rows:
    solutions = graph.query(query, use_default_graph_as_union=True)
    if not isinstance(solutions, QuerySolutions):
        raise TypeError("not a SELECT query")
    return [tuple(solution) for solution in solutions]


def _number(rows: Rows) -> int:
    return int(rows[0][0].value)


def _counted(rows: Rows) -> Hashable:
    return frozenset((value.value, int(number.value)) for value, number in rows)


def _counts(pairs: Iterable[tuple[str, int]]) -> Hashable:
    return frozenset(pair for pair in pairs if pair[0] != NOT_RECORDED)
