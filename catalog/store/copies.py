"""Copies of the graph beside it, by hard links, for other processes: frozen ones, private ones."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from catalog.errors import HeadwatersError
from catalog.store.base import Graph


class Copies:
    """The copies of one store's graph; none outlives the store."""

    def __init__(self, directory: Path, graph: Graph) -> None:
        """Begin without any, whatever an earlier process left behind."""
        self._graph = graph
        self._frozen, self._private = directory / "snapshots", directory / "copies"
        for left_over in (self._frozen, self._private):
            shutil.rmtree(left_over, ignore_errors=True)

    def frozen(self, name: str) -> Path:
        """The frozen copy of that name, made where there is none.

        :raises StoreFullError: where the disk has no room for it.
        :raises NoSnapshotError: where the graph lies in another engine.
        """
        directory = self._frozen / name
        if not directory.exists():
            directory.parent.mkdir(exist_ok=True)
            try:
                self._graph.snapshot(directory)
            except HeadwatersError:
                shutil.rmtree(directory, ignore_errors=True)  # half a copy is none
                raise
        return directory

    def drop_frozen(self, keep: Iterable[Path]) -> None:
        """Delete all frozen copies but some."""
        kept = set(keep)
        if self._frozen.exists():
            for directory in self._frozen.iterdir():
                if directory not in kept:
                    shutil.rmtree(directory, ignore_errors=True)

    @contextmanager
    def private(self) -> Iterator[Path]:
        """A folder for a copy of one's own (`Graph.snapshot`), deleted afterwards.

        The files a copy shares with the graph are never written again by either, so that one
        process may write to the copy and the store does not see what.
        """
        self._private.mkdir(exist_ok=True)
        with tempfile.TemporaryDirectory(dir=self._private) as folder:
            yield Path(folder) / "graph"
