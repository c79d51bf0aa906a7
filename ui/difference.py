"""What a supposition would change, on the screen and as files."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

import streamlit as st

from catalog.terms import split_thing
from ui import addresses, sheet
from ui.exports import to_csv
from ui.findings import Answer, csv_of, status_of, thing_cell, title_of, way
from ui.sheet import Cell, Row
from ui.wording import count_words, escaped, kind_words, plain

_FIRST: Final = 12
"""How many rows of a long table stand open; the others unfold."""

_MOST: Final = 300


def show(answer: Answer, name: str) -> None:
    """Show a difference: in a sentence, who to tell, what is touched, findings that change.

    :param name: how the files begin that can be taken away.
    """
    titles = _titles(answer)
    st.header(escaped(sentence(answer, titles)), anchor="difference")
    st.markdown(f"**{escaped(share(answer))}**")
    st.caption(
        f"As of {escaped(str(answer['as_of']))}, at commit {answer['commit']}. "
        "This is a supposition: nothing was written, and nothing in the catalogue has changed."
    )
    if answer["truncated"]:
        st.warning(
            f"{len(answer['touched']):,} of them were looked at; what the others would show is "
            "not in this answer.",
            icon=":material/help:",
        )
    _people(answer, name)
    _touched(answer, name)
    _findings(answer, titles, name)


def sentence(answer: Answer, titles: Mapping[str, str]) -> str:
    """The supposition in words, with names in the place of addresses."""
    said = str(answer["suppose"])
    for iri in sorted(titles, key=len, reverse=True):
        said = said.replace(iri, titles[iri])
    return said


def named(answer: Answer) -> set[str]:
    """The things on the ways of an answer's findings that nothing in it gives a title."""
    things = {
        str(iri)
        for finding in (*answer["appear"], *answer["go"])
        for step in finding["path"]
        for iri in (step["from"], step["to"])
    }
    told = (*answer["touched"], *answer["stewards"])
    return things - {str(one["iri"]) for one in told} - set(answer.get("titles", {}))


def share(answer: Answer) -> str:
    """How much of the catalogue lies downstream."""
    total = int(answer["touched_total"])
    verb = "lies" if total == 1 else "lie"
    of = count_words(int(answer["catalogue"]), "thing")
    return f"Downstream of it {verb} {total:,} of the {of} in this catalogue."


def touched_csv(answer: Answer) -> bytes:
    """The things touched as CSV."""
    return to_csv(
        ("title", "iri", "kind", "steps"),
        (
            [plain(str(node["title"])), str(node["iri"]), str(node["kind"]), str(node["hops"])]
            for node in answer["touched"]
        ),
    )


def people_csv(answer: Answer) -> bytes:
    """The people to tell as CSV."""
    return to_csv(
        ("name", "iri"), ([plain(str(one["title"])), str(one["iri"])] for one in answer["stewards"])
    )


def _titles(answer: Answer) -> dict[str, str]:
    titles = {str(iri): str(title) for iri, title in answer["titles"].items()}
    named = [*answer["touched"], *answer["stewards"]]
    return {**{str(one["iri"]): str(one["title"]) for one in named}, **titles}


def _people(answer: Answer, name: str) -> None:
    stewards = answer["stewards"]
    st.subheader("People to tell", anchor="people")
    if not stewards:
        st.text("Nobody is recorded who makes, publishes or looks after what is touched.")
        return
    st.caption(
        f"{count_words(len(stewards), 'name')}: whoever makes, publishes or looks after the thing "
        "itself or something downstream of it, as recorded."
    )
    sheet.names(
        [Cell(str(one["title"]), to=addresses.entry_of(str(one["iri"]))) for one in stewards],
        caption="People to tell",
        key="people",
    )
    _file("People as CSV", people_csv(answer), f"{name}-people.csv")


def _touched(answer: Answer, name: str) -> None:
    nodes = answer["touched"]
    st.subheader("Things touched", anchor="touched")
    if not nodes:
        st.text(
            "Nothing is recorded that was made of it. That does not mean that there is nothing."
        )
        return
    rows = [
        [
            Cell(str(node["hops"])),
            Cell(str(node["title"]), to=addresses.entry_of(str(node["iri"]))),
            Cell(kind_words(str(node["kind"])), mark="chip"),
        ]
        for node in nodes
    ]
    _folded(
        ["Steps", "Title", "Kind"],
        rows,
        f"{count_words(len(rows), 'thing')} downstream, nearest first",
        "touched",
    )
    _file("Things as CSV", touched_csv(answer), f"{name}-touched.csv")


def _findings(answer: Answer, titles: Mapping[str, str], name: str) -> None:
    for key, head, otherwise in (
        ("appear", "Findings that would appear", "No rule would find anything new."),
        ("go", "Findings that would go", "Everything found now would still be found."),
    ):
        found = answer[key]
        st.subheader(head, anchor=key)
        if not found:
            st.text(otherwise)
            continue
        _folded(
            ["On", "Amounts to", "What the rule says", "Way"],
            [_row(finding, titles) for finding in found],
            f"{count_words(len(found), 'finding')}, the worst first",
            key,
            look="ways",
        )
        _file(f"{head} as CSV", csv_of(found, titles), f"{name}-{key}.csv")


def _row(finding: Answer, titles: Mapping[str, str]) -> Row:
    subject = str(finding["subject"])
    found = split_thing(subject)
    on = Cell(title_of(subject, titles), to=addresses.findings(*found) if found else None)
    status = status_of(finding)
    steps = way(finding, titles) or [Cell("on the thing itself", mark="quiet")]
    return [
        on if found else thing_cell(subject, titles),
        Cell(status.head, mark=status.mark),
        Cell(str(finding["message"])),
        steps,
    ]


def _folded(
    header: Sequence[str], rows: Sequence[Row], caption: str, key: str, *, look: str = ""
) -> None:
    """A table of which the first rows stand open; the rest unfold."""
    shown, rest = rows[:_FIRST], rows[_FIRST:_MOST]
    part = f"; the first {len(shown)} stand here" if rest else ""
    sheet.table(header, shown, caption=caption + part, key=key, look=look)
    if not rest:
        return
    with st.expander(f"The other {len(rows) - len(shown):,}"):
        left_out = len(rows) - _MOST
        more = f"; {left_out:,} more are in the file" if left_out > 0 else ""
        sheet.table(
            header,
            rest,
            caption=f"{len(shown) + 1:,} to {len(shown) + len(rest):,}{more}",
            key=f"{key}-rest",
            look=look,
        )


def _file(label: str, data: bytes, name: str) -> None:
    st.download_button(
        label,
        data,
        file_name=name,
        mime="text/csv",
        icon=":material/download:",
        on_click="ignore",
        key=name,
    )
