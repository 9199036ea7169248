"""The boxes that put a question together: one for each attribute of the grammar, and one of questions that are stored."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

import streamlit as st

from mixgan.data.captions import ATTRIBUTES, SILENT
from mixgan.store.models import ModelFolder
from mixgan.ui import links
from mixgan.ui.views import sentences
from mixgan.ui.views.opening import Opened
from mixgan.ui.views.sentences import Asked

__all__ = ["ask"]

OPEN = "not said"
WIDTHS_PX = {"size": 120, "hue": 122, "shape": 120, "place": 150, "background": 122}        # one line, where there is room
STORED_PX = 168


def ask(found: ModelFolder, opened: Opened) -> Asked:
    """Draw the boxes; what they say now. The link follows them."""
    key = f"said-{found.name}{links.step_mark()}"
    stored = sentences.stored(opened)
    start = links.at_start("question", links.Parser(sentences.parse, sentences.ALLOWED, sentences.near), stored[0], found.name)
    for name, value in zip(ATTRIBUTES, start, strict=True):
        st.session_state.setdefault(f"{key}-{name}", value)
    with st.container(horizontal=True, gap="small", key="sentence"):
        for name, values in ATTRIBUTES.items():
            options: list[int] = [SILENT, *range(len(values))]
            st.selectbox(name.capitalize(), options, key=f"{key}-{name}", width=WIDTHS_PX[name],
                         format_func=partial(_word, values), on_change=_keep, args=(found, key, stored[0]))
        asked = _asked(key)
        st.session_state[f"{key}-stored"] = asked if asked in stored else None
        st.selectbox("Stored questions", stored, index=None, key=f"{key}-stored", format_func=sentences.sentence,
                     placeholder="your own", width=STORED_PX, on_change=_take, args=(found, key, stored[0]))
    return asked


def _word(values: Sequence[str], value: int) -> str:
    return OPEN if value == SILENT else values[value]


def _asked(key: str) -> Asked:
    return tuple(st.session_state[f"{key}-{name}"] for name in ATTRIBUTES)


def _take(found: ModelFolder, key: str, default: Asked) -> None:
    chosen: Any = st.session_state[f"{key}-stored"]
    if chosen is not None:                              # the box was emptied: the sentence stays
        for name, value in zip(ATTRIBUTES, chosen, strict=True):
            st.session_state[f"{key}-{name}"] = value
        _keep(found, key, default)


def _keep(found: ModelFolder, key: str, default: Asked) -> None:
    asked = _asked(key)
    links.keep("question", asked, sentences.link_text(asked), sentences.link_text(default), found.name)
