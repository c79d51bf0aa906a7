"""The store of one catalogue: journal, graph and search index, kept in step.

journal.db   the truth (`journal`)
graph/       Oxigraph, a projection (`embedded`); or in another engine (`remote`)
search.db    names, texts, facets, a projection (`search`)
snapshots/   frozen copies of the graph for the query workers
writer.lock  held while a process has the store open (`lock`)
"""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from types import TracebackType
from typing import Final, Self

from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, parse

from catalog.errors import (
    ConflictError,
    HeadwatersError,
    NotFoundError,
    StoreDamagedError,
    StoreFullError,
    UnavailableError,
    UsageError,
)
from catalog.rdf.canonical import skolemize, to_ntriples
from catalog.store import projection
from catalog.store.bulk import BulkLoad, Progress
from catalog.store.commits import Change, Commit
from catalog.store.copies import Copies
from catalog.store.engines import Place
from catalog.store.journal import Journal
from catalog.store.lock import WriterLock
from catalog.store.room import Room
from catalog.store.search import SearchIndex
from catalog.terms import IDENTIFIER, ONTOLOGY_GRAPH
from catalog.vocabulary import ontology_digest, ontology_files

_CHUNK: Final = 5_000
_MANY: Final = 2_000
"""From so many commits on, loading in bulk beats applying them one transaction at a time."""


