"""What a writer over HTTP sends, made into changes of the catalogue.

A registrar is the one place that says what may be written and how it is taken in. The one of
the catalogue takes records: each is a named graph that describes itself and keeps to the shapes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from catalog.bounded.calling import Cancellation
from catalog.errors import InvalidRecordError, NotWritableError
from catalog.model import Finding
from catalog.records.checking import RdfText
from catalog.records.untrusted import DocumentChecker, Wanted
from catalog.sparql.update import GraphChange
from catalog.store import CatalogStore, Change
from catalog.terms import RECORDS


@dataclass(frozen=True, slots=True)
class Document:
    """RDF that somebody sends, to be one graph."""

    content: bytes
    media_type: str
    graph: str | None = None
    """The graph it is to be; None where it shall say so itself."""
    onto: str = ""
    """What stands in the graph already and stays, as N-Triples."""
    more: tuple[RdfText, ...] = ()
    """Further texts that are part of the same graph."""


@dataclass(frozen=True, slots=True)
class Taken:
    """The changes that something sent makes, and the warnings on them."""

    changes: tuple[Change, ...]
    findings: tuple[Finding, ...] = ()


class Registrar(Protocol):
    """How what is sent becomes changes."""

    @property
    def default_graph(self) -> str | None:
        """The named graph that stands for the default graph in updates and `/graphs?default`.

        None where the default graph is the union of all, which nobody writes to.
        """

    @property
    def hidden(self) -> Sequence[str]:
        """Graphs that updates do not see."""

    @property
    def needs_match(self) -> bool:
        """Whether replacing a graph needs If-Match."""

    def may_write(self, graph: str) -> None:
        """Let a graph be written to.

        :raises NotWritableError: where nobody may.
        """

    def of_document(
        self, store: CatalogStore, document: Document, cancellation: Cancellation
    ) -> Taken:
        """The changes a document makes.

        :raises HeadwatersError: where it makes none that would be let in.
        """

    def of_graphs(
        self, store: CatalogStore, graphs: Sequence[GraphChange], cancellation: Cancellation
    ) -> Taken:
        """The changes that an update makes by changing some graphs.

        :raises HeadwatersError: where it makes none that would be let in.
        """


@dataclass(frozen=True, slots=True)
class RecordRegistrar:
    """Takes records, checked in a process of their own (`untrusted`)."""

    checker: DocumentChecker
    default_graph: str | None = None
    hidden: tuple[str, ...] = ()
    needs_match: bool = True

    def may_write(self, graph: str) -> None:
        """Let records be written, and nothing else."""
        if not graph.startswith(RECORDS) or "#" in graph:
            raise NotWritableError(
                f"{graph} is no record. What is derived from the records, as lineage and "
                f"findings, is not written by hand; a record's IRI begins with {RECORDS}."
            )

    def of_document(
        self, store: CatalogStore, document: Document, cancellation: Cancellation
    ) -> Taken:
        """The record that a document holds."""
        wanted = Wanted(
            records=True, graph=document.graph or "", onto=document.onto, more=document.more
        )
        return self._checked(store, document.content, document.media_type, wanted, cancellation)

    def of_graphs(
        self, store: CatalogStore, graphs: Sequence[GraphChange], cancellation: Cancellation
    ) -> Taken:
        """The records that some graphs now hold; those that hold nothing are withdrawn."""
        withdrawn: list[Change] = []
        kept: list[str] = []
        for one in graphs:
            if one.graph is None:
                raise NotWritableError(
                    "The update writes to the default graph. Here every record is a named "
                    "graph: say GRAPH <record> { … }, or WITH <record>."
                )
            self.may_write(one.graph)
            if one.statements:
                kept.append(one.statements.replace(" .\n", f" <{one.graph}> .\n"))
            elif (held := store.journal.present(one.graph)) is not None:
                withdrawn.append(Change(one.graph, held.topic, None))
        if not kept:
            return Taken(tuple(withdrawn))
        gone = frozenset(change.record for change in withdrawn)
        taken = self._checked(
            store,
            "".join(kept).encode(),
            "application/n-quads",
            Wanted(records=True, without=gone),
            cancellation,
        )
        return Taken((*withdrawn, *taken.changes), taken.findings)

    def _checked(
        self,
        store: CatalogStore,
        content: bytes,
        media_type: str,
        wanted: Wanted,
        cancellation: Cancellation,
    ) -> Taken:
        checked = self.checker.check(store.graph, content, media_type, cancellation, wanted)
        if not checked.conforms:
            raise InvalidRecordError(checked.findings)
        for change in checked.records:
            self.may_write(change.record)
        return Taken(checked.records, checked.findings)
