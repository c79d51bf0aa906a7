"""The picture of a lineage: a river from the sources on the left to what was made of them.

Pure functions: from the service's answer to text in the DOT language (graphviz.org). Kinds of
thing differ in shape, color and words, kinds of edge in line, color and words, so that no
meaning hangs on color alone. The table beside the picture holds all that the picture shows.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from ui import addresses
from ui.wording import PROPERTIES, kind_words, plain, shortened

MOST_DRAWN: Final = 60
_LONGEST_NAME: Final = 34


@dataclass(frozen=True, slots=True)
class Look:
    """How a kind of thing is drawn."""

    shape: str
    fill: str
    line: str = "#0b4a5e"
    style: str = "filled"


_DATASET: Final = Look("cylinder", "#dbeef0")
_MODEL: Final = Look("box", "#0b4a5e", style="filled,rounded")
_LOOKS: Final[dict[str, Look]] = {
    "dataset": _DATASET,
    "dataset-version": _DATASET,
    "series": _DATASET,
    "collection": Look("folder", "#dbeef0"),
    "source": Look("ellipse", "#cfe8d8", "#0f766e"),
    "model": _MODEL,
    "model-version": _MODEL,
    "application": Look("component", "#f6dfc4", "#8a4b12"),
    "software": Look("component", "#f6dfc4", "#8a4b12"),
    "unresolved": Look("octagon", "#fdf3d3", "#8a6d1f", "filled,dashed"),
    "undisclosed": Look("octagon", "#e7e3dc", "#5d5a55", "filled,dashed"),
}
_OTHER: Final = Look("note", "#ffffff")

_LINES: Final[dict[str, tuple[str, str]]] = {
    "learn": ("solid", "#0b4a5e"),
    "carry": ("bold", "#0f766e"),
    "transform": ("solid", "#0f766e"),
    "generate": ("dashed", "#6b3fa0"),
    "reference": ("dotted", "#5d6a70"),
    "use": ("dashed", "#8a4b12"),
    "unknown": ("dotted", "#8a6d1f"),
}


@dataclass(frozen=True, slots=True)
class Picture:
    """A lineage in DOT: how many of the things reached are drawn, and how many are not."""

    dot: str
    drawn: int
    left_out: int


# Any: the service's JSON, whose shape architecture.md section 5 states.
def lineage_picture(
    start: Mapping[str, str],
    trace: Mapping[str, Any],
    *,
    most: int = MOST_DRAWN,
) -> Picture:
    """Draw a trace.

    :param start: `iri`, `title` and `kind` of the thing the trace starts at.
    :param trace: the answer of `/lineage`, nearest things first.
    :param most: how many things to draw at most, the start left out.
    """
    nodes = list(trace["nodes"])[:most]
    left_out = int(trace["total"]) - len(nodes)
    names = {start["iri"]: "n0"}
    names.update({node["iri"]: f"n{number}" for number, node in enumerate(nodes, 1)})
    lines = [_HEAD, _node("n0", start, is_start=True)]
    lines += [_node(names[node["iri"]], node) for node in nodes]
    lines += _edges(trace["edges"], names)
    if left_out:
        lines += _more(left_out, str(trace["direction"]), _last(nodes, names))
    return Picture("\n".join([*lines, "}"]), len(nodes), left_out)


_HEAD: Final = (
    'digraph lineage {\n  rankdir=LR; bgcolor="transparent"; nodesep=0.28; ranksep=0.75;\n'
    '  node [fontname="Source Sans, Helvetica, sans-serif", fontsize=13, margin="0.16,0.09"];\n'
    '  edge [fontname="Source Sans, Helvetica, sans-serif", fontsize=11, arrowsize=0.7];'
)


def _node(name: str, thing: Mapping[str, Any], *, is_start: bool = False) -> str:
    look = _LOOKS.get(thing["kind"], _OTHER)
    dark = look.fill == "#0b4a5e"
    link = addresses.entry_of(thing["iri"])
    attributes = {
        "label": f"{quoted_part(shortened(thing['title'], _LONGEST_NAME))}\\n"
        f"{quoted_part(kind_words(thing['kind']))}",
        "shape": look.shape,
        "style": look.style,
        "fillcolor": look.fill,
        "color": "#c2410c" if is_start else look.line,
        "fontcolor": "#ffffff" if dark else "#1d2f38",
        "penwidth": "3" if is_start else "1.2",
        "tooltip": quoted_part(thing["title"]),
    }
    if link is not None:
        attributes |= {"URL": quoted_part(link.href), "target": "_self"}
    return f"  {name} [{_attributes(attributes)}];"


def _edges(edges: Sequence[Mapping[str, str]], names: Mapping[str, str]) -> list[str]:
    """One line for each pair and kind of edge; what several records say is drawn once."""
    ways: dict[tuple[str, str, str], set[str]] = {}
    for edge in edges:
        if edge["from"] in names and edge["to"] in names:
            pair = (names[edge["to"]], names[edge["from"]], edge["kind"])
            ways.setdefault(pair, set()).add(edge["property"])
    return [
        f"  {upper} -> {lower} [{_attributes(_line(kind, ways[upper, lower, kind]))}];"
        for upper, lower, kind in sorted(ways, key=_by_number)
    ]


def _by_number(pair: tuple[str, str, str]) -> tuple[int, int, str]:
    return int(pair[0][1:]), int(pair[1][1:]), pair[2]


def _line(kind: str, properties: set[str]) -> dict[str, str]:
    style, color = _LINES.get(kind, _LINES["unknown"])
    said = ", ".join(sorted(PROPERTIES.get(name, plain(name)) for name in properties))
    return {
        "label": quoted_part(kind),
        "tooltip": quoted_part(said),
        "style": style,
        "color": color,
        "fontcolor": color,
    }


def _last(nodes: Sequence[Mapping[str, Any]], names: Mapping[str, str]) -> str:
    return names[nodes[-1]["iri"]] if nodes else "n0"


def _more(left_out: int, direction: str, beside: str) -> list[str]:
    note = {
        "label": f"+{left_out:,} more\\nsee the table",
        "shape": "plaintext",
        "fontcolor": "#8a6d1f",
    }
    ends = ("more", beside) if direction == "upstream" else (beside, "more")
    line = {"style": "dotted", "color": "#8a6d1f", "arrowhead": "none"}
    return [
        f"  more [{_attributes(note)}];",
        f"  {ends[0]} -> {ends[1]} [{_attributes(line)}];",
    ]


def _attributes(pairs: Mapping[str, str]) -> str:
    return ", ".join(f'{name}="{value}"' for name, value in pairs.items())


def quoted_part(text: str) -> str:
    r"""A text for inside a quoted DOT string: `"` and `\` lose their meaning, `&` starts nothing.

    Graphviz reads HTML entities in labels and backslash escapes such as `\N` (its escString),
    so both signs are taken away; line ends become spaces.
    """
    line = " ".join(plain(text).split())
    return line.replace("\\", "\\\\").replace('"', '\\"').replace("&", "&amp;")
