"""What is left of what was withdrawn, read from the journal, which forgets nothing."""

from __future__ import annotations

from catalog.errors import GoneError, MergedError
from catalog.model import Tombstone
from catalog.store.journal import Journal


def tombstone(journal: Journal, iri: str) -> Tombstone | None:
    """What is left of a record, or of a thing, whose last commit withdrew it.

    :param iri: a record, or a thing that no published record speaks of.
    """
    last = journal.last(iri)
    if last is None or last.state is not None:
        return None
    return Tombstone(
        iri, last.topic, last.time, last.actor, last.message, last.number, last.replaced_by
    )


def refuse_withdrawn(journal: Journal, iri: str) -> None:
    """Say so where a record or thing was here once.

    :raises MergedError: where it was merged into another thing.
    :raises GoneError: where it was withdrawn.
    """
    left = tombstone(journal, iri)
    if left is not None:
        raise MergedError(left) if left.replaced_by else GoneError(left)
