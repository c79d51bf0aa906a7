"""Findings as lines to read: the gravest first, thing by thing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from catalog.model import Finding
from catalog.terms import BASE

_ORDER = {"Violation": 0, "Warning": 1, "Info": 2}
_WORD = {"Violation": "must", "Warning": "should", "Info": "could"}


def report(findings: Sequence[Finding]) -> list[str]:
    """The lines that say what to mend, where, and what was found there.

    Example: `must    dct:title: Give this entry a name, and say which language …`
    """
    gravest: dict[str, int] = {}
    for finding in findings:
        rank = _ORDER[finding.severity]
        gravest[finding.focus] = min(rank, gravest.get(finding.focus, rank))
    ordered = sorted(findings, key=lambda finding: (gravest[finding.focus], finding.focus))
    return list(_lines(ordered))


def _lines(findings: Sequence[Finding]) -> Iterator[str]:
    for focus, group in groupby(findings, key=lambda finding: finding.focus):
        yield short(focus)
        for finding in sorted(group, key=lambda found: (_ORDER[found.severity], found)):
            place = f"{finding.path}: " if finding.path else ""
            found = f" (found: {short(finding.value)})" if finding.value else ""
            yield f"  {_WORD[finding.severity]:<8}{place}{finding.message}{found}"


def short(text: str) -> str:
    """An address of ours without the part all share; long values cut."""
    text = text.removeprefix(BASE)
    return text if len(text) <= 80 else text[:79] + "…"
