"""Where to begin: the questions the catalogue is for, and the six focus areas.

The areas are those of the white paper *Data Governance in Open Source AI*.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import streamlit as st

from ui import addresses
from ui.addresses import Address
from ui.wording import count_words

_PATHS: Final[tuple[tuple[str, Address], ...]] = (
    ("Where does Ǎguila-7B come from?", addresses.lineage("model", "aguila-7b", "upstream")),
    (
        "What was made from Common Crawl?",
        addresses.lineage("dataset", "common-crawl", "downstream"),
    ),
    ("What is The Pile, and who says so?", addresses.entry("dataset", "the-pile")),
    ("Which licenses speak about models?", addresses.address("search", {"kind": "license"})),
)

_AREAS: Final[tuple[tuple[str, str, str], ...]] = (
    ("preparation", "Data preparation", "where data comes from and what was done to it"),
    ("preference", "Preference signals", "what people ask to be done, or not, with their data"),
    ("stewards", "Data stewards", "who looks after data, and for whom"),
    ("environment", "Environment", "what it takes to make and keep data and models"),
    ("reciprocity", "Reciprocity", "what flows back to those the data came from"),
    ("policy", "Policy", "what governments do and could do"),
)


def welcome() -> None:
    """The first words a newcomer reads."""
    st.title("Headwaters")
    st.markdown(
        "Where does this model’s data come from, who looks after it, on what terms was it "
        "shared? Follow the river: **upstream** to the sources, **downstream** to what was "
        "made of them."
    )


def paths() -> None:
    """A few questions to begin with, as links."""
    for label, wanted in _PATHS:
        st.page_link(
            addresses.SCREENS[wanted.screen],
            label=label,
            icon=":material/water:",
            query_params=wanted.query,
        )


# Any: the service's JSON.
def examples(found: Mapping[str, Any]) -> None:
    """The start page below the search field: example paths, focus areas, what there is."""
    left, right = st.columns(2, gap="large")
    with left:
        st.subheader("Begin with a question")
        paths()
        st.page_link(
            addresses.SCREENS["questions"],
            label="All named questions",
            icon=":material/quiz:",
        )
    with right:
        st.subheader("Or with a focus area")
        for value, label, words in _AREAS:
            st.page_link(
                addresses.SCREENS["search"],
                label=f"**{label}** · {words}",
                icon=":material/adjust:",
                query_params=[("focus-area", value)],
            )
    st.caption(
        f"{count_words(int(found['total']), 'thing')} in this catalogue, "
        f"as of commit {found['commit']}. Everything here is said by somebody, and each entry "
        "names who, when and how sure."
    )
