"""Draw it yourself: the scripts of a panel that views with one sample take in. `view["draw"]` is `views.pen.pen_of`.

The state `drawn` is {"noise": (Z,), "expert": number from 0, or -1 where the gate says it}, None for none.
"""

from __future__ import annotations

__all__ = ["DRAW", "DRAW_STYLE"]

DRAW = tuple(f"draw/{part}.js" for part in ("chance", "blur", "ink", "search", "pen", "words", "panel"))
DRAW_STYLE = "draw/draw.css"
