"""R8: restrictions of use that a text asks to be passed on with what is made."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Final

from catalog.governance.case import Case, LicenseClaim
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

CONDITION: Final = "pass-on"
RESTRICTION: Final = "use-restriction"


def of_restrictions(case: Case) -> Iterator[RuleFinding]:
    """R8: whether the subject's license restates the restrictions of the nearest such source."""
    own = inside(case.claims(case.subject))
    for it in reaching(case, CONDITION, also=frozenset({RESTRICTION}), nearest=True):
        if it.arrival.state is not State.ON_RETRIEVAL:
            yield _restated(case, it, own)


def _restated(case: Case, it: Reaching, own: list[LicenseClaim]) -> RuleFinding:
    tell = partial(judged, case, "R8", condition=CONDITION, it=it, own=own)
    licenses, title = case.texts(own), case.title(case.subject)
    about = (
        f"{title} {how(it.arrival.way)} {case.title(it.source)}, under {it.title} as recorded, "
        "which restricts some uses and asks that this be passed on"
    )
    if it.arrival.state is State.GONE:
        return tell(
            Status.NOT_APPLICABLE, "UR-RESULTS-FREE",
            message=f"{about}. The text says that it does not reach results.",
        )  # fmt: skip
    same = {text.iri for text in it.texts} & {text.iri for text in licenses}
    if same or any({RESTRICTION, CONDITION} <= text.terms for text in licenses):
        return tell(
            Status.SATISFIED, "UR-KEPT",
            message=f"{about}. {title} goes on under {names(licenses)}, "
            f"{'the same text' if same else 'which restricts uses and asks to pass that on'}.",
        )  # fmt: skip
    if not licenses:
        return tell(
            Status.UNKNOWN, "UR-NO-LICENSE",
            message=f"{about}. No license of {title} is recorded; without it nobody can tell.",
        )  # fmt: skip
    if it.arrival.state is State.UNSETTLED:
        return tell(
            Status.UNSETTLED, "UR-REACH",
            message=f"{about}. The text does not mention what is trained or generated; whether the "
            f"duty reaches {title}, under {names(licenses)}, is open.",
        )  # fmt: skip
    if it.arrival.state is State.UNKNOWN:
        return tell(
            Status.UNKNOWN, "UR-REACH-UNKNOWN",
            message=f"{about}. Whether that reaches {title}, under {names(licenses)}, cannot be "
            "told: what the text says of models or outputs, or how much was taken over, is not "
            "recorded.",
        )  # fmt: skip
    unread = [text for text in licenses if not text.records]
    if unread or any(RESTRICTION in text.terms for text in licenses):
        return tell(
            Status.WARNING, "UR-CHECK",
            message=f"{about}. {title} goes on under {names(licenses)}; that it holds these "
            "restrictions and passes them on is not recorded.",
        )  # fmt: skip
    return _dropped(case, it, own, about)


def _dropped(case: Case, it: Reaching, own: list[LicenseClaim], about: str) -> RuleFinding:
    licenses, title = case.texts(own), case.title(case.subject)
    status, end = contradiction(it.codes + [claim.confidence for claim in own], it.arrival.way)
    if any("yes" not in text.reach.models for text in it.texts):
        status, end = Status.WARNING, "No sign that the restrictions were passed on is recorded."
    return judged(
        case, "R8", status, "UR-DROPPED", CONDITION, it,
        f"{about}. {title} is recorded under {names(licenses)}, which holds no such restrictions. "
        f"{end}",
        own,
    )  # fmt: skip
