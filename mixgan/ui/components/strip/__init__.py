"""A film that the server has drawn beforehand: for a model too large to run in the page, behind the same pages.

The pictures arrive once as sheets; while the slider moves, canvases are repainted from them and nothing is asked.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from mixgan.ui.components.live import envelope, live_component

if TYPE_CHECKING:
    from mixgan.analysis.filmstrip import Sheet

__all__ = ["strip_view"]

HTML = """<div class="live filmstrip">
  <span class="theme-probe"></span><span class="theme-watcher"></span>
  <div class="bar"></div>
  <div class="hand"></div>
  <div class="cells" role="group"></div>
  <div class="line" role="status" aria-live="polite"></div>
</div>
"""
SCRIPTS = (
    "covariance/drawing.js", "covariance/curve.js", "strip/controls.js", "strip/slider.js", "strip/cells.js", "strip/strip.js")
STYLES = ("live/range.css", "covariance/covariance.css", "strip/strip.css")
_strip = live_component("strip", HTML, SCRIPTS, STYLES)


def strip_view(view: Mapping[str, Any], sheets: Sequence[Sheet], *, key: str, states: Mapping[str, Callable[[], None]]) -> Any:
    """Mount a film of F frames of C cells, packed by `analysis.filmstrip.sheets`.

    `view`: header (see `live.envelope`), weights (F, C), frame (where it starts), home (the frame that is as trained), words
    [F of [head, rest]], ends [3 words], label (of the slider), sends (the slider's state),
    rows [{"cells", and optional "name", "short" (on a phone), "mark", "pick", "off"}],
    cells [C of {"label", and optional "caption", "shows" ("share", "maker"), "pick"}];
    optional: makers (F, C) the expert in whose colour a cell is framed, None for none and -1 for a hole; faint (cells of weight
    below 1 % are shown as unused); even (rows are the levels of a binary tree) or centred; room (px for a picture); picks (state
    of a picked cell or row), picked, and free (the same pick again undoes it);
    choosers [{"name", "label", "options" [[value, text, title]], "chosen", "multi"}]; stepper {"name", "n"};
    curve (as on the Covariance page), colours, shapes, expert_word, alt.

    `states`: a callback for each name that may be sent, when the hand rests: the frame's index, a pick, a choice, a step.
    """
    whole = {**view, "sheets": [[sheet.n, sheet.columns] for sheet in sheets]}
    callbacks = {f"on_{name}_change": call for name, call in states.items()}
    return _strip(key=key, data=envelope(b"", whole, [sheet.webp for sheet in sheets]), **callbacks)
