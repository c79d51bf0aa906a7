"""The shipped catalogue, put into an empty store as it stands.

Its records are validated when they are shipped (a test holds that none has a Violation), so a
demonstration need not do it again at every start.
"""

from __future__ import annotations

from catalog.rdf.canonical import to_ntriples
from catalog.records.files import read_records, record_files, shipped_entries
from catalog.store import CatalogStore, Change


def load_shipped(store: CatalogStore, *, actor: str) -> int:
    """Fill an empty store with the shipped catalogue.

    :returns: how many records it holds.
    :raises UsageError: where the store holds records already.
    """
    records = read_records(record_files([shipped_entries()]))
    return store.load(
        (Change(r.iri.value, r.topic.value, to_ntriples(r.triples)) for r in records),
        actor=actor,
        message="the shipped catalogue",
    )
