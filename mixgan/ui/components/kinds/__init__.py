"""How many kinds: the score and the flips by number of kinds, under a pointer or a slider that asks for nothing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st

from mixgan.ui.components.packet import pack
from mixgan.ui.components.scripts import module, style

__all__ = ["kinds_view"]

_HTML = """<div class="live run wide kinds">
  <span class="theme-probe"></span><span class="theme-watcher"></span>
  <p class="line sentence"></p>
  <div class="charts"></div>
</div>
"""
_kinds = st.components.v2.component(
    "mixgan_kinds", html=_HTML, css=style("live/live.css", "live/range.css", "run/run.css", "kinds/kinds.css"),
    js=module("packet/packet.js", "live/words.js", "covariance/drawing.js", "run/charts.js", "run/thumb.js", "run/frame.js",
              "kinds/by_number.js",
              "kinds/kinds.js"))


def kinds_view(chart: Mapping[str, Any], *, key: str) -> None:
    """`chart` as `figures.kinds.kinds_chart` makes it."""
    _kinds(key=key, data=pack(chart, {}))
