"""R3: credit and notices that are owed to sources, and whether they are recorded as given."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from typing import Final

from catalog.governance.case import Case
from catalog.governance.finding import RuleFinding, Status, found
from catalog.governance.travel import State
from catalog.governance.upstream import (
    Reaching,
    codes_of,
    inside,
    is_carried,
    is_versioning,
    listed,
    names,
    reaching,
    records_of,
)

ATTRIBUTION: Final = "attribution"
NOTICE: Final = "notice"
_ABOUT_ITEMS: Final = frozenset({"ATTR-MANIFEST", "ATTR-NO-MANIFEST"})


def owed(case: Case) -> list[Reaching]:
    """The sources whose licenses ask for credit or for notices, and how that arrives.

    Nearest first; a thing's own earlier versions are left out, and so are notices that a nearer
    source has to keep under the same license. This is what an attribution bundle has to name.
    """
    ways = [way for way in case.ways.found if not is_versioning(way)]
    asked = [*reaching(case, ATTRIBUTION, ways), *reaching(case, NOTICE, ways, nearest=True)]
    kept: dict[tuple[str, State], Reaching] = {}
    for it in asked:
        kept.setdefault((it.source, it.arrival.state), it)
    return sorted(kept.values(), key=lambda it: (len(it.arrival.way.steps), it.source))


def of_sources(case: Case) -> Iterator[RuleFinding]:
    """R3: one finding for each way in which credit may be owed, listing the sources."""
    all_owed = owed(case)
    carried = [
        it for it in all_owed if it.arrival.state is State.BINDING and "false" not in _contents(it)
    ]
    credit = _credit(case, carried) if carried else None
    if credit:
        yield credit
    if credit is None or credit.reason not in _ABOUT_ITEMS:
        yield from _item_by_item(case)
    for state in (State.UNSETTLED, State.UNKNOWN, State.GONE):
        group = [it for it in all_owed if it.arrival.state is state]
        if group:
            yield _by_text(case, state, group)


def _credit(case: Case, group: list[Reaching]) -> RuleFinding:
    """Whether the subject is recorded as crediting the sources that ask for it."""
    credits_said = case.statements.said(case.subject, "hw:credits")
    manifests = case.statements.said(case.subject, "hw:itemManifest")
    tell = partial(_listing, case, records=[said.record for said in (*credits_said, *manifests)])
    credited = {said.value for said in credits_said}
    missing = [it for it in group if it.source not in credited]
    title, ask = case.title(case.subject), f"{_asking(case, group)} for credit or notices"
    if not missing:
        return tell(
            Status.SATISFIED, "ATTR-COVERED", group,
            f"{ask}; {title} credits all of them as recorded.",
        )  # fmt: skip
    if manifests:
        return tell(
            Status.SATISFIED, "ATTR-MANIFEST", group,
            f"{ask}; a list that gives license and credit item by item is recorded for {title}.",
        )  # fmt: skip
    if any(claim.is_per_item for it in missing for claim in it.claims):
        return tell(
            Status.UNKNOWN, "ATTR-NO-MANIFEST", missing,
            f"{_asking(case, missing)} for credit or notices, some item by item. No list of items "
            f"with license and credit is recorded for {title}.",
        )  # fmt: skip
    if credited:
        return tell(
            Status.WARNING, "ATTR-MISSING", missing,
            f"{_asking(case, missing)} for credit or notices and is not among those that {title} "
            "credits as recorded." if len(missing) == 1 else
            f"{_asking(case, missing)} for credit or notices and are not among those that {title} "
            "credits as recorded.",
        )  # fmt: skip
    return tell(
        Status.UNKNOWN, "ATTR-NOT-RECORDED", group,
        f"{ask}. Whom {title} credits is not recorded.",
    )  # fmt: skip


def _item_by_item(case: Case) -> Iterator[RuleFinding]:
    """The subject's own licenses differ from item to item."""
    own = [claim for claim in inside(case.claims(case.subject)) if claim.is_per_item]
    texts = case.texts(own)
    manifests = case.statements.said(case.subject, "hw:itemManifest")
    asks = any(text.terms & {ATTRIBUTION, NOTICE} for text in texts)
    if not own or not (manifests or asks):
        return
    about = f"The license of {case.title(case.subject)} differs item by item ({names(texts)})"
    yield found(
        "R3",
        Status.SATISFIED if manifests else Status.UNKNOWN,
        "ATTR-MANIFEST" if manifests else "ATTR-NO-MANIFEST",
        case.subject,
        f"{about}; a list that gives license and credit of each item is recorded."
        if manifests
        else f"{about} and asks for credit or notices. No list that gives them item by item is "
        "recorded.",
        condition=ATTRIBUTION,
        records=[*records_of(own, texts), *(said.record for said in manifests)],
        codes=codes_of(own, texts),
    )


def _by_text(case: Case, state: State, group: list[Reaching]) -> RuleFinding:
    """Whether credit is owed depends on what the texts say of models or outputs."""
    ask = f"{_asking(case, group)} for credit or notices wherever content goes on"
    if state is State.UNSETTLED:
        return _listing(
            case, Status.UNSETTLED, "ATTR-MODELS", group,
            f"{ask}. The texts do not mention what is trained or generated; views differ on "
            f"whether the duty reaches {case.title(case.subject)}.",
        )  # fmt: skip
    if state is State.UNKNOWN:
        return _listing(
            case, Status.UNKNOWN, "ATTR-REACH-UNKNOWN", group,
            f"{ask}. Whether that reaches {case.title(case.subject)} cannot be told: what the "
            "texts say of models or outputs, or how much was taken over, is not recorded.",
        )  # fmt: skip
    return _listing(
        case, Status.NOT_APPLICABLE, "ATTR-RESULTS-FREE", group,
        f"{ask}. The texts say that results are free of their terms.",
    )  # fmt: skip


def _listing(
    case: Case,
    status: Status,
    reason: str,
    group: list[Reaching],
    message: str,
    records: Sequence[str] = (),
) -> RuleFinding:
    nearest = group[0].arrival
    return found(
        "R3", status, reason, case.subject, message,
        way=nearest.way, condition=ATTRIBUTION,
        further=sum(it.arrival.further + 1 for it in group) - 1,
        records=[*records, *(record for it in group for record in it.records)],
        codes=[code for it in group for code in (*it.codes, it.arrival.way.weakest)],
    )  # fmt: skip


def _asking(case: Case, group: list[Reaching]) -> str:
    several = "ask" if len(group) > 1 else "asks"
    return f"{listed(f'{case.title(it.source)} ({it.title})' for it in group)} {several}"


def _contents(it: Reaching) -> set[str | None]:
    way = it.arrival.way
    return {step.includes_content for step in way.steps} if is_carried(way) else set()
