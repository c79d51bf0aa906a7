"""About: what this is, how to read it, and what its words mean."""

from __future__ import annotations

import json
from typing import Final

import streamlit as st

from catalog.terms import BASE
from ui import sheet, state
from ui.service import ask, server
from ui.sheet import Cell
from ui.wording import count_words, escaped, plain

Row = dict[str, dict[str, str]]

_QUERY: Final = """PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
SELECT ?scheme ?title ?concept ?label ?definition ?code WHERE {
  ?concept skos:inScheme ?scheme ; skos:prefLabel ?label ; skos:definition ?definition .
  ?scheme rdfs:label ?title .
  OPTIONAL { ?concept skos:notation ?code }
} ORDER BY ?label"""
_FIRST: Final = "edge-kind"
_WAYS: Final = (
    ("unknown", "Somebody looked and says that the answer is not known."),
    ("nothing recorded", "Nobody has said anything yet."),
    ("unresolved name", "A source was named, and nobody could tell which thing that is."),
    ("undisclosed source", "The maker does not say what was used."),
)


def show() -> None:
    """Show what the catalogue is, and its glossary."""
    st.title("About")
    health = ask(lambda client: client.health())
    st.markdown(
        "Headwaters records where the data behind AI comes from, who looks after it, and on "
        "what terms it was shared. A **record** is what one source says about one thing; two "
        "sources that disagree are two records, and both are kept."
    )
    st.caption(
        f"{count_words(int(health['things']), 'thing')} in "
        f"{count_words(int(health['records']), 'record')}, as of commit {health['commit']}. "
        f"Service: {escaped(server())}, version {escaped(str(health['version']))}."
    )
    words = _words()
    if "scheme" in st.query_params:
        _glossary(words)
        _how_to_read(words)
    else:
        _how_to_read(words)
        _glossary(words)


def _how_to_read(words: dict[str, list[Row]]) -> None:
    left, right = st.columns(2, gap="large")
    with left:
        st.subheader("How sure a record is", anchor=False)
        sheet.table(
            ["Code", "In words"],
            [
                [
                    Cell(row.get("code", row["label"])["value"], mark="strong"),
                    Cell(row["label"]["value"], note=row["definition"]["value"]),
                ]
                for row in words.get("confidence", [])
            ],
            caption="The code is the weakest of what the record states as facts",
            key="confidence",
        )
    with right:
        st.subheader("Ways of not knowing", anchor=False)
        sheet.table(
            ["Shown as", "Means"],
            [[Cell(shown, mark="unknown"), Cell(means)] for shown, means in _WAYS],
            caption="They are never mixed up",
            key="not-knowing",
        )


def _words() -> dict[str, list[Row]]:
    """The concepts of the ontology, by the scheme they belong to."""
    _, body = ask(lambda client: client.query(_QUERY, "application/sparql-results+json"))
    found: dict[str, list[Row]] = {}
    for row in json.loads(body)["results"]["bindings"]:
        name = row["scheme"]["value"].removeprefix(f"{BASE}ns/")
        found.setdefault(name, []).append(row)
    return found


def _glossary(found: dict[str, list[Row]]) -> None:
    st.header("What the words mean", anchor="glossary")
    st.markdown(f"From the ontology of the catalogue, [whole at the service]({server()}/ns).")
    if not found:
        st.info("This service does not explain them.")
        return
    chosen = st.query_params.get("scheme", _FIRST)
    chosen = chosen if chosen in found else min(found)
    labels = {name: plain(rows[0]["title"]["value"]) for name, rows in found.items()}
    st.session_state["scheme"] = chosen
    st.selectbox(
        "Words for",
        sorted(found, key=labels.__getitem__),
        key="scheme",
        format_func=labels.__getitem__,
        on_change=_changed,
    )
    sheet.table(
        ["Word", "Meaning"],
        [
            [
                Cell(row["label"]["value"], url=_explained(row["concept"]["value"])),
                Cell(row["definition"]["value"]),
            ]
            for row in found[chosen]
        ],
        caption=labels[chosen],
        key="glossary",
    )


def _explained(concept: str) -> str:
    return f"{server()}/{concept.removeprefix(BASE)}" if concept.startswith(BASE) else concept


def _changed() -> None:
    if state.changed_here():
        st.query_params["scheme"] = st.session_state["scheme"]


if __name__ == "__main__":
    show()
