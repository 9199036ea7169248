"""What each expert draws: shares of the classes as a quiet heat map."""

from __future__ import annotations

from collections.abc import Sequence

import plotly.graph_objects as go

from mixgan.analysis.words import expert_name, percent, short_name
from mixgan.figures.palette import contrast

__all__ = ["TOLD", "expert_class", "expert_class_alt"]

TOLD = 0.1                      # shares from here on are written into their cell
_INK = {"light": "#1c1e22", "dark": "#e8e6e1"}
_SCALE = {"light": ("#fcfbf9", "#2458b8"), "dark": ("#0f1114", "#7aa7f0")}      # paper to accent: one hue, no rainbow
ROW_PX = 26
SHORT, LETTER_PX = 3, 6.5      # letters of a class that fit below its column; height of one that stands on end

Counts = Sequence[Sequence[int]]


def expert_class(counts: Counts, names: Sequence[str], theme: str, word: str = "expert", *, across: str = "read as",
                 rows: Sequence[str] = ()) -> go.Figure:
    """Counts (K, C) -> the share of each class among the samples of each expert; rows without samples stay empty.

    `word` and `across` say what rows and columns are; `rows` names the rows where they are no experts.
    """
    shares = _shares(counts)
    classes = [names[c] if c < len(names) else str(c) for c in range(len(counts[0]))]
    experts = [rows[k] if k < len(rows) else short_name(k) for k in range(len(counts))]
    figure = go.Figure(go.Heatmap(
        z=shares, x=classes, y=experts, zmin=0, zmax=1, xgap=1, ygap=1, showscale=False,
        colorscale=[[0, _SCALE[theme][0]], [1, _SCALE[theme][1]]],
        customdata=[[[n, "" if share is None else percent(share)] for n, share in zip(row, told, strict=True)]
                    for row, told in zip(counts, shares, strict=True)],
        hovertemplate=f"{word} %{{y}}, {across} %{{x}}: %{{customdata[1]}} (%{{customdata[0]}} samples)<extra></extra>"))
    # by index: a name like "3" would be taken for a place on the axis; all at once, since each added one checks all before it
    told = [{"x": c, "y": k, "text": percent(share).removesuffix(" %"), "showarrow": False,
             "font": {"size": 12, "color": _ink(_mixed(*_SCALE[theme], share))}}
            for k, row in enumerate(shares) for c, share in enumerate(row) if share is not None and share >= TOLD]
    axis = {"type": "category", "showgrid": False, "zeroline": False, "ticks": "", "fixedrange": True}
    longest = max(map(len, classes))
    below = 44 if longest <= SHORT else 44 + round(LETTER_PX * longest)         # long names stand on end, above the title
    figure.update_layout(
        annotations=told, height=max(180, ROW_PX * len(counts) + 12 + below), margin={"l": 40, "r": 4, "t": 4, "b": below},
        font={"color": _INK[theme], "size": 12, "family": "Source Sans, sans-serif"},
        paper_bgcolor="rgba(0,0,0,0)", plot_bgcolor="rgba(0,0,0,0)", uirevision="kept",
        xaxis={**axis, "title": {"text": across, "standoff": 6}, "tickangle": 0 if longest <= SHORT else -90},
        yaxis={**axis, "title": word, "autorange": "reversed"})
    return figure


def expert_class_alt(counts: Counts, names: Sequence[str], word: str = "expert", what: str = "classes read") -> str:
    """One clause per expert: what it draws most, and how much of it that is. `what`: the columns are."""
    said = []
    for k, row in enumerate(_shares(counts)):
        known = [(share, c) for c, share in enumerate(row) if share is not None]
        if known:
            share, c = max(known, key=lambda one: one[0])
            said.append(f"{expert_name(word, k)} mostly {names[c] if c < len(names) else c} ({percent(share)})")
    return f"Shares of the {what} in the samples of each {word}: {', '.join(said)}."


def _ink(ground: str) -> str:
    """Black or white, whichever reads better: one of them always has 4.5 to 1."""
    return max(("#000000", "#ffffff"), key=lambda colour: contrast(colour, ground))


def _mixed(low: str, high: str, share: float) -> str:
    """'#rrggbb' that lies `share` of the way from one to the other, as the colour scale draws it."""
    pairs = [(int(low[i : i + 2], 16), int(high[i : i + 2], 16)) for i in (1, 3, 5)]
    return "#" + "".join(f"{round(a + share * (b - a)):02x}" for a, b in pairs)


def _shares(counts: Counts) -> list[list[float | None]]:
    totals = [sum(row) for row in counts]
    return [[value / total if total else None for value in row] for row, total in zip(counts, totals, strict=True)]
