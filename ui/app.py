"""The explorer: an app of several screens. Started by `streamlit run ui/app.py`."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from catalog.errors import HeadwatersError
from ui import failures, state
from ui.addresses import SCREENS

_TITLES = {
    "search": "Search",
    "entry": "Entry",
    "lineage": "Lineage",
    "findings": "Findings",
    "what-if": "What if",
    "reports": "Reports",
    "questions": "Questions",
    "about": "About",
}
_HERE = Path(__file__).parent
_HIDDEN = ("entry", "lineage", "findings")


def main() -> None:
    """Show the screen the address asks for, or say plainly why it cannot be shown."""
    st.set_page_config(page_title="Headwaters", page_icon=_HERE / "logo.svg", layout="wide")
    st.logo(_HERE / "wordmark.svg", icon_image=_HERE / "wordmark.svg", size="large")
    st.html(_HERE / "look.css")
    page = st.navigation(
        [
            st.Page(
                file,
                title=_TITLES[name],
                url_path="" if name == "search" else name,
                default=name == "search",
                visibility="hidden" if name in _HIDDEN else "visible",
            )
            for name, file in SCREENS.items()
        ],
        position="top",
    )
    state.remember()
    try:
        page.run()
    except HeadwatersError as error:
        failures.show(error)


main()
