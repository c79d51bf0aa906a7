"""Lineage steps as the rules see them, and the ways from a source down to a subject."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Final

from catalog.governance.memo import once
from catalog.governance.statements import Statements, code_of
from catalog.store.edges import edge_kind
from catalog.terms import EDGE_KINDS, compact, term

DEEPEST: Final = 12
"""Ways longer than this are not followed (rules.md 3.1); the trace says so."""

MOST_WAYS: Final = 2_000
"""How many ways to one subject are followed at most; beyond that counts are lower bounds."""

STRENGTH: Final = ("V", "W", "K", "H", "M", "contested")
"""Confidence codes from strong to weak; rules.md 3.4 ranks W and K alike."""

_PLAIN: Final = {compact(predicate.value): predicate.value for predicate in EDGE_KINDS}


@dataclass(frozen=True, slots=True)
class Step:
    """One step downstream: `made` was made from `source`, as a record states it.

    `kind` is an edge-kind id. `includes_content` says whether the source's own content is
    inside: true, false, unknown, contested, or None where nothing is recorded.
    """

    source: str
    made: str
    kind: str
    property: str
    record: str
    confidence: str
    activity_kind: str | None = None
    includes_content: str | None = None
    node: str | None = None


@dataclass(frozen=True, slots=True)
class Way:
    """A way from a source down to a subject, step by step."""

    steps: tuple[Step, ...]

    @property
    def source(self) -> str:
        """Where the way begins."""
        return self.steps[0].source

    @property
    def subject(self) -> str:
        """Where it ends."""
        return self.steps[-1].made

    @property
    def kinds(self) -> tuple[str, ...]:
        """The edge kinds in order of travel."""
        return tuple(step.kind for step in self.steps)

    @property
    def weakest(self) -> str:
        """The weakest confidence code on the way."""
        return weakest(step.confidence for step in self.steps)


@dataclass(frozen=True, slots=True)
class Ways:
    """All ways to a subject, shortest first, and what kept the walk from being complete."""

    found: tuple[Way, ...]
    cycles: tuple[Step, ...]
    is_depth_capped: bool
    is_count_capped: bool

    def sources(self) -> list[str]:
        """The things the ways begin at; nearest first, each once."""
        return list(dict.fromkeys(way.source for way in self.found))


def weakest(codes: Iterable[str]) -> str:
    """The weakest of some confidence codes; V where there is none."""
    ranked = [code for code in codes if code in STRENGTH]
    return max(ranked, key=STRENGTH.index, default="V")


def confidence_of(statements: Statements, record: str) -> str:
    """A record's confidence code; M where it states none."""
    return statements.value(record, "hw:confidence") or "M"


@once
def steps_into(statements: Statements, made: str) -> tuple[Step, ...]:
    """The steps that end at a thing, one for each source and record that states it.

    A plain statement and its qualified derivation in one record are one step.
    """
    found: dict[tuple[str, str], Step] = {}
    for name, predicate in _PLAIN.items():
        for said in statements.said(made, name):
            if said.value != made:
                found[said.value, said.record] = Step(
                    said.value,
                    made,
                    edge_kind(predicate, None),
                    name,
                    said.record,
                    confidence_of(statements, said.record),
                )
    for said in statements.said(made, "prov:qualifiedDerivation"):
        for entity in statements.values(said.value, "prov:entity"):
            if entity != made:
                key = (entity, said.record)
                found[key] = _qualified(statements, said.value, entity, made, said.record, found)
    for said in statements.said(made, "prov:wasGeneratedBy"):
        activity = statements.value(said.value, "hw:activityKind")
        for used in statements.values(said.value, "prov:used"):
            if used != made and (used, said.record) not in found:
                found[used, said.record] = Step(
                    used,
                    made,
                    edge_kind(term("prov:wasGeneratedBy").value, activity),
                    "prov:wasGeneratedBy",
                    said.record,
                    confidence_of(statements, said.record),
                    code_of(activity) if activity else None,
                    node=said.value,
                )
    return tuple(found[key] for key in sorted(found))


def _qualified(
    statements: Statements,
    node: str,
    entity: str,
    made: str,
    record: str,
    found: dict[tuple[str, str], Step],
) -> Step:
    plain = found.get((entity, record)) or Step(
        entity, made, "unknown", "prov:qualifiedDerivation", record,
        confidence_of(statements, record),
    )  # fmt: skip
    kind = statements.value(node, "hw:edgeKind")
    activity = statements.value(node, "hw:activityKind")
    content = statements.value(node, "hw:includesSourceContent")
    return replace(
        plain,
        kind=code_of(kind) if kind else plain.kind,
        confidence=statements.value(node, "hw:confidence") or plain.confidence,
        activity_kind=code_of(activity) if activity else None,
        includes_content=code_of(content) if content else None,
        node=node,
    )


def ways_to(
    statements: Statements, subject: str, deepest: int = DEEPEST, most: int = MOST_WAYS
) -> Ways:
    """All ways from anything upstream down to a subject, shortest first.

    No way visits a thing twice; where one would, the step that closes the circle is kept in
    `cycles`. The order depends only on what is stated.
    """
    found: list[Way] = []
    cycles: list[Step] = []
    depth_capped = False
    queue: deque[tuple[str, tuple[Step, ...], frozenset[str]]] = deque(
        [(subject, (), frozenset({subject}))]
    )
    while queue and len(found) < most:
        node, below, seen = queue.popleft()
        for step in _one_a_source(statements, node):
            if step.source in seen:
                cycles.append(step)
            elif len(below) == deepest:
                depth_capped = True
            else:
                steps = (step, *below)
                found.append(Way(steps))
                queue.append((step.source, steps, seen | {step.source}))
    return Ways(
        tuple(found), tuple(dict.fromkeys(cycles)), depth_capped, bool(queue) and len(found) >= most
    )


@once
def _one_a_source(statements: Statements, made: str) -> tuple[Step, ...]:
    """One step for each source and kind: two records that say the same make no second way."""
    chosen: dict[tuple[str, str], Step] = {}
    for step in steps_into(statements, made):
        key = (step.source, step.kind)
        held = chosen.get(key)
        if held is None or STRENGTH.index(step.confidence) < STRENGTH.index(held.confidence):
            chosen[key] = step
    return tuple(chosen[key] for key in sorted(chosen))
