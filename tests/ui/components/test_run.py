"""The film of a run: how its small charts are laid out."""

from __future__ import annotations

import pytest

from tests.node import run_node

SCRIPTS = ("packet/packet.js", "live/words.js", "covariance/drawing.js", "run/charts.js", "run/classes.js")
DIGITS = [*"0123456789"]


@pytest.mark.parametrize(("width", "names", "columns"), [
    (362, DIGITS, 5), (358, DIGITS, 5), (700, DIGITS, 9), (362, ["T-shirt/top", "Bag"], 2), (362, ["x" * 200], 1),
    (1400, DIGITS, 10), (20, DIGITS, 1)])
def test_a_class_has_room_for_its_name(width: int, names: list[str], columns: int) -> None:
    assert run_node("classColumns(width, names)", {"width": width, "names": names}, SCRIPTS) == columns


def test_a_share_above_the_top_of_a_class_s_chart_ends_there() -> None:
    """As of a young run, in which all is read as one class."""
    places = run_node("""[0, 0.1, 0.3, 0.9].map((share) => ClassLine.prototype.y.call(
        Object.assign(Object.create(ClassLine.prototype), { range: [0, 0.3], height: 28 }), share))""", {}, SCRIPTS)
    assert places == pytest.approx([26, 18, 2, 2])


def test_what_asks_was_drawn_by_nobody_and_the_rest_keep_their_numbers() -> None:
    """So each picture has the frame of its own expert."""
    tiles = "[[0, 0], [0, 1], [0, 8], [1, 0], [1, 1]].map(([row, column]) => tileSample(tile, row, column) ?? null)"
    scripts = (*SCRIPTS, "run/sheets.js")
    assert run_node(tiles, {"tile": {"columns": 9, "asked": 1}}, scripts) == [None, 0, 7, None, 8]
    assert run_node(tiles, {"tile": {"columns": 9, "asked": 0}}, scripts) == [0, 1, 8, 9, 10]
