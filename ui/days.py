"""A day in an address: the field that chooses it, and what is no day."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Final

import streamlit as st

from catalog.errors import UsageError

FIRST: Final = date(1990, 1, 1)
LAST: Final = date(2099, 12, 31)
_KEY: Final = "as-of"


def checked(text: str) -> str | None:
    """The day an address names, None where it names none.

    :raises UsageError: where the text is no day between `FIRST` and `LAST`.
    """
    if not text:
        return None
    day = _day(text)
    if day is None:
        raise UsageError(
            f"“{text}” is no date that can be asked about here; write one from {FIRST} to {LAST}, "
            "as 2026-11-24."
        )
    return day.isoformat()


def field(label: str, text: str, on_change: Callable[[], None] | None = None) -> None:
    """The field for the day, filled with that of the address; empty where that is no day."""
    st.session_state[_KEY] = _day(text)
    st.date_input(
        label,
        key=_KEY,
        min_value=FIRST,
        max_value=LAST,
        format="YYYY-MM-DD",
        on_change=on_change,
        width=320,
    )


def chosen() -> str:
    """The day in the field, empty where there is none."""
    day = st.session_state.get(_KEY)
    return day.isoformat() if isinstance(day, date) else ""


def _day(text: str) -> date | None:
    if len(text) != len("2026-11-24") or not text.isascii():
        return None
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if FIRST <= day <= LAST else None
