"""A writer that says what it is about to do and what it has done, until it is killed.

It runs in a process forked from one that has imported everything, so that hundreds of them cost
little. What it says goes through a pipe at once: what was said before a kill was said.
"""

from __future__ import annotations

from multiprocessing.connection import Connection
from pathlib import Path
from random import Random

from catalog.model import Record
from catalog.rdf.canonical import digest, to_ntriples
from catalog.records.register import register
from catalog.shacl import Validator
from catalog.store import CatalogStore, Change
from catalog.terms import THINGS
from tests.conftest import records_of, small_record

VALIDATOR = Validator.load()
_NAMES = 60
_BATCH = (2, 12)
_SOURCES = ("common-crawl", "the-pile", "c4", "dolma", "refinedweb", "roots", "wikipedia")

Intent = dict[str, str | None]
"""Records with the digests they are to have; None where they are to be withdrawn."""


def write(store: Path, seed: int, told: Connection) -> None:
    """Create, edit, withdraw and import, in an order that depends on the seed.

    Tells "open", then for each piece of work what it will change, and "done" after it.
    """
    random = Random(seed)  # noqa: S311 - repeatable, not secret
    with CatalogStore.open(store) as opened:
        told.send("open")
        while True:
            work = random.choice(_WORK)
            work(opened, random, told)


def load(store: Path, entries: int, told: Connection) -> None:
    """Fill an empty store in bulk; tells how many records are done."""
    from tests.bench.generator import changes
    from tests.bench.shape import shape_of

    with CatalogStore.open(store, create=True) as opened:
        told.send("open")
        opened.load(changes(shape_of(entries)), actor="tests", message="bulk", progress=told.send)
        told.send("done")


def _create_or_edit(store: CatalogStore, random: Random, told: Connection) -> None:
    """Straight to the store, so that most of the time goes into writing."""
    record = _record(random.randrange(_NAMES), random)
    state = to_ntriples(record.triples)
    told.send({record.iri.value: digest(state)})
    store.commit(
        [Change(record.iri.value, record.topic.value, state)], actor="tests", message="write"
    )
    told.send("done")


def _import(store: CatalogStore, random: Random, told: Connection) -> None:
    """Several records at once, by the way that everybody registers."""
    chosen = random.sample(range(_NAMES), random.randint(*_BATCH))
    records = [_record(number, random) for number in chosen]
    told.send({r.iri.value: digest(to_ntriples(r.triples)) for r in records})
    register(store, records, actor="tests", message="import", validator=VALIDATOR)
    told.send("done")


def _withdraw(store: CatalogStore, random: Random, told: Connection) -> None:
    ours = [c for c in store.journal.current() if "/record/test/" in c.record]
    if ours:
        chosen = random.choice(ours)
        told.send({chosen.record: None})
        store.commit([Change(chosen.record, chosen.topic, None)], actor="tests", message="withdraw")
        told.send("done")


_WORK = (_create_or_edit, _create_or_edit, _create_or_edit, _withdraw, _withdraw, _import)


def _record(number: int, random: Random) -> Record:
    """A record of a name nobody could resolve, which comes from some others."""
    sources = random.sample(_SOURCES, random.randrange(4))
    derived = "".join(
        f"prov:wasDerivedFrom <{THINGS}dataset/{slug}> ; prov:qualifiedDerivation "
        f"[ a prov:Derivation ; prov:entity <{THINGS}dataset/{slug}> ; "
        "hw:edgeKind edge-kind:unknown ] ; "
        for slug in sources
    )
    more = f'{derived} dct:alternative "edition {random.randrange(10**9)}"@en ;'
    (record,) = records_of(small_record(f"n{number}", more))
    return record
