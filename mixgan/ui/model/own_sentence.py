"""The field in which a question is written in a model's own words, and beside it the questions that it is kept with."""

from __future__ import annotations

import streamlit as st

from mixgan.store.models import ModelFolder
from mixgan.ui import links, look, states
from mixgan.ui.views import own_words
from mixgan.ui.views.opening import Opened

__all__ = ["ask"]

STORED_PX = 260
MOST_SHOWN = 60                 # words that the hint lists


def ask(found: ModelFolder, opened: Opened) -> str:
    """Draw the field; the sentence that was last written and can be read. The link follows it."""
    key = f"own-{found.name}{links.step_mark()}"
    stored = own_words.stored(opened)
    start = links.at_start("question", links.Parser(own_words.parser(opened), own_words.ALLOWED, own_words.near(opened)),
                           stored[0], found.name)
    if f"{key}-text" not in st.session_state:           # the page is new
        st.session_state[key] = st.session_state[f"{key}-text"] = start
    asked: str = st.session_state[key]
    st.session_state[f"{key}-stored"] = asked if asked in stored else None
    with st.container(horizontal=True, gap="small", key="sentence"):
        st.text_input("Sentence", key=f"{key}-text", help=_known(opened), on_change=_write, args=(found, opened, key, stored[0]))
        st.selectbox("Stored questions", stored, index=None, key=f"{key}-stored", placeholder="your own",
                     width=STORED_PX, on_change=_take, args=(found, opened, key, stored[0]))
    states.told(key)
    return asked


def _known(opened: Opened) -> str:
    """The words that it reads, of many the first."""
    _, *known = opened.generator.vocabulary
    rest = len(known) - MOST_SHOWN
    listed = ", ".join(known[:MOST_SHOWN]) + (f" and {rest:,} more" if rest > 0 else "")
    return look.plain(f"Up to {opened.generator.condition_shape[0]} of the words that it has learned: {listed}.")


def _take(found: ModelFolder, opened: Opened, key: str, default: str) -> None:
    chosen: str | None = st.session_state[f"{key}-stored"]
    if chosen is not None:                              # the box was emptied: the sentence stays
        st.session_state[f"{key}-text"] = chosen
        _write(found, opened, key, default)


def _write(found: ModelFolder, opened: Opened, key: str, default: str) -> None:
    with states.telling(key):
        spoken = own_words.read(st.session_state[f"{key}-text"], opened)
        st.session_state[key] = spoken
        links.keep("question", spoken, own_words.link_text(spoken), own_words.link_text(default), found.name)
