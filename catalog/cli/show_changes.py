"""Changes as text: pure functions from JSON documents."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from catalog.terms import BASE, RECORDS

Json = Mapping[str, Any]
"""A document as `to_json` of changes or of a lineage gives it."""

_MOST: Final = 160


def as_of_text(lineage: Json, title: str) -> str:
    """What a lineage as of a day left out, and what it kept without knowing."""
    day, out = lineage["as_of"], lineage["left_out"]
    if lineage["start_is_later"]:
        return f"As of {day}: {title} was issued later, as recorded; nothing led to it yet."
    things = "thing" if out == 1 else "things"
    text = f"As of {day}: {out} {things} left out, issued later or reached through these alone."
    if lineage["undated"]:
        text += f" {lineage['undated']} kept have no date recorded."
    if lineage["imprecise"]:
        text += f" {lineage['imprecise']} kept may be later: the date recorded is cut short."
    return text


def changes_text(answer: Json) -> str:
    """Both parts, each under its own heading."""
    titles = answer["titles"]
    what = "the whole catalogue"
    if answer["thing"]:
        what = f"{titles.get(answer['thing'], answer['thing'])} and {answer['upstream']} upstream"
    lines = [
        f"After {answer['after']}, through {answer['through']}: {what}, at commit "
        f"{answer['commit']}",
        *_world(answer["world"], titles),
        *_catalogue(answer["catalogue"], titles),
    ]
    if answer["truncated"]:
        first = answer["offset"] + 1
        lines.append(
            f"\nEach list shows {answer['limit']} entries at most, from number {first} on; "
            "--offset and --limit show others."
        )
    return "\n".join(lines)


def _world(world: Json, titles: Mapping[str, str]) -> Iterator[str]:
    yield f"\n{world['label']}: {_count(world['total'], 'change')}"
    if not world["total"]:
        yield "  Nothing recorded; that is not the same as nothing happened."
    for change in world["changes"]:
        name = titles.get(change["thing"], _short(change["thing"]))
        value = titles.get(change["value"], change["value"]) if change["value"] else ""
        detail = f" ({change['detail']})" if change["detail"] else ""
        unsure = "" if change["certain"] else "  [the date is cut short; it may lie outside]"
        said = f"{change['about']} {change['event']}"
        yield (
            f"  {change['date']:<10}  {name}: {said}{' ' if value else ''}{value}{detail}"
            f"  · {change['record'].removeprefix(RECORDS)}{unsure}"
        )
    for each in world["unreadable"]:
        yield f"  “{each['value']}” is no date: {each['record'].removeprefix(RECORDS)}"
    findings = world["findings"]
    for key, mark in (("appear", "now there"), ("go", "no longer there")):
        yield f"  Findings {mark}: {findings[f'{key}_total']}"
        for finding in findings[key]:
            name = titles.get(finding["subject"], _short(finding["subject"]))
            yield f"    {finding['rule']} {finding['reason']} ({finding['status']}), {name}"
            yield f"      {finding['message']}"


def _catalogue(catalogue: Json, titles: Mapping[str, str]) -> Iterator[str]:
    counts = ", ".join(f"{n} {action}" for action, n in catalogue["counts"].items() if n)
    tail = f" ({counts})" if counts else ""
    yield f"\n{catalogue['label']}: {_count(catalogue['total'], 'record')}{tail}"
    for record in catalogue["records"]:
        name = titles.get(record["topic"], _short(record["topic"]))
        yield f"  {record['action']}: {name}  · {record['record'].removeprefix(RECORDS)}"
        for commit in record["commits"]:
            when = commit["time"][:16].replace("T", " ")
            yield f"      commit {commit['number']}, {when}, {commit['actor']}: {commit['message']}"
        if record["action"] == "created":
            yield f"      + {_count(len(record['added']), 'statement')}"
            continue
        for mark, key in (("+", "added"), ("−", "removed")):
            for stated in record[key]:
                text = f"{stated['property']} {_short(stated['value'])}"
                yield f"      {mark} {text[:_MOST]}{'…' if len(text) > _MOST else ''}"


def _count(number: int, word: str) -> str:
    return f"{number} {word}{'' if number == 1 else 's'}"


def _short(text: str) -> str:
    return text.replace(BASE, "")
