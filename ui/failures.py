"""What a reader sees when the service has nothing, refuses, or does not answer."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

import streamlit as st

from catalog.errors import (
    AmbiguousError,
    BusyError,
    HeadwatersError,
    NotFoundError,
    QueryRefusedError,
    QueryTimeoutError,
    UnavailableError,
    UsageError,
)
from catalog.model import Thing
from ui import addresses, sheet
from ui.service import server
from ui.sheet import Cell
from ui.wording import escaped, kind_words

_ADVICE: Final[dict[type[HeadwatersError], str]] = {
    QueryRefusedError: "This service does not run such queries. Nothing was changed.",
    QueryTimeoutError: "Ask for less: fewer steps, one kind, a shorter list. Then try again.",
    BusyError: "The service has many questions at once. Wait a moment and try again.",
    UsageError: "Something in this address cannot be read. Check it, or start from the search.",
}


def show(error: HeadwatersError) -> None:
    """Say what went wrong and what to do next."""
    if isinstance(error, NotFoundError):
        _missing(error)
    elif isinstance(error, AmbiguousError):
        st.title("More than one thing has that name")
        _things(error.candidates, f"“{error.asked}” may stand for any of these.")
    elif isinstance(error, UnavailableError):
        _unavailable(error)
    else:
        st.title(error.title)
        st.warning(escaped(str(error)), icon=":material/front_hand:")
        advice = [words for kind, words in _ADVICE.items() if isinstance(error, kind)]
        st.text(advice[0] if advice else "Nothing was changed. Try again, or ask for less.")
    st.page_link(
        addresses.SCREENS["search"], label="Go to the search", icon=":material/arrow_back:"
    )


def _missing(error: NotFoundError) -> None:
    st.title("Not in this catalogue")
    st.markdown(f"Nothing here is called **{escaped(error.asked) or 'that'}**.")
    if error.near:
        _things(error.near, "Things with a name like it:")
    else:
        st.text(
            "No name here is like it either. That something is missing says nothing about it: "
            "it only has not been recorded."
        )


def alike(error: HeadwatersError, at: Callable[[str], addresses.Address]) -> None:
    """The things an address may have meant, where the error names any.

    :param at: the address that asks the same of another thing, by its kind and slug.
    """
    if isinstance(error, NotFoundError) and error.near:
        _things(error.near, "Did you mean one of these?", at)
    elif isinstance(error, AmbiguousError):
        _things(error.candidates, f"“{error.asked}” may stand for any of these.", at)


def _things(
    things: Sequence[Thing],
    caption: str,
    at: Callable[[str], addresses.Address] = lambda name: addresses.address("entry", {"id": name}),
) -> None:
    sheet.cards(
        [
            (Cell(thing.title, at(f"{thing.kind}/{thing.slug}")), _kind(thing.kind))
            for thing in things
        ],
        caption=caption,
        key="near",
    )


def _kind(kind: str) -> Cell:
    return Cell(kind_words(kind), mark="chip")


def _unavailable(error: UnavailableError) -> None:
    st.title("The catalogue does not answer")
    st.error(escaped(str(error)), icon=":material/cloud_off:")
    st.markdown("The explorer is only a window: what it shows comes from a service. Start one with")
    st.code("headwaters serve", language="bash")
    st.markdown("and load this page again. The explorer looks for it at")
    st.code(server(), language=None)
    st.markdown("Another address goes into the setting `HEADWATERS_SERVER`.")
