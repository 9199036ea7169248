"""Points in the plane at the steps of a training, in the colours of the experts, over the places that are theirs."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from mixgan.ui.components.live import envelope, live_component, nothing

__all__ = ["plane_view"]

HTML = """<div class="live plane steps">
  <span class="theme-probe"></span><span class="theme-watcher"></span>
  <div class="picturebox"><canvas class="field" role="img" aria-label="points in the plane"></canvas></div>
  <div class="beside">
    <div class="headline"></div>
    <div class="bar"></div>
    <div class="track"></div>
    <div class="owners"></div>
    <div class="note"></div>
  </div>
  <div class="line" role="status" aria-live="polite"></div>
</div>
"""
SCRIPTS = ("covariance/drawing.js", "growth/curve.js", "growth/player.js", "growth/track.js", "plane/field.js", "plane/plane.js")
STYLES = ("live/range.css", "growth/curve.css", "plane/plane.css")
_plane = live_component("plane", HTML, SCRIPTS, STYLES)


def plane_view(view: Mapping[str, Any], steps: Sequence[bytes], *, key: str, on_step: Callable[[], None] | None = None) -> Any:
    """Mount the steps of points; one block of `analysis.plane.packed` for each moment.

    `view`: header {id, n_experts, shape, chooses}, of (the model: while it stays the same, more moments may come), moments
    [{step, shares (K,), found or None}], n (points of a step), cells, reach, centres [[x, y]] and sigma of the data's modes
    ([] where unknown), counts (for each moment, 1 for each mode that is found), axis (places of the slider), at, live, follows,
    lines and jump of growth/curve.js, rows (names of the experts), colours, shapes, note.

    State, sent when the slider rests: step, -1 while the newest is followed, for which `on_step` is called.
    """
    return _plane(key=key, data=envelope(b"", view, steps), on_step_change=on_step or nothing)
