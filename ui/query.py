"""“Show me the query”: the SPARQL behind a screen, and the way into the query editor with it."""

from __future__ import annotations

import streamlit as st

from ui import addresses
from ui.service import server
from ui.wording import plain


def show_query(query: object) -> None:
    """The query folded away with a link to the editor; nothing where there is none."""
    if not query:
        return
    text = str(query)
    with st.expander("Show me the query"):
        st.code(plain(text), language="sparql")
        st.link_button("Open it in the query editor", addresses.sparql(server(), text))
