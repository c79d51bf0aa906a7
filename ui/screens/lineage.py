"""Lineage: where a thing comes from or what was made of it, as a picture and as a table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

import streamlit as st

from catalog.errors import NotFoundError
from catalog.model import Thing
from catalog.terms import RECORDS, split_thing
from ui import addresses, sheet, state
from ui.charts import MOST_DRAWN, lineage_picture
from ui.query import show_query
from ui.service import ask, find, server
from ui.sheet import Cell
from ui.statements import source_words
from ui.wording import count_words, edge_words, escaped, kind_words, plain

PAGE_SIZE: Final = MOST_DRAWN
_MOST_DEPTH: Final = 1000
_OFFERED_DEPTHS: Final = range(1, 9)
_DIRECTIONS: Final = {
    "upstream": "Upstream",
    "downstream": "Downstream",
}
_ALL: Final = "all"

# Any: the service's JSON, whose shape architecture.md section 5 states.
Trace = Mapping[str, Any]


def show() -> None:
    """Show the trace the address asks for."""
    asked = st.query_params.get("id", "")
    if not asked:
        raise NotFoundError("")
    direction = st.query_params.get("direction", "upstream")
    direction = direction if direction in _DIRECTIONS else "upstream"
    depth = state.number("depth", _MOST_DEPTH)
    page = state.number("page", 10**5) or 1
    thing = find(asked)
    sheet.trail(
        Cell("Search", to=addresses.address("search")),
        Cell(thing.title, to=addresses.entry(thing.kind, thing.slug)),
        Cell(_DIRECTIONS[direction]),
    )
    where = "Upstream of" if direction == "upstream" else "Downstream of"
    st.set_page_config(page_title=f"{where} {plain(thing.title)} · Headwaters")
    st.title(f"{where} {escaped(thing.title)}", anchor=False)
    _controls(direction, depth)
    trace = ask(
        lambda client: client.lineage(
            thing.kind,
            thing.slug,
            direction,
            depth=depth,
            limit=PAGE_SIZE,
            offset=(page - 1) * PAGE_SIZE,
        )
    )
    _summary(trace, depth)
    if trace["nodes"]:
        if page == 1:
            _picture(thing, trace)
        _table(thing, trace, direction, page)
    show_query(trace.get("sparql"))


def _controls(direction: str, depth: int | None) -> None:
    st.session_state["direction"] = direction
    st.session_state["depth"] = str(depth) if depth else _ALL
    left, right = st.columns([3, 2], vertical_alignment="bottom")
    left.segmented_control(
        "Direction",
        list(_DIRECTIONS),
        key="direction",
        format_func=_DIRECTIONS.__getitem__,
        required=True,
        on_change=_changed,
    )
    right.selectbox(
        "How many steps to follow",
        [_ALL, *(str(steps) for steps in sorted({*_OFFERED_DEPTHS, depth or 1}))],
        key="depth",
        format_func=_depth_words,
        on_change=_changed,
    )


def _depth_words(depth: str) -> str:
    return "to the end" if depth == _ALL else count_words(int(depth), "step")


def _changed() -> None:
    if state.changed_here():
        depth = st.session_state["depth"]
        state.write(
            {
                "id": st.query_params["id"],
                "direction": st.session_state["direction"],
                "depth": "" if depth == _ALL else depth,
            }
        )


def _page(number: int) -> addresses.Address:
    kept = {name: all_ for name, all_ in state.parameters().items() if name != "page"}
    return addresses.address("lineage", {**kept, "page": str(number) if number > 1 else ""})


def _summary(trace: Trace, depth: int | None) -> None:
    total, unresolved = int(trace["total"]), int(trace["unresolved"])
    upstream = trace["direction"] == "upstream"
    if not total:
        st.info(
            "Nothing is recorded upstream of it: either it is a source itself, or nobody has "
            "said yet where it comes from."
            if upstream
            else "Nothing is recorded that was made of it. That does not mean there is nothing."
        )
        return
    within = f" within {count_words(depth, 'step')}" if depth else ""
    st.markdown(f"**{count_words(total, 'thing')}**{within}.")
    if unresolved:
        st.warning(
            f"{count_words(unresolved, 'of them is', 'of them are')} a name that nobody could "
            "resolve or a source that was not disclosed. The river may well go on there.",
            icon=":material/help:",
        )
    if trace.get("truncated"):
        st.caption("The list goes on: more of it is on the further pages of the table.")


def _picture(thing: Thing, trace: Trace) -> None:
    start = {"iri": thing.iri, "title": thing.title, "kind": thing.kind}
    picture = lineage_picture(start, trace)
    st.graphviz_chart(
        picture.dot,
        width="stretch",
        alt=f"{thing.title} and {count_words(picture.drawn, 'thing')} {trace['direction']} of it, "
        "sources on the left. The table below says the same in words.",
    )
    note = "The river runs from left to right; the label of an edge is its kind."
    if picture.left_out:
        note += f" The nearest {picture.drawn:,} are drawn, {picture.left_out:,} more are not."
    st.caption(note)


def _table(thing: Thing, trace: Trace, direction: str, page: int) -> None:
    ways = _ways(thing, trace)
    nodes = trace["nodes"]
    total = int(trace["total"])
    first = (page - 1) * PAGE_SIZE + 1
    sheet.table(
        ["Steps", "Title", "Kind", "How", "Who states it"],
        [row for node in nodes for row in _rows(node, ways.get(node["iri"], []))],
        caption=f"{first:,} to {first + len(nodes) - 1:,} of {count_words(total, 'thing')}, "
        "nearest first, one line for each statement of how",
        key="lineage",
    )
    sheet.pages(page, -(-total // PAGE_SIZE), _page)
    st.caption(
        f"As of commit {trace['commit']}. "
        f"[The same as JSON]({server()}/lineage/{thing.kind}/{thing.slug}?direction={direction})"
    )


def _ways(thing: Thing, trace: Trace) -> dict[str, list[tuple[Cell, Cell]]]:
    """For each thing, the edges that lead back towards the start: how, and who states it."""
    titles = {node["iri"]: str(node["title"]) for node in trace["nodes"]}
    titles[thing.iri] = thing.title
    found: dict[str, list[tuple[Cell, Cell]]] = {}
    for edge in trace["edges"]:
        kind, property_ = str(edge["kind"]), str(edge["property"])
        if trace["direction"] == "upstream":
            reached = edge["to"]
            how = edge_words(kind, property_, made=titles.get(edge["from"], edge["from"]))
        else:
            reached = edge["from"]
            how = edge_words(kind, property_, source=titles.get(edge["to"], edge["to"]))
        record = str(edge["record"])
        stated = Cell(source_words(record), url=_record_address(record))
        found.setdefault(reached, []).append((Cell(how), stated))
    return found


def _rows(node: Mapping[str, Any], ways: Sequence[tuple[Cell, Cell]]) -> list[list[Cell]]:
    where = split_thing(node["iri"])
    title = Cell(str(node["title"]), to=addresses.entry(*where) if where else None)
    placeholder = node["kind"] in {"unresolved", "undisclosed"}
    kind = Cell(kind_words(node["kind"]), mark="unknown" if placeholder else "chip")
    steps = Cell(str(node["hops"]))
    if not ways:
        other = Cell("by way of a thing on another page", mark="quiet")
        return [[steps, title, kind, other, Cell("")]]
    empty = [Cell(""), Cell(""), Cell("")]
    return [
        [*(empty if number else [steps, title, kind]), how, stated]
        for number, (how, stated) in enumerate(ways)
    ]


def _record_address(record: str) -> str:
    return f"{server()}/record/{record.removeprefix(RECORDS)}" if record else ""


if __name__ == "__main__":
    show()
