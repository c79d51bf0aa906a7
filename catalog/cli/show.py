"""What commands print: pure functions from JSON documents to text."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from catalog.terms import RECORDS

Json = Mapping[str, Any]
"""A document in the shapes of architecture.md section 5; `Any` as JSON has no finer type."""

_ORDER: Final = ("Violation", "Warning", "Info")
_HEADS: Final = {
    "Violation": "To mend before it can be published",
    "Warning": "To look at",
    "Info": "Could be added",
}


def findings_text(findings: Sequence[Json]) -> str:
    """All findings, the ones that block first, grouped by the thing they are on."""
    lines: list[str] = []
    for severity in _ORDER:
        chosen = [finding for finding in findings if finding["severity"] == severity]
        if not chosen:
            continue
        lines.append(f"{_HEADS[severity]} ({len(chosen)})")
        by_focus: dict[str, list[Json]] = defaultdict(list)
        for finding in chosen:
            by_focus[finding["focus"]].append(finding)
        for focus, of_focus in by_focus.items():
            lines.append(f"  {focus}")
            for finding in of_focus:
                where = f"{finding['path']}: " if finding["path"] else ""
                value = f"  (found: {finding['value']})" if finding["value"] else ""
                lines.append(f"    {where}{finding['message']}{value}")
    return "\n".join(lines)


def lineage_text(lineage: Json, title: str) -> str:
    """A trace as a tree, with the kind of every edge and the record that states it."""
    upstream = lineage["direction"] == "upstream"
    total, unresolved = lineage["total"], lineage["unresolved"]
    things = "thing" if total == 1 else "things"
    head = f"{title}: {total} {things} {lineage['direction']}"
    if unresolved:
        head += f", {unresolved} of them a name not resolved or a source not disclosed"
    if total == 0:
        head += ". Nothing recorded; that is not the same as none."
    lines = [head, *_tree(lineage, upstream)]
    if lineage["truncated"]:
        shown = len(lineage["nodes"])
        lines.append(f"{shown} of {total} are shown; --limit {total} shows all.")
    return "\n".join(lines)


def _tree(lineage: Json, upstream: bool) -> Iterator[str]:
    nodes = {node["iri"]: node for node in lineage["nodes"]}
    near, far = ("from", "to") if upstream else ("to", "from")
    steps: dict[str, dict[str, list[Json]]] = defaultdict(lambda: defaultdict(list))
    for edge in lineage["edges"]:
        if edge[far] in nodes:
            steps[edge[near]][edge[far]].append(edge)
    shown: set[str] = {lineage["start"]}
    arrow = "←" if upstream else "→"

    def branch(iri: str, indent: str) -> Iterator[str]:
        below = sorted(steps[iri], key=lambda other: (nodes[other]["hops"], other))
        for position, other in enumerate(below):
            last = position == len(below) - 1
            node, edges = nodes[other], steps[iri][other]
            again = other in shown
            shown.add(other)
            mark = "  (shown above)" if again and steps[other] else ""
            corner = "└─ " if last else "├─ "
            yield f"{indent}{corner}{arrow} {node['title']} [{node['kind']}]{mark}"
            inner = indent + ("   " if last else "│  ")
            for edge in edges:
                record = edge["record"].removeprefix(RECORDS)
                yield f"{inner}{'│' if steps[other] and not again else ' '}    {edge['kind']} ({edge['property']}), stated by {record}"  # noqa: E501
            if not again:
                yield from branch(other, inner)

    yield from branch(lineage["start"], "")
    for iri in sorted(set(nodes) - shown):
        yield f"·  {nodes[iri]['title']} [{nodes[iri]['kind']}], {nodes[iri]['hops']} steps away"


def table_text(columns: Sequence[Json], rows: Sequence[Json]) -> str:
    """An answer as columns of text; a value that is not recorded shows as a dash."""
    heads = [column["label"] for column in columns]
    cells = [[_cell(row.get(column["name"])) for column in columns] for row in rows]
    widths = [
        min(60, max(len(head), *(len(row[i]) for row in cells)) if cells else len(head))
        for i, head in enumerate(heads)
    ]
    lines = ["  ".join(h.ljust(w) for h, w in zip(heads, widths, strict=True)).rstrip()]
    lines.append("  ".join("─" * width for width in widths))
    lines.extend(
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in cells
    )
    return "\n".join(lines)


def _cell(value: Json | None) -> str:
    if value is None:
        return "—"
    return str(value.get("label") or value["value"]).replace("\n", " ")
