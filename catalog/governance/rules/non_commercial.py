"""R6: content whose license excludes commercial use, and terms that allow it."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Final

from catalog.governance.case import Case, LicenseClaim, LicenseText
from catalog.governance.finding import RuleFinding, Status
from catalog.governance.travel import State
from catalog.governance.upstream import (
    Reaching,
    contradiction,
    how,
    inside,
    judged,
    names,
    reaching,
)

NON_COMMERCIAL: Final = "non-commercial"


def upstream(case: Case) -> Iterator[RuleFinding]:
    """R6: about uses, never about who somebody is."""
    own = inside(case.claims(case.subject))
    for it in reaching(case, NON_COMMERCIAL):
        if it.arrival.state in (State.UNSETTLED, State.UNKNOWN) and not _keeps(case.texts(own)):
            yield from _open(case, it, own)
        elif it.arrival.state is not State.ON_RETRIEVAL:
            yield _plain(case, it, own)


def _plain(case: Case, it: Reaching, own: list[LicenseClaim]) -> RuleFinding:
    tell = partial(judged, case, "R6", condition=NON_COMMERCIAL, it=it, own=own)
    licenses, about = case.texts(own), _about(case, it)
    title = case.title(case.subject)
    if it.arrival.state is State.GONE:
        return tell(
            Status.NOT_APPLICABLE, "NC-RESULTS-FREE",
            message=f"{about}. The text says that results are free of its terms.",
        )  # fmt: skip
    if _keeps(licenses):
        unsure = any(claim.confidence in ("M", "contested") for claim in own)
        return tell(
            Status.SATISFIED, "NC-KEPT",
            message=f"{about}. {title} is recorded under {names(licenses)}, which excludes "
            f"commercial use as well{'; that license is not confirmed' if unsure else ''}.",
        )  # fmt: skip
    if not licenses:
        return tell(
            Status.UNKNOWN, "NC-NO-LICENSE",
            message=f"{about}. No license of what is inside {title} is recorded.",
        )  # fmt: skip
    if _is_separable(case, it, own):
        return tell(
            Status.WARNING, "NC-MIX",
            message=f"{about}. In {title} that part is kept apart and marked as recorded; "
            f"{names(licenses)} does not speak for it.",
        )  # fmt: skip
    allowing = [text for text in licenses if _allows(text)]
    if allowing:
        status, end = contradiction(it.codes + [claim.confidence for claim in own], it.arrival.way)
        return tell(
            status, "NC-TERMS",
            message=f"{about}. {title} is recorded under {names(allowing)}, which allows "
            f"commercial use. {end}",
        )  # fmt: skip
    return tell(
        Status.UNKNOWN, "NC-TERMS-UNKNOWN",
        message=f"{about}. {title} goes on under {names(licenses)}; whether that allows "
        "commercial use is not recorded.",
    )  # fmt: skip


def _open(case: Case, it: Reaching, own: list[LicenseClaim]) -> Iterator[RuleFinding]:
    """The text does not settle whether it reaches the subject."""
    tell = partial(judged, case, "R6", condition=NON_COMMERCIAL, it=it, own=own)
    about = _about(case, it)
    if it.arrival.state is State.UNSETTLED:
        yield tell(
            Status.UNSETTLED, "NC-REACH",
            message=f"{about}. The text does not mention what is trained or generated; views "
            "differ on whether the condition reaches it.",
        )  # fmt: skip
    else:
        gap = (
            "How much of the source travels on the way"
            if "unknown" in it.arrival.way.kinds
            else "What its text says about models and outputs"
        )
        yield tell(
            Status.UNKNOWN, "NC-REACH-UNKNOWN",
            message=f"{about}. {gap} is not recorded, or sources differ.",
        )  # fmt: skip
    allowing = [text for text in case.texts(own) if _allows(text)]
    if allowing and "unknown" not in it.arrival.way.kinds:
        yield tell(
            Status.WARNING, "NC-STEWARD-TERMS",
            message=f"The terms under which {case.title(it.source)} is given exclude commercial "
            f"use as recorded ({it.title}); {case.title(case.subject)} goes on under "
            f"{names(allowing)}, which allows it. No agreement about that is recorded.",
        )  # fmt: skip


def _about(case: Case, it: Reaching) -> str:
    return (
        f"{case.title(case.subject)} {how(it.arrival.way)} {case.title(it.source)}, whose license "
        f"excludes commercial use as recorded ({it.title})"
    )


def _keeps(licenses: list[LicenseText]) -> bool:
    return bool(licenses) and all(NON_COMMERCIAL in text.terms for text in licenses)


def _allows(text: LicenseText) -> bool:
    """Whether commercial use is allowed: every license that is open by definition allows it."""
    return bool(text.openness & {"okd", "osd"}) and NON_COMMERCIAL not in text.terms


def _is_separable(case: Case, it: Reaching, own: list[LicenseClaim]) -> bool:
    node = it.arrival.way.steps[-1].node
    return (
        any(claim.is_per_item for claim in own)
        or (node is not None and "collection" in case.statements.codes(node, "hw:combination"))
        or (
            any(claim.is_per_item for claim in it.claims)
            and bool(case.statements.said(case.subject, "hw:itemManifest"))
        )
    )
