"""The rules R1 to R24 of rules.md 3.2, a file for each family, each a pure function of a case."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Final

from catalog.governance.case import Case
from catalog.governance.finding import RuleFinding
from catalog.governance.rules import share_alike

Rule = Callable[[Case], Iterable[RuleFinding]]


@dataclass(frozen=True, slots=True)
class Named:
    """A rule with its number in rules.md and what it looks at, in a few words."""

    number: str
    about: str
    run: Rule


RULES: Final[tuple[Named, ...]] = (
    Named("R4", "Share-alike in what was made of it", share_alike.in_adaptations),
    Named("R5", "Share-alike and trained models", share_alike.in_models),
)
