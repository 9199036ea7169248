"""Who drew which stroke: the scripts of a switch and its legend, for views of mixtures that blend their experts."""

from __future__ import annotations

__all__ = ["STROKES", "STROKES_STYLE"]

STROKES = ("strokes/authors.js", "strokes/legend.js")
STROKES_STYLE = "strokes/strokes.css"
