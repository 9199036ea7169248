"""The spread of every component under a slider, with the pictures of fixed noise following the thumb."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from mixgan.ui.components.live import envelope, live_component, nothing

__all__ = ["LEVELS", "TRAINED_LEVEL", "covariance_view"]

LEVELS = 24                     # level / 8 is the factor on every standard deviation: 0 to 2.875
TRAINED_LEVEL = 8

HTML = """<div class="live covariance">
  <span class="theme-probe"></span><span class="theme-watcher"></span>
  <div class="bar"></div>
  <div class="top"><div class="master"></div><div class="plane"></div></div>
  <div class="rows"></div>
  <div class="note"></div>
  <div class="line" role="status" aria-live="polite"></div>
</div>
"""
SCRIPTS = tuple(f"covariance/{part}.js" for part in (
    "drawing", "curve", "gaussians", "spreads", "blocks", "rows", "master", "covariance"))
STYLES = ("live/range.css", "covariance/covariance.css")
_covariance = live_component("covariance", HTML, SCRIPTS, STYLES)


def covariance_view(
    program: bytes,
    view: Mapping[str, Any],
    *,
    key: str,
    on_select: Callable[[], None] | None = None,
    on_spreads: Callable[[], None] | None = None,
    on_comp: Callable[[], None] | None = None,
) -> Any:
    """Mount the sliders and the grid.

    `view`: draws {"noise": (n, Z)}; optional: own (K, n, Z), each expert's noises where they are not the same for all,
    n (pictures per row), rows (K captions), spreads (K,), level (0 .. 23),
    comp (component shown alone, from 0, or "all"), meaning (a sentence), curve [{"spread": s, "precision": [mean, half of its
    band or None], ...}] (any measures between 0 and 1, by spread), plane {"means": (K, 2), "ellipses": (K, 3) half axes and
    angle, "offsets": (K, m, 2) of m samples, "explained"} (the Gaussians at spread 1), colours, shapes, expert_word, pair
    (views that name the same share the level).

    States, sent when the thumb is let go: level (`on_select` is called), spreads (K,), comp.
    """
    return _covariance(
        key=key, data=envelope(program, view), on_level_change=on_select or nothing,
        on_spreads_change=on_spreads or nothing, on_comp_change=on_comp or nothing)
