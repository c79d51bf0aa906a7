"""R21: what goes back to whom for the use of data, as arrangements on record say.

It never computes an amount, and never says that somebody gave nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from catalog.governance.case import Case
from catalog.governance.completeness import Truth
from catalog.governance.finding import RuleFinding, Status, found
from catalog.governance.statements import Said
from catalog.governance.steps import Way, confidence_of
from catalog.governance.travel import Arrival, Reach, State, arrivals
from catalog.governance.user import UserContext, belongs

_CONDITION: Final = "benefit-share"
_GIVEN: Final = {
    "fee": "a fee",
    "contribution": "a contribution",
    "share-back": "sharing of improvements",
    "capacity": "skills, tools or computing power",
    "procurement": "a condition in public purchase",
}
_ADAPTED: Final = frozenset({"carry", "transform"})


@dataclass(frozen=True, slots=True)
class _Owed:
    """An arrangement that a thing is under, and how that comes to the subject."""

    arrangement: str
    thing: str
    reach: Reach
    records: tuple[str, ...]
    arrival: Arrival | None


def arrangements(case: Case) -> Iterator[RuleFinding]:
    """R21: each arrangement on the subject or upstream, and whether it is for this user."""
    for owed in _owed(case):
        state = owed.arrival.state if owed.arrival else State.BINDING
        lacking = [
            words
            for name, words in (("hw:reciprocityKind", "what"), ("hw:beneficiary", "to whom"))
            if not case.statements.said(owed.arrangement, name)
        ]
        if lacking:
            yield _finding(
                case, owed, Status.UNKNOWN, "ARRANGEMENT-UNSTATED",
                f"{case.title(owed.thing)} comes with an arrangement as recorded, "
                f"“{case.title(owed.arrangement)}”; its record does not say "
                f"{' and '.join(lacking)} something goes back.",
            )  # fmt: skip
        elif state is State.GONE:
            yield _finding(
                case, owed, Status.NOT_APPLICABLE, "RECIPROCITY-ENDS",
                f"{_about(case, owed)} The text of its terms ends it before "
                f"{case.title(case.subject)}, as recorded.",
            )  # fmt: skip
        elif state in (State.UNSETTLED, State.UNKNOWN):
            yield _finding(
                case, owed, Status.INFO, "RECIPROCITY-ASK",
                f"{_about(case, owed)} Whether it is meant to reach {case.title(case.subject)} is "
                f"{'not said in its text' if state is State.UNSETTLED else 'not recorded'}; "
                "those it benefits can say.",
            )  # fmt: skip
        else:
            yield from _on_arrival(case, owed)


def _on_arrival(case: Case, owed: _Owed) -> Iterator[RuleFinding]:
    said = case.statements
    evidence = said.values(owed.arrangement, "hw:fulfillmentEvidence")
    if evidence:
        yield _finding(
            case, owed, Status.SATISFIED, "RECIPROCITY-EVIDENCED",
            f"{_about(case, owed)} Evidence that something went back is recorded: "
            f"{', '.join(evidence)}.",
        )  # fmt: skip
    elif _is_shared_back(case, owed):
        yield _shared_back(case, owed)
    elif case.user is None:
        yield _finding(
            case, owed, Status.INFO, "CONDITIONAL",
            f"{_about(case, owed)}{_conditions(case, owed)} Who uses it is not given here, so "
            "whether it applies is left open.",
        )  # fmt: skip
    else:
        yield _for_user(case, owed, case.user)


def _for_user(case: Case, owed: _Owed, user: UserContext) -> RuleFinding:
    exempt_from = _words(case, owed.arrangement, "hw:exemptUser")
    exempt = {belongs(user, words) for words in exempt_from}
    named = {belongs(user, w) for w in _words(case, owed.arrangement, "hw:appliesToUserClass")}
    about = f"{_about(case, owed)}{_conditions(case, owed)}"
    if Truth.TRUE in exempt:
        return _finding(
            case, owed, Status.NOT_APPLICABLE, "EXEMPT",
            f"{about} The user given here is among those exempt, as recorded.",
        )  # fmt: skip
    fit = "not among those exempt" if exempt else "of that class"
    if Truth.UNKNOWN not in exempt and (Truth.TRUE in named or (exempt and named != {Truth.FALSE})):
        return _finding(
            case, owed, Status.WARNING, "DUE",
            f"{about} The user given here is {fit}, so it applies when that is the case. No "
            "evidence that something went back is recorded; how much it would be is for the "
            "parties to say.",
        )  # fmt: skip
    if not exempt and named == {Truth.FALSE}:
        return _finding(
            case, owed, Status.NOT_APPLICABLE, "OTHER-USERS",
            f"{about} The user given here is not of that class, as recorded.",
        )  # fmt: skip
    return _finding(
        case, owed, Status.UNKNOWN, "USER-CLASS-UNKNOWN",
        f"{about} Whether the user given here is among them cannot be told from what is recorded "
        "and given.",
    )  # fmt: skip


def _is_shared_back(case: Case, owed: _Owed) -> bool:
    """Whether the arrangement asks for improvements, and the subject is such an improvement."""
    kinds = case.statements.codes(owed.arrangement, "hw:reciprocityKind")
    way = owed.arrival.way if owed.arrival else None
    return "share-back" in kinds and case.is_dataset and way is not None and _adapts(way)


def _adapts(way: Way) -> bool:
    return set(way.kinds) <= _ADAPTED


def _shared_back(case: Case, owed: _Owed) -> RuleFinding:
    types = case.statements.codes(case.subject, "hw:dataType")
    subject = case.title(case.subject)
    about = _about(case, owed)
    records = [said.record for said in case.statements.said(case.subject, "hw:dataType")]
    if types & {"open", "public"}:
        return _finding(
            case, owed, Status.SATISFIED, "SHARED-BACK",
            f"{about} {subject}, made from it, is recorded as public.", records,
        )  # fmt: skip
    if types & {"obtainable", "unshareable"}:
        return _finding(
            case, owed, Status.WARNING, "NOT-SHARED-BACK",
            f"{about} {subject}, made from it, is not recorded as public.", records,
        )  # fmt: skip
    return _finding(
        case, owed, Status.UNKNOWN, "SHARING-UNKNOWN",
        f"{about} Whether {subject}, made from it, is public is not recorded.", records,
    )  # fmt: skip


def _owed(case: Case) -> Iterator[_Owed]:
    seen: set[tuple[str, str]] = set()
    for arrangement, reach, records in _on(case, case.subject):
        seen.add((arrangement, case.subject))
        yield _Owed(arrangement, case.subject, reach, records, None)
    by_source: dict[str, list[Way]] = {}
    for way in case.ways.found:
        by_source.setdefault(way.source, []).append(way)
    for source, ways in by_source.items():
        for arrangement, reach, records in _on(case, source):
            if (arrangement, source) not in seen:
                seen.add((arrangement, source))
                for arrival in arrivals(case.tables, _CONDITION, ways, reach):
                    yield _Owed(arrangement, source, reach, records, arrival)


def _on(case: Case, thing: str) -> Iterator[tuple[str, Reach, tuple[str, ...]]]:
    """The arrangements on a thing: its own, and those of its licenses and protocols."""
    said = case.statements
    bearers: list[tuple[str, list[str]]] = [(thing, [])]
    bearers += [(c.license, [c.record]) for c in case.claims(thing) if c.license]
    bearers += [(each.value, [each.record]) for each in said.said(thing, "hw:hasProtocol")]
    found_on: dict[str, tuple[Reach, list[Said], list[str]]] = {}
    for bearer, records in bearers:
        for each in said.said(bearer, "hw:hasReciprocity"):
            reach = Reach() if bearer == thing else case.text(bearer).reach
            held = found_on.setdefault(each.value, (reach, [], []))
            held[1].append(each)
            held[2].extend(records)
    for arrangement, (reach, links, records) in sorted(found_on.items()):
        used = {*(link.record for link in links), *records, *said.records_on(arrangement)}
        yield arrangement, reach, tuple(sorted(used))


def _about(case: Case, owed: _Owed) -> str:
    kinds = sorted(case.statements.codes(owed.arrangement, "hw:reciprocityKind"))
    given = " or ".join(_GIVEN.get(kind, kind) for kind in kinds) or "something not named"
    to = _words(case, owed.arrangement, "hw:beneficiary")
    return (
        f"{case.title(owed.thing)} comes with an arrangement as recorded, "
        f"“{case.title(owed.arrangement)}”. It asks for {given}, to the benefit of "
        f"{' and '.join(to) or 'somebody not recorded'}."
    )


def _conditions(case: Case, owed: _Owed) -> str:
    triggers = case.statements.values(owed.arrangement, "hw:trigger")
    who = _words(case, owed.arrangement, "hw:appliesToUserClass")
    exempt = _words(case, owed.arrangement, "hw:exemptUser")
    sentences = []
    if triggers:
        sentences.append(f" When: {' '.join(triggers)}".rstrip(".") + ".")
    if who:
        sentences.append(f" For: {'; '.join(who)}.")
    if exempt:
        sentences.append(f" Exempt: {'; '.join(exempt)}.")
    return "".join(sentences)


def _words(case: Case, arrangement: str, name: str) -> list[str]:
    """Values that are words or agents; agents by their titles."""
    return [
        case.title(value) if value.startswith("http") else value
        for value in case.statements.values(arrangement, name)
    ]


def _finding(
    case: Case, owed: _Owed, status: Status, reason: str, message: str,
    records: list[str] | None = None,
) -> RuleFinding:  # fmt: skip
    used = [*owed.records, *(records or [])]
    arrival = owed.arrival
    return found(
        "R21", status, reason, case.subject, message,
        way=arrival.way if arrival else None, source=owed.thing, condition=_CONDITION,
        further=arrival.further if arrival else 0, records=used,
        codes=[confidence_of(case.statements, record) for record in used],
    )  # fmt: skip
