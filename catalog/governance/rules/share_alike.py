"""R4 and R5: share-alike, in what was made of the content and in models trained on it."""

from __future__ import annotations

from collections.abc import Iterator

from catalog.governance.case import Case, LicenseClaim, LicenseText
from catalog.governance.finding import RuleFinding, Status, found
from catalog.governance.steps import Way
from catalog.governance.travel import Arrival, State, arrivals

SHARE_ALIKE = "share-alike"
_CONTENT = frozenset({"content", "mixed", "annotations", "code", "weights"})


def in_adaptations(case: Case) -> Iterator[RuleFinding]:
    """R4: content under share-alike went into a dataset, and under which license that went on."""
    own = case.claims(case.subject)
    for text, claim, arrival in _share_alike_upstream(case, learned=False):
        licenses = case.texts(own)
        records = [claim.record, *(c.record for c in own), *text.records]
        about = f"{case.title(arrival.way.source)} is under {text.title} as recorded"
        if not licenses:
            yield _finding(
                "R4", Status.UNKNOWN, "SA-NO-LICENSE", case, arrival, text, records,
                f"{about}, which asks that what is made of it stays under the same terms. No "
                f"license is recorded for {case.title(case.subject)}.",
            )  # fmt: skip
        elif any(_may_follow(case, text, each) for each in licenses):
            yield _finding(
                "R4", Status.SATISFIED, "SA-KEPT", case, arrival, text, records,
                f"{about}; {case.title(case.subject)} goes on under "
                f"{_names(licenses)}, which that text lets follow.",
            )  # fmt: skip
        elif _is_public(case) and all(SHARE_ALIKE not in each.terms for each in licenses):
            yield _finding(
                "R4", Status.CONFLICT, "SA-TERMS", case, arrival, text, records,
                f"{about}, which asks that what is made of it stays under the same terms. "
                f"{case.title(case.subject)} is recorded as published under {_names(licenses)}, "
                "which does not ask that. Both cannot be followed as recorded.",
            )  # fmt: skip
        else:
            yield _finding(
                "R4", Status.WARNING, "SA-CHECK", case, arrival, text, records,
                f"{about}; {case.title(case.subject)} goes on under {_names(licenses)}. No "
                "published statement that the one may follow the other is recorded here.",
            )  # fmt: skip


def in_models(case: Case) -> Iterator[RuleFinding]:
    """R5: a model learned from content under share-alike, and whether the text reaches that."""
    own = case.claims(case.subject)
    for text, claim, arrival in _share_alike_upstream(case, learned=True):
        licenses = case.texts(own)
        records = [claim.record, *(c.record for c in own), *text.records]
        about = (
            f"{case.title(case.subject)} learned, directly or through others, from "
            f"{case.title(arrival.way.source)}, which is under {text.title} as recorded"
        )
        expectation = _expectation(case, arrival.way.source)
        if arrival.state is State.GONE:
            yield _finding(
                "R5", Status.NOT_APPLICABLE, "SA-RESULTS-FREE", case, arrival, text, records,
                f"{about}. The text says that results are free of its terms.",
            )  # fmt: skip
        elif arrival.state is State.BINDING and any(_may_follow(case, text, x) for x in licenses):
            yield _finding(
                "R5", Status.SATISFIED, "SA-KEPT", case, arrival, text, records,
                f"{about}. The text speaks of models, and the model goes on under "
                f"{_names(licenses)}.",
            )  # fmt: skip
        elif arrival.state is State.BINDING and licenses:
            yield _finding(
                "R5", Status.CONFLICT, "SA-TERMS", case, arrival, text, records,
                f"{about}. The text says that it reaches models; the model is recorded under "
                f"{_names(licenses)}. Both cannot be followed as recorded.",
            )  # fmt: skip
        elif arrival.state in (State.BINDING, State.UNKNOWN):
            yield _finding(
                "R5", Status.UNKNOWN, "SA-REACH-UNKNOWN", case, arrival, text, records,
                f"{about}. {_gap(case, arrival, licenses)}",
            )  # fmt: skip
        else:
            yield _finding(
                "R5", Status.UNSETTLED, "SA-WEIGHTS", case, arrival, text, records,
                f"{about}. The text does not mention models; views differ on whether "
                f"share-alike reaches what is trained. {expectation}",
            )  # fmt: skip


def _share_alike_upstream(
    case: Case, *, learned: bool
) -> Iterator[tuple[LicenseText, LicenseClaim, Arrival]]:
    """Each share-alike text upstream and how it arrives, on ways with or without learning."""
    by_source: dict[str, list[Way]] = {}
    for way in case.ways.found:
        if ("learn" in way.kinds) is learned:
            by_source.setdefault(way.source, []).append(way)
    for source, ways in by_source.items():
        for claim in case.claims(source):
            if claim.license is None or (claim.scopes and not claim.scopes & _CONTENT):
                continue
            text = case.text(claim.license)
            if SHARE_ALIKE in text.terms:
                for arrival in arrivals(case.tables, SHARE_ALIKE, ways, text.reach):
                    yield text, claim, arrival


def _may_follow(case: Case, text: LicenseText, other: LicenseText) -> bool:
    return text.iri == other.iri or (text.iri, other.iri) in case.tables.compatible


def _is_public(case: Case) -> bool:
    return bool(case.statements.codes(case.subject, "hw:dataType") & {"open", "public"})


def _names(texts: list[LicenseText]) -> str:
    return " and ".join(text.title for text in texts)


def _expectation(case: Case, source: str) -> str:
    protocols = case.statements.values(source, "hw:hasProtocol")
    if protocols:
        names = ", ".join(case.title(protocol) for protocol in protocols)
        return f"The steward's recorded expectation: {names}."
    return "No expectation of its steward is recorded."


def _gap(case: Case, arrival: Arrival, licenses: list[LicenseText]) -> str:
    if arrival.state is State.BINDING and not licenses:
        return "The text says that it reaches models; no license of the model is recorded."
    if "unknown" in arrival.way.kinds:
        return "How much of the source travels on the way is not recorded."
    return "What its text says about models is not recorded, or sources differ."


def _finding(
    rule: str,
    status: Status,
    reason: str,
    case: Case,
    arrival: Arrival,
    text: LicenseText,
    records: list[str],
    message: str,
) -> RuleFinding:
    return found(
        rule,
        status,
        reason,
        case.subject,
        message,
        way=arrival.way,
        condition=SHARE_ALIKE,
        further=arrival.further,
        records=records,
        codes=[text.confidence],
    )
