"""What changed between two days, in two parts kept apart: in the world, and in this catalogue.

In the world is what the dates in the data say happened: licenses, signals and arrangements that
begin or end, things issued, the steps that lead to these, findings that differ from one day to
the other. In this catalogue is what its journal says became of its records.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from catalog.errors import UsageError
from catalog.governance.catalogue_changes import CatalogueChanges, catalogue_changes
from catalog.governance.evaluate import evaluate
from catalog.governance.finding import RuleFinding
from catalog.governance.load import all_statements, statements_for
from catalog.governance.statements import Statements
from catalog.governance.upkeep import SUBJECT_KINDS
from catalog.governance.world_changes import (
    Unreadable,
    Window,
    WorldChange,
    is_term,
    things_in,
    world_changes,
)
from catalog.lineage import Direction, trace
from catalog.model import Thing
from catalog.store import CatalogStore
from catalog.terms import split_thing

DEFAULT_LIMIT: Final = 100
IN_THE_WORLD: Final = "In the world, by the dates that records give"
IN_THE_CATALOGUE: Final = "In this catalogue, by its journal"
_ALL: Final = 1_000_000_000


@dataclass(frozen=True, slots=True)
class Changes:
    """What changed between two days: all of it in the world, a page of it in the catalogue."""

    window: Window
    commit: int
    thing: Thing | None
    upstream: int
    world: tuple[WorldChange, ...]
    unreadable: tuple[Unreadable, ...]
    appear: tuple[RuleFinding, ...]
    go: tuple[RuleFinding, ...]
    catalogue: CatalogueChanges
    titles: dict[str, str]
    limit: int
    offset: int

    def to_json(self) -> dict[str, Any]:
        """As `headwaters changes --json` prints it; lists hold a page, totals are exact."""
        page = slice(self.offset, self.offset + self.limit)
        most = max(len(self.world), len(self.appear), len(self.go), self.catalogue.total)
        return {
            "after": self.window.after.isoformat(),
            "through": self.window.through.isoformat(),
            "commit": self.commit,
            "thing": self.thing.iri if self.thing else None,
            "upstream": self.upstream,
            "limit": self.limit,
            "offset": self.offset,
            "truncated": self.offset + self.limit < most,
            "world": {
                "label": IN_THE_WORLD,
                "total": len(self.world),
                "changes": [change.to_json() for change in self.world[page]],
                "unreadable": [each.to_json() for each in self.unreadable],
                "findings": {
                    "appear_total": len(self.appear),
                    "go_total": len(self.go),
                    "appear": [_with_subject(finding) for finding in self.appear[page]],
                    "go": [_with_subject(finding) for finding in self.go[page]],
                },
            },
            "catalogue": {
                "label": IN_THE_CATALOGUE,
                "total": self.catalogue.total,
                "counts": dict(self.catalogue.counts),
                "records": [record.to_json() for record in self.catalogue.records],
            },
            "titles": self.titles,
        }


def changes(
    store: CatalogStore,
    window: Window,
    thing: Thing | None = None,
    *,
    limit: int = DEFAULT_LIMIT,
    offset: int = 0,
) -> Changes:
    """What changed after one day, up to and including another.

    :param thing: look at this thing, all upstream of it and their terms; None looks at all.
    :param limit: how many entries each list gives at most; totals are exact.
    :raises UsageError: where the second day does not come after the first.
    """
    if window.through <= window.after:
        raise UsageError(f"{window.through} does not come after {window.after}.")
    if thing is None:
        statements, upstream = all_statements(store.journal), 0
        things = things_in(statements)
        subjects = [iri for iri in things if _has_findings(iri)]
    else:
        statements = statements_for(store, [thing.iri])
        above = trace(store, thing, Direction.UPSTREAM, limit=_ALL).nodes
        near = {thing.iri, *(node.thing.iri for node in above)}
        things = sorted(near | {iri for iri in things_in(statements) if is_term(iri)})
        subjects, upstream = [thing.iri], len(above)
    found, unreadable = world_changes(statements, things, window)
    appear, go = finding_changes(statements, subjects, window)
    journaled = catalogue_changes(
        store.journal, window, None if thing is None else things, limit, offset
    )
    page = [*found[offset : offset + limit]]
    shown = {iri for each in page for iri in (each.thing, each.value or "")}
    shown |= {finding.subject for finding in (*appear, *go)} | {thing.iri if thing else ""}
    shown |= {step.source for each in (*appear, *go) for step in each.path}
    shown |= {step.made for each in (*appear, *go) for step in each.path}
    shown |= {record.topic for record in journaled.records}
    named = store.search.things(sorted(iri for iri in shown if split_thing(iri)))
    return Changes(
        window, store.head, thing, upstream, tuple(found), tuple(unreadable), appear, go,
        journaled, {iri: known.title for iri, known in sorted(named.items())}, limit, offset,
    )  # fmt: skip


def finding_changes(
    statements: Statements, subjects: Iterable[str], window: Window
) -> tuple[tuple[RuleFinding, ...], tuple[RuleFinding, ...]]:
    """The findings there are at the end of a window and not at its beginning, and the reverse.

    Both are found from what is recorded now; only the day differs by which validity is judged.
    """
    appear: list[RuleFinding] = []
    go: list[RuleFinding] = []
    for subject in subjects:
        before = _by_content(evaluate(statements, subject, window.after.isoformat()), window.after)
        after = _by_content(
            evaluate(statements, subject, window.through.isoformat()), window.through
        )
        appear += [after[key] for key in after.keys() - before.keys()]
        go += [before[key] for key in before.keys() - after.keys()]
    return _sorted(appear), _sorted(go)


def _by_content(findings: Sequence[RuleFinding], day: date) -> dict[object, RuleFinding]:
    """Findings by what they say, the day they were asked for left out of the words."""
    return {
        (
            each.rule, each.status, each.reason, each.source, each.condition, each.path,
            each.message.replace(day.isoformat(), "…"),
        ): each
        for each in findings
    }  # fmt: skip


def _sorted(findings: list[RuleFinding]) -> tuple[RuleFinding, ...]:
    return tuple(sorted(findings, key=lambda finding: (*finding.rank, finding.subject)))


def _has_findings(iri: str) -> bool:
    return (split_thing(iri) or ("", ""))[0] in SUBJECT_KINDS


def _with_subject(finding: RuleFinding) -> dict[str, Any]:
    return {"subject": finding.subject, **finding.to_json()}
