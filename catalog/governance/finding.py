"""A finding: what one rule came to for one subject, with the way that carries it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from catalog.governance.steps import Step, Way, weakest

ENGINE_VERSION: Final = "1"
"""Counts up whenever a rule changes what it finds."""


class Status(StrEnum):
    """What a finding amounts to, worst first (rules.md 3.1)."""

    CONFLICT = "conflict"
    WARNING = "warning"
    UNKNOWN = "unknown"
    UNSETTLED = "unsettled"
    INFO = "info"
    SATISFIED = "satisfied"
    NOT_APPLICABLE = "not-applicable"


ORDER: Final = tuple(Status)


@dataclass(frozen=True, slots=True)
class RuleFinding:
    """One finding. Equal inputs give an equal finding.

    `source` is the thing upstream whose condition is followed, where there is one; `path` leads
    from it down to the subject; `further` counts the other ways that come to the same;
    `records` are all the records used, `confidence` the weakest code among them.
    """

    rule: str
    status: Status
    reason: str
    subject: str
    message: str
    source: str | None = None
    condition: str | None = None
    path: tuple[Step, ...] = ()
    further: int = 0
    records: tuple[str, ...] = ()
    confidence: str = "V"

    @property
    def rank(self) -> tuple[object, ...]:
        """Worst first, then in an order that depends on nothing but what is recorded."""
        number = int("".join(filter(str.isdigit, self.rule)) or 0)
        return (
            ORDER.index(self.status), number, self.source or "", self.condition or "",
            self.reason, self.message,
        )  # fmt: skip

    def to_json(self) -> dict[str, Any]:
        """As `headwaters findings --json` prints it (architecture.md section 5), and more."""
        return {
            "rule": self.rule,
            "status": self.status.value,
            "reason": self.reason,
            "message": self.message,
            "source": self.source,
            "condition": self.condition,
            "path": [
                {
                    "from": step.source,
                    "to": step.made,
                    "kind": step.kind,
                    "property": step.property,
                    "record": step.record,
                }
                for step in self.path
            ],
            "further_paths": self.further,
            "records": list(self.records),
            "confidence": self.confidence,
        }


def found(
    rule: str,
    status: Status,
    reason: str,
    subject: str,
    message: str,
    *,
    way: Way | None = None,
    source: str | None = None,
    condition: str | None = None,
    further: int = 0,
    records: Iterable[str] = (),
    codes: Sequence[str] = (),
) -> RuleFinding:
    """A finding, with the records and the weakest code of its way counted in.

    :param codes: confidence codes of the further records used.
    """
    path = way.steps if way else ()
    used = sorted({*records, *(step.record for step in path)} - {""})
    return RuleFinding(
        rule,
        status,
        reason,
        subject,
        message,
        source or (way.source if way else None),
        condition,
        path,
        further,
        tuple(used),
        weakest([*codes, *(step.confidence for step in path)]),
    )
