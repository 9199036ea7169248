"""The experts at the steps of a training: a slider under which the generator itself changes, live."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from mixgan.ui.components.live import envelope, live_component, nothing

__all__ = ["growth_view"]

HTML = """<div class="live growth steps">
  <span class="theme-probe"></span><span class="theme-watcher"></span>
  <div class="track"></div>
  <div class="side"></div>
  <div class="bar"></div>
  <div class="matrix" role="group"></div>
  <div class="chosen"></div>
  <div class="stage"></div>
  <div class="note"></div>
  <div class="line" role="status" aria-live="polite"></div>
</div>
"""
SCRIPTS = ("covariance/drawing.js", *(f"experts/{part}.js" for part in ("frame", "routing", "weights")),
           *(f"tree/{part}.js" for part in (
               "layout", "slide", "form", "push", "state", "pushed", "morph", "sample", "words", "stage")),
           *(f"growth/{part}.js" for part in ("steps", "curve", "player", "track", "matrix", "tree", "growth")))
STYLES = ("live/range.css", "tree/tree.css", "growth/curve.css", "growth/growth.css")
_growth = live_component("growth", HTML, SCRIPTS, STYLES)


def growth_view(program: bytes, view: Mapping[str, Any], *, key: str, on_state: Callable[[], None] | None = None) -> Any:
    """Mount the steps of a model. `program`: of the step that is shown first.

    `view`: of (model and seed: while it stays the same, more moments may come), draws (`live.draws_of`), directions (2, Z),
    moments [{step, shares (K,)}], places (an address of a program for each), axis (places of the slider), at (the number of the
    moment shown first), live and follows (whether more will come, and the newest is shown then), lines [[name, a value of 0 to 1
    or None for each moment]], at most three, jump (numbers of two moments, or None), rows (K captions), note, gated, colours,
    shapes; modes ([["experts", its words], ["tree", "Tree"]] where there is a tree, else []) of which `show` is shown first,
    treenote, expert_word, alt, selected (path of a node).

    State, sent when the hand rests, for which `on_state` is called: step (-1 while the newest is followed), show, node; and pad.
    """
    heard = {f"on_{name}_change": on_state or nothing for name in ("step", "show", "node")}
    return _growth(key=key, data=envelope(program, view), on_pad_change=nothing, **heard)
