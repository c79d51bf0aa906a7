"""What if: one supposition laid over what is recorded, and the difference it would make."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import streamlit as st

from catalog.errors import AmbiguousError, HeadwatersError, NotFoundError, UsageError
from ui import addresses, days, difference, failures, sheet, state
from ui.findings import Answer
from ui.service import ask, find, titles_of
from ui.sheet import Cell
from ui.wording import escaped

_KINDS: Final = {
    "withdraw": "it were withdrawn",
    "license": "it had another license",
    "signal": "a signal were given on it",
}
_SIGNALS: Final = ("disallow", "allow", "conditional")
_CATEGORIES: Final = {
    "ai-train": "training AI",
    "ai-train-generative": "training generative AI",
    "ai-finetune": "fine-tuning",
    "ai-input": "as input at run time",
    "tdm-research": "text and data mining for research",
    "search": "search",
    "archive": "archiving",
    "acquisition": "fetching it at all",
    "any": "any use",
}
_EXAMPLES: Final = (
    ("Common Crawl is withdrawn", "withdraw", "dataset/common-crawl", ""),
    ("Books3 is withdrawn", "withdraw", "dataset/books3", ""),
    ("LAION-5B is withdrawn", "withdraw", "dataset/laion-5b", ""),
    ("dolly-15k is under CC BY 4.0", "license", "dataset/dolly-15k", "cc-by-4"),
    ("Common Crawl says no to training", "signal", "dataset/common-crawl", "disallow:ai-train"),
)


def show() -> None:
    """Show the form, and what the supposition in the address would change."""
    supposed = st.query_params.get("kind", "withdraw")
    supposed = supposed if supposed in _KINDS else "withdraw"
    asked = st.query_params.get("id", "").strip()
    value = st.query_params.get("value", "").strip()
    as_of = st.query_params.get("as_of", "")
    st.title("What if", anchor=False)
    st.text(
        "Suppose one thing and see what would be different downstream of it. It is laid over "
        "what is recorded and then forgotten: nothing is written."
    )
    _kind(supposed)
    _form(supposed, asked, value, as_of)
    if not asked or (supposed != "withdraw" and not value):
        _examples()
        return
    try:
        answer = _difference(supposed, asked, value, days.checked(as_of))
    except (UsageError, NotFoundError, AmbiguousError) as error:
        st.warning(escaped(str(error)), icon=":material/front_hand:")
        kept = "" if _is_license(error, value) else value
        failures.alike(error, lambda name: _again(supposed, asked, name, value, kept))
        return
    difference.show(answer, f"what-if-{supposed}")


def _difference(supposed: str, asked: str, value: str, day: str | None) -> Answer:
    """The service's answer, with the names of what it speaks of."""
    thing = find(asked)
    name = f"{thing.kind}/{thing.slug}"
    titles = {thing.iri: thing.title}
    if supposed == "license":
        license_ = find(value)
        value = f"{license_.kind}/{license_.slug}"
        titles[license_.iri] = license_.title
    wanted = name if supposed == "withdraw" else f"{name}={value}"
    answer = ask(lambda client: client.what_if({supposed: wanted}, as_of=day))
    missing = difference.named(answer) - set(titles)
    return {**answer, "titles": {**titles_of(missing), **titles, **answer.get("titles", {})}}


def _is_license(error: HeadwatersError, value: str) -> bool:
    named = isinstance(error, NotFoundError | AmbiguousError)
    return named and getattr(error, "asked", "") == value


def _again(supposed: str, asked: str, name: str, value: str, kept: str) -> addresses.Address:
    """The same supposition with a name that exists."""
    if value and not kept:
        return addresses.what_if(supposed, asked, name)
    return addresses.what_if(supposed, name, kept)


def _kind(supposed: str) -> None:
    st.session_state["kind"] = supposed
    st.segmented_control(
        "Suppose that",
        list(_KINDS),
        key="kind",
        format_func=_KINDS.__getitem__,
        required=True,
        on_change=_other_kind,
    )


def _other_kind() -> None:
    if state.changed_here():
        kept = {name: all_ for name, all_ in state.parameters().items() if name != "value"}
        state.write({**kept, "kind": st.session_state["kind"]})


def _form(supposed: str, asked: str, value: str, as_of: str) -> None:
    st.session_state["thing"] = asked
    with st.form("supposition"):
        st.text_input(
            "Of which dataset, model or source?",
            key="thing",
            help="The name, the address or the last part of the address of an entry.",
        )
        if supposed == "license":
            st.session_state["license"] = value
            st.text_input(
                "Which license?",
                key="license",
                help="A license in this catalogue, as `cc-by-4`, `apache` or its name.",
            )
        elif supposed == "signal":
            _signal_fields(value)
        days.field("As of which day? Empty means today", as_of)
        st.form_submit_button("Suppose it", type="primary", on_click=_asked, args=(supposed,))


def _signal_fields(value: str) -> None:
    says, _, category = value.partition(":")
    left, right = st.columns(2)
    st.session_state["says"] = says if says in _SIGNALS else _SIGNALS[0]
    st.session_state["category"] = category if category in _CATEGORIES else "ai-train"
    left.selectbox("What does the signal say?", _SIGNALS, key="says")
    right.selectbox(
        "About which use?",
        list(_CATEGORIES),
        key="category",
        format_func=lambda name: f"{_CATEGORIES[name]} ({name})",
    )


def _asked(supposed: str) -> None:
    values = {
        "withdraw": "",
        "license": str(st.session_state.get("license", "")).strip(),
        "signal": f"{st.session_state.get('says')}:{st.session_state.get('category')}",
    }
    state.write(
        {
            "kind": supposed,
            "id": st.session_state["thing"].strip(),
            "value": values[supposed],
            "as_of": days.chosen(),
        }
    )


def _examples() -> None:
    cells: Sequence[Cell] = [
        Cell(words, to=addresses.what_if(supposed, name, value))
        for words, supposed, name, value in _EXAMPLES
    ]
    sheet.names([Cell("For example:"), *cells], caption="Examples", key="examples")


if __name__ == "__main__":
    show()
