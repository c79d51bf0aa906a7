"""What is recorded of how things came about: crawls, trainings and the like, with their dates."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from catalog.governance.days import Span, read, span_of
from catalog.governance.statements import Said, Statements
from catalog.governance.steps import Way, confidence_of

COLLECTING: Final = frozenset({"crawl", "scrape", "digitize", "record-volunteers", "purchase",
                               "license-in", "sensor-collect"})  # fmt: skip
"""Kinds of activity that bring content in from outside."""

UNASKED: Final = frozenset({"crawl", "scrape"})
"""Kinds of collecting that ask nobody, so that signals are all there is to go by."""

TRAINING: Final = frozenset({"train", "continue-pretrain", "fine-tune", "instruct-tune",
                             "preference-tune", "distill"})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Observance:
    """That an activity followed a preference mechanism, as its record declares.

    `cut_off` is the last day whose signals count; None where none is recorded.
    """

    mechanism: str
    cut_off: str | None
    is_retroactive: bool
    record: str


@dataclass(frozen=True, slots=True)
class Activity:
    """An activity that made a thing. `took` is the time it took, as far as recorded."""

    thing: str
    kinds: frozenset[str]
    took: Span | None
    agents: frozenset[str]
    honored: tuple[Observance, ...]
    record: str
    confidence: str
    malformed: tuple[Said, ...] = ()


def activities_of(statements: Statements, thing: str) -> list[Activity]:
    """The activities recorded to have made a thing, in a stable order."""
    return [
        _activity(statements, thing, said) for said in statements.said(thing, "prov:wasGeneratedBy")
    ]


def things_on(way: Way) -> list[str]:
    """The things a way passes, from its source down to its subject."""
    return [way.source, *(step.made for step in way.steps)]


def time_of(activities: Iterable[Activity]) -> Span | None:
    """From the first to the last day of some activities; None where no day is recorded."""
    return Span.over(each.took for each in activities if each.took)


def _activity(statements: Statements, thing: str, node: Said) -> Activity:
    starts = read(statements.said(node.value, "prov:startedAtTime"))
    ends = read(statements.said(node.value, "prov:endedAtTime"))
    agents = set(statements.values(node.value, "hw:agentToken"))
    for agent in statements.values(node.value, "prov:wasAssociatedWith"):
        agents.update(statements.values(agent, "hw:agentToken"))
    honored, malformed = _honored(statements, node)
    return Activity(
        thing,
        statements.codes(node.value, "hw:activityKind"),
        Span.over((*starts.spans, *ends.spans)),
        frozenset(agents),
        honored,
        node.record,
        confidence_of(statements, node.record),
        (*starts.malformed, *ends.malformed, *malformed),
    )


def _honored(
    statements: Statements, activity: Said
) -> tuple[tuple[Observance, ...], tuple[Said, ...]]:
    honored: list[Observance] = []
    malformed: list[Said] = []
    for said in statements.said(activity.value, "hw:honoredSignals"):
        cut_offs = read(statements.said(said.value, "hw:cutOff"))
        malformed += cut_offs.malformed
        named = statements.values(said.value, "hw:usesMechanism") or [said.value]
        span = Span.over(cut_offs.spans)
        if cut_offs.malformed and span is None:
            # A cut-off that cannot be read must not pass for none, which would cover more.
            continue
        honored += [
            Observance(
                mechanism,
                span.last if span else None,
                statements.value(said.value, "hw:retroactive") == "true",
                said.record,
            )
            for mechanism in named
        ]
    return tuple(honored), tuple(malformed)


def released(statements: Statements, thing: str) -> Span | None:
    """When a thing was issued, as recorded; None where no date is."""
    return Span.over(
        span
        for said in statements.said(thing, "dct:issued")
        if (span := span_of(said.value)) is not None
    )
