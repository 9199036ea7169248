"""The matrix of experts: the same noise through each of them, and what the mixture makes of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from mixgan.ui.components.draw import DRAW, DRAW_STYLE
from mixgan.ui.components.live import envelope, live_component, nothing
from mixgan.ui.components.strokes import STROKES, STROKES_STYLE

__all__ = ["experts_view"]

HTML = """<div class="live experts">
  <span class="theme-probe"></span><span class="theme-watcher"></span>
  <div class="bar"></div>
  <div class="side"></div>
  <div class="drawplace"></div>
  <div class="matrix" role="group"></div>
  <div class="note"></div>
  <div class="line" role="status" aria-live="polite"></div>
</div>
"""
SCRIPTS = (*DRAW, *STROKES, *(f"experts/{part}.js" for part in (
    "frame", "routing", "state", "weights", "words", "gate", "rows", "tip", "matrix", "controls", "experts")))
STYLES = ("experts/experts.css", DRAW_STYLE, STROKES_STYLE)
_experts = live_component("experts", HTML, SCRIPTS, STYLES)


def experts_view(
    program: bytes,
    view: Mapping[str, Any],
    *,
    key: str,
    on_select: Callable[[], None] | None = None,
    on_pad: Callable[[], None] | None = None,
    on_drawn: Callable[[], None] | None = None,
) -> Any:
    """Mount the matrix of a program with more than one expert.

    `view`: draws (`live.draws_of`), directions (2, Z); optional: first (the number of the first draw),
    gated (False: the noise has no say in who draws it), rows (K captions), shares (K,), elsewhere (K names: the class that an
    expert draws, where another is asked for; "" for those that draw it), latent (views that name the same share one pad),
    purity (K,), off (experts that start switched off, from 0), mode ("reroute", "drop": what becomes of their samples),
    orders [[name, word, sentence, experts from 0]], order (a name), expert (the one told about), colours, shapes, expert_word,
    axes, alt; draw and drawn of `components.draw`: the first column is then the drawing.

    States, sent when the hand rests: off (list of experts, from 0), mode, order, expert (or -1), for which `on_select` is
    called, pad [a, b] and drawn.
    """
    selects = {f"on_{name}_change": on_select or nothing for name in ("off", "mode", "order", "expert")}
    return _experts(key=key, data=envelope(program, view), on_pad_change=on_pad or nothing,
                    on_drawn_change=on_drawn or nothing, **selects)
