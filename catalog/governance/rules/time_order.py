"""R20: whether the recorded dates are in an order that can be; mistakes in data, not in conduct."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from catalog.governance.case import Case
from catalog.governance.dataset_items import steps_of
from catalog.governance.finding import RuleFinding, Status, found
from catalog.governance.reverse import pointing_at
from catalog.governance.statements import Said
from catalog.governance.steps import Step, Way, confidence_of
from catalog.spans import Span, span_of

_LEARNING: Final = frozenset(
    {"train", "continue-pretrain", "fine-tune", "instruct-tune", "preference-tune", "distill"}
)
_INTERVALS: Final = (
    ("prov:wasGeneratedBy", "prov:startedAtTime", "prov:endedAtTime", "An activity that made {}"),
    ("hw:hasLicenseAssertion", "schema:validFrom", "schema:validThrough", "A license claim on {}"),
)
_OF_STATEMENTS: Final = (
    ("schema:validFrom", "schema:validThrough", "A preference statement about {}"),
    ("hw:firstObserved", "hw:lastObserved", "The observation of a preference statement about {}"),
)


def order(case: Case) -> Iterator[RuleFinding]:
    """R20: sources before what was made of them, beginnings before ends."""
    yield from _malformed(case)
    for step in steps_of(case.statements, case.subject):
        if step.kind != "use" and step.property != "dcat:isVersionOf":
            yield from _release(case, step)
            yield from _training(case, step)
    yield from _intervals(case)


def _dates(case: Case, thing: str, name: str) -> list[tuple[Span, Said]]:
    said = case.statements.said(thing, name)
    return [(span, each) for each in said if (span := span_of(each.value))]


def _release(case: Case, step: Step) -> Iterator[RuleFinding]:
    """What was made is not older than its source."""
    made = _dates(case, step.made, "dct:issued")
    source = _dates(case, step.source, "dct:issued")
    if not made or not source:
        return
    if not all(own.is_before(other) for own, _ in made for other, _ in source):
        return
    when, then = made[0][1], source[0][1]
    about = (
        f"{case.title(step.made)} is recorded as released {when.value}, before its source "
        f"{case.title(step.source)}, recorded as released {then.value}"
    )
    if step.node and case.statements.value(step.node, "hw:privateSnapshot") == "true":
        yield _finding(
            case, Status.INFO, "PRIVATE-SNAPSHOT", step, [when, then],
            f"{about}. The record says that the source was used in a state not yet released.",
        )  # fmt: skip
    else:
        yield _finding(
            case, Status.CONFLICT, "DATE-ORDER", step, [when, then],
            f"{about}. One of the dates, or the step, is wrong in the record, unless a state not "
            "yet released was used.",
        )  # fmt: skip


def _training(case: Case, step: Step) -> Iterator[RuleFinding]:
    """Training does not start before the version it used was there."""
    said = case.statements
    source = [
        *_dates(case, step.source, "prov:generatedAtTime"),
        *(
            _dates(case, step.source, "dct:issued")
            if said.is_a(step.source, "hw:DatasetVersion")
            else []
        ),
    ]
    for node in said.said(step.made, "prov:wasGeneratedBy") if step.kind == "learn" else ():
        if not said.codes(node.value, "hw:activityKind") & _LEARNING:
            continue
        used = said.values(node.value, "prov:used")
        starts = _dates(case, node.value, "prov:startedAtTime")
        if starts and source and (not used or step.source in used):
            start, when = starts[0]
            there, then = source[0]
            if start.is_before(there):
                yield _finding(
                    case, Status.CONFLICT, "DATE-ORDER", step, [when, then],
                    f"Training of {case.title(step.made)} is recorded as begun {when.value}, "
                    f"before {case.title(step.source)} was there ({then.value} as recorded). One "
                    "of the dates, or the step, is wrong in the record.",
                )  # fmt: skip


def _lasting(case: Case) -> Iterator[tuple[str, str, str, str]]:
    """What lasts, of all that is on the subject: a node, its two properties, and words for it."""
    for link, begin, end, words in _INTERVALS:
        for node in case.statements.said(case.subject, link):
            yield node.value, begin, end, words
    for statement in pointing_at(case.statements, "hw:appliesTo", case.subject):
        for begin, end, words in _OF_STATEMENTS:
            yield statement, begin, end, words


def _intervals(case: Case) -> Iterator[RuleFinding]:
    """Nothing ends before it begins."""
    for node, begin, end, words in _lasting(case):
        begins, ends = _dates(case, node, begin), _dates(case, node, end)
        if begins and ends and ends[0][0].is_before(begins[0][0]):
            records = [begins[0][1].record, ends[0][1].record]
            yield found(
                "R20", Status.CONFLICT, "DATE-ORDER", case.subject,
                f"{words.format(case.title(case.subject))} is recorded as begun "
                f"{begins[0][1].value} and ended {ends[0][1].value}, which cannot be.",
                records=records,
                codes=[confidence_of(case.statements, record) for record in records],
            )  # fmt: skip


def _malformed(case: Case) -> Iterator[RuleFinding]:
    """Dates of the subject that are no dates; the rest is looked at without them."""
    nodes = [(case.subject, ("dct:issued", "prov:generatedAtTime"))]
    nodes += [(node, (begin, end)) for node, begin, end, _ in _lasting(case)]
    for node, names in nodes:
        for said in (each for name in names for each in case.statements.said(node, name)):
            if span_of(said.value) is None:
                yield found(
                    "R20", Status.INFO, "MALFORMED", case.subject,
                    f"A record on {case.title(case.subject)} gives the date “{said.value}”, which "
                    "is no ISO 8601 date. The order of dates is judged without it.",
                    records=[said.record],
                    codes=[confidence_of(case.statements, said.record)],
                )  # fmt: skip


def _finding(
    case: Case, status: Status, reason: str, step: Step, said: list[Said], message: str
) -> RuleFinding:
    records = [each.record for each in said]
    return found(
        "R20", status, reason, case.subject, message, way=Way((step,)), records=records,
        codes=[confidence_of(case.statements, record) for record in records],
    )  # fmt: skip
