"""The rules R1 to R24 of rules.md 3.2, a file for each family, each a pure function of a case."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Final

from catalog.governance.case import Case
from catalog.governance.finding import RuleFinding
from catalog.governance.rules import (
    attribution,
    claims,
    community,
    data_type,
    environment,
    license_time,
    mof,
    naming,
    no_derivatives,
    non_commercial,
    osaid,
    outputs,
    packaging,
    pass_on,
    personal_data,
    reciprocity,
    retrieval,
    share_alike,
    signal_time,
    signals,
    time_order,
    walk,
)

Rule = Callable[[Case], Iterable[RuleFinding]]


@dataclass(frozen=True, slots=True)
class Named:
    """A rule with its number in rules.md and what it looks at, in a few words."""

    number: str
    about: str
    run: Rule


RULES: Final[tuple[Named, ...]] = (
    Named("R0", "Circles and limits of the walk upstream", walk.limits),
    Named("R1", "License of the packaging and of the content", packaging.of_content),
    Named("R2", "Licenses that changed, and the day of use", license_time.in_time),
    Named("R3", "Credit and notices owed to sources", attribution.of_sources),
    Named("R4", "Share-alike in what was made of it", share_alike.in_adaptations),
    Named("R5", "Share-alike and trained models", share_alike.in_models),
    Named("R6", "Terms that exclude commercial use", non_commercial.upstream),
    Named("R7", "Terms that allow no derivatives", no_derivatives.upstream),
    Named("R8", "Restrictions of use to be passed on", pass_on.of_restrictions),
    Named("R9", "Names of models made from others", naming.of_models),
    Named("R10", "Terms on what a model gives out", outputs.of_generators),
    Named("R11", "Lists that hold no content", retrieval.by_reference),
    Named("R12", "Which signals speak to this use", signals.matched),
    Named("R13", "Signals set in time", signal_time.in_time),
    Named("R14", "Signals taken together", signals.together),
    Named("R15", "Protocols and labels of communities", community.protocols),
    Named("R16", "People in the data", personal_data.people),
    Named("R17", "Data type of a dataset and of its parts", data_type.meet),
    Named("R18", "Information on training data, item by item", osaid.completeness),
    Named("R19", "Components of a model release", mof.components),
    Named("R20", "Order of dates", time_order.order),
    Named("R21", "What goes back for the use of data", reciprocity.arrangements),
    Named("R22", "Energy and carbon on record", environment.roll_up),
    Named("R23", "Records that differ", claims.conflicting),
    Named("R24", "Records grown old", claims.stale),
)
