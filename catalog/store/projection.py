"""What a commit changes in the graph and the index, computed before anything is written."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Final

from pyoxigraph import NamedNode, Quad, Triple

from catalog.rdf.canonical import from_ntriples
from catalog.store.base import Graph
from catalog.store.closure import ancestors_of
from catalog.store.commits import Commit
from catalog.store.document import Document, document_of
from catalog.store.edges import EDGE_QUERIES, Edge, edges_in
from catalog.terms import LINEAGE_GRAPH, PRIMARY_TOPIC, UPSTREAM, UPSTREAM_TRANSITIVE

_BATCH: Final = 2_000


@dataclass(frozen=True, slots=True)
class LineageChange:
    """Steps and closure to take out of the lineage graph and to put in."""

    removed: tuple[Quad, ...]
    added: tuple[Quad, ...]


def lineage_change(graph: Graph, commits: Sequence[Commit]) -> LineageChange:
    """How the lineage graph must change so that it fits the records after some commits."""
    old: set[Edge] = set()
    new: set[Edge] = set()
    for commit in commits:
        old |= edges_in(graph.graph(NamedNode(commit.record)))
        new |= edges_in(from_ntriples(commit.state or ""))
    starts = sorted({start for start, _ in old ^ new})
    if not starts:
        return LineageChange((), ())
    changed = {commit.record for commit in commits}
    upstream: dict[str, set[str]] = {start: set() for start in starts}
    for start, source in new:
        if start in upstream:
            upstream[start].add(source)
    for start, source, record in stated_edges(graph, starts):
        if record not in changed:
            upstream[start].add(source)
    steps_before = _pairs(graph, UPSTREAM, starts)
    affected = [*starts, *sorted(_descendants(graph, starts) - set(starts))]
    _complete(graph, upstream, affected)
    closed = ancestors_of(affected, upstream)
    before = set(_quads(UPSTREAM, steps_before))
    before |= set(_quads(UPSTREAM_TRANSITIVE, _pairs(graph, UPSTREAM_TRANSITIVE, affected)))
    after = set(_quads(UPSTREAM, ((s, t) for s in starts for t in upstream[s])))
    after |= set(_quads(UPSTREAM_TRANSITIVE, ((s, t) for s in affected for t in closed[s])))
    return LineageChange(tuple(before - after), tuple(after - before))


def whole_lineage(edges: Iterable[Edge]) -> Iterator[Quad]:
    """The whole lineage graph of a set of edges."""
    upstream: dict[str, set[str]] = defaultdict(set)
    for start, source in edges:
        upstream[start].add(source)
    closed = ancestors_of(list(upstream), upstream)
    for start, sources in upstream.items():
        yield from _quads(UPSTREAM, ((start, source) for source in sources))
    for start, sources in closed.items():
        yield from _quads(UPSTREAM_TRANSITIVE, ((start, source) for source in sources))


def documents(graph: Graph, topics: Iterable[str]) -> tuple[list[Document], list[str]]:
    """What to index of things, and which of them nothing is published about any more."""
    kept: list[Document] = []
    gone: list[str] = []
    for topic in topics:
        records = records_about(graph, topic)
        if records:
            triples: list[Triple] = []
            for record in records:
                triples.extend(graph.graph(record))
            kept.append(document_of(topic, triples, [record.value for record in records]))
        else:
            gone.append(topic)
    return kept, gone


def records_about(graph: Graph, topic: str) -> list[NamedNode]:
    """The records published about a thing, in order of their IRIs."""
    rows = graph.select(
        f"SELECT DISTINCT ?record WHERE {{ GRAPH ?record {{ ?record {PRIMARY_TOPIC} "
        f"{NamedNode(topic)} }} }} ORDER BY ?record"
    )
    return [row["record"] for row in rows if isinstance(row["record"], NamedNode)]


def stated_edges(graph: Graph, starts: Iterable[str]) -> Iterator[tuple[str, str, str]]:
    """The edges published records state from some things: start, source, record."""
    for values in _values(starts):
        for query in EDGE_QUERIES:
            for row in graph.select(query % values):
                yield row["from"].value, row["to"].value, row["record"].value


def _descendants(graph: Graph, starts: Iterable[str]) -> set[str]:
    found: set[str] = set()
    for values in _values(starts):
        rows = graph.select(
            f"SELECT DISTINCT ?below WHERE {{ VALUES ?start {{ {values} }} "
            f"GRAPH {LINEAGE_GRAPH} {{ ?below {UPSTREAM_TRANSITIVE} ?start }} }}"
        )
        found.update(row["below"].value for row in rows)
    return found


def _complete(graph: Graph, upstream: dict[str, set[str]], wanted: Sequence[str]) -> None:
    """Add to `upstream` the steps of the wanted things and of everything above them.

    What `upstream` holds already is newer than the graph and stays.
    """
    seen = set(wanted)
    frontier = list(wanted)
    while frontier:
        unknown = [node for node in frontier if node not in upstream]
        upstream.update((node, set()) for node in unknown)
        for start, source in _pairs(graph, UPSTREAM, unknown):
            upstream[start].add(source)
        above = {source for node in frontier for source in upstream[node]} - seen
        seen |= above
        frontier = sorted(above)


def _pairs(graph: Graph, predicate: NamedNode, starts: Iterable[str]) -> list[Edge]:
    found: list[Edge] = []
    for values in _values(starts):
        rows = graph.select(
            f"SELECT ?start ?source WHERE {{ VALUES ?start {{ {values} }} "
            f"GRAPH {LINEAGE_GRAPH} {{ ?start {predicate} ?source }} }}"
        )
        found.extend((row["start"].value, row["source"].value) for row in rows)
    return found


def _quads(predicate: NamedNode, pairs: Iterable[Edge]) -> Iterator[Quad]:
    for start, source in pairs:
        yield Quad(NamedNode(start), predicate, NamedNode(source), LINEAGE_GRAPH)


def _values(iris: Iterable[str]) -> Iterator[str]:
    rest = iter(iris)
    while batch := list(islice(rest, _BATCH)):
        yield " ".join(str(NamedNode(iri)) for iri in batch)
