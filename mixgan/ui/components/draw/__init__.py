"""Draw it yourself: the scripts of a panel that views with one sample take in. `view["draw"]` is `views.pen.pen_of`.

The state `drawn` is {"noise": (Z,), "expert": number from 0, or -1 where the gate says it, "ink": greys of what was drawn, from 0
to 15, or None where a link cannot hold them}, None for none; `view["drawn"]` is the same, brought along from another page.
"""

from __future__ import annotations

__all__ = ["DRAW", "DRAW_STYLE"]

DRAW = tuple(f"draw/{part}.js" for part in (
    "chance", "blur", "squares", "slopes", "climb", "ink", "search", "pen", "words", "panel"))
DRAW_STYLE = "draw/draw.css"
