"""R4 and R5: share-alike, in what was made of the content and in models trained on it."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Final

from catalog.governance.case import Case, LicenseClaim, LicenseText
from catalog.governance.finding import RuleFinding, Status
from catalog.governance.rows import of_class
from catalog.governance.steps import Way
from catalog.governance.travel import State
from catalog.governance.upstream import (
    Reaching,
    contradiction,
    how,
    inside,
    is_learned,
    is_public,
    judged,
    names,
    reaching,
)

SHARE_ALIKE: Final = "share-alike"
_OPEN: Final = frozenset({"okd", "osd"})
_DATABASE: Final = frozenset({"geo", "tabular", "structured"})


def in_adaptations(case: Case) -> Iterator[RuleFinding]:
    """R4: content under share-alike went into a dataset, and under which license that went on."""
    own = inside(case.claims(case.subject))
    ways = [way for way in case.ways.found if not is_learned(way)]
    for it in reaching(case, SHARE_ALIKE, ways):
        if it.arrival.state is State.BINDING:
            yield _in_adaptation(case, it, own)
        elif it.arrival.state is State.UNKNOWN:
            yield judged(
                case, "R4", Status.UNKNOWN, "SA-HOW-MUCH", SHARE_ALIKE, it,
                f"{_source(case, it)}. Whether content of it is inside "
                f"{case.title(case.subject)} is not recorded.",
                own,
            )  # fmt: skip


def in_models(case: Case) -> Iterator[RuleFinding]:
    """R5: a model learned from content under share-alike, and whether the text reaches that."""
    own = inside(case.claims(case.subject))
    for it in reaching(case, SHARE_ALIKE, filter(is_learned, case.ways.found)):
        yield _in_model(case, it, own)


def _in_adaptation(case: Case, it: Reaching, own: list[LicenseClaim]) -> RuleFinding:
    tell = partial(judged, case, "R4", condition=SHARE_ALIKE, it=it, own=own)
    licenses, subject = case.texts(own), case.title(case.subject)
    about = _source(case, it)
    if _is_produced_work(case, it):
        return tell(
            Status.UNSETTLED, "SA-PRODUCED-WORK",
            message=f"{about}. The text parts databases made of it, which stay under it, from "
            f"works produced from it, which need a notice. {subject} is recorded as images; which "
            "of the two it is, is open.",
        )  # fmt: skip
    if _is_collected(case, it.arrival.way):
        return tell(
            Status.INFO,
            "SA-COLLECTION",
            message=f"{about}, and stands in {subject} unaltered beside other things as recorded. "
            "It stays under its own terms there; the terms of the whole are another matter.",
        )
    if not licenses:
        return tell(
            Status.UNKNOWN, "SA-NO-LICENSE",
            message=f"{about}, which asks that what is made of it stays under the same terms. No "
            f"license is recorded for what is inside {subject}.",
        )  # fmt: skip
    if any(_may_follow(case, it, each) for each in licenses):
        return tell(
            Status.SATISFIED, "SA-KEPT",
            message=f"{about}; {subject} goes on under {names(licenses)}, which that text lets "
            "follow.",
        )  # fmt: skip
    return _not_kept(case, it, own, about)


def _not_kept(case: Case, it: Reaching, own: list[LicenseClaim], about: str) -> RuleFinding:
    """None of the subject's licenses is known to be one that may follow."""
    tell = partial(judged, case, "R4", condition=SHARE_ALIKE, it=it, own=own)
    licenses, subject = case.texts(own), case.title(case.subject)
    if any(claim.is_per_item for claim in own):
        return tell(
            Status.UNKNOWN, "SA-PER-ITEM",
            message=f"{about}. The license of {subject} differs item by item ({names(licenses)}); "
            "whether what comes from there keeps its terms is not recorded.",
        )  # fmt: skip
    earlier = _earlier(case, it, licenses)
    if earlier:
        return tell(
            Status.UNKNOWN, "SA-USE-DATE",
            message=f"{about}, and was under {names(earlier)} before, which {names(licenses)} of "
            f"{subject} may follow. When {subject} took it over is not recorded closely enough.",
        )  # fmt: skip
    if any(not text.terms and not text.openness & _OPEN for text in licenses):
        return tell(
            Status.UNKNOWN, "SA-TERMS-UNKNOWN",
            message=f"{about}; {subject} goes on under {names(licenses)}. What that asks is not "
            "recorded.",
        )  # fmt: skip
    if is_public(case) and all(SHARE_ALIKE not in text.terms for text in licenses):
        status, end = contradiction(it.codes + [claim.confidence for claim in own], it.arrival.way)
        return tell(
            status, "SA-TERMS",
            message=f"{about}, which asks that what is made of it stays under the same terms. "
            f"{subject} is recorded as published under {names(licenses)}, which does not ask "
            f"that. {end}",
        )  # fmt: skip
    return tell(
        Status.WARNING, "SA-CHECK",
        message=f"{about}; {subject} goes on under {names(licenses)}. No published statement that "
        "the one may follow the other is recorded here.",
    )  # fmt: skip


