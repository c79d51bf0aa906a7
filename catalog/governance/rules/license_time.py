"""R2: which license was in force when a thing was used, where licenses changed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from typing import Final

from catalog.governance.case import Case, LicenseText
from catalog.governance.finding import RuleFinding, Status, found
from catalog.governance.license_history import ALWAYS, Term, history, malformed, meet
from catalog.governance.steps import Way, confidence_of
from catalog.governance.upstream import VERSIONING, by_source, listed, records_of, texts_on
from catalog.spans import Span, span_of

CONDITION: Final = "license-in-time"
_NARROWING: Final = frozenset(
    {
        "share-alike", "non-commercial", "no-derivatives", "use-restriction", "ask-first",
        "benefit-share", "tiered", "pass-on",
    }
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Use:
    """When a source was used: the days it may have been, and what that rests on."""

    days: Span
    words: str
    records: tuple[str, ...]


def in_time(case: Case) -> Iterator[RuleFinding]:
    """R2: the dates of the licenses of a thing, and those in force when sources were used."""
    yield from _faults(case)
    for terms in history(case, case.subject):
        yield _timeline(case, terms)
    for source, ways in by_source(case.ways.found).items():
        used = [way for way in ways if way.steps[0].property not in VERSIONING]
        if used:
            at_use = (_at_use(case, used, terms) for terms in history(case, source))
            yield from (finding for finding in at_use if finding)
            yield from _narrower_version(case, used)


def _faults(case: Case) -> Iterator[RuleFinding]:
    """Dates of licenses that cannot be read, or that end before they begin."""
    for thing in (case.subject, *case.ways.sources()):
        for fault in malformed(case, thing):
            yield found(
                "R2", Status.UNKNOWN, "MALFORMED", case.subject,
                f"The record {fault.record} gives a license of {case.title(thing)} a validity that "
                f"cannot be read: {fault.words}. It is left out here.",
                source=thing, condition=CONDITION, records=[fault.record],
                codes=[confidence_of(case.statements, fault.record)],
            )  # fmt: skip


def _timeline(case: Case, terms: list[Term]) -> RuleFinding:
    tell = partial(
        found, "R2", subject=case.subject, condition=CONDITION,
        records=_records(case, terms), codes=[term.confidence for term in terms],
    )  # fmt: skip
    title = case.title(case.subject)
    if _overlap(terms):
        return tell(
            Status.UNKNOWN, "LIC-OVERLAP",
            message=f"For the same days several licenses of {title} are recorded: "
            f"{_periods(case, terms)}.",
        )  # fmt: skip
    return tell(
        Status.INFO, "LIC-DATES",
        message=f"The license of {title} changed as recorded: {_periods(case, terms)}. What was "
        "obtained before a change was obtained under the license of that day.",
    )  # fmt: skip


def _at_use(case: Case, ways: list[Way], terms: list[Term]) -> RuleFinding | None:
    way, use = ways[0], _use(case, ways[0])
    source, made = case.title(way.source), case.title(way.steps[0].made)
    possible = [term for term in terms if use is None or meet(term.days, use.days)]
    licenses = {term.license for term in possible}
    tell = partial(
        found, "R2", subject=case.subject, way=way, condition=CONDITION, further=len(ways) - 1,
        records=[*_records(case, terms), *(use.records if use else ())],
        codes=[term.confidence for term in terms],
    )  # fmt: skip
    changed = f"The license of {source} changed as recorded: {_periods(case, terms)}."
    if _overlap(possible):
        return tell(
            Status.UNKNOWN, "LIC-OVERLAP",
            message=f"For the days when {made} may have used {source}, several licenses are "
            f"recorded: {_periods(case, possible)}.",
        )  # fmt: skip
    if len(licenses) > 1 and len({case.text(iri).terms for iri in licenses}) == 1:
        if len(way.steps) > 1:
            return None
        return tell(
            Status.INFO, "LIC-EITHER",
            message=f"{changed} Which of them was in force when {made} used it is not recorded; "
            "as recorded they ask the same.",
        )  # fmt: skip
    if use is None or len(licenses) > 1:
        known = f"; {use.words}" if use else ""
        return tell(
            Status.UNKNOWN, "LIC-USE-DATE",
            message=f"{changed} On which day {made} used it is not recorded{known}.",
        )  # fmt: skip
    if not licenses:
        return tell(
            Status.UNKNOWN, "LIC-GAP",
            message=f"{changed} None is recorded for when {made} used it ({use.words}).",
        )  # fmt: skip
    return _in_force(case, tell, use, terms, possible[0], way)


def _in_force(
    case: Case, tell: partial[RuleFinding], use: _Use, terms: list[Term], now: Term, way: Way
) -> RuleFinding:
    source, made = case.title(way.source), case.title(way.steps[0].made)
    text = case.text(now.license)
    before = [term for term in terms if term.days.last < now.days.first]
    added = _narrowing(text) - (_narrowing(case.text(before[-1].license)) if before else set())
    if before and added:
        return tell(
            Status.WARNING, "LIC-CHANGED",
            message=f"{source} came under {text.title} ({now.period}), which asks more than "
            f"{case.title(before[-1].license)} before it ({listed(sorted(added))}). {made} used it "
            f"after that ({use.words}).",
        )  # fmt: skip
    return tell(
        Status.INFO, "LIC-IN-FORCE",
        message=f"When {made} used {source} ({use.words}), {text.title} was in force as recorded: "
        f"{_periods(case, terms)}.",
    )  # fmt: skip


def _narrower_version(case: Case, ways: list[Way]) -> Iterator[RuleFinding]:
    """A version in use is under narrower terms than the version before it."""
    source = ways[0].source
    for said in case.statements.said(source, "dcat:previousVersion"):
        new, old = texts_on(case, source), texts_on(case, said.value)
        had = {term for text, _ in old for term in _narrowing(text)}
        added = {term for text, _ in new for term in _narrowing(text)} - had
        if not (new and old and added):
            continue
        claims = [claim for _, several in (*new, *old) for claim in several]
        yield found(
            "R2", Status.WARNING, "LIC-CHANGED", case.subject,
            f"{case.title(source)} is under {listed(text.title for text, _ in new)}, which asks "
            f"more ({listed(sorted(added))}) than {listed(text.title for text, _ in old)} of the "
            f"version before, {case.title(said.value)}.",
            way=ways[0], condition=CONDITION, further=len(ways) - 1,
            records=[said.record, *records_of(claims, [text for text, _ in (*new, *old)])],
            codes=[claim.confidence for claim in claims],
        )  # fmt: skip


def _use(case: Case, way: Way) -> _Use | None:
    """When the first step of a way was made: the start of its activity, else by its release."""
    step = way.steps[0]
    for said in case.statements.said(step.made, "prov:wasGeneratedBy"):
        used = case.statements.values(said.value, "prov:used")
        start = case.statements.value(said.value, "prov:startedAtTime")
        days = span_of(start) if start and (not used or step.source in used) else None
        if start and days:
            return _Use(days, f"its making began {start[:10]}", (said.record,))
    for said in case.statements.said(step.made, "dct:issued"):
        days = span_of(said.value)
        if days:
            words = f"its release is dated {said.value[:10]}"
            return _Use(Span(ALWAYS.first, days.last), words, (said.record,))
    return None


def _records(case: Case, terms: list[Term]) -> list[str]:
    texts = [case.text(term.license) for term in terms]
    return [*(term.record for term in terms), *records_of((), texts)]


def _overlap(terms: list[Term]) -> bool:
    return any(
        one.license != other.license and meet(one.days, other.days)
        for position, one in enumerate(terms)
        for other in terms[position + 1 :]
    )


def _narrowing(text: LicenseText) -> set[str]:
    return set(text.terms & _NARROWING)


def _periods(case: Case, terms: list[Term]) -> str:
    return "; ".join(f"{case.text(term.license).title} {term.period}" for term in terms)
