"""R11: lists that hold no content, what their license covers, and what was fetched by them."""

from __future__ import annotations

from collections.abc import Iterator

from catalog.governance.activities import UNASKED, activities_of, time_of
from catalog.governance.case import Case
from catalog.governance.finding import RuleFinding, Status, found
from catalog.governance.reverse import pointing_at
from catalog.governance.steps import Way, confidence_of, steps_into
from catalog.governance.wording import listed

RETRIEVAL = "retrieval"
_LIST = frozenset({"metadata", "packaging"})


def by_reference(case: Case) -> Iterator[RuleFinding]:
    """R11: each list upstream, when its content was fetched, and whether it was taken back."""
    if _is_list(case, case.subject):
        yield from _license(case)
        yield from _withdrawn(case, case.subject, None, 0)
    chosen: dict[str, tuple[Way, int]] = {}
    for way in case.ways.found:
        if _is_list(case, way.source):
            first, count = chosen.get(way.source, (way, -1))
            chosen[way.source] = (first, count + 1)
    for source, (way, further) in chosen.items():
        if "learn" in way.kinds and not _is_list(case, way.steps[0].made):
            yield _retrieved(case, way, further)
        yield from _withdrawn(case, source, way, further)


def _is_list(case: Case, thing: str) -> bool:
    return case.statements.codes(thing, "hw:containsContent") == {"false"}


def _license(case: Case) -> Iterator[RuleFinding]:
    """What the license on a list is a license of."""
    claims = [c for c in case.claims(case.subject) if c.license and c.scopes and c.scopes <= _LIST]
    if claims:
        names = listed([text.title for text in case.texts(claims)])
        yield found(
            "R11", Status.INFO, "LIST-LICENSE", case.subject,
            f"{case.title(case.subject)} holds no content. {names} covers the list, as recorded; "
            "what it points to keeps the terms of its own authors.",
            condition=RETRIEVAL,
            records=[claim.record for claim in claims],
            codes=[claim.confidence for claim in claims],
        )  # fmt: skip


def _retrieved(case: Case, way: Way, further: int) -> RuleFinding:
    """When what a list points to was fetched for the model that learned from it."""
    made: list[str] = []
    for step in way.steps:
        made.append(step.made)
        if step.kind == "learn":
            break
    fetched = [
        a for each in made for a in activities_of(case.statements, each) if a.kinds & UNASKED
    ]
    days = time_of(fetched)
    if days is None:
        return found(
            "R11", Status.UNKNOWN, "RETRIEVAL-DATE", case.subject,
            f"{case.title(way.source)} is a list and holds no content. When what it points to was "
            f"fetched for {case.title(made[-1])} is not recorded, so what stood there on that day, "
            "and under which terms and signals, is not known here.",
            way=way, condition=RETRIEVAL, further=further,
        )  # fmt: skip
    when = days.first if days.first == days.last else f"{days.first} to {days.last}"
    return found(
        "R11", Status.INFO, "RETRIEVED", case.subject,
        f"{case.title(way.source)} is a list and holds no content. What it points to was fetched "
        f"for {case.title(made[-1])} on {when}, as recorded; terms and signals of that day count.",
        way=way, condition=RETRIEVAL, further=further,
        records=[each.record for each in fetched], codes=[each.confidence for each in fetched],
    )  # fmt: skip


def _withdrawn(case: Case, source: str, way: Way | None, further: int) -> Iterator[RuleFinding]:
    """A newer version of a list from which items were taken out."""
    newer = _newer(case, source)
    for newest in newer:
        if way and newest in (way.subject, *(step.made for step in way.steps)):
            continue
        used = (
            f"{case.title(case.subject)} goes back to the earlier version."
            if way
            else "This is the earlier version."
        )
        records = case.statements.records_on(newest)
        yield found(
            "R11", Status.WARNING, "LIST-WITHDRAWN", case.subject,
            f"{case.title(source)} was published anew as {case.title(newest)}, from which items "
            f"were taken out. {used} What was done with the items taken out is not recorded.",
            way=way, source=source, condition=RETRIEVAL, further=further, records=records,
            codes=[confidence_of(case.statements, record) for record in records],
        )  # fmt: skip


def _newer(case: Case, source: str) -> list[str]:
    """Lists made of a list, or put in its place, by removing items on request."""
    made = {
        thing
        for name in ("dct:replaces", "dcat:previousVersion", "prov:wasDerivedFrom")
        for thing in pointing_at(case.statements, name, source)
    }
    return sorted(
        thing for thing in made if _is_list(case, thing) and _removed(case, thing, source)
    )


def _removed(case: Case, thing: str, source: str) -> bool:
    by_step = any(
        "remove-on-request" in case.statements.codes(step.node, "hw:activityKind")
        for step in steps_into(case.statements, thing)
        if step.source == source and step.node
    )
    return by_step or any(
        "remove-on-request" in activity.kinds for activity in activities_of(case.statements, thing)
    )
