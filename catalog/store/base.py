"""What a graph engine must do to hold the projection (architecture.md section 1).

The embedded engine is in `embedded`, any SPARQL 1.1 service is another by `remote`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Protocol

from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, Triple

from catalog.errors import HeadwatersError
from catalog.store.service import Service

Row = dict[str, NamedNode | Literal]
"""One solution of a SELECT query; unbound variables are absent."""


class NoSnapshotError(HeadwatersError):
    """A graph in another engine has no frozen copies; `catalog.sparql.forward` asks it itself."""

    slug = "no-snapshot"
    title = "The graph lies in another engine"


class Graph(Protocol):
    """A set of named graphs that answers SPARQL 1.1; its default graph is their union."""

    @property
    def engine(self) -> str:
        """Which engine this is and where, in words for an operator; holds no secret."""

    @property
    def service(self) -> Service | None:
        """The service that holds the graph; None where its files lie on this machine."""

    @property
    def can_snapshot(self) -> bool:
        """Whether `snapshot` works: only where the files of the graph lie on this machine."""

    def commit_number(self) -> int:
        """The number of the last commit the graph holds; 0 where it holds none."""

    def select(self, query: str) -> list[Row]:
        """The solutions of a SELECT query.

        :raises UnparseableError: where the query is not SPARQL.
        """

    def ask(self, query: str) -> bool:
        """The answer of an ASK query."""

    def construct(self, query: str) -> list[Triple]:
        """The triples of a CONSTRUCT or DESCRIBE query."""

    def construct_bytes(self, query: str, rdf_format: RdfFormat) -> bytes:
        """The triples of a CONSTRUCT or DESCRIBE query, serialized."""

    def graph(self, name: NamedNode) -> list[Triple]:
        """All triples of one named graph."""

    def apply(
        self,
        replaced: Sequence[tuple[NamedNode, str]],
        removed: Iterable[Quad],
        added: Iterable[Quad],
        commit: int,
    ) -> None:
        """Give graphs new content, change quads, and note the commit: in one atomic step.

        An engine without such steps changes the quads first, then the graphs, and notes the
        commit last; doing all of it again then ends in the same state (decision 011).

        :param replaced: graph names with their new content as N-Triples (empty: no graph).
        :raises StoreFullError: where the disk has no room; nothing changes then.
        """

    def load(self, nquads: bytes) -> None:
        """Add quads fast and without the promise of atomicity; the caller can start over."""

    def set_commit_number(self, commit: int) -> None:
        """Note which commit the graph holds now."""

    def clear(self) -> None:
        """Remove everything."""

    def snapshot(self, directory: Path) -> None:
        """Make a frozen copy that other processes may open; the directory must not exist.

        :raises NoSnapshotError: where `can_snapshot` is off.
        """

    def close(self) -> None:
        """Flush and let go of the files or connections."""
