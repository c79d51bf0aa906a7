"""The rules R1 to R24 of rules.md 3.2, a file for each family, each a pure function of a case."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Final

from catalog.governance.case import Case
from catalog.governance.finding import RuleFinding
from catalog.governance.rules import (
    claims,
    data_type,
    environment,
    mof,
    osaid,
    reciprocity,
    share_alike,
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
    Named("R4", "Share-alike in what was made of it", share_alike.in_adaptations),
    Named("R5", "Share-alike and trained models", share_alike.in_models),
    Named("R17", "Data type of a dataset and of its parts", data_type.meet),
    Named("R18", "Information on training data, item by item", osaid.completeness),
    Named("R19", "Components of a model release", mof.components),
    Named("R20", "Order of dates", time_order.order),
    Named("R21", "What goes back for the use of data", reciprocity.arrangements),
    Named("R22", "Energy and carbon on record", environment.roll_up),
    Named("R23", "Records that differ", claims.conflicting),
    Named("R24", "Records grown old", claims.stale),
)
