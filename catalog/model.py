"""The values that pass between the parts: records, things, findings, outcomes.

RDF terms are pyoxigraph's; they are plain immutable values and need no store.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from pyoxigraph import NamedNode, Triple


@dataclass(frozen=True, slots=True)
class Thing:
    """One thing of the catalogue, as named in lists and messages."""

    iri: str
    kind: str
    slug: str
    title: str


@dataclass(frozen=True, slots=True)
class Tombstone:
    """What is left of a withdrawn record, or of a thing that no record speaks of any more.

    `replaced_by` is the thing it was merged into; `commit` the number of the withdrawal.
    """

    iri: str
    topic: str
    time: str
    actor: str
    reason: str
    commit: int
    replaced_by: str | None = None


@dataclass(frozen=True, slots=True)
class Record:
    """What one source says about one thing: a named graph (dcat:CatalogRecord, DCAT 3 § 6.5).

    `triples` is everything the graph holds, the record's own description included; blank
    nodes have been given stable IRIs, so that equal content has equal triples.
    """

    iri: NamedNode
    topic: NamedNode
    triples: tuple[Triple, ...]
    origin: str = ""


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """One result of validation (SHACL § 3.6.2), worded for the person who wrote the entry."""

    severity: str
    focus: str
    path: str
    value: str
    shape: str
    constraint: str
    message: str

    @property
    def is_violation(self) -> bool:
        """Whether it blocks publication."""
        return self.severity == "Violation"

    def to_json(self) -> dict[str, str]:
        """The shape `headwaters validate --json` prints (architecture.md section 5)."""
        return {
            "severity": self.severity,
            "focus": self.focus,
            "path": self.path,
            "value": self.value,
            "shape": self.shape,
            "constraint": self.constraint,
            "message": self.message,
        }


class Outcome(StrEnum):
    """What became of one record or one harvested item."""

    CREATED = "created"
    UPDATED = "updated"
    WITHDRAWN = "withdrawn"
    UNCHANGED = "unchanged"
    SKIPPED = "skipped"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Registration:
    """What became of one record that was offered for registration."""

    record: NamedNode
    topic: NamedNode
    outcome: Outcome
    findings: tuple[Finding, ...] = field(default=())
