"""Writing by strangers with a token: one at a time, all or none.

Reading the present state, working out the new one, checking it and committing it happen in one
critical section, so that no writer overwrites what it has not seen. A commit from elsewhere in
that time is met by `CatalogStore.commit`, which then refuses.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Final

from catalog.bounded.calling import Cancellation
from catalog.errors import BusyError, ConflictError, NotFoundError
from catalog.model import Registration
from catalog.records.register import enter
from catalog.records.registrar import Document, Registrar, Taken
from catalog.sparql.update import UpdateLimits, evaluate
from catalog.sparql.update_guard import CheckedUpdate
from catalog.store import CatalogStore, Change, Commit

Condition = Callable[[Commit | None], None]
"""Looks at a graph's last change and raises where the writer meant another state."""

_PATIENCE: Final = 30.0
_NO_REASON: Final = "withdrawn over HTTP, which gives no reason"


@dataclass(frozen=True, slots=True)
class Written:
    """What became of the records written, and the commit the catalogue is at."""

    registrations: tuple[Registration, ...]
    commit: int


@dataclass
class Writer:
    """Lets one writer after another change the store."""

    store: CatalogStore
    registrar: Registrar
    when_written: Callable[[], None] = lambda: None
    """Called after each write that changed something."""
    limits: UpdateLimits = field(default_factory=UpdateLimits)
    patience: float = _PATIENCE
    """Seconds a writer waits for its turn."""
    _turn: threading.Lock = field(default_factory=threading.Lock)

    def update(
        self, update: CheckedUpdate, base: str, actor: str, cancellation: Cancellation
    ) -> Written:
        """Do a SPARQL update that `check_update` let pass.

        :raises HeadwatersError: as `catalog.sparql.update.evaluate`, `Registrar.of_graphs`
            and `register.enter`; nothing is changed then.
        """
        with self._my_turn():
            head = self.store.head
            graphs = evaluate(
                self.store,
                update,
                base=base,
                default_graph=self.registrar.default_graph,
                hidden=self.registrar.hidden,
                limits=self.limits,
                cancellation=cancellation,
            )
            taken = self.registrar.of_graphs(self.store, graphs, cancellation)
            return self._enter(taken, head, actor, "SPARQL update")

    def put(
        self, document: Document, condition: Condition, actor: str, cancellation: Cancellation
    ) -> Written:
        """Make a document the whole content of the graph it names.

        :raises HeadwatersError: as `condition`, `Registrar.of_document` and `register.enter`.
        """
        graph = document.graph or ""
        self.registrar.may_write(graph)
        with self._my_turn():
            head = self.store.head
            condition(self.store.journal.present(graph))
            taken = self.registrar.of_document(self.store, document, cancellation)
            return self._enter(taken, head, actor, "PUT")

    def post(
        self, document: Document, condition: Condition, actor: str, cancellation: Cancellation
    ) -> Written:
        """Add a document to the graph it names, or make it a graph of its own.

        :raises ConflictError: where it names no graph and makes one that is there already.
        :raises HeadwatersError: as `put`.
        """
        if document.graph is not None:
            self.registrar.may_write(document.graph)
        with self._my_turn():
            head = self.store.head
            if document.graph is not None:
                held = self.store.journal.present(document.graph)
                condition(held)
                onto = held.state or "" if held else ""
                merged = replace(document, onto=onto)
                taken = self.registrar.of_document(self.store, merged, cancellation)
            else:
                taken = self.registrar.of_document(self.store, document, cancellation)
                self._refuse_present(taken)
            return self._enter(taken, head, actor, "POST")

    def withdraw(self, graph: str, condition: Condition, actor: str) -> Written:
        """Empty a graph; a record so becomes withdrawn.

        :raises NotFoundError: where there is none.
        :raises HeadwatersError: as `condition`.
        """
        self.registrar.may_write(graph)
        with self._my_turn():
            held = self.store.journal.present(graph)
            if held is None:
                raise NotFoundError(graph)
            condition(held)
            taken = Taken((Change(graph, held.topic, None),))
            return self._enter(taken, self.store.head, actor, _NO_REASON)

    def _enter(self, taken: Taken, head: int, actor: str, message: str) -> Written:
        done = enter(
            self.store, taken.changes, taken.findings, actor=actor, message=message, after=head
        )
        if self.store.head != head:
            self.when_written()
        return Written(tuple(done), self.store.head)

    def _refuse_present(self, taken: Taken) -> None:
        for change in taken.changes:
            if self.store.journal.present(change.record) is not None:
                raise ConflictError(
                    f"{change.record} is there already. Send a new state by PUT with If-Match."
                )

    @contextmanager
    def _my_turn(self) -> Iterator[None]:
        if not self._turn.acquire(timeout=self.patience):
            raise BusyError("Others are writing just now.", 5)
        try:
            yield
        finally:
            self._turn.release()
