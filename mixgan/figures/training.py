"""What a run looks like while it learns: lines of `metrics.jsonl` to figures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import plotly.graph_objects as go

from mixgan.figures.palette import expert_colour

__all__ = ["losses", "usage_bars", "usage_over_time"]

Line = Mapping[str, Any]
_INK = {"light": "#31333f", "dark": "#e8e8e8"}
_HAIR = {"light": "#e4e4e8", "dark": "#2a2d36"}


def losses(lines: Sequence[Line], theme: str) -> go.Figure:
    """One line per loss against the step. The losses of a GAN do not measure quality: look for drift and blow-ups."""
    figure = _empty(theme, "step", "loss")
    with_loss = [line for line in lines if line.get("loss")]
    names = list(dict.fromkeys(name for line in with_loss for name in line["loss"]))
    for i, name in enumerate(names):
        here = [line for line in with_loss if name in line["loss"]]
        figure.add_scatter(x=[line["step"] for line in here], y=[line["loss"][name] for line in here],
                           mode="lines", name=name.replace("_", " "), line={"color": expert_colour(i, 8, theme), "width": 1.5})
    return figure


def usage_bars(line: Line, theme: str) -> go.Figure:
    """Share of samples of each expert at one step, against the even share."""
    shares = line.get("usage") or []
    figure = _empty(theme, "expert", "share of samples")
    K = len(shares)
    figure.add_bar(x=[str(k + 1) for k in range(K)], y=shares, marker_color=[expert_colour(k, K, theme) for k in range(K)],
                   hovertemplate="expert %{x}: %{y:.1%}<extra></extra>")
    if K:
        figure.add_hline(y=1 / K, line={"color": _INK[theme], "width": 1, "dash": "dot"})
    figure.update_layout(yaxis_tickformat=".0%", showlegend=False, height=200)
    return figure


def usage_over_time(lines: Sequence[Line], theme: str) -> go.Figure:
    """Stacked shares of the experts against the step."""
    used = [line for line in lines if line.get("usage")]
    figure = _empty(theme, "step", "share of samples")
    K = len(used[0]["usage"]) if used else 0
    for k in range(K):
        figure.add_scatter(x=[line["step"] for line in used], y=[line["usage"][k] for line in used], stackgroup="all",
                           mode="none", name=str(k + 1), fillcolor=expert_colour(k, K, theme))
    figure.update_layout(yaxis_tickformat=".0%", yaxis_range=[0, 1])
    return figure


def _empty(theme: str, x: str, y: str) -> go.Figure:
    figure = go.Figure()
    axis = {"gridcolor": _HAIR[theme], "zeroline": False, "linecolor": _HAIR[theme]}
    figure.update_layout(
        height=240, margin={"l": 48, "r": 8, "t": 8, "b": 40}, font={"color": _INK[theme], "size": 12},
        paper_bgcolor="rgba(0,0,0,0)", plot_bgcolor="rgba(0,0,0,0)", xaxis={**axis, "title": x}, yaxis={**axis, "title": y},
        legend={"orientation": "h", "y": 1.1}, uirevision="kept")
    return figure
