"""Findings: what the rules find on a thing, each with its way and the records behind it."""

from __future__ import annotations

from urllib.parse import quote

import streamlit as st

from catalog.errors import NotFoundError, UsageError
from catalog.model import Thing
from ui import addresses, days, sheet, state
from ui.findings import NONE, Answer, counts, csv_of, grouped, item
from ui.query import show_query
from ui.service import ask, find, server
from ui.sheet import Cell
from ui.wording import CODES, code_words, count_words, escaped, plain


def show() -> None:
    """Show the findings the address asks for."""
    asked = st.query_params.get("id", "")
    if not asked:
        raise NotFoundError("")
    thing = find(asked)
    sheet.trail(
        Cell("Search", to=addresses.address("search")),
        Cell(thing.title, to=addresses.entry(thing.kind, thing.slug)),
        Cell("Findings"),
    )
    st.set_page_config(page_title=f"Findings on {plain(thing.title)} · Headwaters")
    st.title(f"What the rules find on {escaped(thing.title)}", anchor=False)
    st.text(
        "Rules read what is recorded here and follow it along the lineage. They tell what is "
        "recorded and what is not; what it amounts to is for people to judge."
    )
    as_of = st.query_params.get("as_of", "")
    days.field("As of which day? Empty means today", as_of, _changed)
    try:
        day = days.checked(as_of)
        answer = ask(lambda client: client.findings(thing.kind, thing.slug, as_of=day))
    except UsageError as error:
        st.warning(escaped(str(error)), icon=":material/front_hand:")
        return
    _answer(thing, answer, as_of)


def _changed() -> None:
    if state.changed_here():
        state.write({"id": st.query_params["id"], "as_of": days.chosen()})


def _answer(thing: Thing, answer: Answer, as_of: str) -> None:
    findings = answer["findings"]
    if findings:
        sheet.table(
            ["How many", "What they amount to"],
            counts(answer),
            caption=f"{count_words(len(findings), 'finding')} by status, to be read one by one: "
            "they do not add up to a grade",
            key="counts",
            look="tally",
        )
        _groups(answer)
        _take_away(thing, answer)
        show_query(answer.get("sparql"))
    else:
        st.info(NONE)
    asked = f"?as_of={quote(as_of)}" if as_of else ""
    st.caption(
        f"As of {escaped(str(answer['as_of']))}, at commit {answer['commit']}. "
        f"[The same as JSON]({server()}/findings/{quote(thing.kind)}/{quote(thing.slug)}{asked})"
    )


def _groups(answer: Answer) -> None:
    titles = answer["titles"]
    for status, found in grouped(answer["findings"]):
        st.header(escaped(status.head), anchor=status.name)
        sheet.items(
            [item(finding, titles, server()) for finding in found],
            caption=f"{count_words(len(found), 'finding')}. {status.meaning}",
            key=f"findings-{status.name}",
        )
    used = [code for code in CODES if code in {f["confidence"] for f in answer["findings"]}]
    sheet.note(
        [
            Cell("An arrow names the"),
            Cell("kind of step", to=addresses.address("about", {"scheme": "edge-kind"})),
            Cell("from the source down. How sure it is, by the"),
            Cell("codes", to=addresses.address("about", {"scheme": "confidence"})),
            Cell(f"of the records: {'; '.join(map(code_words, used))}."),
        ],
        caption="How to read it",
        key="reading",
    )


def _take_away(thing: Thing, answer: Answer) -> None:
    st.download_button(
        "Download as CSV",
        csv_of(answer["findings"], answer["titles"], str(answer["subject"])),
        file_name=f"findings-{thing.slug}-{answer['as_of']}.csv",
        mime="text/csv",
        icon=":material/download:",
        on_click="ignore",
    )


if __name__ == "__main__":
    show()
