"""The button of talk mode, and the keys: T switches it; PageUp, PageDown and arrows step through a talk; Escape leaves."""

from __future__ import annotations

from typing import Any

import streamlit as st

from mixgan.ui.components.scripts import module, style

__all__ = ["talk_view"]

_talk = st.components.v2.component(
    "mixgan_talk", html='<div class="talk">\n</div>\n', css=style("talk/talk.css"), js=module("ways/follow.js", "talk/talk.js"))


def talk_view(on: bool, model: str, step: str | None, before: str | None, after: str | None, *, key: str) -> Any:
    """`model`: what is shown; `step`: of the talk, as the link has it; `before` and `after`: addresses of the steps around it."""
    return _talk(key=key, data={"on": on, "model": model, "step": step, "before": before, "after": after})
