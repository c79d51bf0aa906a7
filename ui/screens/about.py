"""About: what this is, how to read it, and what its words mean."""

from __future__ import annotations

import json
from typing import Final

import streamlit as st

from ui import sheet
from ui.service import ask, server
from ui.sheet import Cell
from ui.wording import CONFIDENCE, count_words, escaped

_SCHEMES: Final[dict[str, str]] = {
    "edge-kind": "Kinds of edge in a lineage",
    "data-type": "Types of data",
    "sharing-level": "Levels of sharing",
    "disclosure": "Disclosure of training data",
    "focus-area": "Focus areas",
    "stakeholder-group": "Stakeholder groups",
    "governance-mechanism": "Governance mechanisms",
    "license-scope": "What a license covers",
    "signal-layer": "Where a preference is signaled",
    "role": "Roles",
}
_QUERY: Final = """PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
SELECT ?scheme ?concept ?label ?definition WHERE {
  ?concept skos:inScheme ?scheme ; skos:prefLabel ?label .
  OPTIONAL { ?concept skos:definition ?definition }
} ORDER BY ?label"""
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
    left, right = st.columns(2, gap="large")
    with left:
        st.subheader("How sure a record is", anchor=False)
        sheet.table(
            ["Code", "In words"],
            [[Cell(code), Cell(words)] for code, words in CONFIDENCE.items() if len(code) == 1],
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
    _glossary()


def _glossary() -> None:
    st.header("What the words mean", anchor="glossary")
    st.markdown(f"From the ontology of the catalogue, [whole at the service]({server()}/ns).")
    chosen = st.query_params.get("scheme", "edge-kind")
    chosen = chosen if chosen in _SCHEMES else "edge-kind"
    st.session_state["scheme"] = chosen
    st.selectbox(
        "Words for",
        list(_SCHEMES),
        key="scheme",
        format_func=_SCHEMES.__getitem__,
        on_change=_changed,
    )
    _, body = ask(lambda client: client.query(_QUERY, "application/sparql-results+json"))
    rows = [
        row
        for row in json.loads(body)["results"]["bindings"]
        if row["scheme"]["value"].endswith(f"/ns/{chosen}")
    ]
    if not rows:
        st.info("This service does not explain them.")
        return
    sheet.table(
        ["Word", "Meaning"],
        [
            [
                Cell(row["label"]["value"], url=row["concept"]["value"]),
                Cell(row.get("definition", {"value": ""})["value"]),
            ]
            for row in rows
        ],
        caption=_SCHEMES[chosen],
        key="glossary",
    )


def _changed() -> None:
    st.query_params["scheme"] = st.session_state["scheme"]


if __name__ == "__main__":
    show()
