"""Where to begin: the questions the catalogue is for, and the six focus areas.

The areas are those of the white paper *Data Governance in Open Source AI*.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import streamlit as st

from ui import addresses, sheet
from ui.addresses import Address
from ui.sheet import Cell
from ui.wording import count_words

_PATHS: Final[tuple[tuple[str, str, Address], ...]] = (
    (
        "Where does Ǎguila-7B come from?",
        "From a national language model up to the open web.",
        addresses.lineage("model", "aguila-7b", "upstream"),
    ),
    (
        "What was made from Common Crawl?",
        "Datasets, models and applications, at any distance.",
        addresses.lineage("dataset", "common-crawl", "downstream"),
    ),
    (
        "What is The Pile, and who says so?",
        "One entry, with every source that speaks about it.",
        addresses.entry("dataset", "the-pile"),
    ),
    (
        "What do the rules find on Dolly v2?",
        "Conditions and gaps that came down the river, each with its way.",
        addresses.findings("model", "dolly-v2-12b"),
    ),
    (
        "What if Books3 were withdrawn?",
        "What it would touch, and whom to tell; nothing is written.",
        addresses.what_if("withdraw", "dataset/books3"),
    ),
    (
        "What are the named questions?",
        "Asked by policymakers, stewards and communities; each shows its query.",
        addresses.address("questions"),
    ),
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
    st.title("Headwaters", anchor=False)
    st.markdown(
        "Where does this model’s data come from, who looks after it, on what terms was it "
        "shared? Follow the river: **upstream** to the sources, **downstream** to what was "
        "made of them."
    )


def paths() -> None:
    """A few questions to begin with, as links."""
    sheet.cards(
        [(Cell(label, to=wanted), Cell(words)) for label, words, wanted in _PATHS],
        caption="Each opens an answer that can be followed further",
        key="paths",
    )


# Any: the service's JSON.
def examples(found: Mapping[str, Any]) -> None:
    """The start page below the search field: example paths, focus areas, what there is."""
    left, right = st.columns(2, gap="large")
    with left:
        st.subheader("Begin with a question", anchor=False)
        paths()
    with right:
        st.subheader("Or with a focus area", anchor=False)
        sheet.cards(
            [
                (Cell(label, to=addresses.address("search", {"focus-area": value})), Cell(words))
                for value, label, words in _AREAS
            ],
            caption="The six of the white paper “Data Governance in Open Source AI”",
            key="areas",
        )
    st.caption(
        f"{count_words(int(found['total']), 'thing')} in this catalogue, "
        f"as of commit {found['commit']}. Everything here is said by somebody, and each entry "
        "names who, when and how sure."
    )
