"""The button of talk mode, and the keys: T switches it; PageUp, PageDown and arrows step through a talk; Escape leaves."""

from __future__ import annotations

from typing import Any

import streamlit as st

from mixgan.ui.components.scripts import module, style

__all__ = ["talk_view"]

_talk = st.components.v2.component(
    "mixgan_talk", html='<div class="talk">\n</div>\n', css=style("talk/talk.css"), js=module("ways/follow.js", "talk/talk.js"))


def talk_view(on: bool, model: str, before: str | None, after: str | None, *, key: str) -> Any:
    """`before` and `after`: addresses of the steps around this page, None where there is none; `model`: what is shown."""
    return _talk(key=key, data={"on": on, "model": model, "before": before, "after": after})
