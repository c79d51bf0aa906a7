"""Search: a text, facets with counts, and what fits; without either, where to begin."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

import streamlit as st

from ui import addresses, sheet, start, state
from ui.query import show_query
from ui.service import ask
from ui.sheet import Cell
from ui.wording import count_words, escaped, kind_words, plain, shortened

PAGE_SIZE: Final = 20
_OWN: Final = ("q", "page")

# Any: the service's JSON, as everywhere on the screens.
Answer = Mapping[str, Any]


def show() -> None:
    """Show the search as the address says."""
    text = st.query_params.get("q", "")
    selected = {name: st.query_params.get_all(name) for name in st.query_params if name not in _OWN}
    page = state.number("page", 10**5) or 1
    st.session_state["q"] = text
    if not text and not selected:
        start.welcome()
    else:
        st.set_page_config(page_title=f"{plain(text) or 'Search'} · Headwaters")
        st.title("Search", anchor=False)
    st.text_input(
        "Search names and descriptions",
        key="q",
        placeholder="A model, a dataset, an organization, a license …",
        icon=":material/search:",
        on_change=_text_changed,
    )
    found = ask(
        lambda client: client.search(text, selected, limit=PAGE_SIZE, offset=(page - 1) * PAGE_SIZE)
    )
    _facets(found["facets"], selected)
    _chosen(found["facets"], selected, text)
    if not text and not selected:
        start.examples(found)
        return
    _results(found, page)


def _results(found: Answer, page: int) -> None:
    total = int(found["total"])
    if not total:
        _nothing(found)
        return
    results = found["results"]
    first = int(found["offset"]) + 1
    if not results:
        st.info(f"There is no page {page}: {count_words(total, 'thing')} fit.")
    else:
        last = first + len(results) - 1
        sheet.cards(
            [_card(result) for result in results],
            caption=f"{count_words(total, 'thing')} fit; {first:,} to {last:,} shown",
            key="results",
        )
    sheet.pages(page, -(-total // PAGE_SIZE), _page)
    st.caption(
        f"Catalogue as of commit {found['commit']}. The facets in the side panel narrow it down; "
        "each says how many things choosing it would leave."
    )
    show_query(found.get("sparql"))


def _card(result: Answer) -> Sequence[Cell]:
    description = shortened(str(result.get("description") or ""), 260)
    return (
        Cell(str(result["title"]), addresses.entry(result["kind"], result["slug"])),
        Cell(kind_words(result["kind"]), mark="chip"),
        Cell(description) if description else Cell("No description recorded", mark="quiet"),
    )


def _nothing(found: Answer) -> None:
    st.subheader("Nothing fits")
    st.markdown(
        "That it is not here says only that nobody has recorded it. "
        "Try fewer words, take away a facet, or begin from one of these:"
    )
    start.paths()


def _facets(facets: Sequence[Answer], selected: Mapping[str, Sequence[str]]) -> None:
    """The facets, in the sidebar, each with the count that choosing a value would give."""
    with st.sidebar:
        st.subheader("Narrow down")
        for facet in facets:
            name = str(facet["name"])
            labels = {
                str(value["value"]): f"{_value_label(name, value)} ({value['count']:,})"
                for value in facet["values"]
            }
            chosen = list(selected.get(name, ()))
            labels |= {value: f"{plain(value)} (0)" for value in chosen if value not in labels}
            if not labels:
                continue
            key = f"facet-{name}"
            st.session_state[key] = chosen
            st.multiselect(
                plain(str(facet["label"])),
                list(labels),
                key=key,
                format_func=labels.__getitem__,
                placeholder="Any",
                select_all=False,
                on_change=_facet_changed,
                args=(name,),
            )


def _chosen(facets: Sequence[Answer], selected: Mapping[str, Sequence[str]], text: str) -> None:
    """The chosen values as chips, each taken away by a click."""
    if not any(selected.values()):
        return
    labels = {str(facet["name"]): facet for facet in facets}
    with st.container(horizontal=True, gap="small"):
        for name, values in selected.items():
            facet = labels.get(name, {"label": name, "values": []})
            by_value = {str(value["value"]): value for value in facet["values"]}
            for value in values:
                words = _value_label(name, by_value.get(value, {"value": value, "label": value}))
                st.button(
                    f"{escaped(str(facet['label']))}: {escaped(words)}",
                    key=f"chip-{name}-{value}",
                    icon=":material/close:",
                    help="Take this away",
                    on_click=_take_away,
                    args=(name, value),
                )
        st.button("Clear all", key="clear", type="tertiary", on_click=_clear, args=(text,))


def _value_label(facet: str, value: Answer) -> str:
    label = str(value.get("label") or value["value"])
    return kind_words(str(value["value"])) if facet == "kind" else plain(label)


def _text_changed() -> None:
    _set("q", [st.session_state["q"].strip()])


def _facet_changed(name: str) -> None:
    _set(name, st.session_state[f"facet-{name}"])


def _take_away(name: str, value: str) -> None:
    _set(name, [one for one in st.query_params.get_all(name) if one != value])


def _clear(text: str) -> None:
    state.write({"q": text})


def _page(number: int) -> addresses.Address:
    kept = {name: all_ for name, all_ in state.parameters().items() if name != "page"}
    return addresses.address("search", {**kept, "page": str(number) if number > 1 else ""})


def _set(name: str, values: Sequence[str]) -> None:
    """Write one thing into the address; another question begins at its first page."""
    if state.changed_here():
        kept = {key: all_ for key, all_ in state.parameters().items() if key != "page"}
        state.write({**kept, name: [value for value in values if value]})


if __name__ == "__main__":
    show()
