"""R23 and R24: records that state different things of one thing, and records grown old."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from catalog.governance.case import Case
from catalog.governance.finding import RuleFinding, Status, found
from catalog.governance.limits import days
from catalog.governance.rows import Row, of_class
from catalog.governance.statements import Said, code_of
from catalog.governance.steps import confidence_of
from catalog.spans import span_of
from catalog.terms import compact


def conflicting(case: Case) -> Iterator[RuleFinding]:
    """R23: two records that give one thing two values where only one can be."""
    for row in of_class("single-valued.ttl", "hw:SingleValuedProperty"):
        by_record = _by_record(_values(case, row))
        if _differ(by_record, row):
            yield _contested(case, row["rdfs:label"][0], by_record)
    seen: set[tuple[tuple[str, tuple[str, ...]], ...]] = set()
    for scope, licenses in _licenses(case):
        key = tuple(sorted((record, tuple(sorted(v))) for record, v in licenses.items()))
        if key not in seen:
            seen.add(key)
            about = f"license of the {scope}" if scope else "license"
            yield _contested(case, about, licenses)


def _values(case: Case, row: Row) -> list[Said]:
    said = case.statements
    name = compact(row["rdf:predicate"][0])
    if "hw:within" not in row:
        return list(said.said(case.subject, name))
    nodes = said.said(case.subject, compact(row["hw:within"][0]))
    return [each for node in nodes for each in said.said(node.value, name)]


def _by_record(said: list[Said]) -> dict[str, frozenset[str]]:
    found_in: dict[str, set[str]] = {}
    for each in said:
        found_in.setdefault(each.record, set()).add(code_of(each.value))
    return {record: frozenset(values) for record, values in found_in.items()}


def _differ(by_record: dict[str, frozenset[str]], row: Row) -> bool:
    """Whether values exclude one another; an unknown, or a date cut short, excludes nothing."""
    values = sorted(set().union(*by_record.values()) - {"unknown"})
    if row["rdf:predicate"][0].endswith("/issued"):
        spans = [span for value in values if (span := span_of(value))]
        return any(a.is_before(b) or b.is_before(a) for a, b in combinations(spans, 2))
    return len(values) > 1


def _licenses(case: Case) -> Iterator[tuple[str, dict[str, frozenset[str]]]]:
    """The scopes for which records name licenses that have none in common."""
    claims = [claim for claim in case.claims(case.subject) if claim.license]
    for scope in sorted({scope for claim in claims for scope in claim.scopes}) or [""]:
        by_record: dict[str, set[str]] = {}
        for claim in claims:
            if claim.license and (not claim.scopes or scope in claim.scopes):
                by_record.setdefault(claim.record, set()).add(claim.license)
        frozen = {record: frozenset(found_in) for record, found_in in by_record.items()}
        if any(a.isdisjoint(b) for a, b in combinations(frozen.values(), 2)):
            yield scope, frozen


def _contested(case: Case, about: str, by_record: dict[str, frozenset[str]]) -> RuleFinding:
    said = case.statements
    each = "; ".join(
        f"{' and '.join(_name(case, value) for value in sorted(values))} "
        f"({_source(case, record)}, confidence {confidence_of(said, record)})"
        for record, values in sorted(by_record.items())
    )
    return found(
        "R23", Status.WARNING, "CONTESTED", case.subject,
        f"Records differ on the {about} of {case.title(case.subject)}: {each}. All are kept; "
        "none is taken to be the right one.",
        records=by_record, codes=["contested"],
    )  # fmt: skip


def _name(case: Case, value: str) -> str:
    return case.title(value) if value.startswith("http") else value


def _source(case: Case, record: str) -> str:
    """What a record goes back to: its sources, else the record itself."""
    sources = case.statements.values(record, "dct:source")
    return ", ".join(_name_of_source(case, source) for source in sources) or record


def _name_of_source(case: Case, source: str) -> str:
    is_known = bool(case.statements.said(source, "dct:title"))
    return f"“{case.title(source)}”" if is_known else source


def stale(case: Case) -> Iterator[RuleFinding]:
    """R24: records on the subject whose source was read long ago, or on no recorded day."""
    said, limit, today = case.statements, days("claim"), span_of(case.as_of)
    old: list[Said] = []
    undated: list[str] = []
    for record in said.records_on(case.subject):
        read = said.said(record, "hw:retrievedOn")
        if not read:
            undated.append(record)
        for each in read:
            then = span_of(each.value)
            if then is None:
                yield _malformed(case, each)
            elif today and (today.first - then.last).days > limit:
                old.append(each)
    title, total = case.title(case.subject), len(said.records_on(case.subject))
    if old:
        oldest = min(old)
        yield found(
            "R24", Status.INFO, "CLAIM-STALE", case.subject,
            f"Records on {title} whose source was read more than {limit} days ago: {len(old)} of "
            f"{total}, the oldest on {oldest.value}. What a source says may have changed since.",
            records=[each.record for each in old],
            codes=[confidence_of(said, each.record) for each in old],
        )  # fmt: skip
    if undated:
        yield found(
            "R24", Status.UNKNOWN, "CLAIM-UNDATED", case.subject,
            f"Records on {title} for which it is not recorded on which day their source was read: "
            f"{len(undated)} of {total}.",
            records=undated, codes=[confidence_of(said, record) for record in undated],
        )  # fmt: skip


def _malformed(case: Case, said: Said) -> RuleFinding:
    return found(
        "R24", Status.INFO, "MALFORMED", case.subject,
        f"A record on {case.title(case.subject)} says that its source was read on "
        f"“{said.value}”, which is no date.",
        records=[said.record], codes=[confidence_of(case.statements, said.record)],
    )  # fmt: skip
