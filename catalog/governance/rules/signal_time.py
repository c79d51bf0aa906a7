"""R13: a signal that says no, set against the days of collecting, training and release."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from catalog.governance.activities import Activity, activities_of
from catalog.governance.case import Case
from catalog.governance.days import Span
from catalog.governance.finding import ORDER, RuleFinding, Status, found
from catalog.governance.rules.signal_words import begun, described
from catalog.governance.rules.signals import PREFERENCE, unobserved
from catalog.governance.signals.categories import shipped_categories
from catalog.governance.signals.passages import Passage, agreement_on, passages_in, release_of
from catalog.governance.signals.preference import Preference
from catalog.governance.signals.timing import Place, place
from catalog.governance.statements import Said
from catalog.governance.travel import State
from catalog.governance.wording import listed


class _Outcome(NamedTuple):
    status: Status
    reason: str
    says: str


_OUTCOMES = {
    Place.EXPIRED: _Outcome(
        Status.INFO, "SIG-EXPIRED", "It had ended before the content was collected."
    ),
    Place.DURING_COLLECTION: _Outcome(
        Status.WARNING, "SIG-DURING",
        "It began while the content was being collected; which share came in after that is not "
        "recorded.",
    ),
    Place.BEFORE_TRAINING: _Outcome(
        Status.WARNING, "SIG-BEFORE-TRAINING",
        "It was there before training began. That it was taken into account is not recorded.",
    ),
    Place.DURING_TRAINING: _Outcome(
        Status.WARNING, "SIG-DURING-TRAINING",
        "It began while training went on. That it was taken into account is not recorded.",
    ),
    Place.AFTER_TRAINING: _Outcome(
        Status.INFO, "SIG-AFTER-TRAINING",
        "It began after training had ended; a next version has to look again.",
    ),
    Place.AFTER_COLLECTION: _Outcome(
        Status.INFO, "SIG-AFTER-COLLECTION",
        "It began after the content had been collected; whoever collects or uses it next has to "
        "look again.",
    ),
    Place.COLLECTION_UNDATED: _Outcome(
        Status.UNKNOWN, "COLLECTION-DATE", "When the content was collected is not recorded."
    ),
    Place.TRAINING_UNDATED: _Outcome(
        Status.UNKNOWN, "TRAINING-DATE",
        "It began after the content had been collected; when training began is not recorded.",
    ),
    Place.WITHIN_WINDOW: _Outcome(
        Status.UNKNOWN, "SIG-WINDOW",
        "It may have begun on any day between two, before or after what was done; which, is not "
        "recorded.",
    ),
}  # fmt: skip
_COLLECTED_LATE = (Place.DURING_COLLECTION, Place.BEFORE_TRAINING, Place.DURING_TRAINING)


def in_time(case: Case) -> Iterator[RuleFinding]:
    """R13: each signal that says no, in time; what was declared; where nobody looked."""
    passages = passages_in(case)
    yield from _malformed(case, passages)
    chosen: dict[tuple[str, str, Status, str], tuple[Passage, _Outcome, int]] = {}
    for passage in passages:
        if not (passage.is_covering and passage.reading.preference is Preference.DISALLOW):
            continue
        if agreement_on(case, passage.use):  # rule R14 says so
            continue
        outcome = _outcome(case, passage)
        key = (passage.signal.iri, passage.use.thing, outcome.status, outcome.reason)
        first, said, count = chosen.get(key, (passage, outcome, -1))
        chosen[key] = (first, said, count + 1)
    for passage, outcome, further in chosen.values():
        yield _found(case, passage, outcome, further)
    yield from _declared(case)
    yield from unobserved(case)


def _outcome(case: Case, passage: Passage) -> _Outcome:
    signal, use = passage.signal, passage.use
    if signal.begins is None:
        return _Outcome(
            Status.UNKNOWN, "NO-OBSERVATION",
            "Neither since when it holds nor when anybody saw it is recorded.",
        )  # fmt: skip
    release = release_of(case, use)
    standing = place(
        signal.begins, signal.ended, use.collected, use.trained, release,
        is_trained=use.learner is not None,
    )  # fmt: skip
    if use.state is State.UNKNOWN:
        return _Outcome(
            Status.UNKNOWN, "SIG-WAY-UNKNOWN", "How much of the content travels is not recorded."
        )
    followed = None if standing in (Place.EXPIRED, Place.AFTER_TRAINING) else _followed(passage)
    if followed:
        return followed
    outcome = _collected_after(passage) if standing is Place.BEFORE_COLLECTION else None
    if standing in _COLLECTED_LATE and use.declared_later:
        outcome = _undeclared(case, passage)
    outcome = outcome or _OUTCOMES[standing]
    is_shown = use.state is State.EXPECTED and ORDER.index(outcome.status) < ORDER.index(
        Status.INFO
    )
    return outcome._replace(status=Status.INFO) if is_shown else outcome


def _followed(passage: Passage) -> _Outcome | None:
    """Whether those who did it declare that they followed the mechanism, this signal included."""
    signal, use = passage.signal, passage.use
    begins = signal.begins
    for activity in use.activities if begins else ():
        for observance in activity.honored:
            if begins is None or not shipped_categories().is_followed(
                signal.mechanism, frozenset({observance.mechanism})
            ):
                continue
            cut_off = observance.cut_off
            if observance.is_retroactive and cut_off is not None and cut_off >= begins.last:
                return _Outcome(
                    Status.SATISFIED, "SIG-HONORED",
                    f"The makers declare that they followed this mechanism up to {cut_off}, also "
                    "for what had been collected before.",
                )  # fmt: skip
            if activity in use.collecting and _held_at_start(activity, begins, cut_off):
                return _Outcome(
                    Status.SATISFIED, "SIG-HONORED",
                    "Those who collected it declare that they followed this mechanism as they "
                    "did so.",
                )  # fmt: skip
    return None


def _held_at_start(activity: Activity, begins: Span, cut_off: str | None) -> bool:
    held = activity.took is not None and begins.last <= activity.took.first
    return held and (cut_off is None or cut_off >= begins.last)


def _collected_after(passage: Passage) -> _Outcome:
    """The signal was there before the content was collected, and nothing says it was followed."""
    says = (
        "It was there before the content was collected, and that it was followed is not recorded. "
        "Both cannot hold as recorded."
    )
    if passage.signal.has_evidence:
        return _Outcome(Status.CONFLICT, "SIG-BEFORE-COLLECTION", says)
    return _Outcome(
        Status.WARNING, "SIG-BEFORE-COLLECTION",
        "It was there before the content was collected, as recorded without evidence. That it "
        "was followed is not recorded.",
    )  # fmt: skip


def _undeclared(case: Case, passage: Passage) -> _Outcome | None:
    """Some mechanisms are declared to have been followed later on, and not this one."""
    declared = frozenset(each.mechanism for each in passage.use.declared_later)
    if shipped_categories().is_followed(passage.signal.mechanism, declared):
        return None
    names = listed([case.title(each) for each in sorted(declared)])
    return _Outcome(
        Status.UNKNOWN, "SIG-NOT-DECLARED",
        f"It was there before training. The makers declare that they followed {names}; whether "
        f"they followed {case.title(passage.signal.mechanism)} is not recorded.",
    )  # fmt: skip


def _found(case: Case, passage: Passage, outcome: _Outcome, further: int) -> RuleFinding:
    signal, use = passage.signal, passage.use
    fetching = (
        " It speaks of fetching, not of what is done with copies."
        if signal.categories == {"acquisition"} and outcome.status is Status.WARNING
        else ""
    )
    return found(
        "R13", outcome.status, outcome.reason, case.subject,
        f"{described(case, signal, capital=True)} ({begun(signal)}) says “disallow” about "
        f"{case.title(use.thing)}. {outcome.says}{fetching}",
        way=use.way,
        source=use.thing,
        condition=PREFERENCE,
        further=further,
        records=[*signal.records, *(each.record for each in use.activities)],
        codes=[signal.confidence, *(each.confidence for each in use.activities)],
    )  # fmt: skip


def _declared(case: Case) -> Iterator[RuleFinding]:
    """What the makers of the subject declare to have followed themselves."""
    for activity in activities_of(case.statements, case.subject):
        names = []
        for each in activity.honored:
            until = f" up to {each.cut_off}" if each.cut_off else ""
            back = ", also for what was collected before" if each.is_retroactive else ""
            names.append(f"{case.title(each.mechanism)}{until}{back}")
        if names:
            yield found(
                "R13", Status.INFO, "SIG-DECLARED", case.subject,
                f"The makers of {case.title(case.subject)} declare which signals they followed: "
                f"{'; '.join(names)}. Of other mechanisms nothing is said.",
                condition=PREFERENCE,
                records=[activity.record],
                codes=[activity.confidence],
            )  # fmt: skip


def _malformed(case: Case, passages: list[Passage]) -> Iterator[RuleFinding]:
    """Dates that are no dates: each record is named once, and the rest goes on without them."""
    bad: dict[Said, str] = {}
    for passage in passages:
        bad.update(dict.fromkeys(passage.signal.malformed, passage.signal.title))
        for each in passage.use.activities:
            bad.update(dict.fromkeys(each.malformed, case.title(each.thing)))
    for said, about in sorted(bad.items()):
        yield found(
            "R13", Status.UNKNOWN, "MALFORMED-DATE", case.subject,
            f"The record {said.record} gives “{said.value}” as a date for {about}; that is no "
            "date, and it was left out.",
            condition=PREFERENCE,
            records=[said.record],
        )  # fmt: skip
