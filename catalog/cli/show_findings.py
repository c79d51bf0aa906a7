"""Findings and differences as text: pure functions from JSON documents."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from catalog.terms import RECORDS

Json = Mapping[str, Any]
"""A document as `to_json` of findings or of a difference gives it."""

_HEADS: Final = {
    "conflict": "Cannot both be followed as recorded",
    "warning": "A recorded condition, and no record that it was met",
    "unknown": "Not recorded",
    "unsettled": "Open, and views differ",
    "info": "Good to know",
    "satisfied": "Met, as recorded",
    "not-applicable": "Does not apply",
}


def findings_text(answer: Json) -> str:
    """The findings on a thing, worst first, each with its way and its records."""
    titles = answer["titles"]
    title = titles.get(answer["subject"], answer["subject"])
    findings = answer["findings"]
    head = f"{title}: what is recorded as of {answer['as_of']}, at commit {answer['commit']}"
    if not findings:
        return f"{head}\nNothing recorded that a rule speaks to; that is not the same as none."
    lines = [head]
    for status, words in _HEADS.items():
        chosen = [finding for finding in findings if finding["status"] == status]
        if chosen:
            lines.append(f"\n{words} ({status}, {len(chosen)})")
            for finding in chosen:
                lines.extend(_finding(finding, titles))
    return "\n".join(lines)


def difference_text(answer: Json) -> str:
    """What a supposition would change."""
    total, catalogue = answer["touched_total"], answer["catalogue"]
    lines = [
        f"{answer['suppose']} As of {answer['as_of']}, at commit {answer['commit']}; "
        "nothing was written.",
        f"Downstream of it lie {total} of the {catalogue} things in this catalogue.",
    ]
    for node in answer["touched"]:
        steps = "step" if node["hops"] == 1 else "steps"
        lines.append(f"  {node['title']} [{node['kind']}], {node['hops']} {steps} away")
    if answer["truncated"]:
        lines.append(f"  … {len(answer['touched'])} of {total} are shown and looked at.")
    names = ", ".join(steward["title"] for steward in answer["stewards"])
    lines.append(f"People to tell: {names or 'nobody is recorded'}.")
    for key, words in (("appear", "Would appear"), ("go", "Would go")):
        lines.append(f"\n{words}: {len(answer[key])} findings")
        for finding in answer[key]:
            lines.extend(_finding(finding, answer["titles"]))
    return "\n".join(lines)


def _finding(finding: Json, titles: Mapping[str, str]) -> Iterator[str]:
    yield f"  {finding['rule']} {finding['reason']}  {finding['message']}"
    if finding["path"] and titles:
        way = [titles.get(finding["path"][0]["from"], finding["path"][0]["from"])]
        for step in finding["path"]:
            way.append(f"→{step['kind']}→ {titles.get(step['to'], step['to'])}")
        more = finding["further_paths"]
        ways = f"  (and {more} further {'way' if more == 1 else 'ways'})" if more else ""
        yield f"      way: {' '.join(way)}{ways}"
    records = ", ".join(record.removeprefix(RECORDS) for record in finding["records"])
    if records:
        yield f"      records: {records}; weakest code {finding['confidence']}"
