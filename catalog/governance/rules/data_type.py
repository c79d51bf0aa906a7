"""R17: a dataset cannot be more open than the parts whose content is inside it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from catalog.governance.case import Case, LicenseClaim
from catalog.governance.dataset_items import is_kind
from catalog.governance.finding import RuleFinding, Status, found
from catalog.governance.limits import days
from catalog.governance.statements import Said
from catalog.governance.steps import Way, confidence_of
from catalog.spans import span_of

_OPENNESS: Final = ("open", "public", "obtainable", "unshareable")
_INSIDE: Final = frozenset({"carry", "transform"})
_SAME_THING: Final = frozenset({"dcat:isVersionOf", "dcat:previousVersion"})
_CONDITION: Final = "data-type"


def meet(case: Case) -> Iterator[RuleFinding]:
    """R17: the recorded data type of a dataset against those of the parts inside it."""
    said = case.statements.said(case.subject, "hw:dataType")
    if not case.is_dataset and not said:
        return
    claimed = case.statements.codes(case.subject, "hw:dataType")
    records = sorted({each.record for each in said})
    yield from _decay(case, claimed)
    if len(claimed) != 1 or not claimed <= set(_OPENNESS):
        yield _of_subject(case, claimed, records)
        return
    own = next(iter(claimed))
    if own == "unshareable":
        return
    parts = _parts(case)
    above, unknown, fitting = [], [], []
    for way in parts:
        types = case.statements.codes(way.source, "hw:dataType")
        if len(types) != 1 or not types <= set(_OPENNESS):
            unknown.append(way)
        elif _OPENNESS.index(next(iter(types))) > _OPENNESS.index(own) and not (
            types == {"public"} and _is_content_open(case, way.source)
        ):
            above.append((way, next(iter(types))))
        else:
            fitting.append(way)
    yield from _above(case, own, above, records)
    if unknown:
        yield _unknown_parts(case, own, unknown, len(parts), records)
    if fitting and not above and not unknown:
        yield found(
            "R17", Status.SATISFIED, "TYPE-WITHIN", case.subject,
            f"{case.title(case.subject)} is recorded as {own} data, and what is inside it is at "
            f"least as open, by its type or the license of its content as recorded: "
            f"{_names(case, fitting)}.",
            way=fitting[0], condition=_CONDITION, further=len(fitting) - 1,
            records=[*records, *_type_records(case, fitting)], codes=_codes(case, records),
        )  # fmt: skip


def _of_subject(case: Case, claimed: frozenset[str], records: list[str]) -> RuleFinding:
    title = case.title(case.subject)
    known = sorted(claimed & set(_OPENNESS))
    if len(known) > 1:
        reason, message = "TYPE-CONTESTED", (
            f"Records differ on the data type of {title}: {' and '.join(known)}. It is not held "
            "against the parts inside it."
        )  # fmt: skip
    else:
        reason, message = "TYPE-UNKNOWN", (
            f"Which of the four data types {title} is (open, public, obtainable, unshareable) is "
            "not recorded, so it is not held against the parts inside it."
        )  # fmt: skip
    return found(
        "R17", Status.UNKNOWN, reason, case.subject, message,
        condition=_CONDITION, records=records, codes=_codes(case, records),
    )  # fmt: skip


def _parts(case: Case) -> list[Way]:
    """The shortest way from each dataset whose content is inside the subject."""
    nearest: dict[str, Way] = {}
    for way in case.ways.found:
        if way.source in nearest or not set(way.kinds) <= _INSIDE:
            continue
        if any(s.includes_content == "false" or s.property in _SAME_THING for s in way.steps):
            continue
        if is_kind(case.statements, way.source, "dataset", "dcat:Dataset", "hw:DatasetVersion"):
            nearest[way.source] = way
    return list(nearest.values())


def _above(
    case: Case, own: str, above: list[tuple[Way, str]], records: list[str]
) -> Iterator[RuleFinding]:
    """Parts that are less open than the whole is recorded to be."""
    subject = case.title(case.subject)
    for way, part in above:
        title = case.title(way.source)
        about = f"{subject} is recorded as {own} data; {title}, which is inside it, as {part}."
        claims = case.claims(way.source)
        content = _content_claims(case, way.source)
        if part == "unshareable":
            status, reason = Status.CONFLICT, "TYPE-OVERCLAIM"
            message = f"{about} Both cannot hold as recorded."
        elif part == "obtainable":
            status, reason = Status.WARNING, "TYPE-ABOVE-PART"
            message = (
                f"{about} That its terms allow this release is not recorded; whoever keeps "
                f"{title} can say."
            )
        else:
            status, reason = Status.WARNING, "TYPE-CONTENT-UNSTATED"
            stated = "under a license that is not open" if content else "without a license"
            message = f"{about} The content of {title} is recorded {stated}."
        used = [*records, *_type_records(case, [way]), *(c.record for c in claims)]
        yield found(
            "R17", status, reason, case.subject, message, way=way, condition=_CONDITION,
            records=used, codes=_codes(case, used),
        )  # fmt: skip


def _unknown_parts(
    case: Case, own: str, unknown: list[Way], total: int, records: list[str]
) -> RuleFinding:
    return found(
        "R17", Status.UNKNOWN, "PART-TYPE-UNKNOWN", case.subject,
        f"{case.title(case.subject)} is recorded as {own} data. For {len(unknown)} of the {total} "
        f"parts inside it no single data type is recorded: {_names(case, unknown)}.",
        way=unknown[0], condition=_CONDITION, further=len(unknown) - 1,
        records=[*records, *_type_records(case, unknown)], codes=_codes(case, records),
    )  # fmt: skip


def _names(case: Case, ways: list[Way]) -> str:
    return ", ".join(sorted(case.title(way.source) for way in ways))


def _content_claims(case: Case, thing: str) -> list[LicenseClaim]:
    return [c for c in case.claims(thing) if c.scopes & {"content", "mixed"} and c.license]


def _is_content_open(case: Case, thing: str) -> bool:
    texts = case.texts(_content_claims(case, thing))
    return bool(texts) and all("okd" in text.openness for text in texts)


def _decay(case: Case, claimed: frozenset[str]) -> Iterator[RuleFinding]:
    """Public data may go: an old check of its links is no check of today's."""
    if "public" not in claimed:
        return
    today = span_of(case.as_of)
    limit = days("link-check")
    for checked in case.statements.said(case.subject, "hw:linkCheckedOn"):
        then = span_of(checked.value)
        title = case.title(case.subject)
        codes = _codes(case, [checked.record])
        if then is None:
            yield found(
                "R17", Status.INFO, "MALFORMED", case.subject,
                f"The day on which the links of {title} were checked is recorded as "
                f"“{checked.value}”, which is no date.",
                records=[checked.record], codes=codes,
            )  # fmt: skip
        elif today and (today.first - then.last).days > limit:
            yield found(
                "R17", Status.WARNING, "DECAY", case.subject,
                f"{title} is public data. Whether its parts can still be reached was last checked "
                f"on {checked.value}, as recorded, more than {limit} days ago.{_note(case)}",
                condition=_CONDITION, records=[checked.record], codes=codes,
            )  # fmt: skip


def _note(case: Case) -> str:
    note: tuple[Said, ...] = case.statements.said(case.subject, "hw:linkDecayNote")
    return f" Noted then: {note[0].value}" if note else ""


def _type_records(case: Case, ways: list[Way]) -> list[str]:
    return [s.record for way in ways for s in case.statements.said(way.source, "hw:dataType")]


def _codes(case: Case, records: list[str]) -> list[str]:
    return [confidence_of(case.statements, record) for record in records]
