"""What changed in this catalogue between two days, by its journal: states held side by side."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final, NamedTuple

from pyoxigraph import Literal, NamedNode, Triple

from catalog.governance.world_changes import Window
from catalog.rdf.canonical import from_ntriples
from catalog.store.commits import Commit, Touch
from catalog.store.journal import Journal
from catalog.terms import compact

ACTIONS: Final = ("created", "updated", "withdrawn", "back as before")
"""What became of a record between two days, all its commits taken together."""


class Stated(NamedTuple):
    """A statement of a record; the nodes inside the record stand written out in `value`."""

    subject: str
    property: str
    value: str

    def to_json(self) -> dict[str, str]:
        """As `headwaters changes --json` prints it."""
        return self._asdict()


@dataclass(frozen=True, slots=True)
class RecordChange:
    """What became of one record, by which commits, and how its statements differ."""

    record: str
    topic: str
    action: str
    commits: tuple[Commit, ...]
    added: tuple[Stated, ...]
    removed: tuple[Stated, ...]

    def to_json(self) -> dict[str, Any]:
        """As `headwaters changes --json` prints it."""
        return {
            "record": self.record,
            "topic": self.topic,
            "action": self.action,
            "commits": [
                {
                    "number": commit.number,
                    "time": commit.time,
                    "actor": commit.actor,
                    "action": commit.action,
                    "message": commit.message,
                }
                for commit in self.commits
            ],
            "added": [each.to_json() for each in self.added],
            "removed": [each.to_json() for each in self.removed],
        }


@dataclass(frozen=True, slots=True)
class CatalogueChanges:
    """The records touched between two days, in order of their first commit there."""

    total: int
    counts: Mapping[str, int]
    records: tuple[RecordChange, ...]


def catalogue_changes(
    journal: Journal, window: Window, topics: Sequence[str] | None, limit: int, offset: int = 0
) -> CatalogueChanges:
    """The records on some things, or on all, that were touched in a window.

    :param limit: how many records to give back; totals are exact whatever the limit.
    """
    lower, upper = _bounds(window)
    touched: dict[str, list[Touch]] = defaultdict(list)
    for touch in journal.touched(lower, upper, topics):
        touched[touch.record].append(touch)
    actions = {record: _action(touches) for record, touches in touched.items()}
    page = list(touched)[offset : offset + limit]
    return CatalogueChanges(
        len(touched),
        {action: sum(each == action for each in actions.values()) for action in ACTIONS},
        tuple(_change(journal, record, actions[record], lower, upper) for record in page),
    )


def stated_in(state: str | None, record: str) -> set[Stated]:
    """The statements of a record's state, the nodes inside it written out.

    So a node that only got another number makes no difference.
    """
    inside: dict[str, list[Triple]] = defaultdict(list)
    outside: list[Triple] = []
    for triple in from_ntriples(state or ""):
        subject = triple.subject
        if isinstance(subject, NamedNode) and subject.value.startswith(record + "#"):
            inside[subject.value].append(triple)
        else:
            outside.append(triple)
    return {
        Stated(
            _bare(triple.subject),
            compact(triple.predicate.value),
            _written(triple.object, inside, ()),
        )
        for triple in outside
    }


def _change(journal: Journal, record: str, action: str, lower: str, upper: str) -> RecordChange:
    past = [commit for commit in journal.history(record) if commit.time < upper]
    within = tuple(commit for commit in past if commit.time >= lower)
    earlier = [commit for commit in past if commit.time < lower]
    before = stated_in(earlier[-1].state if earlier else None, record)
    after = stated_in(past[-1].state, record)
    return RecordChange(
        record,
        within[-1].topic,
        action,
        within,
        tuple(sorted(after - before)),
        tuple(sorted(before - after)),
    )


def _action(touches: Sequence[Touch]) -> str:
    before, after = touches[0].digest_before, touches[-1].digest_after
    if before == after:
        return "back as before"
    if before is None:
        return "created"
    return "withdrawn" if after is None else "updated"


def _bounds(window: Window) -> tuple[str, str]:
    """The times between which commits count: UTC, the first included, the last not."""
    lower, upper = (day + timedelta(days=1) for day in window)
    return f"{lower.isoformat()}T00:00", f"{upper.isoformat()}T00:00"


def _written(term: object, inside: Mapping[str, Sequence[Triple]], above: tuple[str, ...]) -> str:
    if isinstance(term, NamedNode):
        if term.value in inside and term.value not in above:
            parts = sorted(
                f"{compact(triple.predicate.value)} "
                f"{_written(triple.object, inside, (*above, term.value))}"
                for triple in inside[term.value]
            )
            return f"[ {' ; '.join(parts)} ]"
        return compact(term.value)
    if isinstance(term, Literal):
        tag = f"@{term.language}" if term.language else ""
        return f"“{term.value}”{tag}"
    return str(term)


def _bare(term: object) -> str:
    return term.value if isinstance(term, NamedNode) else str(term)
