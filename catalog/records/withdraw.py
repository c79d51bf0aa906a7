"""Taking records out of the catalogue: by withdrawing them, or by merging two things into one.

The journal keeps what was taken out, when, by whom and why. From it come the tombstone at the
old address and, after a merge, the redirect to the new one (decision 017).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeVar

from pyoxigraph import NamedNode, Triple

from catalog.errors import InvalidRecordError, NotFoundError, UsageError
from catalog.model import Record, Thing
from catalog.rdf.canonical import from_ntriples, to_ntriples
from catalog.records.register import validate
from catalog.shacl import Validator
from catalog.store import CatalogStore, Change, Commit
from catalog.terms import LINEAGE_GRAPH, RECORDS, UPSTREAM_TRANSITIVE

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Merged:
    """What a merge did: the records it withdrew, and those that now name the other thing."""

    withdrawn: tuple[str, ...]
    mended: tuple[str, ...]


def withdraw(store: CatalogStore, iri: str, *, actor: str, reason: str) -> list[Commit]:
    """Withdraw a record, or every record about a thing.

    :raises UsageError: where no reason is given.
    :raises NotFoundError: where nothing of that name is published.
    """
    _refuse_no_reason(reason)
    found = _published(store, iri)
    if not found:
        raise NotFoundError(iri)
    changes = [Change(commit.record, commit.topic, None) for commit in found]
    return store.commit(changes, actor=actor, message=reason)


def merge(
    store: CatalogStore,
    old: Thing,
    new: Thing,
    *,
    actor: str,
    reason: str,
    validator: Validator | None = None,
) -> Merged:
    """Let one thing be known by the name of another from now on.

    The records about the old thing are withdrawn, and every record that names it names the new
    one instead; the records about the new thing stay as they are. All of it, or nothing.

    :raises UsageError: where both are the same thing, one is recorded as made from the other, or
        no reason is given.
    :raises InvalidRecordError: where a record would break a shape by naming the new thing.
    """
    _refuse_no_reason(reason)
    if old.iri == new.iri:
        raise UsageError(f"{old.kind}/{old.slug} cannot be merged into itself.")
    _refuse_lineage(store, old, new)
    gone = [commit.record for commit in store.journal.about([old.iri])]
    mended = list(_renamed(store, old.iri, new.iri, set(gone)))
    findings = validate(mended, store.graph, validator) if mended else []
    if any(finding.is_violation for finding in findings):
        raise InvalidRecordError(sorted(findings))
    changes = [Change(record, old.iri, None, replaced_by=new.iri) for record in gone]
    changes += [Change(r.iri.value, r.topic.value, to_ntriples(r.triples)) for r in mended]
    store.commit(changes, actor=actor, message=reason)
    return Merged(tuple(gone), tuple(record.iri.value for record in mended))


def _published(store: CatalogStore, iri: str) -> list[Commit]:
    if not iri.startswith(RECORDS):
        return list(store.journal.about([iri]))
    last = store.journal.last(iri)
    return [last] if last is not None and last.state is not None else []


def _renamed(store: CatalogStore, old: str, new: str, without: set[str]) -> Iterator[Record]:
    """The records that name one thing, as they are when they name another instead."""
    node = NamedNode(old)
    rows = store.graph.select(
        "SELECT DISTINCT ?record WHERE { "
        f"{{ GRAPH ?record {{ ?s ?p {node} }} }} UNION {{ GRAPH ?record {{ {node} ?p ?o }} }} "
        "} ORDER BY ?record"
    )
    for row in rows:
        record = row["record"].value
        last = None if record in without else store.journal.last(record)
        if last is None or last.state is None:  # a derived graph, which follows by itself
            continue
        triples = tuple(_with(triple, node, NamedNode(new)) for triple in from_ntriples(last.state))
        yield Record(NamedNode(record), NamedNode(last.topic), triples, record)


def _with(triple: Triple, old: NamedNode, new: NamedNode) -> Triple:
    def named(term: T) -> T | NamedNode:
        return new if term == old else term

    return Triple(named(triple.subject), triple.predicate, named(triple.object))


def _refuse_lineage(store: CatalogStore, old: Thing, new: Thing) -> None:
    """One thing made from the other is not the same thing; merged, it would be its own source."""
    one, other = NamedNode(old.iri), NamedNode(new.iri)
    if store.graph.ask(
        f"ASK {{ GRAPH {LINEAGE_GRAPH} {{ {{ {one} {UPSTREAM_TRANSITIVE} {other} }} UNION "
        f"{{ {other} {UPSTREAM_TRANSITIVE} {one} }} }} }}"
    ):
        raise UsageError(
            f"One of {old.title} and {new.title} is recorded as made from the other, so they are "
            "not the same thing. Mend the records that say so first."
        )


def _refuse_no_reason(reason: str) -> None:
    if not reason.strip():
        raise UsageError("Say why: the reason stays at the address for whoever asks later.")
