"""R7: content that may be shared as it is, and what was made of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from enum import Enum
from functools import cache, partial
from typing import Final

from catalog.governance.case import Case
from catalog.governance.finding import RuleFinding, Status
from catalog.governance.rows import of_class
from catalog.governance.steps import Step, Way
from catalog.governance.travel import State
from catalog.governance.upstream import Reaching, contradiction, how, is_carried, judged, reaching

NO_DERIVATIVES: Final = "no-derivatives"


class Change(Enum):
    """What became of the items on a way."""

    KEPT = "kept"
    OPEN = "open"
    NOT_RECORDED = "not-recorded"
    CHANGED = "changed"


def upstream(case: Case) -> Iterator[RuleFinding]:
    """R7: carried and changed content, and models trained on content under such a license."""
    carried = [way for way in case.ways.found if is_carried(way)]
    for it in reaching(case, NO_DERIVATIVES, carried):
        yield _in_adaptation(case, it)
    others = [way for way in case.ways.found if not is_carried(way)]
    for it in reaching(case, NO_DERIVATIVES, others):
        if it.arrival.state is State.BINDING or it.arrival.state >= State.UNSETTLED:
            yield _by_text(case, it)


def _in_adaptation(case: Case, it: Reaching) -> RuleFinding:
    tell = partial(judged, case, "R7", condition=NO_DERIVATIVES, it=it)
    way, title, about = it.arrival.way, case.title(case.subject), _about(case, it)
    change, contents = change_on(case, way), {step.includes_content for step in way.steps}
    if "false" in contents:
        return tell(
            Status.NOT_APPLICABLE, "ND-NOT-INSIDE",
            message=f"{about}. None of its content is inside {title} as recorded.",
        )  # fmt: skip
    if not _is_given_out(case):
        return tell(
            Status.INFO, "ND-NOT-GIVEN-OUT",
            message=f"{about}. No distribution of {title} to the public is recorded.",
        )  # fmt: skip
    if change is Change.KEPT:
        return tell(
            Status.INFO, "ND-UNMODIFIED",
            message=f"{about}. Only steps that leave items whole are recorded on the way.",
        )  # fmt: skip
    if change is Change.OPEN:
        return tell(
            Status.UNSETTLED, "ND-PIECES",
            message=f"{about}. It was cut into pieces or put into another form; views differ on "
            "whether that makes something new of it.",
        )  # fmt: skip
    if change is Change.NOT_RECORDED:
        return tell(
            Status.UNKNOWN, "ND-CHANGE-UNKNOWN",
            message=f"{about}. What was done to the items on the way is not recorded.",
        )  # fmt: skip
    if contents != {"true"}:
        return tell(
            Status.UNKNOWN, "ND-CONTENT-UNKNOWN",
            message=f"{about}. Items were changed on the way; whether content of the source is "
            f"inside {title} is not recorded, or sources differ.",
        )  # fmt: skip
    status, end = contradiction(it.codes, way)
    return tell(
        status, "ND-ADAPTED",
        message=f"{about}. Items were changed on the way, and {title} is recorded as given out. "
        f"{end}",
    )  # fmt: skip


def _by_text(case: Case, it: Reaching) -> RuleFinding:
    tell = partial(judged, case, "R7", condition=NO_DERIVATIVES, it=it)
    about = _about(case, it)
    if it.arrival.state is State.GONE:
        return tell(
            Status.NOT_APPLICABLE, "ND-RESULTS-FREE",
            message=f"{about}. The condition ends where something is generated, or the text says "
            "that results are free of it.",
        )  # fmt: skip
    if it.arrival.state is State.BINDING:
        return tell(
            Status.WARNING, "ND-MODELS",
            message=f"{about}. The text says that it reaches models; no permission is recorded.",
        )  # fmt: skip
    if it.arrival.state is State.UNSETTLED:
        return tell(
            Status.UNSETTLED, "ND-WEIGHTS",
            message=f"{about}. The text does not mention models; views differ on whether training "
            "makes something new of the content.",
        )  # fmt: skip
    return tell(
        Status.UNKNOWN, "ND-REACH-UNKNOWN",
        message=f"{about}. What its text says about models, or how much of the source travels on "
        "the way, is not recorded, or sources differ.",
    )  # fmt: skip


def change_on(case: Case, way: Way) -> Change:
    """What became of the items on a way: the most that any step did to them."""
    changes = {_change_at(case, step) for step in way.steps}
    order = (Change.CHANGED, Change.NOT_RECORDED, Change.OPEN, Change.KEPT)
    return next(change for change in order if change in changes)


def _change_at(case: Case, step: Step) -> Change:
    kinds = case.statements.codes(step.node, "hw:activityKind") if step.node else frozenset()
    alters = {_alterations().get(kind, "unknown") for kind in kinds}
    if "true" in alters or (step.kind == "transform" and not alters & {"contested", "false"}):
        return Change.CHANGED
    if not alters or "unknown" in alters:
        return Change.NOT_RECORDED
    return Change.OPEN if "contested" in alters else Change.KEPT


@cache
def _alterations() -> Mapping[str, str]:
    """Whether a kind of activity alters items: true, false or contested."""
    return {
        kind: row["hw:alters"][0]
        for row in of_class("alteration.ttl", "hw:AlterationRule")
        for kind in row["hw:activityKind"]
    }


def _is_given_out(case: Case) -> bool:
    """Whether the subject is recorded as given to the public."""
    said = case.statements
    is_open = bool(said.codes(case.subject, "hw:dataType") & {"open", "public"})
    return is_open or bool(said.said(case.subject, "dcat:distribution"))


def _about(case: Case, it: Reaching) -> str:
    return (
        f"{case.title(case.subject)} {how(it.arrival.way)} {case.title(it.source)}, whose license "
        f"allows no derivatives as recorded ({it.title})"
    )
