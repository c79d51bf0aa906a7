"""How much the catalogue holds, counted now and then.

Counting reads every statement, each in one to three microseconds: 16 ms for the shipped
catalogue, seconds for one of millions of statements. So a count is kept until the catalogue has
changed and until twenty times as long as it took has passed: however fast the catalogue changes
and however many ask, counting takes a twentieth of one processor at most.
"""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass
from typing import Final

from catalog.store import CatalogStore

_REST: Final = 20
_PROPERTIES: Final = (
    "SELECT ?what (COUNT(*) AS ?number) WHERE { GRAPH ?g { ?s ?what ?o } } GROUP BY ?what"
)
_CLASSES: Final = (
    "SELECT ?what (COUNT(DISTINCT ?s) AS ?number) WHERE { GRAPH ?g { ?s a ?what } } GROUP BY ?what"
)


@dataclass(frozen=True, slots=True)
class Counts:
    """What was counted, and at which commit; classes and properties with the most used first."""

    commit: int
    entities: int
    records: int
    triples: int
    classes: tuple[tuple[str, int], ...]
    properties: tuple[tuple[str, int], ...]


class Statistics:
    """The latest count of one store. Safe in threads; one counts at a time."""

    def __init__(self, rest: float = _REST) -> None:
        """Nothing is counted before someone asks.

        :param rest: how many times as long as counting took the count is kept at the least.
        """
        self._rest = rest
        self._counting = threading.Lock()
        self._held: Counts | None = None
        self._rest_until = 0.0

    def of(self, store: CatalogStore) -> Counts:
        """The latest count; `commit` says how late it is."""
        held = self._held
        if held is not None and (held.commit == store.head or time.monotonic() < self._rest_until):
            return held
        if not self._counting.acquire(blocking=held is None) and held is not None:
            return held
        try:
            if self._held is None or self._held.commit != store.head:
                started = time.monotonic()
                self._held = count(store)
                ended = time.monotonic()
                self._rest_until = ended + self._rest * (ended - started)
            return self._held
        finally:
            self._counting.release()


def count(store: CatalogStore) -> Counts:
    """Count all that is published, the derived graphs and the ontology with it."""
    commit = store.head
    properties, classes = _counted(store, _PROPERTIES), _counted(store, _CLASSES)
    return Counts(
        commit,
        store.search.count(),
        store.journal.count(),
        sum(number for _, number in properties),
        classes,
        properties,
    )


def _counted(store: CatalogStore, query: str) -> tuple[tuple[str, int], ...]:
    rows = [(row["what"].value, int(row["number"].value)) for row in store.graph.select(query)]
    return tuple(sorted(rows, key=lambda row: (-row[1], row[0])))
