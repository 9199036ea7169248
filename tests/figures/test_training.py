from __future__ import annotations

import pytest

from mixgan.figures import training as m
from mixgan.figures.palette import expert_colour

LINES = [
    {"step": 100, "loss": {"critic": 1.5, "generator": 0.7}, "usage": [0.25, 0.75]},
    {"step": 200, "usage": [0.5, 0.5]},                                 # an evaluation before any loss
    {"step": 300, "loss": {"critic": 1.2, "generator": 0.9, "self_label": 0.3}, "usage": [0.4, 0.6]},
]


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_losses_are_drawn_where_they_were_measured(theme):
    traces = {trace.name: trace for trace in m.losses(LINES, theme).data}
    assert set(traces) == {"critic", "generator", "self label"}
    assert list(traces["critic"].x) == [100, 300]
    assert list(traces["critic"].y) == [1.5, 1.2]
    assert list(traces["self label"].x) == [300]
    assert len({trace.line.color for trace in traces.values()}) == 3


def test_bars_are_the_shares_in_the_experts_own_colours():
    figure = m.usage_bars(LINES[0], "dark")
    bars = figure.data[0]
    assert list(bars.y) == [0.25, 0.75]
    assert list(bars.x) == ["1", "2"]                                   # people count from 1
    assert list(bars.marker.color) == [expert_colour(k, 2, "dark") for k in range(2)]
    assert figure.layout.shapes[0].y0 == 0.5                            # the even share


def test_shares_over_time_are_stacked_to_one():
    figure = m.usage_over_time(LINES, "light")
    assert [list(trace.y) for trace in figure.data] == [[0.25, 0.5, 0.4], [0.75, 0.5, 0.6]]
    assert {trace.stackgroup for trace in figure.data} == {"all"}
    assert tuple(figure.layout.yaxis.range) == (0, 1)


@pytest.mark.parametrize("lines", [[], [{"step": 1}]])
def test_a_run_without_numbers_is_an_empty_figure(lines):
    assert len(m.losses(lines, "dark").data) == 0
    assert len(m.usage_over_time(lines, "dark").data) == 0


def test_zoom_survives_new_lines():
    assert m.losses(LINES[:1], "dark").layout.uirevision == m.losses(LINES, "dark").layout.uirevision is not None
