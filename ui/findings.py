"""What the rules find, made ready to be read. Pure functions over the service's answers.

A status is a sentence and never a grade: what is not known is open, and is shown as open.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from catalog.terms import RECORDS, split_thing
from ui import addresses
from ui.exports import to_csv
from ui.sheet import Cell, Item, Line
from ui.wording import code_words, count_words, plain

# Any: JSON as the service gives it for findings and for a difference.
Answer = Mapping[str, Any]
Titles = Mapping[str, str]

NONE: Final = "Nothing recorded that a rule speaks to; that is not the same as none."
"""What stands in the place of findings where there are none."""

_SUPPOSED: Final = RECORDS + "supposed"
"""What a supposition says is said to stand in this record, which nobody has."""

_UNFOLDED: Final = 3


@dataclass(frozen=True, slots=True)
class Status:
    """What a finding amounts to: a heading and what it means, in words."""

    name: str
    head: str
    meaning: str

    @property
    def mark(self) -> str:
        """How a cell of this status is set apart."""
        return f"is is-{self.name}"


STATUSES: Final[Sequence[Status]] = (
    Status(
        "conflict",
        "Cannot both be followed as recorded",
        "Two recorded statements in force ask for what cannot be done together.",
    ),
    Status(
        "warning",
        "A recorded condition, and no record that it was met",
        "The condition is recorded; that it was met is recorded in part or not at all.",
    ),
    Status(
        "unknown",
        "Not recorded",
        "A rule needs a statement that nobody has recorded. This is open: neither fine nor wrong.",
    ),
    Status(
        "unsettled",
        "Open, and views differ",
        "All that is needed is recorded. Whether the condition reaches this far is an open "
        "question, and we do not answer it.",
    ),
    Status("info", "Good to know", "Nothing to settle; worth knowing all the same."),
    Status("satisfied", "Met, as recorded", "Evidence that the condition was met is recorded."),
    Status(
        "not-applicable",
        "Does not apply",
        "A condition is recorded and does not concern this thing.",
    ),
)
"""Every status, the worst first."""


def status_of(finding: Answer) -> Status:
    """The status of a finding; one we have no words for is shown by its own name."""
    name = str(finding["status"])
    return next((one for one in STATUSES if one.name == name), Status(name, name, ""))


def grouped(findings: Sequence[Answer]) -> list[tuple[Status, list[Answer]]]:
    """The findings by status, the worst first; a status without findings is left out."""
    names = list(dict.fromkeys(str(finding["status"]) for finding in findings))
    known = [status for status in STATUSES if status.name in names]
    other = [Status(name, name, "") for name in names if name not in {s.name for s in known}]
    return [
        (status, [finding for finding in findings if finding["status"] == status.name])
        for status in (*known, *other)
    ]


def counts(answer: Answer) -> list[tuple[Cell, Cell]]:
    """How many findings have each status that occurs, the worst first."""
    return [
        (Cell(f"{len(found):,}", mark="strong"), Cell(status.head, mark=status.mark))
        for status, found in grouped(answer["findings"])
    ]


def item(finding: Answer, titles: Titles, server: str) -> Item:
    """A finding with its way, the records behind it, and how sure they are."""
    lines = []
    if finding["path"]:
        lines.append(Line("Way", tuple(way(finding, titles)), look="way"))
    records = [record_cell(str(record), server) for record in finding["records"]]
    if records:
        fold = count_words(len(records), "record") if len(records) > _UNFOLDED else ""
        lines.append(Line("Records", tuple(records), fold=fold))
        weakest = "" if len(records) == 1 else " at the weakest of them"
        sure = f"{code_words(str(finding['confidence']))}{weakest}"
        lines.append(Line("How sure", (Cell(sure),)))
    rule = f"{finding['rule']} · {finding['reason']}"
    head = Cell(str(finding["message"]), mark=status_of(finding).mark, note=rule)
    return Item(head, tuple(lines))


def way(finding: Answer, titles: Titles) -> list[Cell]:
    """The way of a finding from its source down: things, and between them the kinds of step."""
    path = finding["path"]
    if not path:
        return []
    cells = [thing_cell(str(path[0]["from"]), titles)]
    for step in path:
        cells.append(Cell(str(step["kind"]), mark=f"step step-{_word(str(step['kind']))}"))
        cells.append(thing_cell(str(step["to"]), titles))
    more = int(finding["further_paths"])
    if more:
        cells.append(Cell(f"and {count_words(more, 'further way')}", mark="quiet"))
    return cells


def thing_cell(iri: str, titles: Titles) -> Cell:
    """A thing by its title, else by its slug, as a link to its entry."""
    return Cell(title_of(iri, titles), to=addresses.entry_of(iri))


def title_of(iri: str, titles: Titles) -> str:
    """What to call a thing."""
    found = split_thing(iri)
    return titles.get(iri) or (found[1] if found else iri)


def record_cell(iri: str, server: str) -> Cell:
    """A record as a link to it at the service."""
    if iri == _SUPPOSED:
        return Cell("what is supposed", mark="quiet")
    source, _, thing = iri.removeprefix(RECORDS).partition("/")
    words = thing if source == "shipped" else f"{thing} ({source.replace('-', ' ')})"
    return Cell(words or iri, url=addresses.record(server, iri))


def csv_of(findings: Iterable[Answer], titles: Titles, subject: str = "") -> bytes:
    """Findings as CSV, a line for each.

    :param subject: the IRI of the thing they are on, where they do not say so themselves.
    """
    header = (
        "subject", "subject_iri", "status", "rule", "reason", "message", "way", "further_ways",
        "records", "weakest_confidence",
    )  # fmt: skip
    rows = []
    for finding in findings:
        on = str(finding.get("subject") or subject)
        rows.append(
            [
                title_of(on, titles),
                on,
                str(finding["status"]),
                str(finding["rule"]),
                str(finding["reason"]),
                plain(str(finding["message"])),
                way_words(finding, titles),
                str(finding["further_paths"]),
                " ".join(str(record) for record in finding["records"]),
                str(finding["confidence"]),
            ]
        )
    return to_csv(header, rows)


def way_words(finding: Answer, titles: Titles) -> str:
    """A way on one line: `The Pile →learn→ Pythia 12B`."""
    if not finding["path"]:
        return ""
    start = title_of(str(finding["path"][0]["from"]), titles)
    steps = (f" →{s['kind']}→ {title_of(str(s['to']), titles)}" for s in finding["path"])
    return plain(start + "".join(steps))


def _word(kind: str) -> str:
    return kind if kind.isalpha() and kind.isascii() else "unknown"
