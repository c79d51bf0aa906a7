"""Running all rules on a subject. A rule that meets a malformed record says so and goes on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from catalog.governance.case import Case
from catalog.governance.finding import ORDER, RuleFinding
from catalog.governance.load import statements_for
from catalog.governance.rules import RULES, Named
from catalog.governance.statements import Statements
from catalog.governance.tables import Tables, shipped_tables
from catalog.governance.user import UserContext
from catalog.store import CatalogStore


@dataclass(frozen=True, slots=True)
class Findings:
    """All findings on a subject as of a date, worst first, at a commit."""

    subject: str
    as_of: str
    commit: int
    findings: tuple[RuleFinding, ...]
    titles: Mapping[str, str] = field(default_factory=dict, compare=False)

    @property
    def counts(self) -> dict[str, int]:
        """How many findings have each status; every status is named."""
        return {
            status.value: sum(finding.status is status for finding in self.findings)
            for status in ORDER
        }

    def to_json(self) -> dict[str, Any]:
        """As `headwaters findings --json` prints it (architecture.md section 5)."""
        return {
            "subject": self.subject,
            "as_of": self.as_of,
            "commit": self.commit,
            "counts": self.counts,
            "findings": [finding.to_json() for finding in self.findings],
            "titles": dict(self.titles),
        }


def findings_of(store: CatalogStore, subject: str, as_of: str) -> Findings:
    """The findings on one thing, from what is published now.

    :param as_of: an ISO 8601 date; only what held on that day counts.
    """
    statements = statements_for(store, [subject])
    found = evaluate(statements, subject, as_of)
    return Findings(subject, as_of, store.head, tuple(found), titles_in(statements, subject, found))


def titles_in(
    statements: Statements, subject: str, findings: Iterable[RuleFinding]
) -> dict[str, str]:
    """What to call the subject and everything on the ways of some findings."""
    named = {subject}
    for finding in findings:
        named.update(step.source for step in finding.path)
        named.update(step.made for step in finding.path)
        if finding.source:
            named.add(finding.source)
    return {iri: statements.title(iri) for iri in sorted(named)}


def evaluate(
    statements: Statements,
    subject: str,
    as_of: str,
    *,
    tables: Tables | None = None,
    rules: Sequence[Named] = RULES,
    user: UserContext | None = None,
) -> list[RuleFinding]:
    """The findings of some rules on one subject, worst first.

    :param user: what the user says of themselves, for terms that depend on it (rule R21).
    """
    case = Case(statements, subject, as_of, tables or shipped_tables(), user)
    about = tuple(statements.records_on(subject))
    found = (
        # What a record lacks is traced to the records that lack it.
        finding if finding.records else replace(finding, records=about)
        for rule in rules
        for finding in rule.run(case)
    )
    return sorted(set(found), key=lambda finding: finding.rank)
