"""What a click asked for and the page shows elsewhere comes into view, unless it is seen.

`ask` in the callback, `here` at the end of the block, which is a container with the key `block(name)`.
"""

from __future__ import annotations

import streamlit as st

from mixgan.ui.components.mounting import component
from mixgan.ui.components.scripts import module

__all__ = ["ask", "block", "here"]

SCRIPTS = ("reveal/way.js", "reveal/reveal.js")
_reveal = component("reveal", "<span hidden>\n</span>", lambda: "span { display: none; }\n", lambda: module(*SCRIPTS))
_ASKED = "_reveal"              # how often anything was asked for in this session; with a name, the number of its last time


def block(name: str) -> str:
    return f"reveal-{name}"


def ask(name: str) -> None:
    """Callback: what is called `name` is to be seen when the page is drawn."""
    st.session_state[_ASKED] = st.session_state.get(_ASKED, 0) + 1
    st.session_state[f"{_ASKED}-{name}"] = st.session_state[_ASKED]


def here(name: str) -> None:
    mark = st.session_state.get(f"{_ASKED}-{name}", 0)
    if mark:
        _reveal(key=f"revealer-{name}", data={"mark": mark, "block": block(name)})
