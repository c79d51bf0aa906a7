"""R0: what kept the walk upstream from being complete: circles and limits."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from catalog.governance.case import Case
from catalog.governance.finding import RuleFinding, Status, found
from catalog.governance.steps import DEEPEST, MOST_WAYS

_SHOWN: Final = 3


def limits(case: Case) -> Iterator[RuleFinding]:
    """R0: circles in the lineage, and ways too long or too many to follow."""
    ways = case.ways
    if ways.cycles:
        steps = [
            f"{case.title(step.source)} is recorded as a source of {case.title(step.made)}, which "
            f"is itself upstream of {case.title(step.source)}"
            for step in ways.cycles[:_SHOWN]
        ]
        more = len(ways.cycles) - _SHOWN
        rest = f", and {more} more such steps" if more > 0 else ""
        yield found(
            "R0", Status.INFO, "CYCLE", case.subject,
            f"The lineage runs in a circle: {'; '.join(steps)}{rest}. Ways end there; versions, "
            "where recorded, would tell earlier and later states apart.",
            records=[step.record for step in ways.cycles],
            codes=[step.confidence for step in ways.cycles],
        )  # fmt: skip
    if ways.is_depth_capped:
        yield found(
            "R0", Status.INFO, "DEPTH-CAP", case.subject,
            f"Ways longer than {DEEPEST} steps are not followed, and there are some here. What "
            "lies further up is not part of these findings.",
        )  # fmt: skip
    if ways.is_count_capped:
        yield found(
            "R0", Status.INFO, "COUNT-CAP", case.subject,
            f"More than {MOST_WAYS} ways lead to {case.title(case.subject)}; the shortest "
            f"{MOST_WAYS} were followed. Numbers of further ways are lower bounds.",
        )  # fmt: skip
