"""The shipped catalogue with its findings, and stores of small cases."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from pyoxigraph import NamedNode, RdfFormat, Triple, parse

from catalog.governance.upkeep import refresh
from catalog.rdf.canonical import skolemize, to_ntriples
from catalog.store import CatalogStore, Change
from catalog.terms import PRIMARY_TOPIC

DAY = "2026-11-24"


@pytest.fixture(scope="session")
def governed_store(
    shipped_store: CatalogStore, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[CatalogStore]:
    """A store with the shipped catalogue and its findings, for tests that only read."""
    changes = [Change(c.record, c.topic, c.state) for c in shipped_store.journal.current()]
    with _filled(tmp_path_factory.mktemp("governed") / "store", changes) as store:
        yield store


@contextmanager
def store_of(path: Path, folder: Path) -> Iterator[CatalogStore]:
    """A store with the records of a TriG file, each a named graph, and their findings."""
    graphs: dict[NamedNode, list[Triple]] = {}
    for quad in parse(path=str(path), format=RdfFormat.TRIG):
        assert isinstance(quad.graph_name, NamedNode)
        graphs.setdefault(quad.graph_name, []).append(
            Triple(quad.subject, quad.predicate, quad.object)
        )
    changes = []
    for record, triples in graphs.items():
        (topic,) = (t.object for t in triples if t.predicate == PRIMARY_TOPIC)
        assert isinstance(topic, NamedNode)
        state = to_ntriples(skolemize(record, triples))
        changes.append(Change(record.value, topic.value, state))
    with _filled(folder, changes) as store:
        yield store


@contextmanager
def _filled(folder: Path, changes: list[Change]) -> Iterator[CatalogStore]:
    with CatalogStore.open(folder, create=True) as store:
        store.commit(changes, actor="tests", message="load")
        refresh(store, DAY)
        yield store
