from __future__ import annotations

import pytest

from mixgan.figures.expert_class import Cell, expert_class, expert_class_alt
from mixgan.figures.palette import contrast

COUNTS = [[90, 10, 0], [1, 99, 100], [0, 0, 0]]
NAMES = ("zero", "one", "two")


def test_cells_are_shares_of_each_expert():
    board = expert_class(COUNTS, NAMES, "leaf")
    assert [[cell.share for cell in cells] for _, cells in board.rows] == [[0.9, 0.1, 0.0], [0.005, 0.495, 0.5], [None] * 3]
    assert [[cell.text for cell in cells] for _, cells in board.rows] == [     # from a tenth on
        ["90", "10", ""], ["", "50", "50"], ["", "", ""]]
    assert [name for name, _ in board.rows] == ["E1", "E2", "E3"]
    assert board.columns == NAMES
    name, cells = board.rows[1]
    assert board.told(name, board.columns[0], cells[0]) == "leaf E2, read as zero: 0.5 % (1 sample)"


@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
def test_every_number_can_be_read_on_its_cell(theme):
    for share in range(10, 101):
        cell = Cell(share, share / 100)
        assert contrast(cell.inks[theme], cell.grounds[theme]) >= 4.5, share


def test_the_ground_goes_from_paper_to_accent():
    assert Cell(0, 0.0).grounds == ("#fcfbf9", "#0f1114")
    assert Cell(1, 1.0).grounds == ("#2458b8", "#7aa7f0")
    assert Cell(1, 0.5).grounds == ("#90aad8", "#445c82")


def test_rows_that_are_no_experts_have_their_names():
    board = expert_class(COUNTS, NAMES, "asked for", across="named", rows=NAMES)
    assert [name for name, _ in board.rows] == list(NAMES)
    assert (board.across, board.word) == ("named", "asked for")


def test_in_words():
    assert expert_class_alt(COUNTS, NAMES, "leaf") == (
        "Shares of the classes read in the samples of each leaf: leaf E1 mostly zero (90 %), leaf E2 mostly two (50 %).")
