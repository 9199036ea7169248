"""The tree of gates with a live picture at every node."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from mixgan.ui.components.draw import DRAW, DRAW_STYLE
from mixgan.ui.components.live import envelope, live_component, nothing
from mixgan.ui.components.strokes import STROKES, STROKES_STYLE

__all__ = ["tree_view"]

HTML = """<div class="live tree">
  <span class="theme-probe"></span><span class="theme-watcher"></span>
  <div class="bar"></div>
  <div class="filmplace"></div>
  <div class="authorsplace"></div>
  <div class="stage"></div>
  <div class="side left"></div>
  <div class="side right"></div>
  <div class="note">Ribbons and percentages: how many of all samples pass. Thin lines and the numbers at a fork: how much of
    this one does. Arrow keys walk, L and R force a gate, U frees it, Enter pins, and a click on a branch forces it.</div>
  <div class="line" role="status" aria-live="polite"></div>
</div>
"""
SCRIPTS = (*DRAW, *STROKES, *(f"tree/{part}.js" for part in (
    "layout", "slide", "form", "push", "state", "pushed", "morph", "sample", "shown", "words", "pictures", "stage", "controls",
    "panel", "film", "ribbon", "readout", "tree")))
STYLES = ("live/range.css", "tree/tree.css", DRAW_STYLE, STROKES_STYLE)
_tree = live_component("tree", HTML, SCRIPTS, STYLES)


def tree_view(
    program: bytes,
    view: Mapping[str, Any],
    *,
    key: str,
    on_select: Callable[[], None] | None = None,
    on_drawn: Callable[[], None] | None = None,
) -> Any:
    """Mount the tree of a program whose header has `tree`.

    `view`: noise (Z,), directions (2, Z); optional: mass (2L-1,), names (2L-1,), means and typical (base64 WebP, 2L-1
    pictures in one row), colours {"light", "dark"}, shapes, expert_word, selected (path), axes (names of the two
    directions), alt, pool (n, Z) of draws among which those that end under the selected node are shown, latent
    (views that name the same share pad and sample), draws
    {"noise": (n, Z)} to step through with Space (then `noise` is not used), draw and drawn of `components.draw`, and what the
    hand had changed: pad, forced {path: side}, push, at (the draw that it begins with), morph, temperature, show [mode, class].

    States, sent when the hand rests (`on_select` is called): node (path of L and R), pad [a, b] (see `live.moved`), override
    {path: "L" | "R"}, draw (index into draws), push {"node", "t", "keep"} or False (see `analysis.routing.film_at`), dial
    (temperature of the gates), morph {"to": index into draws, "t": 0 to 1} or None, mode {"mode": "sample", "average" or "class",
    "cls": the class of "class"}; and drawn, for which `on_drawn` is called.
    """
    names = ("node", "pad", "override", "draw", "push", "morph", "dial", "mode")
    heard = {f"on_{name}_change": on_select or nothing for name in names}
    return _tree(key=key, data=envelope(program, view), on_drawn_change=on_drawn or nothing, **heard)
