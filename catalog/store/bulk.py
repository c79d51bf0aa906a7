"""Filling an empty graph and search index from the journal, as fast as the disk allows.

Oxigraph reads and sorts statements without holding Python's lock, so one thread feeds the
graph while another reads the next records for the lineage and the index.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from itertools import groupby, islice
from typing import Final

from pyoxigraph import NamedNode, RdfFormat, Triple, serialize

from catalog.rdf.canonical import from_ntriples, in_graph, stating
from catalog.store import projection
from catalog.store.base import Graph
from catalog.store.commits import Commit
from catalog.store.document import INDEXED, Document, document_of
from catalog.store.edges import EDGE_PREDICATES, Edge, edges_in
from catalog.store.journal import Journal
from catalog.store.search import SearchIndex

_CHUNK: Final = 5_000
_BYTES: Final = 100_000_000
"""How much the graph is given at once: less leaves Oxigraph many files to merge, and twice as
much waits in memory."""
_QUADS: Final = 200_000
_READ: Final = frozenset(str(predicate) for predicate in INDEXED | EDGE_PREDICATES)
"""The only predicates that lineage and index need: a third of what a record says."""

Progress = Callable[[int], None]


class BulkLoad:
    """One filling of an empty graph and index."""

    def __init__(self, journal: Journal, graph: Graph, search: SearchIndex) -> None:
        """Prepare to fill `graph` and `search`, which must be empty."""
        self._journal = journal
        self._graph = graph
        self._search = search
        self._edges: set[Edge] = set()
        self._topics: set[str] = set()
        self._again: set[str] = set()

    def fill(self, commits: Iterable[Commit], progress: Progress | None = None) -> int:
        """Put in the states some commits made.

        :param commits: at most one for each record, and each in the journal.
        :param progress: is told after each part how many commits are done.
        :returns: how many commits there were.
        """
        count = 0
        rest = iter(commits)
        with ThreadPoolExecutor(1, "bulk-load") as loader:
            feed = _Feed(self._graph, loader)
            while chunk := list(islice(rest, _CHUNK)):
                feed.add(in_graph(c.state or "", NamedNode(c.record)) for c in chunk)
                self._search.put(list(self._read(chunk)), (), 0)
                count += len(chunk)
                if progress:
                    progress(count)
            feed.end()
        self._load_lineage()
        self._search.put(self._with_several_records(), (), self._journal.head)
        self._graph.set_commit_number(self._journal.head)
        return count

    def _read(self, commits: Iterable[Commit]) -> Iterator[Document]:
        """Note the edges of some commits, and give the documents of the things new to us."""
        for commit in commits:
            triples = _read(commit)
            self._edges |= edges_in(triples)
            if commit.topic in self._topics:
                self._again.add(commit.topic)
            else:
                self._topics.add(commit.topic)
                yield document_of(commit.topic, triples, [commit.record])

    def _with_several_records(self) -> Iterator[Document]:
        """The documents of the things that several records are about, from all of these."""
        commits = self._journal.about(sorted(self._again))
        for topic, group in groupby(commits, key=lambda commit: commit.topic):
            records = list(group)
            triples = [triple for commit in records for triple in _read(commit)]
            yield document_of(topic, triples, [commit.record for commit in records])

    def _load_lineage(self) -> None:
        quads = projection.whole_lineage(self._edges)
        while part := list(islice(quads, _QUADS)):
            self._graph.load(serialize(part, format=RdfFormat.N_QUADS) or b"")


class _Feed:
    """Hands N-Quads to the graph in large parts, in another thread, one part at a time."""

    def __init__(self, graph: Graph, loader: Executor) -> None:
        self._graph = graph
        self._loader = loader
        self._loading: Future[None] | None = None
        self._waiting: list[str] = []
        self._size = 0

    def add(self, texts: Iterable[str]) -> None:
        for text in texts:
            self._waiting.append(text)
            self._size += len(text)
        if self._loading is None or self._size >= _BYTES:  # the first at once: it waits for none
            self._hand_over()

    def end(self) -> None:
        """Wait until the graph holds everything."""
        self._hand_over()
        self._settle()

    def _hand_over(self) -> None:
        self._settle()
        nquads = "".join(self._waiting).encode()
        self._waiting, self._size = [], 0
        self._loading = self._loader.submit(self._graph.load, nquads)

    def _settle(self) -> None:
        if self._loading:
            self._loading.result()  # raises what went wrong there


def _read(commit: Commit) -> tuple[Triple, ...]:
    return from_ntriples(stating(commit.state or "", _READ))
