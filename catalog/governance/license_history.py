"""The licenses of a thing over time, from the dates that records give them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from catalog.governance.case import Case, LicenseClaim
from catalog.governance.dates import ALWAYS, Span, span


@dataclass(frozen=True, slots=True)
class Term:
    """A license and the days it held, as a record states them."""

    license: str
    days: Span
    period: str
    record: str
    confidence: str


@dataclass(frozen=True, slots=True)
class Fault:
    """A validity that cannot be read, and the record that gives it."""

    record: str
    words: str


def history(case: Case, thing: str) -> list[list[Term]]:
    """The licenses of a thing where they changed, oldest first, a list for each scope.

    Scopes under one license only, and licenses without any date, are left out.
    """
    by_scope: dict[frozenset[str], list[Term]] = {}
    dated: set[frozenset[str]] = set()
    for claim in case.all_claims(thing):
        days = _days(claim)
        if claim.license is None or claim.is_per_item or days is None:
            continue
        if claim.valid_from or claim.valid_through:
            dated.add(claim.scopes)
        by_scope.setdefault(claim.scopes, []).append(
            Term(claim.license, days, _period(claim), claim.record, claim.confidence)
        )
    return [
        sorted(set(terms), key=lambda term: (term.days, term.license, term.record))
        for scopes, terms in sorted(by_scope.items(), key=lambda item: sorted(item[0]))
        if scopes in dated and len({term.license for term in terms}) > 1
    ]


def malformed(case: Case, thing: str) -> Iterator[Fault]:
    """The claims on a thing whose validity cannot be read."""
    for claim in case.all_claims(thing):
        if _days(claim) is None:
            yield Fault(
                claim.record, f"“{claim.valid_from or ''}” to “{claim.valid_through or ''}”"
            )


def _days(claim: LicenseClaim) -> Span | None:
    first = span(claim.valid_from) if claim.valid_from else ALWAYS
    last = span(claim.valid_through) if claim.valid_through else ALWAYS
    if first is None or last is None or first[0] > last[1]:
        return None
    return first[0], last[1]


def _period(claim: LicenseClaim) -> str:
    parts = []
    if claim.valid_from:
        parts.append(f"from {claim.valid_from[:10]}")
    if claim.valid_through:
        parts.append(f"through {claim.valid_through[:10]}")
    return " ".join(parts) or "without dates"
