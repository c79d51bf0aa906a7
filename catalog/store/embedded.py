"""The projection in Oxigraph on disk. The only module that opens Oxigraph for writing."""

from __future__ import annotations

import shutil
import sys
import threading
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

from pyoxigraph import (
    Literal,
    NamedNode,
    Quad,
    QueryBoolean,
    QuerySolutions,
    QueryTriples,
    RdfFormat,
    Store,
    Triple,
)

from catalog.errors import (
    StoreDamagedError,
    StoreFullError,
    StoreLockedError,
    UnavailableError,
    UnparseableError,
)
from catalog.store.base import Row
from catalog.terms import BASE, COMMIT_NUMBER, HEAD_GRAPH

_HEAD: Final = NamedNode(BASE + "graph/head")
_PATIENCE: Final = 5.0
_OPENING: Final = 2_000_000
"""Bytes that opening may need beside what stands in the log."""
_MARGIN: Final = 200_000
"""Bytes that any write may need beside what it writes."""
_RENEWED_AFTER: Final = 1_000_000
"""Bytes of updates after which the engine is opened anew. It holds some ten times as much by then:
what it has not written out yet, and blocks of files that are gone since (decision 021)."""
_OURS: Final = 2
"""References to the engine while nobody reads: this object's, and the one for counting them."""
_VALUES: Final = (NamedNode, Literal)


class EmbeddedGraph:
    """An Oxigraph store in a folder; see `catalog.store.base.Graph` for what is promised."""

    def __init__(self, directory: Path) -> None:
        """Open the folder, making it where there is none.

        :raises StoreLockedError: where another process has it open.
        :raises StoreDamagedError: where its files cannot be read.
        """
        self._directory = directory
        self._opening = threading.Lock()
        self._is_stuck = self._is_closed = False
        self._written = 0
        with _explained(directory):
            self._store: Store | None = Store(str(directory))

    @property
    def engine(self) -> str:
        """Oxigraph in the folder of the store."""
        return "Oxigraph, embedded"

    @property
    def service(self) -> None:
        """None: the files are here."""
        return None

    @property
    def can_snapshot(self) -> bool:
        """Yes: by hard links."""
        return True

    def commit_number(self) -> int:
        """The number of the last commit the graph holds; 0 where it holds none."""
        with self._reading() as store:
            for quad in store.quads_for_pattern(_HEAD, COMMIT_NUMBER, None, HEAD_GRAPH):
                if isinstance(quad.object, Literal):
                    return int(quad.object.value)
        return 0

    def select(self, query: str) -> list[Row]:
        """The solutions of a SELECT query."""
        with self._reading() as store:
            solutions = store.query(query, use_default_graph_as_union=True)
            if not isinstance(solutions, QuerySolutions):
                raise TypeError("not a SELECT query")
            names = [variable.value for variable in solutions.variables]
            rows: list[Row] = []
            for solution in solutions:
                row: Row = {}
                for position, name in enumerate(names):
                    value = solution[position]
                    if isinstance(value, _VALUES):
                        row[name] = value
                rows.append(row)
            return rows

    def ask(self, query: str) -> bool:
        """The answer of an ASK query."""
        with self._reading() as store:
            answer = store.query(query, use_default_graph_as_union=True)
            if not isinstance(answer, QueryBoolean):
                raise TypeError("not an ASK query")
            return bool(answer)

    def construct(self, query: str) -> list[Triple]:
        """The triples of a CONSTRUCT or DESCRIBE query."""
        with self._reading() as store:
            return list(_triples(store, query))

    def construct_bytes(self, query: str, rdf_format: RdfFormat) -> bytes:
        """The triples of a CONSTRUCT or DESCRIBE query, serialized."""
        with self._reading() as store:
            return _triples(store, query).serialize(format=rdf_format) or b""

    def graph(self, name: NamedNode) -> list[Triple]:
        """All triples of one named graph."""
        with self._reading() as store:
            return [q.triple for q in store.quads_for_pattern(None, None, None, name)]

    def apply(
        self,
        replaced: Sequence[tuple[NamedNode, str]],
        removed: Iterable[Quad],
        added: Iterable[Quad],
        commit: int,
    ) -> None:
        """Change everything in one SPARQL update, which Oxigraph runs as one transaction."""
        steps = [f"DROP SILENT GRAPH {name}" for name, _ in replaced]
        gone = "\n".join(_in_graph(quad) for quad in removed)
        if gone:
            steps.append(f"DELETE DATA {{ {gone} }}")
        new = [f"GRAPH {name} {{ {content} }}" for name, content in replaced if content]
        new.extend(_in_graph(quad) for quad in added)
        new.append(f"GRAPH {HEAD_GRAPH} {{ {_HEAD} {COMMIT_NUMBER} {Literal(commit)} }}")
        steps.insert(0, f"DROP SILENT GRAPH {HEAD_GRAPH}")
        steps.append("INSERT DATA {{ {} }}".format("\n".join(new)))
        update = ";\n".join(steps)
        with self._writing(2 * len(update)) as store:
            store.update(update)
        del store
        self._written += len(update)
        if self._written >= _RENEWED_AFTER:
            self._renew()

    def load(self, nquads: bytes) -> None:
        """Add quads by Oxigraph's bulk loader.

        Lenient, since all we load was parsed strictly before: checking IRIs a second time
        would cost an eighth of the load.
        """
        with self._writing(len(nquads)) as store:
            store.bulk_load(nquads, RdfFormat.N_QUADS, lenient=True)

    def set_commit_number(self, commit: int) -> None:
        """Note which commit the graph holds now."""
        self.apply([], [], [], commit)

    def clear(self) -> None:
        """Remove everything."""
        with self._writing(0) as store:
            store.clear()

    def snapshot(self, directory: Path) -> None:
        """Make a copy by hard links: milliseconds, whatever the size.

        What stands in the log alone is written out for it.
        """
        with self._writing(self._logged()) as store:
            store.backup(str(directory))

    def close(self) -> None:
        """Flush and let go of the files; what a full disk keeps from them is replayed later."""
        with suppress(OSError):
            if self._store is not None:
                self._store.flush()
        self._store, self._is_closed = None, True

    @contextmanager
    def _reading(self) -> Iterator[Store]:
        """The engine, with what it reports said in our own errors."""
        with _explained(self._directory):
            yield self._opened()

    @contextmanager
    def _writing(self, size: int) -> Iterator[Store]:
        """As `_reading`, where there is room; opened anew where an earlier write found none.

        RocksDB then refuses whatever would be written, however much room there is by now.
        """
        self._check_room(size)
        if self._is_stuck:
            self._check_room(self._logged() + _OPENING)  # else nothing could be read any more
            with self._opening:
                self._store, self._is_stuck = None, False
        try:
            with self._reading() as store:
                yield store
        except StoreFullError:
            self._is_stuck = True
            raise

    def _renew(self) -> None:
        """Open the engine anew, so that it lets go of memory: 20 ms, for which readers wait.

        Where someone reads just now, or the disk is nearly full, the next write tries again.
        """
        free = shutil.disk_usage(self._directory).free
        with self._opening:
            if free < self._logged() + _OPENING or sys.getrefcount(self._store) > _OURS:
                return
            self._written = 0
            self._store = None
            with suppress(OSError, RuntimeError):  # the next use opens it, or tells why not
                self._store = Store(str(self._directory))

    def _logged(self) -> int:
        """Bytes that stand in the log alone, at most."""
        size = 0
        for path in self._directory.glob("*.log"):
            with suppress(FileNotFoundError):  # the engine has written it out meanwhile
                size += path.stat().st_size
        return size

    def _check_room(self, size: int) -> None:
        free, needed = shutil.disk_usage(self._directory).free, size + _MARGIN
        if free < needed:
            raise StoreFullError(
                f"The disk of {self._directory} has {free / 1e6:.1f} MB free; this needs "
                f"{needed / 1e6:.1f} MB. Nothing was changed."
            )

    def _opened(self) -> Store:
        with self._opening:
            if self._is_closed:
                raise UnavailableError("The store is closed.")
            until = time.monotonic() + _PATIENCE
            while self._store is None:
                try:
                    self._store = Store(str(self._directory))
                except OSError:  # some thread still reads what was let go of
                    if time.monotonic() > until:
                        raise
                    time.sleep(0.01)
            return self._store


