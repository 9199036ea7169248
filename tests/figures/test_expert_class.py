from __future__ import annotations

import pytest

from mixgan.figures.expert_class import expert_class, expert_class_alt
from mixgan.figures.palette import contrast

COUNTS = [[90, 10, 0], [1, 99, 100], [0, 0, 0]]
NAMES = ("zero", "one", "two")


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_cells_are_shares_of_each_expert(theme):
    figure = expert_class(COUNTS, NAMES, theme, "leaf")
    heat = figure.data[0]
    assert [list(row) for row in heat.z] == [[0.9, 0.1, 0.0], [0.005, 0.495, 0.5], [None, None, None]]
    assert list(heat.y) == ["E1", "E2", "E3"]
    assert list(heat.x) == list(NAMES)
    assert {(note.y, note.x, note.text) for note in figure.layout.annotations} == {
        (0, 0, "90"), (0, 1, "10"), (1, 1, "50"), (1, 2, "50")}      # from a tenth on


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_every_number_can_be_read_on_its_cell(theme):
    for share in range(10, 101):
        figure = expert_class([[share, 100 - share]], ("a", "b"), theme)
        note = next(note for note in figure.layout.annotations if note.x == 0)
        low, high = (stop[1] for stop in figure.data[0].colorscale)
        mixed = "#" + "".join(
            f"{round(int(low[i : i + 2], 16) + share / 100 * (int(high[i : i + 2], 16) - int(low[i : i + 2], 16))):02x}"
            for i in (1, 3, 5))
        assert contrast(note.font.color, mixed) >= 4.5, share


def test_rows_that_are_no_experts_have_their_names():
    figure = expert_class(COUNTS, NAMES, "dark", "asked for", across="named", rows=NAMES)
    assert list(figure.data[0].y) == list(NAMES)
    assert (figure.layout.xaxis.title.text, figure.layout.yaxis.title.text) == ("named", "asked for")


def test_in_words():
    assert expert_class_alt(COUNTS, NAMES, "leaf") == (
        "Shares of the classes read in the samples of each leaf: leaf E1 mostly zero (90 %), leaf E2 mostly two (50 %).")
