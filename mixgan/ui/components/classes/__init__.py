"""The board of classes: every class on the same noise, by each expert that draws it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from mixgan.ui.components.live import envelope, live_component, nothing

__all__ = ["classes_view"]

HTML = """<div class="live classes">
  <span class="theme-probe"></span><span class="theme-watcher"></span>
  <div class="bar"></div>
  <div class="side"></div>
  <div class="matrix" role="group"></div>
  <div class="note"></div>
  <div class="line" role="status" aria-live="polite"></div>
</div>
"""
SCRIPTS = ("experts/frame.js", "classes/classes.js")
STYLES = ("experts/experts.css", "classes/classes.css")
_classes = live_component("classes", HTML, SCRIPTS, STYLES)


def classes_view(program: bytes, view: Mapping[str, Any], *, key: str, on_pad: Callable[[], None] | None = None) -> Any:
    """Mount the board of a program that reads a label: a row of pictures per class.

    `view`: draws (`live.draws_of`, one per picture), directions (2, Z), rows (C of {"name", "groups"}, a group being {"expert"
    (from 0), "cells" (numbers of draws), "chosen" (which of them are framed)}); optional: first (the number of the first sample),
    label (the class that is marked), pad, recipe (what a saved picture begins with), latent (views that name the same share one
    pad), note, colours, shapes, expert_word, alt.

    States, sent when the hand rests: pad [a, b].
    """
    return _classes(key=key, data=envelope(program, view), on_pad_change=on_pad or nothing)
