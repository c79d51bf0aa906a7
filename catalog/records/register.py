"""Registering records: the one way into the catalogue, for files, the API and harvesters.

Every record offered is compared with what the catalogue holds, validated together with its
published neighborhood, and committed; a record that breaks a shape changes nothing.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Final

from pyoxigraph import NamedNode, Quad, Triple

from catalog.errors import InvalidRecordError
from catalog.model import Finding, Outcome, Record, Registration
from catalog.rdf.canonical import digest, to_ntriples
from catalog.shacl import Validator
from catalog.store import CatalogStore, Change
from catalog.store.base import Graph
from catalog.terms import LINEAGE_GRAPH, ONTOLOGY_GRAPH

Context = Callable[[set[NamedNode]], Iterable[Triple]]
Progress = Callable[[int], None]

_DERIVED: Final = frozenset({LINEAGE_GRAPH, ONTOLOGY_GRAPH})


def register(
    store: CatalogStore,
    records: Sequence[Record],
    *,
    actor: str,
    message: str,
    validator: Validator | None = None,
    dry_run: bool = False,
    per_item: bool = False,
) -> list[Registration]:
    """Offer records to the catalogue.

    :param actor: who offers them, for the journal.
    :param dry_run: find out what would happen and write nothing.
    :param per_item: let the good records in where others fail; else it is all or none.
    :returns: what became of each record, in the order given; warnings come with it.
    :raises InvalidRecordError: where a record has a Violation and `per_item` is off, or where
        two of the records have the same IRI; carries every finding.
    """
    refuse_repeats(records)
    states = {record.iri: to_ntriples(record.triples) for record in records}
    held = store.journal.digests([iri.value for iri in states])
    changed = [r for r in records if held.get(r.iri.value) != digest(states[r.iri])]
    findings = _findings(store.graph, changed, validator or Validator.load())
    failed = {iri for iri, found in findings.items() if any(f.is_violation for f in found)}
    if failed and not per_item:
        raise InvalidRecordError(sorted(f for found in findings.values() for f in found))
    if not dry_run:
        store.commit(
            [
                Change(record.iri.value, record.topic.value, states[record.iri])
                for record in changed
                if record.iri not in failed
            ],
            actor=actor,
            message=message,
        )
    offered = {record.iri for record in changed}
    return [
        Registration(
            record.iri,
            record.topic,
            _outcome(record.iri, offered, failed, held),
            tuple(findings.get(record.iri, ())),
        )
        for record in records
    ]


def enter(
    store: CatalogStore,
    changes: Sequence[Change],
    findings: Sequence[Finding] = (),
    *,
    actor: str,
    message: str,
    after: int | None = None,
) -> list[Registration]:
    """Commit changes that were validated elsewhere (`untrusted`), withdrawals among them.

    :param findings: the warnings that come with them.
    :param after: as for `CatalogStore.commit`.
    :returns: what became of each record, in the order given.
    :raises InvalidRecordError: where a finding is a Violation; nothing changes then.
    :raises ConflictError: as `CatalogStore.commit`.
    """
    if any(finding.is_violation for finding in findings):
        raise InvalidRecordError(findings)
    held = store.journal.digests([change.record for change in changes])
    store.commit(changes, actor=actor, message=message, after=after)
    return [
        Registration(
            NamedNode(change.record),
            NamedNode(change.topic),
            _became(change, held.get(change.record)),
            tuple(f for f in findings if _is_about(f, change)),
        )
        for change in changes
    ]


def _became(change: Change, held: str | None) -> Outcome:
    if change.state is None:
        return Outcome.UNCHANGED if held is None else Outcome.WITHDRAWN
    if held is None:
        return Outcome.CREATED
    return Outcome.UNCHANGED if held == digest(change.state) else Outcome.UPDATED


def _is_about(finding: Finding, change: Change) -> bool:
    return finding.focus.partition("#")[0] in (change.record, change.topic)


def validate(
    records: Sequence[Record], graph: Graph | None = None, validator: Validator | None = None
) -> list[Finding]:
    """All findings on some records, seen together with each other and with a graph."""
    refuse_repeats(records)
    return (validator or Validator.load()).validate(records, neighborhood(graph, records))


def neighborhood(graph: Graph | None, records: Sequence[Record]) -> Context:
    """A function from things to all statements about them, the offered records' included.

    A record that is offered stands in for its published state.
    """
    return beside(records, lambda things: () if graph is None else published(graph, things))


def beside(records: Sequence[Record], held: Callable[[set[NamedNode]], Iterable[Quad]]) -> Context:
    """As `neighborhood`, with what is published on things given by a function."""
    offered: dict[NamedNode, list[Triple]] = defaultdict(list)
    for record in records:
        for triple in record.triples:
            if isinstance(triple.subject, NamedNode):
                offered[triple.subject].append(triple)
    hidden = {record.iri for record in records}

    def statements(subjects: set[NamedNode]) -> Iterator[Triple]:
        for subject in subjects:
            yield from offered.get(subject, ())
        if subjects:
            yield from (quad.triple for quad in held(subjects) if quad.graph_name not in hidden)

    return statements


def published(graph: Graph, subjects: set[NamedNode]) -> Iterator[Quad]:
    """All statements of published records about some things, each in its record's graph."""
    values = " ".join(sorted(str(subject) for subject in subjects))
    rows = graph.select(
        f"SELECT ?s ?p ?o ?g WHERE {{ VALUES ?s {{ {values} }} GRAPH ?g {{ ?s ?p ?o }} }}"
    )
    for row in rows:
        subject, predicate, name = row["s"], row["p"], row["g"]
        if name in _DERIVED:
            continue
        if (
            isinstance(subject, NamedNode)
            and isinstance(predicate, NamedNode)
            and isinstance(name, NamedNode)
        ):
            yield Quad(subject, predicate, row["o"], name)


def _findings(
    graph: Graph, records: Sequence[Record], validator: Validator
) -> dict[NamedNode, list[Finding]]:
    """The findings on each record, by the record that states the node in question."""
    if not records:
        return {}
    owner: dict[str, NamedNode] = {}
    for record in records:
        owner[record.iri.value] = record.iri
        owner.setdefault(record.topic.value, record.iri)
    found: dict[NamedNode, list[Finding]] = defaultdict(list)
    for finding in validator.validate(records, neighborhood(graph, records)):
        focus = finding.focus
        iri = owner.get(focus) or owner.get(focus.partition("#")[0]) or records[0].iri
        found[iri].append(finding)
    return dict(found)


def _outcome(
    iri: NamedNode, offered: set[NamedNode], failed: set[NamedNode], held: dict[str, str]
) -> Outcome:
    if iri in failed:
        return Outcome.FAILED
    if iri not in offered:
        return Outcome.UNCHANGED
    return Outcome.UPDATED if iri.value in held else Outcome.CREATED


def refuse_repeats(records: Sequence[Record]) -> None:
    """Refuse records of which two have the same IRI.

    :raises InvalidRecordError: in that case.
    """
    counts = Counter(record.iri.value for record in records)
    repeated = [
        Finding(
            "Violation",
            iri,
            "rdf:type",
            str(times),
            "record",
            "RecordConstraint",
            f"{times} of the texts offered have this record's IRI; one record is one text.",
        )
        for iri, times in counts.items()
        if times > 1
    ]
    if repeated:
        raise InvalidRecordError(sorted(repeated))