def _in_model(case: Case, it: Reaching, own: list[LicenseClaim]) -> RuleFinding:
    tell = partial(judged, case, "R5", condition=SHARE_ALIKE, it=it, own=own)
    licenses, state = case.texts(own), it.arrival.state
    about = (
        f"{case.title(case.subject)} {how(it.arrival.way)} "
        f"{case.title(it.source)}, which is under {it.title} as recorded"
    )
    if state is State.GONE:
        return tell(
            Status.NOT_APPLICABLE, "SA-RESULTS-FREE",
            message=f"{about}. The text says that results are free of its terms.",
        )  # fmt: skip
    if state is State.BINDING and any(_may_follow(case, it, each) for each in licenses):
        return tell(
            Status.SATISFIED, "SA-KEPT",
            message=f"{about}. The text speaks of models, and the model goes on under "
            f"{names(licenses)}.",
        )  # fmt: skip
    if state is State.BINDING and licenses:
        status, end = contradiction(it.codes + [claim.confidence for claim in own], it.arrival.way)
        return tell(
            status, "SA-TERMS",
            message=f"{about}. The text says that it reaches models; the model is recorded under "
            f"{names(licenses)}. {end}",
        )  # fmt: skip
    if state in (State.BINDING, State.UNKNOWN):
        return tell(Status.UNKNOWN, "SA-REACH-UNKNOWN", message=f"{about}. {_gap(it, licenses)}")
    if _parts_produced_works(it):
        return tell(
            Status.UNSETTLED, "SA-PRODUCED-WORK",
            message=f"{about}. The text parts databases made of it, which stay under it, from "
            "works produced from it, which need a notice; which of the two a model is, is open. "
            f"{_expectation(case, it.source)}",
        )  # fmt: skip
    return tell(
        Status.UNSETTLED, "SA-WEIGHTS",
        message=f"{about}. The text does not mention models; views differ on whether "
        f"share-alike reaches what is trained. {_expectation(case, it.source)}",
    )  # fmt: skip


def _source(case: Case, it: Reaching) -> str:
    return f"{case.title(it.source)} is under {it.title} as recorded"


def _may_follow(case: Case, it: Reaching, other: LicenseText) -> bool:
    return any(_follows(case, text, other) for text in it.texts)


def _follows(case: Case, text: LicenseText, other: LicenseText) -> bool:
    return text.iri == other.iri or (text.iri, other.iri) in case.tables.compatible


def _earlier(case: Case, it: Reaching, licenses: list[LicenseText]) -> list[LicenseText]:
    """Licenses the source was under before, which one of the subject's may follow."""
    past = [
        case.text(claim.license)
        for claim in case.all_claims(it.source)
        if claim.license and claim not in it.claims and claim.valid_through
    ]
    return [
        text
        for text in past
        if SHARE_ALIKE in text.terms and any(_follows(case, text, each) for each in licenses)
    ]


def _is_collected(case: Case, way: Way) -> bool:
    node = way.steps[-1].node
    return node is not None and "collection" in case.statements.codes(node, "hw:combination")


def _parts_produced_works(it: Reaching) -> bool:
    clauses = {
        license_iri
        for row in of_class("produced_work.ttl", "hw:ProducedWorkClause")
        for license_iri in row.get("dct:license", ())
    }
    return any(text.iri in clauses for text in it.texts)


def _is_produced_work(case: Case, it: Reaching) -> bool:
    modalities = case.statements.codes(case.subject, "hw:modality")
    return "image" in modalities and not modalities & _DATABASE and _parts_produced_works(it)


def _expectation(case: Case, source: str) -> str:
    protocols = case.statements.values(source, "hw:hasProtocol")
    if protocols:
        names_of_them = ", ".join(case.title(protocol) for protocol in protocols)
        return f"The steward's recorded expectation: {names_of_them}."
    return "No expectation of its steward is recorded."


def _gap(it: Reaching, licenses: list[LicenseText]) -> str:
    if it.arrival.state is State.BINDING and not licenses:
        return "The text says that it reaches models; no license of the model is recorded."
    if "unknown" in it.arrival.way.kinds:
        return "How much of the source travels on the way is not recorded."
    return "What its text says about models is not recorded, or sources differ."
