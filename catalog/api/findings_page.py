"""Findings arranged for reading: by status in plain words, each with its way and its records.

No score, no traffic light: a status is a sentence, and what is open looks open.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Final

from pyoxigraph import NamedNode

from catalog.api.words import concepts_of, confidence_words, property_label
from catalog.governance.evaluate import Findings
from catalog.governance.finding import RuleFinding, Status
from catalog.governance.rules import RULES
from catalog.governance.triples import triples_of
from catalog.governance.what_if import SUPPOSED
from catalog.store.document import source_of
from catalog.terms import PREFIXES, RECORDS, TYPE


@dataclass(frozen=True, slots=True)
class StatusWords:
    """A status as readers meet it: a heading, what it means, and whether it is open."""

    head: str
    meaning: str
    is_open: bool = False


WORDS: Final[Mapping[Status, StatusWords]] = {
    Status.CONFLICT: StatusWords(
        "Cannot both be followed as recorded",
        "Two recorded statements in force ask for what cannot be done together.",
    ),
    Status.WARNING: StatusWords(
        "A recorded condition, and no record that it was met",
        "The condition is recorded; that it was met is recorded in part or not at all.",
    ),
    Status.UNKNOWN: StatusWords(
        "Not recorded",
        "A rule needs a statement that nobody has recorded. This is open: neither fine nor wrong.",
        is_open=True,
    ),
    Status.UNSETTLED: StatusWords(
        "Open, and views differ",
        "All that is needed is recorded. Whether the condition reaches this far is an open "
        "question, and we do not answer it.",
        is_open=True,
    ),
    Status.INFO: StatusWords("Good to know", "Nothing to settle; worth knowing all the same."),
    Status.SATISFIED: StatusWords(
        "Met, as recorded", "Evidence that the condition was met is recorded."
    ),
    Status.NOT_APPLICABLE: StatusWords(
        "Does not apply", "A condition is recorded and does not concern this thing."
    ),
}

_ONWARD: Final = {
    "carry": "content carried into",
    "transform": "content changed into",
    "reference": "referred to by",
    "generate": "generated",
    "learn": "learned by",
    "use": "used at run time by",
    "unknown": "became, in a way not known",
}
"""The kinds of step in the direction of the water; the codes' labels read against it."""


@dataclass(frozen=True, slots=True)
class Leg:
    """One step down a way: how, as which record states it, and where it leads."""

    kind: str
    words: str
    explained: str
    record: str | None
    made: str
    title: str


@dataclass(frozen=True, slots=True)
class Told:
    """A finding in words, with all that a page shows of it."""

    anchor: str
    finding: RuleFinding
    words: StatusWords
    about: str
    subject_title: str
    start_title: str
    legs: tuple[Leg, ...]
    records: tuple[tuple[str, str], ...]
    supposed: bool
    confidence: str


@dataclass(frozen=True, slots=True)
class Group:
    """The findings of one status."""

    status: str
    words: StatusWords
    findings: tuple[Told, ...]


def groups(found: Findings) -> list[Group]:
    """All findings by status, worst first; a status without findings is absent."""
    every = told(found.findings, found.titles, anchors(found))
    made = (
        Group(status.value, words, tuple(t for t in every if t.finding.status is status))
        for status, words in WORDS.items()
    )
    return [group for group in made if group.findings]


def counts(found: Findings) -> list[tuple[str, StatusWords, int]]:
    """How many findings there are of each status that occurs, worst first."""
    numbers = found.counts
    return [(s.value, words, numbers[s.value]) for s, words in WORDS.items() if numbers[s.value]]


def told(
    findings: Iterable[RuleFinding], titles: Mapping[str, str], names: Iterable[str] = ()
) -> list[Told]:
    """Findings in words.

    :param titles: what to call the things on their ways.
    :param names: an anchor for each, where the page has anchors.
    """
    given = iter(names)
    return [_told(finding, titles, next(given, "")) for finding in findings]


def anchors(found: Findings) -> list[str]:
    """The fragment of each finding's IRI, in the order of the findings."""
    return [
        triple.subject.value.partition("#")[2]
        for triple in triples_of(found)
        if triple.predicate == TYPE and isinstance(triple.subject, NamedNode)
    ]


def mentioned(findings: Iterable[RuleFinding]) -> set[str]:
    """Every thing that some findings speak of."""
    things: set[str] = set()
    for finding in findings:
        things.add(finding.subject)
        things.update(iri for step in finding.path for iri in (step.source, step.made))
    return things


def _told(finding: RuleFinding, titles: Mapping[str, str], anchor: str) -> Told:
    def called(iri: str) -> str:
        return titles.get(iri) or iri

    return Told(
        anchor,
        finding,
        WORDS[finding.status],
        _about().get(finding.rule, ""),
        called(finding.subject),
        called(finding.path[0].source) if finding.path else "",
        tuple(
            Leg(
                step.kind,
                _ONWARD.get(step.kind, step.kind),
                _explained(step.kind, step.property, step.record),
                step.record if step.record != SUPPOSED else None,
                step.made,
                called(step.made),
            )
            for step in finding.path
        ),
        tuple((r, r.removeprefix(RECORDS)) for r in finding.records if r != SUPPOSED),
        SUPPOSED in finding.records,
        confidence_words().get(finding.confidence, finding.confidence),
    )


def _explained(kind: str, name: str, record: str) -> str:
    prefix, _, local = name.partition(":")
    words = property_label(PREFIXES.get(prefix, prefix + ":") + local)
    label = concepts_of("edge-kind").get(kind, kind)
    return f"{label} (“{words}”), as the record of {source_of(record)} states"


@cache
def _about() -> Mapping[str, str]:
    """What each rule looks at; where a number stands for several, the first."""
    found: dict[str, str] = {}
    for rule in RULES:
        found.setdefault(rule.number, rule.about)
    return found
