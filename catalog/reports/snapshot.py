"""Frozen reports: a file that shows whether it was changed, and what differs between two."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, Final

from catalog.errors import UsageError
from catalog.reports.report import Fill, Report

_FORMAT: Final = "headwaters-report-1"

Json = Mapping[str, Any]
"""A frozen report as read; `Any` as JSON has no finer type."""


@dataclass(frozen=True, slots=True)
class Change:
    """A field that appeared, went, or says something else than before."""

    kind: str
    field: str
    about: str | None
    before: str | None
    after: str | None

    def to_json(self) -> dict[str, str | None]:
        """As `headwaters report compare --json` prints it."""
        return {
            "kind": self.kind,
            "field": self.field,
            "about": self.about,
            "before": self.before,
            "after": self.after,
        }


def freeze(report: Report) -> str:
    """The report as the text of a file: JSON with a SHA-256 over its canonical content."""
    content = report.to_json()
    frozen = {"format": _FORMAT, "sha256": digest(content), "report": content}
    return json.dumps(frozen, ensure_ascii=False, indent=2) + "\n"


def digest(content: Json) -> str:
    """SHA-256 over the content as JSON with sorted keys and no spaces (as RFC 8785 lays out)."""
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return sha256(text.encode()).hexdigest()


def thaw(text: str, name: str) -> Json:
    """The report in a frozen file.

    :raises UsageError: where it is no frozen report, or was changed after it was frozen.
    """
    try:
        frozen = json.loads(text)
    except ValueError as error:
        raise UsageError(f"{name} is not JSON: {error}.") from error
    if not isinstance(frozen, dict) or frozen.get("format") != _FORMAT:
        raise UsageError(f"{name} is no frozen report; `headwaters report … --freeze` makes one.")
    content = frozen.get("report")
    if not isinstance(content, dict) or digest(content) != frozen.get("sha256"):
        raise UsageError(f"{name} was changed after it was frozen: its hash does not fit.")
    return content


def compare(old: Json, new: Json) -> list[Change]:
    """What changed from one frozen report to a later one, in the order of the template.

    :raises UsageError: where they are of two templates or about two things.
    """
    for what, one, other in (
        ("templates", old["template"], new["template"]),
        ("things", old["subject"]["iri"], new["subject"]["iri"]),
    ):
        if one != other:
            raise UsageError(f"The two reports are of different {what}: {one} and {other}.")
    before, after = _fields(old), _fields(new)
    changes = [
        _change("changed" if key in before else "appeared", before.get(key), each)
        for key, each in after.items()
        if key not in before or _words(before[key]) != _words(each)
    ]
    changes += [_change("gone", each, None) for key, each in before.items() if key not in after]
    return changes


def changes_text(old: Json, new: Json, changes: list[Change]) -> str:
    """The changes in plain words."""
    head = (
        f"{new['title']}: {new['subject']['title']}\n"
        f"from commit {old['commit']} as of {old['as_of']} "
        f"to commit {new['commit']} as of {new['as_of']}"
    )
    if old["version"] != new["version"]:
        head += f"\ntemplate version {old['version']}, then {new['version']}"
    lines = [head]
    for change in changes:
        about = f" ({change.about})" if change.about else ""
        lines.append(f"{change.kind}: {change.field}{about}")
        if change.before is not None:
            lines.append(f"  before: {change.before}")
        if change.after is not None:
            lines.append(f"  after:  {change.after}")
    count = len(changes)
    lines.append(f"{count} field{'s differ' if count != 1 else ' differs'}.")
    return "\n".join(lines)


def _fields(content: Json) -> dict[str, Json]:
    found: dict[str, Json] = {}
    for section in content["sections"]:
        for each in section["fields"]:
            about = each["about"]["iri"] if each["about"] else ""
            found[f"{section['id']} {each['id']} {about}"] = each
    return found


def _words(each: Json) -> str:
    if each["fill"] == Fill.VALUE:
        return "; ".join(sorted(value["text"] for value in each["values"]))
    return Fill(each["fill"]).words


def _change(kind: str, before: Json | None, after: Json | None) -> Change:
    each = after or before or {}
    return Change(
        kind,
        each["label"],
        each["about"]["title"] if each["about"] else None,
        _words(before) if before else None,
        _words(after) if after else None,
    )
