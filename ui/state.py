"""The address is the state; a change of a widget is a change of the address.

Each screen sets its widgets from the address before it draws them, and a widget's callback
writes the address. When a reader goes back, Streamlit may report the widget's last value as if
it had just been chosen; `changed_here` tells such an echo from a choice, since with an echo the
address is not the one last shown.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

import streamlit as st

_SHOWN: Final = "address-shown"

Here = tuple[str | None, tuple[tuple[str, tuple[str, ...]], ...]]


def remember() -> None:
    """Keep the address that is being shown."""
    st.session_state[_SHOWN] = _here()


def changed_here() -> bool:
    """Whether the reader changed something on the screen last shown: then the address follows."""
    return bool(st.session_state.get(_SHOWN) == _here())


def parameters() -> dict[str, list[str]]:
    """The parameters of the address, each with all its values."""
    return {name: st.query_params.get_all(name) for name in st.query_params}


def write(wanted: Mapping[str, str | Sequence[str]]) -> None:
    """Make these the parameters of the address; those without a value are left out."""
    st.query_params.from_dict(
        {
            name: value if isinstance(value, str) else list(value)
            for name, value in wanted.items()
            if value
        }
    )


def number(name: str, most: int) -> int | None:
    """A parameter as a whole number from 1 to `most`; None where it is anything else."""
    text = st.query_params.get(name, "")
    if not (text.isascii() and text.isdigit() and len(text) <= len(str(most))):
        return None
    return int(text) if 0 < int(text) <= most else None


def _here() -> Here:
    return st.context.url, tuple((name, tuple(all_)) for name, all_ in parameters().items())
