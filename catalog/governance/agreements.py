"""Agreements that are recorded for a use: they go before a signal, and answer a request to ask."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from catalog.governance.activities import activities_of
from catalog.governance.days import Span, read
from catalog.governance.statements import Statements
from catalog.governance.steps import confidence_of

_BY_CONTRACT = frozenset({"license-in", "purchase"})


@dataclass(frozen=True, slots=True)
class Agreement:
    """That terms were agreed on for an asset. `day` is the last day it can date from."""

    day: str | None
    record: str
    confidence: str


def agreements_on(statements: Statements, asset: str, users: Iterable[str]) -> list[Agreement]:
    """The agreements on an asset that the records of some users of it name.

    They are policies typed odrl:Agreement whose odrl:target is the asset, and activities that
    licensed in or bought what they used, the asset among it.
    """
    found: list[Agreement] = []
    for user in dict.fromkeys((asset, *users)):
        for said in statements.said(user, "odrl:hasPolicy"):
            is_agreed = statements.is_a(said.value, "odrl:Agreement")
            if is_agreed and asset in statements.values(said.value, "odrl:target"):
                dates = read(
                    date
                    for name in ("schema:validFrom", "dct:date", "dct:issued")
                    for date in statements.said(said.value, name)
                )
                found.append(_agreement(statements, Span.over(dates.spans), said.record))
        for said in statements.said(user, "prov:wasGeneratedBy"):
            kinds = statements.codes(said.value, "hw:activityKind")
            if kinds & _BY_CONTRACT and asset in statements.values(said.value, "prov:used"):
                took = [a.took for a in activities_of(statements, user) if a.kinds == kinds]
                found.append(_agreement(statements, Span.over(t for t in took if t), said.record))
    return found


def holds_before(agreements: Iterable[Agreement], day: str | None) -> Agreement | None:
    """The first agreement that is dated, and not later than a day where one is given."""
    for each in agreements:
        if each.day is not None and (day is None or each.day <= day):
            return each
    return None


def _agreement(statements: Statements, span: Span | None, record: str) -> Agreement:
    return Agreement(span.last if span else None, record, confidence_of(statements, record))
