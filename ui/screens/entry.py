"""An entry: what it is, who says what about it, what is not known, and what refers to it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final
from urllib.parse import quote

import streamlit as st

from catalog.errors import NotFoundError
from catalog.model import Thing
from ui import addresses, governing, sheet
from ui.cells import iri_cell, value_cells
from ui.glance import differences, glance, unknown_labels
from ui.query import show_query
from ui.service import ask, find, near, server
from ui.sheet import Cell
from ui.statements import View, codes_explained, facts, first_text, source_words
from ui.wording import IN_LINEAGE, NOTHING, count_words, escaped, kind_words, plain

_FORMATS: Final = (
    ("Turtle", "ttl"),
    ("JSON-LD", "jsonld"),
    ("RDF/XML", "rdf"),
    ("N-Triples", "nt"),
    ("JSON", "json"),
)
_QUERY: Final = "SELECT ?record ?property ?value\nWHERE { GRAPH ?record { %s ?property ?value } }"
_SHOWN_ABOVE: Final = frozenset({"dct:title", "dct:description", "dct:identifier", "rdf:type"})


def show() -> None:
    """Show the entry the address names."""
    asked = st.query_params.get("id", "")
    if not asked:
        raise NotFoundError("")
    thing = find(asked)
    entry = _entry(thing)
    st.set_page_config(page_title=f"{plain(thing.title)} · Headwaters")
    _head(thing, entry["records"])
    _ways_on(thing)
    _glance(thing.kind, entry["records"])
    governing.findings(thing)
    _records(entry["records"])
    _gaps(thing.kind, entry["records"])
    _referenced_by(entry["referenced_by"])
    governing.reports(thing)
    _data(thing)
    st.caption(f"{thing.iri} · as of commit {entry['commit']}")


def _entry(thing: Thing) -> View:
    try:
        return ask(lambda client: client.entry(thing.kind, thing.slug))
    except NotFoundError as error:
        raise NotFoundError(error.asked, error.near or near(thing.slug)) from error


def _head(thing: Thing, records: Sequence[View]) -> None:
    sheet.trail(
        Cell("Search", to=addresses.address("search")),
        Cell(kind_words(thing.kind), to=addresses.address("search", {"kind": thing.kind})),
        Cell(thing.title),
    )
    st.title(escaped(thing.title), anchor=False)
    description = first_text(records, "dct:description")
    if description:
        st.text(plain(description))
    else:
        st.caption("No description recorded.")


def _ways_on(thing: Thing) -> None:
    if thing.kind not in IN_LINEAGE:
        return
    sheet.buttons(
        [
            Cell("↑ Upstream: where it comes from", to=_lineage(thing, "upstream")),
            Cell("↓ Downstream: what was made of it", to=_lineage(thing, "downstream")),
        ],
        caption="Lineage",
        key="lineage",
    )


def _lineage(thing: Thing, direction: str) -> addresses.Address:
    return addresses.lineage(thing.kind, thing.slug, direction)


def _glance(kind: str, records: Sequence[View]) -> None:
    found = glance(kind, records)
    if not found:
        return
    st.header("At a glance", anchor="at-a-glance")
    sheet.table(
        ["", ""],
        [
            [
                Cell(label, mark="strong"),
                value_cells(values) or Cell(NOTHING, mark="quiet"),
            ]
            for label, values in found
        ],
        caption="What all records say together",
        key="glance",
    )
    explained = codes_explained(records)
    if explained:
        st.caption(f"What the codes mean. {escaped(' '.join(explained))}")


def _records(records: Sequence[View]) -> None:
    st.header("Who says what", anchor="who-says-what")
    st.caption(
        f"{count_words(len(records), 'record')}: a record is what one source says. "
        "Where records differ, all are kept."
    )
    _differences(records)
    for number, record in enumerate(records):
        with st.container(border=True):
            _record(record, number)


def _differences(records: Sequence[View]) -> None:
    found = differences(records)
    if not found:
        return
    st.subheader("Where they differ", anchor="where-they-differ")
    sources = [str(record["iri"]) for record in records]
    rows = []
    for difference in found:
        said = dict(difference.said)
        rows.append(
            [Cell(difference.label, mark="strong")]
            + [_said(said.get(source, ())) for source in sources]
        )
    sheet.table(
        ["", *(source_words(source) for source in sources)],
        rows,
        caption="Side by side, what each record says",
        key="differences",
    )


def _said(values: Sequence[str]) -> Cell:
    return Cell(" · ".join(values)) if values else Cell(NOTHING, mark="quiet")


def _record(record: View, number: int) -> None:
    iri = str(record["iri"])
    confidence = str(record.get("confidence") or "")
    st.subheader(escaped(source_words(iri)).capitalize(), anchor=False)
    sheet.table(
        ["", ""],
        _about(record, confidence),
        caption="Where the record comes from",
        key=f"about-{number}",
    )
    told = [fact for fact in facts(record) if fact.predicate not in _SHOWN_ABOVE]
    if told:
        sheet.table(
            ["", ""],
            [[Cell(fact.label, mark="strong"), value_cells(fact.values)] for fact in told],
            caption=f"It states {count_words(len(told), 'property', 'properties')}",
            key=f"statements-{number}",
        )


def _about(record: View, confidence: str) -> list[sheet.Row]:
    rows: list[sheet.Row] = [
        [
            Cell("How sure", mark="strong"),
            Cell(
                str(record.get("confidence_label") or confidence or NOTHING),
                mark="" if confidence in {"V", "W", "K", "H"} else "unknown",
            ),
        ]
    ]
    sources = [_source(source) for source in record.get("source") or []]
    rows.append([Cell("Source", mark="strong"), sources or Cell(NOTHING, mark="quiet")])
    lines = record.get("source_lines") or []
    if lines:
        rows.append(
            [Cell("White paper", mark="strong"), Cell(f"line {', '.join(map(str, lines))}")]
        )
    author = record.get("attributed_to") or {}
    if author.get("iri"):
        rows.append(
            [Cell("Entered by", mark="strong"), iri_cell(author["iri"], author.get("label") or "")]
        )
    dates = (("retrieved", "Read on"), ("issued", "Recorded on"))
    rows += [
        [Cell(label, mark="strong"), Cell(str(record[name]))]
        for name, label in dates
        if record.get(name)
    ]
    rows.append(
        [Cell("Record", mark="strong"), Cell("as data", url=_record_address(str(record["iri"])))]
    )
    return rows


def _source(source: View) -> Cell:
    if "iri" in source:
        return iri_cell(str(source["iri"]), str(source.get("label") or ""))
    return Cell(str(source["text"]))


def _record_address(iri: str) -> str:
    return f"{server()}/record/{iri.partition('/record/')[2]}"


def _gaps(kind: str, records: Sequence[View]) -> None:
    unknown = unknown_labels(records)
    nothing = [label for label, values in glance(kind, records) if not values]
    if not unknown and not nothing:
        return
    st.header("What is not known", anchor="not-known")
    left, right = st.columns(2, gap="large")
    with left:
        st.subheader("Recorded as unknown", anchor=False)
        st.caption("Somebody looked, and says that the answer is not known.")
        _list(unknown, "Nothing: no record says “unknown”.", "unknown")
    with right:
        st.subheader("Nothing recorded", anchor=False)
        st.caption("Nobody has said anything yet, not even that it is unknown.")
        _list(nothing, "Nothing: all that is looked for here has been spoken of.", "nothing")


def _list(labels: Sequence[str], otherwise: str, key: str) -> None:
    if labels:
        mark = "unknown" if key == "unknown" else "quiet"
        sheet.table([""], [[Cell(label, mark=mark)] for label in labels], caption="", key=key)
    else:
        st.text(otherwise)


def _referenced_by(referenced: View) -> None:
    total, items = int(referenced["total"]), referenced["items"]
    st.header("Referred to by", anchor="referred-to-by")
    if not items:
        st.text("Nothing in this catalogue refers to it.")
        return
    shown = f"; the first {len(items):,} are shown" if len(items) < total else ""
    sheet.table(
        ["Entry", "Kind", "As"],
        [
            [
                Cell(str(item["title"]), to=addresses.entry(item["kind"], item["slug"])),
                Cell(kind_words(item["kind"]), mark="chip"),
                Cell(
                    str(item.get("property_label") or item["property"]),
                    note=source_words(str(item.get("record") or "")),
                ),
            ]
            for item in items
        ],
        caption=f"{count_words(total, 'statement')} in other entries{shown}",
        key="referenced-by",
    )


def _data(thing: Thing) -> None:
    st.header("Take it with you", anchor="data")
    links = " · ".join(
        f"[{name}]({addresses.data(server(), thing.kind, thing.slug, suffix)})"
        for name, suffix in _FORMATS
    )
    page = f"{server()}/page/{quote(thing.kind)}/{quote(thing.slug)}"
    st.markdown(f"Data: {links} · [plain page]({page})")
    show_query(_QUERY % f"<{thing.iri}>")


if __name__ == "__main__":
    show()
