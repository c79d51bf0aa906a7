"""What became of each item of a harvest (architecture.md section 5)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from catalog.model import Finding, Outcome


@dataclass(frozen=True, slots=True)
class HarvestItem:
    """One item of the source and its outcome; `id` is the item's own id in the source."""

    id: str
    outcome: Outcome
    record: str | None = None
    reason: str = ""
    findings: tuple[Finding, ...] = field(default=())

    def to_json(self) -> dict[str, Any]:  # JSON values of several kinds
        """The item as `headwaters harvest --json` prints it."""
        return {
            "id": self.id,
            "outcome": self.outcome.value,
            "record": self.record,
            "reason": self.reason,
            "findings": [finding.to_json() for finding in self.findings],
        }


@dataclass(frozen=True, slots=True, order=True)
class Candidate:
    """Two things that may be one; only a person joins them (architecture.md section 2)."""

    first: str
    second: str
    names: tuple[str, str]
    reason: str

    def to_json(self) -> dict[str, Any]:
        """The pair as `headwaters harvest --json` prints it."""
        return {
            "first": self.first,
            "second": self.second,
            "names": list(self.names),
            "reason": self.reason,
        }


@dataclass(frozen=True, slots=True)
class HarvestReport:
    """The outcome of every item, and the pairs a person should look at.

    `supporting` are the records the items need and that are no items themselves:
    organizations, licenses, names nobody could resolve, and who harvested.
    """

    format: str
    items: tuple[HarvestItem, ...]
    supporting: tuple[HarvestItem, ...] = ()
    candidates: tuple[Candidate, ...] = ()
    dry_run: bool = False

    @property
    def counts(self) -> dict[str, int]:
        """How many items had each outcome; every outcome is named."""
        return count_outcomes(self.items)

    @property
    def has_failures(self) -> bool:
        """Whether any item or supporting record failed."""
        return any(item.outcome is Outcome.FAILED for item in (*self.items, *self.supporting))

    def to_json(self) -> dict[str, Any]:
        """The report as `headwaters harvest --json` prints it."""
        return {
            "format": self.format,
            "dry_run": self.dry_run,
            "counts": self.counts,
            "items": [item.to_json() for item in self.items],
            "supporting": {
                "counts": count_outcomes(self.supporting),
                "items": [item.to_json() for item in self.supporting],
            },
            "candidates": [candidate.to_json() for candidate in self.candidates],
        }


def count_outcomes(items: Iterable[HarvestItem]) -> dict[str, int]:
    """How many of the items had each outcome, all five named, in their fixed order."""
    counts = {outcome.value: 0 for outcome in Outcome if outcome is not Outcome.WITHDRAWN}
    for item in items:
        counts[item.outcome.value] += 1
    return counts
