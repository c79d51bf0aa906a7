"""What every command needs: the store or the service it was pointed at, and how to print."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn

from catalog.client import Client
from catalog.errors import UsageError
from catalog.store import CatalogStore


@dataclass(frozen=True, slots=True)
class Context:
    """Where the catalogue is: a folder of this machine, or a running service."""

    store: Path
    server: str | None
    graph: str | None = field(default=None, repr=False)
    """The SPARQL service that holds the graph, as HEADWATERS_GRAPH names it."""

    @classmethod
    def of(cls, context: typer.Context) -> Context:
        """The one the global options made."""
        found = context.obj
        if not isinstance(found, cls):
            raise TypeError("no context: the callback has not run")
        return found

    def open(self, *, create: bool = False) -> CatalogStore:
        """Open the store.

        :raises UsageError: where the command was pointed at a service, which it cannot use.
        """
        return CatalogStore.open(self.folder(), create=create, service=self.graph)

    def folder(self) -> Path:
        """The folder of the store.

        :raises UsageError: where the command was pointed at a service, which it cannot use.
        """
        if self.server:
            raise UsageError(
                "This command works on a store of this machine; leave --server out, and name "
                "the store with --store."
            )
        return self.store

    def open_rebuilt(self, progress: Callable[[int], None]) -> CatalogStore:
        """Open the store with graph and index built again from the journal."""
        if not (self.store / "journal.db").exists():
            return self.open()  # which says that there is none
        CatalogStore.discard_projections(self.store, self.graph)
        return CatalogStore.open(self.store, progress=progress, service=self.graph)

    def client(self) -> Client | None:
        """A client of the service, where one was named."""
        return Client(self.server) if self.server else None


def write(text: str) -> None:
    """Text to stdout, as data."""
    sys.stdout.write(text if text.endswith("\n") else text + "\n")


def write_json(value: object) -> None:
    """A value to stdout, as JSON."""
    write(json.dumps(value, ensure_ascii=False, indent=2))


def say(text: str) -> None:
    """A word to the person, on stderr."""
    Console(stderr=True, soft_wrap=True, highlight=False, markup=False).print(text)


@contextmanager
def progress(what: str, total: int | None = None) -> Iterator[Progress]:
    """A progress bar on stderr with one task; shown only where a person looks on."""
    with Progress(
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        console=Console(stderr=True),
        transient=True,
        disable=not sys.stderr.isatty(),
    ) as bar:
        bar.add_task(what, total=total)
        yield bar
