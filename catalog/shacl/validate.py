"""Every finding about a batch of records, with words for the person who wrote them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Final

from pyshacl.pytypes import SHACLExecutor
from rdflib import Graph, URIRef
from rdflib.namespace import RDF

from catalog.model import Finding, Record
from catalog.shacl.convert import iri
from catalog.shacl.neighborhood import Context, Neighborhood, gather
from catalog.shacl.queries import DatedGraph
from catalog.shacl.results import Reader
from catalog.shacl.shapes import Check, Shapes, load_shapes

SEVERITIES: Final = ("Violation", "Warning", "Info")
_TOO_MUCH: Final = frozenset(
    {"MaxCountConstraintComponent", "UniqueLangConstraintComponent"}
    | {"QualifiedMaxCountConstraintComponent"}
)


class Validator:
    """The shapes, ready to be run on records."""

    def __init__(self, shapes: Shapes) -> None:
        """Use the given shapes."""
        self.shapes = shapes
        self._executor = SHACLExecutor()

    @classmethod
    def load(cls) -> Validator:
        """The validator with the shapes of the catalogue; they are read once per process."""
        return cls(load_shapes())

    def validate(
        self, records: Sequence[Record], context: Context, today: date | None = None
    ) -> list[Finding]:
        """All findings about `records`: violations first, then by what they are about.

        A thing is judged by the union of what all published records and `records` say of it.
        Only "too much" (two data types, two titles in one language) is judged within each
        record: two sources that differ are kept side by side, not refused.

        `context` gives all published triples whose subject is in a set, those of earlier
        states of `records` left out. `today` is the day that rules on age count from.
        """
        day = today or date.today()
        near = gather(records, context, self.shapes.steps)
        graph = DatedGraph(near, day)
        own = {iri(node.value) for node in near.own}
        disputed = _disputable(records, near)
        targets = _Targets(graph, own)
        findings: set[Finding] = set()
        for check in self.shapes.checks:
            for finding in self._run(check, graph, targets.of(check)):
                records_apart = disputed.get(finding.focus)
                if records_apart and _is_of_one_source(finding, check):
                    findings.update(self._apart(check, finding.focus, records_apart, day))
                else:
                    findings.add(finding)
        return sorted(findings, key=_rank)

    def _run(self, check: Check, graph: Graph, focus: Iterable[URIRef]) -> list[Finding]:
        nodes = sorted(focus)
        if not nodes:
            return []
        _, results = check.shape.validate(self._executor, graph, focus=nodes)
        reader = Reader(self.shapes.graph, graph, check)
        return [reader.finding(triples) for _, _, triples in results]

    def _apart(
        self, check: Check, focus: str, records: Sequence[Record], day: date
    ) -> list[Finding]:
        """What a check finds too much about `focus` in each of the records alone."""
        found: list[Finding] = []
        for record in records:
            graph = DatedGraph(record.triples, day)
            found += self._run(check, graph, [iri(focus)])
        return [finding for finding in found if _is_of_one_source(finding, check)]


class _Targets:
    """The focus nodes of each check among the records' own nodes."""

    def __init__(self, graph: Graph, own: set[URIRef]) -> None:
        self._graph, self._own = graph, own
        self._by_class: defaultdict[URIRef, set[URIRef]] = defaultdict(set)
        for node in own:
            for kind in graph.objects(node, RDF.type):
                if isinstance(kind, URIRef):
                    self._by_class[kind].add(node)

    def of(self, check: Check) -> set[URIRef]:
        """Those a check is for (SHACL § 2.1.3)."""
        found = {node for kind in check.classes for node in self._by_class[kind]}
        for predicate in check.subjects_of:
            found.update(s for s in self._graph.subjects(predicate) if isinstance(s, URIRef))
        for predicate in check.objects_of:
            found.update(o for o in self._graph.objects(None, predicate) if isinstance(o, URIRef))
        return found & self._own


def _disputable(records: Sequence[Record], near: Neighborhood) -> dict[str, list[Record]]:
    """The topics that several sources describe, each with the records to judge alone."""
    count = Counter(record.topic for record in records)
    found: defaultdict[str, list[Record]] = defaultdict(list)
    for record in records:
        if count[record.topic] > 1 or record.topic in near.shared:
            found[record.topic.value].append(record)
    return found


def _is_of_one_source(finding: Finding, check: Check) -> bool:
    """Whether a finding counts only where a single source is the cause of it."""
    return check.within_record or finding.constraint in _TOO_MUCH


def _rank(finding: Finding) -> tuple[int, Finding]:
    return SEVERITIES.index(finding.severity), finding
