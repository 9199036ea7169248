"""One question, many answers: an outline under the hand or a sentence, and what one model or two answer to it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from mixgan.ui.components.live import live_component, nothing

__all__ = ["answers_view"]

HTML = """<div class="live answers">
  <span class="theme-probe"></span><span class="theme-watcher"></span>
  <div class="bar"></div>
  <div class="question"><div class="asks"></div><div class="stored"></div><div class="side"></div></div>
  <div class="boards"></div>
  <div class="note"></div>
  <div class="line" role="status" aria-live="polite"></div>
</div>
"""
PARTS = ("modes", "colours", "reading", "values", "outline", "paper", "questions", "pictured", "sentence", "board", "answers")
SCRIPTS = ("draw/ink.js", *(f"answers/{part}.js" for part in PARTS))
STYLES = ("answers/answers.css",)
_answers = live_component("answers", HTML, SCRIPTS, STYLES)


def answers_view(packet: bytes, *, key: str, on_hand: Callable[[], None] | None = None) -> Any:
    """Mount the question and its answers. `packet`: `views.answers.packed`.

    States, sent when the hand rests (`on_hand` is called): question {"stored", "ink"} where a picture asks, pad [a, b], drawn
    and shown, each as `views.answers.Hand` has it.
    """
    heard = on_hand or nothing
    return _answers(key=key, data=packet, on_question_change=heard, on_pad_change=heard, on_drawn_change=heard,
                    on_shown_change=heard)
