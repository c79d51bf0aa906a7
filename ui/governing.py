"""On an entry: how many findings there are, and which reports can be drafted."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import streamlit as st

from catalog.errors import NotFoundError
from catalog.model import Thing
from ui import addresses, sheet
from ui.findings import NONE, counts
from ui.service import ask, server
from ui.sheet import Cell
from ui.wording import IN_LINEAGE, count_words

REPORTED: Final = frozenset(
    {"dataset", "dataset-version", "collection", "series", "model", "model-version"}
)
"""The kinds of thing reports are about."""

_DOCUMENTS: Final = {"croissant": "Croissant (JSON-LD)", "dta": "Provenance metadata (JSON)"}


def findings(thing: Thing) -> None:
    """How many findings of each status there are today, with the way to read them."""
    if thing.kind not in IN_LINEAGE:
        return
    st.header("What the rules find", anchor="findings")
    try:
        answer = ask(lambda client: client.findings(thing.kind, thing.slug))
    except NotFoundError:
        st.caption("This service does not run the rules.")
        return
    if answer["findings"]:
        sheet.table(
            ["How many", "What they amount to"],
            counts(answer),
            caption=f"{count_words(len(answer['findings']), 'finding')} as of {answer['as_of']}",
            key="counts",
            look="tally",
        )
    else:
        st.text(NONE)
    name = f"{thing.kind}/{thing.slug}"
    ways = [Cell("What if it were withdrawn?", to=addresses.what_if("withdraw", name))]
    if answer["findings"]:
        read = Cell(
            "Read each finding, with its way", to=addresses.findings(thing.kind, thing.slug)
        )
        ways.insert(0, read)
    sheet.buttons(ways, caption="Findings", key="findings")


def reports(thing: Thing) -> None:
    """The reports on a thing, to open or to take away."""
    if thing.kind not in REPORTED:
        return
    try:
        answer = ask(lambda client: client.reports(thing.iri))
    except NotFoundError:
        return
    st.header("Reports", anchor="reports")
    sheet.table(
        ["Report", "Open", "Take away"],
        [
            [Cell(str(template["title"])), *links(str(template["name"]), thing)]
            for template in answer["templates"]
        ],
        caption="Drafted from what is recorded; every blank says why it is one",
        key="reports",
    )
    about = addresses.address("reports", {"id": f"{thing.kind}/{thing.slug}"})
    sheet.note(
        [Cell("What each is for and how much of it is filled:"), Cell("Reports", to=about)],
        caption="About the reports",
        key="about-reports",
    )


# Any: a cell may hold several parts.
def links(template: str, thing: Thing, as_of: str = "") -> Sequence[Any]:
    """The cells of a table that open a report and that download it."""
    name = f"{thing.kind}/{thing.slug}"

    def at(**asked: str) -> str:
        return addresses.report(server(), template, name, as_of=as_of, **asked)

    files = [
        Cell("Markdown", url=at(download="md"), mark="file"),
        Cell("JSON", url=at(download="json"), mark="file"),
    ]
    if template in _DOCUMENTS:
        files.append(Cell(_DOCUMENTS[template], url=at(download="document"), mark="file"))
    return [Cell("Printable page", url=at(format="html")), files]
