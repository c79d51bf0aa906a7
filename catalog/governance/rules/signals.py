"""R12 to R14: preference signals, matched with uses, set in time, and taken together.

A signal is no proof of being followed or ignored, and where none was seen nobody has agreed to
anything; the sentences here say what is recorded and no more.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from catalog.governance.activities import UNASKED, activities_of
from catalog.governance.case import Case
from catalog.governance.finding import RuleFinding, Status, found
from catalog.governance.rules.signal_words import described, of_issuer
from catalog.governance.signals.passages import (
    Passage,
    agreement_on,
    contradicts_its_words,
    passages_in,
)
from catalog.governance.signals.preference import Preference
from catalog.governance.steps import confidence_of, steps_into
from catalog.governance.wording import listed

PREFERENCE = "preference"


def matched(case: Case) -> Iterator[RuleFinding]:
    """R12: which recorded signals speak to the crawler, the content and the use at hand."""
    conditional: list[Passage] = []
    for passage, further in _one_each(passages_in(case)):
        signal, use, reading = passage.signal, passage.use, passage.reading
        where = case.title(use.thing)
        if contradicts_its_words(passage):
            yield _found(
                "R12", Status.UNKNOWN, "SIG-CONTRADICTORY", case, passage, further,
                f"The record of {described(case, signal)} says “{signal.value}”, and its exact "
                f"words, read by the rules of {case.title(signal.mechanism)}, say otherwise. "
                "What follows goes by the words.",
            )  # fmt: skip
        if reading.problem:
            yield _found(
                "R12", Status.UNKNOWN, "SIG-UNREADABLE", case, passage, further,
                f"What {described(case, signal)} says about {where} cannot be read: "
                f"{reading.problem}.",
            )  # fmt: skip
        elif not reading.is_addressed:
            yield _unaddressed(case, passage, further)
        elif signal.value == "conditional":
            conditional.append(passage)
        elif not passage.is_covering:
            yield _other_use(case, passage, further)
        elif reading.preference is Preference.UNKNOWN:
            yield _found(
                "R12", Status.UNKNOWN, "SIG-SILENT", case, passage, further,
                f"The exact words of {described(case, signal)} say nothing on this use of "
                f"{where}. That is neither yes nor no.",
            )  # fmt: skip
    yield from _conditions(case, conditional)


def together(case: Case) -> Iterator[RuleFinding]:
    """R14: several signals on one thing, taken together and kept apart."""
    decided = [
        passage
        for passage, _ in _one_each(passages_in(case))
        if passage.is_covering
        and passage.reading.is_addressed
        and passage.signal.value != "conditional"
        and passage.signal.begins is not None
        and (passage.signal.ended is None or passage.signal.ended >= case.as_of)
    ]
    decided.sort(key=lambda passage: (passage.use.thing, passage.signal.iri))
    for _, group in groupby(decided, key=lambda passage: passage.use.thing):
        yield from _combined(case, _by_precedence(list(group)))
    yield from _agreed(case, decided)


def _agreed(case: Case, decided: list[Passage]) -> Iterator[RuleFinding]:
    """Agreements on a use that a signal speaks against: they go before the signal."""
    for passage in decided:
        agreement = agreement_on(case, passage.use)
        if agreement and passage.reading.preference is Preference.DISALLOW:
            yield _about(
                "R14", Status.SATISFIED, "AGREEMENT", case, [passage],
                f"An agreement on this use of {case.title(passage.use.thing)} is recorded, dated "
                f"{agreement.day}. It goes before {described(case, passage.signal)}, which says "
                "“disallow”.",
                agreement.record,
            )  # fmt: skip


def unobserved(case: Case) -> Iterator[RuleFinding]:
    """R13, where there is no signal: what was looked for, and where nobody is recorded to look."""
    gaps: list[str] = []
    records: set[str] = set()
    for thing in (case.subject, *case.ways.sources()):
        collected = [a for a in activities_of(case.statements, thing) if a.kinds & UNASKED]
        looks = case.statements.said(thing, "hw:hasObservation")
        if looks:
            yield from _looked(case, thing)
        elif collected and not _is_observed(case, thing):
            gaps.append(thing)
            records.update(each.record for each in collected)
    if gaps:
        names = listed([case.title(gap) for gap in gaps])
        yield found(
            "R13", Status.UNKNOWN, "NO-OBSERVATION", case.subject,
            f"For content collected without asking ({names}), neither a preference signal nor a "
            "look for one is recorded. What those who published it said is not known here.",
            condition=PREFERENCE,
            records=records,
            codes=[confidence_of(case.statements, record) for record in records],
        )  # fmt: skip


def _one_each(passages: list[Passage]) -> list[tuple[Passage, int]]:
    """One passage for each signal and thing: the shortest way, with how many more there are."""
    first: dict[tuple[str, str], Passage] = {}
    count: dict[tuple[str, str], int] = {}
    for passage in passages:
        key = (passage.signal.iri, passage.use.thing)
        first.setdefault(key, passage)
        count[key] = count.get(key, -1) + 1
    return [(passage, count[key]) for key, passage in first.items()]


def _unaddressed(case: Case, passage: Passage, further: int) -> RuleFinding:
    signal, use = passage.signal, passage.use
    where = case.title(use.thing)
    if use.agents:
        names = listed(sorted(use.agents))
        return _found(
            "R12", Status.INFO, "OTHER-AGENT", case, passage, further,
            f"{described(case, signal, capital=True)} speaks to other agents; {where} was "
            f"collected by {names}, which it does not name. What its issuer would say to {names} "
            "is not recorded.",
        )  # fmt: skip
    return _found(
        "R12", Status.UNKNOWN, "AGENT-UNKNOWN", case, passage, further,
        f"{described(case, signal, capital=True)} speaks to named agents only. Which agent "
        f"collected {where} is not recorded (hw:agentToken on the activity).",
    )  # fmt: skip


def _other_use(case: Case, passage: Passage, further: int) -> RuleFinding:
    signal, use = passage.signal, passage.use
    if use.learner is None and passage.reading.preference is not Preference.UNKNOWN:
        return _found(
            "R12", Status.INFO, "SIG-CARRIED", case, passage, further,
            f"{described(case, signal, capital=True)} says “{passage.reading.preference.value}” "
            f"for {listed(sorted(signal.categories))}. It is about content in "
            f"{case.title(case.subject)} and is for whoever uses it like that to read.",
        )  # fmt: skip
    return _found(
        "R12", Status.INFO, "OTHER-USE", case, passage, further,
        f"{described(case, signal, capital=True)} speaks of {listed(sorted(signal.categories))}, "
        f"and not of what was done with {case.title(use.thing)} here as recorded.",
    )  # fmt: skip


def _conditions(case: Case, passages: list[Passage]) -> Iterator[RuleFinding]:
    """Statements that set conditions: one finding for each thing they are about."""
    by_thing: dict[str, list[Passage]] = {}
    for passage in passages:
        by_thing.setdefault(passage.use.thing, []).append(passage)
    for thing, group in by_thing.items():
        names = listed([f"“{passage.signal.title}”" for passage in group])
        yield found(
            "R12", Status.INFO, "SIG-CONDITIONS", case.subject,
            f"Conditions are published for use of {case.title(thing)}: {names}. Whether they "
            "were met is not something a signal can tell.",
            way=group[0].use.way,
            source=thing,
            condition=PREFERENCE,
            further=sum(p.use.thing == thing for p in passages) - len(group),
            records=[record for passage in group for record in passage.signal.records],
            codes=[passage.signal.confidence for passage in group],
        )  # fmt: skip


def _by_precedence(passages: list[Passage]) -> list[Passage]:
    """Of TDMRep statements on one thing only the strongest place that is set counts."""
    places = ("tdmrep-file", "tdmrep-header", "tdmrep-meta")
    ranked = {
        passage.signal.iri: rank
        for passage in passages
        for rank, place in enumerate(places)
        if passage.signal.mechanism.endswith("/" + place)
        and passage.reading.preference is not Preference.UNKNOWN
    }
    strongest = max(ranked.values(), default=0)
    return [p for p in passages if ranked.get(p.signal.iri, strongest) == strongest]


def _combined(case: Case, passages: list[Passage]) -> Iterator[RuleFinding]:
    said = {
        preference: [p for p in passages if p.reading.preference is preference]
        for preference in Preference
    }
    no, yes = said[Preference.DISALLOW], said[Preference.ALLOW]
    thing = case.title(passages[0].use.thing)
    if no and yes:
        kept = "; ".join(
            f"{of_issuer(case, p.signal)}: {p.reading.preference.value}" for p in (*no, *yes)
        )
        if _issuers_differ(no, yes):
            yield _about(
                "R14", Status.CONFLICT, "ISSUERS-DIFFER", case, [*no, *yes],
                f"Individual and community say different things about {thing} ({kept}). Neither "
                "goes before the other; this is for people to settle.",
            )  # fmt: skip
        else:
            yield _about(
                "R14", Status.INFO, "SIG-COMBINED", case, [*no, *yes],
                f"Signals about {thing} differ ({kept}). Taken together, the most restrictive "
                "first, they come to: disallow. Each is kept with its own issuer.",
            )  # fmt: skip
    elif yes:
        names = listed([described(case, p.signal) for p in yes])
        yield _about(
            "R14", Status.INFO, "SIG-ALLOWED", case, yes,
            f"As recorded, {names} says “allow” about {thing}. Other terms stand beside it.",
        )  # fmt: skip
    elif not no and len(passages) > 1:
        yield _about(
            "R14", Status.UNKNOWN, "SIG-NO-ANSWER", case, passages,
            f"{len(passages)} signals about {thing} are recorded, and none says yes or no.",
        )  # fmt: skip


def _issuers_differ(no: list[Passage], yes: list[Passage]) -> bool:
    kinds = [{k for p in side for k in p.signal.issuer_kinds} for side in (no, yes)]
    return any(
        "individual" in one and "community" in other for one, other in (kinds, reversed(kinds))
    )


def _is_observed(case: Case, thing: str) -> bool:
    """Whether a signal, or a look for one, is recorded of a thing or of all it was taken from."""
    spoken_of = {passage.use.thing for passage in passages_in(case)}

    def is_known(each: str) -> bool:
        return each in spoken_of or bool(case.statements.said(each, "hw:hasObservation"))

    sources = {step.source for step in steps_into(case.statements, thing)}
    return is_known(thing) or (bool(sources) and all(is_known(source) for source in sources))


def _looked(case: Case, thing: str) -> Iterator[RuleFinding]:
    """Looks that found nothing, unless a signal by the same mechanism is recorded beside them."""
    said = case.statements
    spoken = {p.signal.mechanism for p in passages_in(case) if p.use.thing == thing}
    for node in said.said(thing, "hw:hasObservation"):
        mechanism = said.value(node.value, "hw:usesMechanism")
        if said.value(node.value, "hw:signalFound") == "false" and mechanism not in spoken:
            day = said.value(node.value, "prov:endedAtTime") or said.value(
                node.value, "prov:startedAtTime"
            )
            what = case.title(mechanism) if mechanism else "any mechanism"
            yield found(
                "R13", Status.INFO, "NO-SIGNAL-SEEN", case.subject,
                f"Someone looked for a signal by {what} at {case.title(thing)}"
                f"{f' on {day}' if day else ''} and saw none. That none was seen is not agreement.",
                way=next((w for w in case.ways.found if w.source == thing), None),
                source=thing,
                condition=PREFERENCE,
                records=[node.record],
                codes=[confidence_of(said, node.record)],
            )  # fmt: skip


def _found(
    rule: str, status: Status, reason: str, case: Case, passage: Passage, further: int, message: str
) -> RuleFinding:
    return found(
        rule,
        status,
        reason,
        case.subject,
        message,
        way=passage.use.way,
        source=passage.use.thing,
        condition=PREFERENCE,
        further=further,
        records=[*passage.signal.records, *(a.record for a in passage.use.collecting)],
        codes=[passage.signal.confidence, *(a.confidence for a in passage.use.collecting)],
    )


def _about(
    rule: str,
    status: Status,
    reason: str,
    case: Case,
    passages: list[Passage],
    message: str,
    *more: str,
) -> RuleFinding:
    return found(
        rule,
        status,
        reason,
        case.subject,
        message,
        way=passages[0].use.way,
        source=passages[0].use.thing,
        condition=PREFERENCE,
        records=[*more, *(record for passage in passages for record in passage.signal.records)],
        codes=[
            *(confidence_of(case.statements, record) for record in more),
            *(passage.signal.confidence for passage in passages),
        ],
    )
