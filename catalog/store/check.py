"""The doctor's look at a store: whether every part says what the journal says."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from pyoxigraph import NamedNode

from catalog.rdf.canonical import digest, to_ntriples
from catalog.store.catalog_store import CatalogStore
from catalog.store.commits import GENESIS, Commit, seal
from catalog.store.journal import Journal


@dataclass(frozen=True, slots=True)
class Symptom:
    """Something wrong, and what mends it. `damaged` where the journal itself is at fault."""

    damaged: bool
    message: str


def check(store: CatalogStore) -> Iterator[Symptom]:
    """Everything wrong with a store; nothing where it is well."""
    yield from check_journal(store.journal)
    yield from _graph(store)
    if not store.search.is_sound():
        yield Symptom(False, "Pages of the search index are damaged: rebuild.")
        return
    head, indexed = store.head, store.search.commit_number()
    if indexed != head:
        yield Symptom(
            False, f"The search index is at commit {indexed}, the journal at {head}: rebuild."
        )


def check_journal(journal: Journal) -> Iterator[Symptom]:
    """Everything wrong with a journal: its pages, then the seal and state of every commit."""
    if not journal.is_sound():
        yield Symptom(True, f"Pages of {journal.path} are damaged.")
        return
    previous = GENESIS
    for expected, commit in enumerate(journal.since(0), start=1):
        if commit.number != expected:
            yield Symptom(True, f"Commit {expected} is missing from the journal.")
            return
        if commit.previous_hash != previous or _hash(commit) != commit.hash:
            yield Symptom(True, f"Commit {commit.number} was changed after it was written.")
            return
        if commit.state is not None and digest(commit.state) != commit.digest_after:
            yield Symptom(True, f"The state kept in commit {commit.number} was changed.")
            return
        previous = commit.hash


def _graph(store: CatalogStore) -> Iterator[Symptom]:
    head, held = store.head, store.graph.commit_number()
    if held != head:
        yield Symptom(False, f"The graph is at commit {held}, the journal at {head}: rebuild.")
        return
    for commit in store.journal.current():
        if digest(to_ntriples(store.graph.graph(NamedNode(commit.record)))) != commit.digest_after:
            yield Symptom(False, f"The graph differs from the journal on {commit.record}: rebuild.")


def _hash(commit: Commit) -> str:
    return seal(
        commit.previous_hash,
        commit.number,
        commit.time,
        commit.actor,
        commit.action,
        commit.record,
        commit.digest_after,
        commit.message,
        commit.replaced_by,
    )
