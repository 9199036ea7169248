"""A mixture built by hand: a share and a spread per expert, and the samples that follow both."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from mixgan.ui.components.live import envelope, live_component, nothing

__all__ = ["MOST_PARTS", "mix_view"]

MOST_PARTS = 20                 # a share is a number of parts of the whole: 0 to 20, the model's own having 10 each

HTML = """<div class="live mix">
  <span class="theme-probe"></span><span class="theme-watcher"></span>
  <div class="bar"></div>
  <div class="hands"></div>
  <div class="samples">
    <div class="whole"></div>
    <div class="sheet"></div>
  </div>
  <div class="line" role="status" aria-live="polite"></div>
</div>
"""
SCRIPTS = ("experts/routing.js", "mix/mix.js")
STYLES = ("live/range.css", "mix/mix.css")
_mix = live_component("mix", HTML, SCRIPTS, STYLES)


def mix_view(program: bytes, view: Mapping[str, Any], *, key: str, on_select: Callable[[], None] | None = None) -> Any:
    """Mount the sliders and the samples of a program with more than one expert.

    `view`: draws {"noise": (n, Z), "chance": (n, K) or None}, parts (K,) and levels (K,) to start from; optional: rows (K
    captions), colours, shapes, expert_word, alt. Without a program (b"": the model is too large for the page): header (see
    `envelope`), logits (n, K), pictures (base64 of a WebP, `columns` a row) and drawn {"parts", "levels"} of which they are.

    State, sent when the hand rests (`on_select` is called): mix {"parts": (K,), "levels": (K,)}.
    """
    return _mix(key=key, data=envelope(program, view), on_mix_change=on_select or nothing)
