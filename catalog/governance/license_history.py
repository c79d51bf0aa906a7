"""The licenses of a thing over time, from the dates that records give them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final

from catalog.governance.case import Case, LicenseClaim
from catalog.spans import Span, span_of

ALWAYS: Final = Span(date.min, date.max)
"""All days that a record can mean."""


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

    Scopes under one license only are left out, and so are licenses without any date: they may
    hold beside the others.
    """
    by_scope: dict[frozenset[str], set[Term]] = {}
    for claim in case.all_claims(thing):
        days = _days(claim)
        if claim.license is None or days is None or days == ALWAYS:
            continue
        by_scope.setdefault(claim.scopes, set()).add(
            Term(claim.license, days, _period(claim), claim.record, claim.confidence)
        )
    return [
        sorted(terms, key=lambda term: (term.days, term.license, term.record))
        for _, terms in sorted(by_scope.items(), key=lambda item: sorted(item[0]))
        if len({term.license for term in terms}) > 1
    ]


def malformed(case: Case, thing: str) -> Iterator[Fault]:
    """The claims on a thing whose validity cannot be read."""
    for claim in case.all_claims(thing):
        if _days(claim) is None:
            yield Fault(
                claim.record, f"“{claim.valid_from or ''}” to “{claim.valid_through or ''}”"
            )


def meet(one: Span, other: Span) -> bool:
    """Whether two spans have a day in common."""
    return one.first <= other.last and other.first <= one.last


def _days(claim: LicenseClaim) -> Span | None:
    first = span_of(claim.valid_from) if claim.valid_from else ALWAYS
    last = span_of(claim.valid_through) if claim.valid_through else ALWAYS
    if first is None or last is None or first.first > last.last:
        return None
    return Span(first.first, last.last)


def _period(claim: LicenseClaim) -> str:
    parts = []
    if claim.valid_from:
        parts.append(f"from {claim.valid_from[:10]}")
    if claim.valid_through:
        parts.append(f"through {claim.valid_through[:10]}")
    return " ".join(parts) or "without dates"
