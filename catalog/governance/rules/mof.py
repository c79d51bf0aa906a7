"""R19: which class of the Model Openness Framework the recorded components add up to."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from catalog.governance.case import Case
from catalog.governance.completeness import Truth
from catalog.governance.finding import RuleFinding, Status, found
from catalog.governance.mof_components import Component, MofClass, Standing, mof_class
from catalog.governance.steps import confidence_of

_ROMAN: Final = {1: "I", 2: "II", 3: "III"}
_WHY: Final = {
    Standing.UNLICENSED: "recorded as without a license",
    Standing.NOT_OPEN: "under terms that are not open",
    Standing.LICENSE_UNKNOWN: "there, with no license of known openness recorded",
    Standing.MISSING: "recorded as not released",
    Standing.NOT_RECORDED: "not recorded",
}


def components(case: Case) -> Iterator[RuleFinding]:
    """R19: the class that the components of a model add up to, as recorded here."""
    if not case.is_model:
        return
    result = mof_class(case)
    codes = [confidence_of(case.statements, record) for record in result.records]
    yield from _malformed(case, {component.id for component in result.components})
    status, reason, message = _outcome(case, result)
    yield found(
        "R19", status, reason, case.subject, message, records=result.records, codes=codes
    )  # fmt: skip


def _outcome(case: Case, result: MofClass) -> tuple[Status, str, str]:
    counted = [c for c in result.components if c.truth is Truth.TRUE]
    following = f", following the tool's configuration of {result.configuration}"
    if not result.is_recorded:
        return (
            Status.UNKNOWN,
            "COMPONENTS-NOT-RECORDED",
            f"Which of the {len(result.components)} components of the Model Openness Framework "
            f"were released with {result.title} is not recorded.{_shown(counted)}",
        )
    if result.reached is None:
        is_open_question = all(c.truth is Truth.UNKNOWN for c in result.blocking)
        return (
            Status.UNKNOWN if is_open_question else Status.INFO,
            "CLASS-UNKNOWN" if is_open_question else "CLASS-NONE",
            f"As recorded here{following}, the components of {result.title} add up to no class "
            f"of the Model Openness Framework. {_blocking(result, 3)}",
        )
    reason = "CLASS-CONDITIONAL" if result.is_conditional else "CLASS"
    more = f" {_blocking(result, result.reached - 1)}" if result.blocking else ""
    return (
        Status.INFO,
        reason,
        f"As recorded here{following}, the components of {result.title} add up to class "
        f"{_ROMAN[result.reached]} of the Model Openness Framework. This is no result of the "
        f"tool itself.{_waived(result)}{_conditions(case, result)}{more}",
    )


def _malformed(case: Case, known: set[str]) -> Iterator[RuleFinding]:
    """Components whose kind is not recorded, or is none of the seventeen."""
    said = case.statements
    for node in said.said(case.subject, "hw:hasComponent"):
        kinds = said.codes(node.value, "hw:componentKind")
        if not kinds & known:
            named = f"of the kind “{', '.join(sorted(kinds))}”" if kinds else "of no recorded kind"
            yield found(
                "R19", Status.INFO, "MALFORMED", case.subject,
                f"A record lists a component of {case.title(case.subject)} {named}, which is none "
                f"of the {len(known)}. It is left out.",
                records=[node.record], codes=[confidence_of(said, node.record)],
            )  # fmt: skip


def _shown(counted: list[Component]) -> str:
    if not counted:
        return ""
    return f" Other records show {_names(counted)}."


def _waived(result: MofClass) -> str:
    waived = [c for c in result.components if c.standing is Standing.WAIVED]
    if not waived:
        return ""
    verb = "is" if len(waived) == 1 else "are"
    return f" Not needed, since another component is there, {verb}: {_names(waived)}."


def _conditions(case: Case, result: MofClass) -> str:
    """Open licenses that were written for things of another type."""
    reached = result.reached or 3
    conditional = [
        c
        for c in result.components
        if c.standing is Standing.CONDITIONAL and (c.needed_from or 0) >= reached
    ]
    if not conditional:
        return ""
    inherited = sum(c.license_from != "component" for c in conditional)
    how = f", {inherited} of them because they inherit it" if inherited else ""
    licenses = sorted({case.title(iri) for c in conditional for iri in c.licenses})
    return (
        " With a condition: open, but under a license written for things of another type "
        f"({', '.join(licenses)}){how}: {_names(conditional)}."
    )


def _blocking(result: MofClass, number: int) -> str:
    by_reason: dict[Standing, list[Component]] = {}
    for component in result.blocking:
        by_reason.setdefault(component.standing, []).append(component)
    each = "; ".join(f"{_names(found)} ({_WHY[why]})" for why, found in by_reason.items())
    return f"Class {_ROMAN[number]} also asks for: {each}."


def _names(components: list[Component]) -> str:
    return ", ".join(c.label[0].lower() + c.label[1:] for c in components)
