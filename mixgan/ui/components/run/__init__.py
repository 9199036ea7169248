"""The film of one run, or of two: sheets, losses, use of the experts, under one scrubber that repaints in the browser."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import streamlit as st

from mixgan.ui.components.packet import pack
from mixgan.ui.components.scripts import module, style

__all__ = ["run_packet", "run_view"]

_HTML = """<div class="live run">
  <span class="theme-probe"></span><span class="theme-watcher"></span>
  <div class="sheets"></div>
  <div class="charts"></div>
</div>
"""
_run = st.components.v2.component(
    "mixgan_run", html=_HTML, css=style("live/live.css", "live/range.css", "run/run.css"),
    js=module("packet/packet.js", "live/words.js", "covariance/drawing.js", "run/charts.js", "run/classes.js", "run/thumb.js",
              "run/sheets.js", "run/run.js"))


def run_packet(films: Sequence[Mapping[str, Any]], sheets: Sequence[Mapping[int, bytes]], view: Mapping[str, Any]) -> bytes:
    """`films` as `figures.training.film` makes them, the WebP sheet of each of their frames, and what stands beside them.

    `view`: colours of each run {"light", "dark"}, tile {width, height, columns, rows}, n (pictures of a sheet), word (expert,
    leaf ...), live (more may come), at (a step, or -1 for the newest).
    """
    parts = {f"{i}-{step}": found[step] for i, found in enumerate(sheets) for step in films[i]["frames"] if step in found}
    return pack({"films": list(films), **view}, parts)


def run_view(packet: bytes, *, key: str, on_step: Callable[[], None]) -> Any:
    """Mount the film. State `step`: where the scrubber rests, -1 while it follows the newest. Nothing is sent in a drag."""
    return _run(key=key, data=packet, on_step_change=on_step)
