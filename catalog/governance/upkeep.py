"""Keeping the findings in the graph: computed again for what commits touch, and no more."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from itertools import islice
from multiprocessing import get_context
from pathlib import Path
from typing import Final

from pyoxigraph import Literal, NamedNode, Triple

from catalog.governance.evaluate import Findings, evaluate
from catalog.governance.finding import ENGINE_VERSION
from catalog.governance.load import all_statements, statements_for
from catalog.governance.statements import Statements
from catalog.governance.triples import graph_of, triples_of
from catalog.rdf.canonical import to_ntriples
from catalog.store import CatalogStore
from catalog.store.journal import Journal
from catalog.terms import (
    COMMIT_NUMBER,
    FINDINGS_GRAPH,
    LINEAGE_GRAPH,
    PRIMARY_TOPIC,
    UPSTREAM_TRANSITIVE,
    split_thing,
    term,
)

SUBJECT_KINDS: Final = ("model", "model-version", "dataset", "dataset-version", "application")
"""The kinds of thing that have findings."""

_BATCH: Final = 500
_ALL_AT_ONCE: Final = 2_000

Progress = Callable[[int, int], None]


def refresh(store: CatalogStore, as_of: str, progress: Progress | None = None) -> int:
    """Bring the findings in the graph up to the last commit.

    :param as_of: the ISO 8601 date to judge validity by. On another date than last time, and
        with another version of the rules, everything is computed again.
    :param progress: is told how many subjects are done, and of how many.
    :returns: how many subjects were looked at.
    """
    head, held = store.head, _held(store)
    if held is None or held[1:] != (as_of, ENGINE_VERSION):
        subjects = _every_subject(store)
    elif held[0] == head:
        return 0
    else:
        subjects = _touched(store, held[0])
    batches = list(_batches(subjects))
    made = made_for(store, subjects, as_of)
    for done, (batch, graphs) in enumerate(zip(batches, made, strict=True), start=1):
        replaced = [
            (graph_of(subject), content) for subject, content in zip(batch, graphs, strict=True)
        ]
        store.annotate(replaced)
        if progress:
            progress(min(done * _BATCH, len(subjects)), len(subjects))
    _note(store, as_of, head)
    return len(subjects)


def keep_up(store: CatalogStore) -> int:
    """Bring findings that are in the graph up to the last commit, by the date they were made for.

    :returns: how many subjects were looked at; none where there are no findings of this version.
    """
    held = _held(store)
    return refresh(store, held[1]) if held is not None and held[2] == ENGINE_VERSION else 0


def made_for(store: CatalogStore, subjects: Sequence[str], as_of: str) -> Iterator[list[str]]:
    """The findings on some subjects as N-Triples, a text for each, in batches.

    For many subjects each processor reads the journal for itself and takes its share.
    """
    batches = list(_batches(subjects))
    if len(subjects) <= _ALL_AT_ONCE:
        for batch in batches:
            yield as_ntriples(statements_for(store, batch), batch, as_of, store.head)
        return
    with ProcessPoolExecutor(
        mp_context=get_context("spawn"),
        initializer=_read,
        initargs=(store.journal.path, as_of, store.head),
    ) as pool:
        yield from pool.map(_share, batches)


def as_ntriples(
    statements: Statements, subjects: Sequence[str], as_of: str, commit: int
) -> list[str]:
    """The findings on some subjects as N-Triples, a text for each."""
    return [
        to_ntriples(
            triples_of(
                Findings(subject, as_of, commit, tuple(evaluate(statements, subject, as_of)))
            )
        )
        for subject in subjects
    ]


_reading: list[tuple[Statements, str, int]] = []
"""What a process of the pool has read, once for all its shares."""


def _read(journal: Path, as_of: str, commit: int) -> None:
    gc.disable()  # nothing read here is ever let go of; looking for it again and again costs most
    _reading.append((all_statements(Journal(journal)), as_of, commit))


def _share(subjects: list[str]) -> list[str]:
    statements, as_of, commit = _reading[0]
    return as_ntriples(statements, subjects, as_of, commit)


def _note(store: CatalogStore, as_of: str, head: int) -> None:
    notes = [
        Triple(FINDINGS_GRAPH, COMMIT_NUMBER, Literal(head)),
        Triple(FINDINGS_GRAPH, term("hw:evaluatedAt"), Literal(as_of, datatype=term("xsd:date"))),
        Triple(FINDINGS_GRAPH, term("hw:engineVersion"), Literal(ENGINE_VERSION)),
    ]
    store.annotate([(FINDINGS_GRAPH, to_ntriples(notes))])


def _held(store: CatalogStore) -> tuple[int, str, str] | None:
    noted = {triple.predicate: triple.object for triple in store.graph.graph(FINDINGS_GRAPH)}
    wanted = (COMMIT_NUMBER, term("hw:evaluatedAt"), term("hw:engineVersion"))
    values = [noted.get(predicate) for predicate in wanted]
    if not all(isinstance(value, Literal) for value in values):
        return None
    number, date, version = (value.value for value in values if isinstance(value, Literal))
    return int(number), date, version


def _every_subject(store: CatalogStore) -> list[str]:
    rows = store.graph.select(
        f"SELECT DISTINCT ?thing WHERE {{ GRAPH ?record {{ ?record {PRIMARY_TOPIC} ?thing }} }}"
    )
    return sorted(row["thing"].value for row in rows if _is_subject(row["thing"].value))


def _touched(store: CatalogStore, commit: int) -> list[str]:
    """The subjects whose findings may differ: what was committed, what names it, all below."""
    topics = {made.topic for made in store.journal.since(commit)}
    topics |= _naming(store, topics)
    touched = set(topics)
    for values in _values(topics):
        rows = store.graph.select(
            f"SELECT DISTINCT ?below WHERE {{ VALUES ?up {{ {values} }} "
            f"GRAPH {LINEAGE_GRAPH} {{ ?below {UPSTREAM_TRANSITIVE} ?up }} }}"
        )
        touched.update(row["below"].value for row in rows)
    return sorted(iri for iri in touched if _is_subject(iri))


def _naming(store: CatalogStore, topics: set[str]) -> set[str]:
    """The things whose records name one of some licenses, protocols, signals and the like."""
    terms = {iri for iri in topics if not _is_subject(iri)}
    found: set[str] = set()
    for values in _values(terms):
        rows = store.graph.select(
            f"SELECT DISTINCT ?thing WHERE {{ VALUES ?term {{ {values} }} "
            f"GRAPH ?record {{ ?node ?property ?term . ?record {PRIMARY_TOPIC} ?thing }} }}"
        )
        found.update(row["thing"].value for row in rows)
        rows = store.graph.select(
            "PREFIX hw: <https://w3id.org/headwaters/ns#> "
            f"SELECT DISTINCT ?thing WHERE {{ VALUES ?term {{ {values} }} "
            "?term hw:appliesTo ?thing }"
        )
        found.update(row["thing"].value for row in rows)
    return found


def _is_subject(iri: str) -> bool:
    return (split_thing(iri) or ("", ""))[0] in SUBJECT_KINDS


def _values(iris: Iterable[str]) -> Iterator[str]:
    for batch in _batches(sorted(iris)):
        yield " ".join(str(NamedNode(iri)) for iri in batch)


def _batches(iris: Iterable[str]) -> Iterator[list[str]]:
    rest = iter(iris)
    while batch := list(islice(rest, _BATCH)):
        yield batch
