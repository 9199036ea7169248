"""How a head settled: the objective and the flips of every try, under one scrubber of updates that asks for nothing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st

from mixgan.ui.components.packet import pack
from mixgan.ui.components.scripts import module, style

__all__ = ["HEIGHT_PX", "settling_view"]

HEIGHT_PX = 298                 # as it is drawn on a wide page, for what stands here before there is a look

_HTML = """<div class="live run wide settling">
  <span class="theme-probe"></span><span class="theme-watcher"></span>
  <p class="line sentence"></p>
  <div class="charts"></div>
</div>
"""
_settling = st.components.v2.component(
    "mixgan_settling", html=_HTML, css=style("live/live.css", "live/range.css", "run/run.css", "settling/settling.css"),
    js=module("packet/packet.js", "live/words.js", "covariance/drawing.js", "run/charts.js", "run/thumb.js", "run/frame.js",
              "settling/tries.js",
              "settling/settling.js"))


def settling_view(chart: Mapping[str, Any], *, key: str) -> None:
    """`chart` as `figures.settling.settling` makes it."""
    _settling(key=key, data=pack(chart, {}))