class CatalogStore:
    """One catalogue on disk, open in this process alone."""

    def __init__(
        self, directory: Path, progress: Progress | None = None, service: str | None = None
    ) -> None:
        """Open a store that exists and bring graph and index up to the journal.

        Use `CatalogStore.open`.
        """
        directory = directory.absolute()  # query workers run elsewhere
        self.directory = directory
        self._lock = WriterLock(directory)
        self._writing = threading.RLock()
        self._room = Room(directory)
        self._annotated = 0
        self.projected = 0
        """The last commit that graph and index both hold, as of the last write."""
        with ExitStack() as undo:
            undo.callback(self._lock.release)
            self._room.throw_ballast_if_full()
            self.journal = Journal(directory / "journal.db")
            undo.callback(self.journal.close)
            self.graph = Place(directory, service).open()
            undo.callback(self.graph.close)
            self.search = SearchIndex(directory / "search.db")
            undo.callback(self.search.close)
            self._copies = Copies(directory, self.graph)
            self._catch_up(progress)
            self._load_vocabulary()
            undo.pop_all()

    @classmethod
    def open(
        cls,
        directory: Path,
        *,
        create: bool = False,
        progress: Progress | None = None,
        service: str | None = None,
    ) -> CatalogStore:
        """Open the store in a folder.

        :param create: make an empty store where the folder holds none.
        :param progress: is told how many records are done where much must be built again.
        :param service: the SPARQL service that holds the graph, as HEADWATERS_GRAPH names it
            (`catalog.store.service.Address`); without it the graph lies in the folder.
        :raises NotFoundError: where there is no store and `create` is off.
        :raises StoreLockedError: where another process has it open; names that process.
        :raises StoreDamagedError: where its files cannot be read.
        :raises UnavailableError: where the service does not answer or cannot do what is needed.
        """
        if not (directory / "journal.db").exists():
            if not create:
                raise NoStoreError(str(directory))
            if directory.exists() and not directory.is_dir():
                raise UsageError(f"{directory} is a file; a store is a folder.")
            directory.mkdir(parents=True, exist_ok=True)
        return cls(directory, progress, service)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Flush everything and let other processes open the store; a write that runs ends first."""
        with self._writing:
            self.search.close()
            self.graph.close()
            self.journal.close()
            self._lock.release()

    @property
    def head(self) -> int:
        """The number of the last commit."""
        return self.journal.head

    def commit(
        self,
        changes: Sequence[Change],
        *,
        actor: str,
        message: str,
        time: str | None = None,
        after: int | None = None,
    ) -> list[Commit]:
        """Make changes last: all or none, in the journal first, then in graph and index.

        Changes to the state a record already has make no commit.

        :param after: the commit the changes were worked out from, where they depend on it.
        :raises ConflictError: where that is no longer the last one; nothing changes then.
        :raises StoreFullError: where the disk has no room; nothing changes then.
        :raises UnavailableError: where the service of the graph is down; says whether the
            journal holds the change, which graph and index then take up with the next write.
        """
        with self._writing:
            self._room.check(sum(len(change.state or "") for change in changes))
            self._catch_up(None)
            before = self.journal.head
            if after is not None and after != before:
                raise ConflictError(
                    f"This was worked out on commit {after}; the catalogue is at {before} now. "
                    "Nothing was changed. Try again."
                )
            commits = self.journal.append(
                changes, time=time or _now(), actor=actor, message=message
            )
            if commits:
                try:
                    self._project(commits)
                except StoreFullError:
                    self._room.throw_ballast()
                    self.journal.undo_after(before)
                    raise
                except UnavailableError as error:
                    raise UnavailableError(
                        f"{error} The change is in the journal as commit {commits[-1].number}; "
                        "graph and index take it up with the next write or start."
                    ) from error
            return commits

    def load(
        self,
        changes: Iterable[Change],
        *,
        actor: str,
        message: str,
        progress: Progress | None = None,
    ) -> int:
        """Make many new records last, fast: for a store that holds nothing yet.

        An interruption leaves the journal whole and the graph to be built again on opening.

        :param progress: is told after each part how many changes are done.
        :returns: how many commits were made.
        :raises UsageError: where the store holds records already.
        """
        with self._writing:
            if self.head:
                raise UsageError("The store holds records already; commit to it instead.")
            done = 0
            repeated = False

            def journaled() -> Iterator[Commit]:
                nonlocal done, repeated
                rest = iter(changes)
                while chunk := list(islice(rest, _CHUNK)):
                    self._room.check(sum(len(change.state or "") for change in chunk))
                    commits = self.journal.append(chunk, time=_now(), actor=actor, message=message)
                    repeated = repeated or any(c.action != "create" for c in commits)
                    yield from commits
                    done += len(chunk)
                    if progress:
                        progress(done)

            BulkLoad(self.journal, self.graph, self.search).fill(journaled())
            self.projected = self.journal.head
            if repeated:  # the graph holds a state that a later one has replaced
                self.rebuild()
            return self.head

    def rebuild(self, progress: Progress | None = None) -> int:
        """Build graph and index again from the journal.

        :returns: how many records they hold now.
        """
        with self._writing:
            self.graph.clear()
            self.search.clear()
            load = BulkLoad(self.journal, self.graph, self.search)
            count = load.fill(self.journal.current(), progress)
            self._load_vocabulary()
            self.projected = self.journal.head
            return count

    @staticmethod
    def discard_projections(directory: Path, service: str | None = None) -> None:
        """Delete graph and index, damaged or not; opening the store builds them again.

        :raises StoreLockedError: where a process has the store open.
        """
        lock = WriterLock(directory)
        try:
            Place(directory, service).empty()
            for path in directory.glob("search.db*"):
                path.unlink()
        finally:
            lock.release()

    def snapshot(self) -> Path:
        """A frozen copy of the graph at the last commit, for other processes to read.

        :raises StoreFullError: where the disk has no room for it.
        :raises NoSnapshotError: where the graph lies in another engine (`graph.can_snapshot`);
            `catalog.sparql.forward` then asks that engine.
        """
        with self._writing:
            return self._copies.frozen(f"{self.head}.{self._annotated}")

    @contextmanager
    def private_copy(self) -> Iterator[Path]:
        """A copy of the graph at the last commit that one process may write; deleted after.

        :raises NoSnapshotError: as `snapshot`.
        """
        with self._copies.private() as copy:
            with self._writing:
                self.graph.snapshot(copy)
            yield copy

    def drop_snapshots(self, keep: Iterable[Path]) -> None:
        """Delete the snapshots that nobody reads any more."""
        self._copies.drop_frozen(keep)

    def annotate(self, graphs: Sequence[tuple[NamedNode, str]]) -> None:
        """Give graphs that are derived from records new content; it makes no commit.

        :param graphs: names with their content as N-Triples.
        """
        with self._writing:
            self.graph.apply(graphs, (), (), self.graph.commit_number())
            self._annotated += 1

    @property
    def revision(self) -> tuple[int, int]:
        """What the graph shows: the last commit, and how often it was annotated."""
        return self.head, self._annotated

    def _catch_up(self, progress: Progress | None) -> None:
        """Replay the commits that graph or index miss."""
        head = self.journal.head
        graph, index = self.graph.commit_number(), self.search.commit_number()
        if graph > max(head, self.journal.undone):
            raise StoreDamagedError(
                f"The journal in {self.directory} ends at commit {head}, and the graph holds "
                f"{graph}: the end of the journal is lost. Restore the store from a backup; or "
                "go on without what is lost, by `headwaters rebuild`."
            )
        held = self.projected = min(graph, index)
        # A graph without a commit may be half loaded: without the lineage of what it holds.
        unfinished = graph == 0 < head
        if max(graph, index) > head or unfinished or head - held >= _MANY:
            self.rebuild(progress)
        elif held < head:
            self._project(list(self.journal.since(held)))

    def _project(self, commits: Sequence[Commit]) -> None:
        """Bring graph and index to the state after some commits."""
        last = {commit.record: commit for commit in commits}
        final = list(last.values())
        number = commits[-1].number
        if self.graph.commit_number() < number:
            change = projection.lineage_change(self.graph, final)
            self.graph.apply(
                [(NamedNode(commit.record), commit.state or "") for commit in final],
                change.removed,
                change.added,
                number,
            )
        kept, gone = projection.documents(
            self.graph, dict.fromkeys(commit.topic for commit in final)
        )
        self.search.put(kept, gone, number)
        self.projected = number

    def _load_vocabulary(self) -> None:
        """Put the ontology beside the records, so that queries can join its labels."""
        mark = Quad(ONTOLOGY_GRAPH, IDENTIFIER, Literal(ontology_digest()), ONTOLOGY_GRAPH)
        if self.graph.ask(f"ASK {{ GRAPH {ONTOLOGY_GRAPH} {{ {mark.triple} }} }}"):
            return
        triples = [
            quad.triple
            for path in ontology_files()
            for quad in parse(path=str(path), format=RdfFormat.TURTLE, rename_blank_nodes=True)
        ]
        # Not every engine takes blank nodes; the mark comes last, for some write in parts.
        content = to_ntriples(skolemize(ONTOLOGY_GRAPH, triples)) + f"{mark.triple} .\n"
        self.graph.apply([(ONTOLOGY_GRAPH, content)], (), (), self.graph.commit_number())


class NoStoreError(NotFoundError):
    """No store where one was expected."""

    def __init__(self, directory: str) -> None:
        HeadwatersError.__init__(
            self,
            f"There is no store in {directory}. Make one with `headwaters load` (the shipped "
            "catalogue) or name another with --store.",
        )
        self.asked, self.near = directory, ()


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="milliseconds")
