"""The experts at the steps of a training: a slider under which the generator itself changes, live."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from mixgan.ui.components.live import envelope, live_component, nothing

__all__ = ["growth_view"]

HTML = """<div class="live growth">
  <span class="theme-probe"></span><span class="theme-watcher"></span>
  <div class="track"></div>
  <div class="side"></div>
  <div class="bar"></div>
  <div class="matrix" role="group"></div>
  <div class="note"></div>
  <div class="line" role="status" aria-live="polite"></div>
</div>
"""
SCRIPTS = ("covariance/drawing.js", *(f"experts/{part}.js" for part in ("frame", "routing", "weights")),
           *(f"growth/{part}.js" for part in ("steps", "curve", "growth")))
STYLES = ("live/range.css", "growth/growth.css")
_growth = live_component("growth", HTML, SCRIPTS, STYLES)


def growth_view(program: bytes, view: Mapping[str, Any], *, key: str, on_step: Callable[[], None] | None = None) -> Any:
    """Mount the steps of a model. `program`: of the step that is shown first.

    `view`: draws (`live.draws_of`), directions (2, Z), moments [{step, shares (K,)}], places (an address of a program for each),
    at (the number of the moment shown first), lines [[name, a value of 0 to 1 or None for each moment]], at most three, jump
    (numbers of two moments, or None), rows (K captions), note, gated, colours, shapes.

    State, sent when the slider rests: step, for which `on_step` is called; and pad [a, b].
    """
    return _growth(key=key, data=envelope(program, view), on_step_change=on_step or nothing, on_pad_change=nothing)
