"""The named questions: choose one, fill in what it needs, read the answer, take it away."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

import streamlit as st

from catalog.errors import AmbiguousError, NotFoundError, UsageError
from ui import addresses, sheet, state
from ui.answers import cells, csv_of, gaps
from ui.query import show_query
from ui.service import ask
from ui.sheet import Cell
from ui.wording import count_words, escaped, plain

_PARAMETER: Final = "p."
_SHOWN: Final = 500

# Any: the service's JSON, as everywhere on the screens.
Question = Mapping[str, Any]


def show() -> None:
    """Show the list of questions, or the one the address names."""
    questions = ask(lambda client: client.questions())["questions"]
    name = st.query_params.get("question", "")
    if not name:
        _all(questions)
        return
    for question in questions:
        if question["name"] == name:
            _one(question)
            return
    raise NotFoundError(name)


def _all(questions: Sequence[Question]) -> None:
    st.title("Questions")
    st.text("Each is answered from the catalogue as it is now, and shows the query it ran.")
    audiences = list(dict.fromkeys(str(question["audience"]) for question in questions))
    for audience in audiences:
        st.subheader(f"For {escaped(audience)}", anchor=False)
        sheet.cards(
            [
                (
                    Cell(
                        str(question["title"]),
                        to=addresses.address("questions", {"question": question["name"]}),
                    ),
                    Cell(str(question["description"])),
                )
                for question in questions
                if question["audience"] == audience
            ],
            caption=count_words(_count(questions, audience), "question"),
            key=f"questions-{audience}",
        )
    if not questions:
        st.info("This service has no named questions.")


def _count(questions: Sequence[Question], audience: str) -> int:
    return sum(question["audience"] == audience for question in questions)


def _one(question: Question) -> None:
    sheet.trail(Cell("Questions", to=addresses.address("questions")), Cell(str(question["number"])))
    st.set_page_config(page_title=f"{plain(str(question['title']))} · Headwaters")
    st.title(escaped(str(question["title"])), anchor=False)
    st.text(plain(str(question["description"])))
    st.caption(f"For {escaped(str(question['audience']))}")
    given = {
        name.removeprefix(_PARAMETER): st.query_params[name]
        for name in st.query_params
        if name.startswith(_PARAMETER)
    }
    parameters: Sequence[Question] = question["parameters"]
    if parameters:
        _form(question, given)
    missing = [
        str(parameter["label"])
        for parameter in parameters
        if parameter["required"] and not given.get(parameter["name"]) and not parameter["default"]
    ]
    if missing:
        st.info(f"To answer it, fill in: {escaped(', '.join(missing))}.")
        return
    try:
        answer = ask(lambda client: client.ask(str(question["name"]), given))
    except (UsageError, NotFoundError, AmbiguousError) as error:
        st.warning(escaped(str(error)), icon=":material/front_hand:")
        return
    _answer(answer)


def _form(question: Question, given: Mapping[str, str]) -> None:
    with st.form("question"):
        for parameter in question["parameters"]:
            key = f"parameter-{parameter['name']}"
            st.session_state[key] = given.get(parameter["name"], parameter["default"] or "")
            st.text_input(
                f"{escaped(str(parameter['label']))}"
                f"{'' if parameter['required'] else ' (may be left empty)'}",
                key=key,
                help=_help(str(parameter["type"])),
            )
        st.form_submit_button("Answer it", type="primary", on_click=_asked, args=(question,))


def _help(type_: str) -> str | None:
    if type_ in {"thing", "iri", "entity"}:
        return "The name, the address or the last part of the address of an entry."
    return None


def _asked(question: Question) -> None:
    wanted = {"question": str(question["name"])}
    for parameter in question["parameters"]:
        value = str(st.session_state[f"parameter-{parameter['name']}"]).strip()
        wanted[_PARAMETER + parameter["name"]] = value
    state.write(wanted)


def _answer(answer: Mapping[str, Any]) -> None:
    columns, rows, total = answer["columns"], answer["rows"], int(answer["total"])
    st.header("The answer", anchor="answer")
    if not rows:
        st.info(
            "Nothing in the catalogue answers it. That nothing is recorded does not mean that "
            "there is nothing."
        )
    else:
        shown = rows[:_SHOWN]
        part = f", the first {len(shown):,} shown" if len(shown) < total else ""
        sheet.table(
            [str(column["label"]) for column in columns],
            [cells(columns, row) for row in shown],
            caption=f"{count_words(total, 'row')}{part}, as of commit {answer['commit']}",
            key="answer",
        )
        if answer.get("truncated"):
            st.warning("The answer was cut off: there is more than the service gives at once.")
        _unknown(columns, rows)
        st.download_button(
            "Download as CSV",
            csv_of(columns, rows),
            file_name=f"{answer['name']}.csv",
            mime="text/csv",
            icon=":material/download:",
            on_click="ignore",
        )
        st.caption(
            "For spreadsheets: cells that begin with `=`, `+`, `-` or `@` have a `'` before "
            "them, so that none is taken for a formula. The service gives them as they are."
        )
    show_query(answer["query"])


def _unknown(columns: Sequence[Question], rows: Sequence[Question]) -> None:
    found = gaps(columns, rows)
    if not found:
        st.caption("Every cell of the answer is filled, and none says “unknown”.")
        return
    with st.container(border=True):
        st.markdown("**What is not known in this answer**")
        sheet.table(
            ["Column", "Recorded as unknown", "Nothing recorded"],
            [
                [Cell(gap.label), Cell(f"{gap.unknown:,}"), Cell(f"{gap.nothing:,}")]
                for gap in found
            ],
            caption=f"Rows out of {len(rows):,}",
            key="gaps",
        )


if __name__ == "__main__":
    show()
