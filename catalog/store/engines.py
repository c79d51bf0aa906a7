"""Which engine holds the graph of a store, and what is known of engines that differ."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from catalog.errors import UsageError
from catalog.store.base import Graph
from catalog.store.embedded import EmbeddedGraph
from catalog.store.embedded import remove as remove_embedded
from catalog.store.remote import RemoteGraph
from catalog.store.service import Address, Service

_OWNER: Final = "graph-owner"


@dataclass(frozen=True, slots=True)
class Place:
    """Where the graph of the store in a folder lies: in the folder, or in a SPARQL service."""

    directory: Path
    service: str | None = None

    def open(self) -> Graph:
        """Open it.

        :raises UnavailableError: where the service does not answer or cannot do what we need.
        :raises UsageError: where its address is none, or it holds what is not this store's.
        """
        if self.service is None:
            return EmbeddedGraph(self.directory / "graph")
        service = Service(Address.parse(self.service))
        try:
            return RemoteGraph(service, self._owner())
        except BaseException:
            service.close()
            raise

    def empty(self) -> None:
        """Remove it, damaged or not; opened again it holds nothing."""
        if self.service is None:
            remove_embedded(self.directory / "graph")
            return
        graph = self.open()
        try:
            graph.clear()
        finally:
            graph.close()

    def _owner(self) -> str:
        """The mark of this store, by which a service tells whose graph it holds."""
        path = self.directory / _OWNER
        if not path.exists():
            path.write_text(f"{uuid.uuid4()}\n", encoding="ascii")
        owner = path.read_text(encoding="ascii").strip()
        try:
            return str(uuid.UUID(owner))
        except ValueError as error:
            raise UsageError(f"{path} does not hold a UUID; delete it and the graph.") from error