def _triples(store: Store, query: str) -> QueryTriples:
    triples = store.query(query, use_default_graph_as_union=True)
    if not isinstance(triples, QueryTriples):
        raise TypeError("not a CONSTRUCT or DESCRIBE query")
    return triples


def _in_graph(quad: Quad) -> str:
    return f"GRAPH {quad.graph_name} {{ {quad.subject} {quad.predicate} {quad.object} }}"


@contextmanager
def _explained(directory: Path) -> Iterator[None]:
    """Say in our own errors what Oxigraph reports by Python's built-in ones."""
    try:
        yield
    except SyntaxError as error:
        raise UnparseableError(error.msg or "not SPARQL", "", error.lineno, error.offset) from error
    except OSError as error:
        text = str(error)
        if "No space left" in text:
            raise StoreFullError(
                f"No room on the disk to write {directory}. Nothing was changed."
            ) from error
        if "lock" in text or "Resource temporarily unavailable" in text:
            raise StoreLockedError(f"Another process has {directory} open.") from error
        raise _damaged(directory, text) from error
    except RuntimeError as error:
        raise _damaged(directory, str(error)) from error


def _damaged(directory: Path, text: str) -> StoreDamagedError:
    return StoreDamagedError(
        f"The graph in {directory} cannot be read ({text}). It is built from the journal: "
        "run `headwaters rebuild`."
    )


def remove(directory: Path) -> None:
    """Delete a graph's files, so that it can be built again from the journal."""
    shutil.rmtree(directory, ignore_errors=True)
