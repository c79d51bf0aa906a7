"""R1: a license of the packaging is not one of the content."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from catalog.governance.case import Case, LicenseClaim
from catalog.governance.finding import RuleFinding, Status, found
from catalog.governance.upstream import (
    CONTENT,
    by_source,
    codes_of,
    inside,
    is_learned,
    listed,
    names,
    records_of,
)

CONDITION: Final = "content-license"
_OUTSIDE: Final = frozenset({"packaging", "metadata"})


def of_content(case: Case) -> Iterator[RuleFinding]:
    """R1: what is inside a dataset has no license recorded, only the packaging has.

    So it stands for the dataset itself and for all that carries its content on. For a model, one
    finding lists the data it learned from of which the same is true.
    """
    if case.is_model:
        yield from _learned(case)
    if not case.is_dataset or _is_list(case, case.subject):
        return
    claims = case.claims(case.subject)
    if _lacks_content(claims):
        texts = case.texts(claims)
        yield found(
            "R1", Status.UNKNOWN, "LIC-CONTENT-UNSTATED", case.subject,
            f"{_outside(case, case.subject, claims)} No license of what is inside is recorded.",
            condition=CONDITION, records=records_of(claims, texts), codes=codes_of(claims, texts),
        )  # fmt: skip
    yield from _disputed(case, claims)
    yield from _inherited(case)


def _inherited(case: Case) -> Iterator[RuleFinding]:
    """One finding for all sources whose content is inside and unlicensed as recorded."""
    ways = [
        way
        for way in case.ways.found
        if all(step.kind == "carry" and step.includes_content != "false" for step in way.steps)
    ]
    gaps = {
        source: (group, case.claims(source))
        for source, group in by_source(ways).items()
        if not _is_list(case, source) and _lacks_content(case.claims(source))
    }
    if not gaps:
        return
    claims = [claim for _, said in gaps.values() for claim in said]
    texts = case.texts(claims)
    yield found(
        "R1", Status.UNKNOWN, "LIC-CONTENT-UNSTATED", case.subject,
        f"Content of {case.title(case.subject)} comes from "
        f"{listed(case.title(source) for source in gaps)}, where a license of the packaging or the "
        "metadata is recorded and none of what is inside.",
        way=next(iter(gaps.values()))[0][0], condition=CONDITION,
        further=sum(len(group) for group, _ in gaps.values()) - 1,
        records=records_of(claims, texts), codes=codes_of(claims, texts),
    )  # fmt: skip


def _learned(case: Case) -> Iterator[RuleFinding]:
    """One finding for all data a model learned from whose content has no license recorded."""
    gaps = {
        source: group
        for source, group in by_source(filter(is_learned, case.ways.found)).items()
        if case.statements.is_a(source, "dcat:Dataset", "hw:DatasetVersion")
        and not _is_list(case, source)
        and not inside(case.claims(source))
    }
    if not gaps:
        return
    claims = [claim for source in gaps for claim in case.claims(source)]
    texts = case.texts(claims)
    yield found(
        "R1", Status.UNKNOWN, "LIC-LEARNED-UNSTATED", case.subject,
        f"{case.title(case.subject)} learned, directly or through others, from "
        f"{listed(case.title(source) for source in gaps)}. No license of what is inside is "
        "recorded there, so conditions of it cannot be followed.",
        way=next(iter(gaps.values()))[0], condition=CONDITION,
        further=sum(map(len, gaps.values())) - 1,
        records=records_of(claims, texts), codes=codes_of(claims, texts),
    )  # fmt: skip


def _disputed(case: Case, claims: list[LicenseClaim]) -> Iterator[RuleFinding]:
    """Records that name the same license, one for the packaging, one for the content."""
    for text in case.texts(claims):
        same = [claim for claim in claims if claim.license == text.iri]
        outside = [claim for claim in same if claim.scopes and claim.scopes <= _OUTSIDE]
        content = [claim for claim in same if claim.scopes & CONTENT]
        if {claim.record for claim in outside}.isdisjoint(claim.record for claim in content) and (
            outside and content
        ):
            yield found(
                "R1", Status.UNKNOWN, "LIC-SCOPE-DIFFERS", case.subject,
                f"Records differ on what {text.title} covers in {case.title(case.subject)}: what "
                "is inside, or only the packaging or metadata.",
                condition=CONDITION, records=records_of(same, [text]), codes=codes_of(same, [text]),
            )  # fmt: skip


def _lacks_content(claims: list[LicenseClaim]) -> bool:
    """Whether a license is claimed, and only for what is around the content."""
    licensed = [claim for claim in claims if claim.license]
    return bool(licensed) and all(claim.scopes and claim.scopes <= _OUTSIDE for claim in licensed)


def _is_list(case: Case, thing: str) -> bool:
    """Whether a dataset holds references to content, and no content (rule R11 looks at those)."""
    return case.statements.codes(thing, "hw:containsContent") == {"false"}


def _outside(case: Case, thing: str, claims: list[LicenseClaim]) -> str:
    parts = sorted({scope for claim in claims if claim.license for scope in claim.scopes})
    return (
        f"As recorded, {names(case.texts(claims))} covers the {' and '.join(parts)} of "
        f"{case.title(thing)}."
    )
