"""What the page of answers knows without a hand: modes of pictures, outlines in a link, and what Python packs."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from mixgan.ui.components import answers as component
from mixgan.ui.components.packet import unpack
from mixgan.ui.components.scripts import HERE
from mixgan.ui.views.answers import SHOWN, Answerer, Answers, Hand, Palette, packed, parse_ink
from tests.node import run_node

NAMES = ("red", "orange", "blue", "white")
COLOURS = np.array([(255, 0, 0), (255, 128, 0), (0, 0, 255), (255, 255, 255)], np.uint8)
PURE = ("draw/ink.js", "answers/modes.js", "answers/outline.js")
PALETTE = Palette(NAMES, COLOURS)
GIVEN = Answers(
    (Answerer("without", b"one"), Answerer("with", b"other")), np.arange(2 * 6, dtype=np.uint8).reshape(2, 2, 3, 1),
    {"noise": np.zeros((SHOWN, 2), np.float32)}, [[1, 0], [0, 1]], PALETTE)


def mode_of(picture: Any, palette: Palette) -> int:
    """The definition in `Palette`, pixel by pixel. `picture` (n, 3) from 0 to 1."""
    painted = [pixel for pixel in picture if max(pixel) > palette.bright]
    if not painted:
        return -1
    mean = np.mean(painted, axis=0)
    apart = [float(np.abs(mean / mean.max() - colour / colour.max()).max()) for colour in palette.colours.astype(float)]
    best = int(np.argmin(apart))
    return best if apart[best] <= palette.off else -1


def asked(pictures: Any, palette: Palette = PALETTE) -> list[int]:
    given = {"names": list(palette.names), "colours": palette.colours.tolist(), "bright": palette.bright, "off": palette.off}
    rows = (2 * np.asarray(pictures, float) - 1).reshape(len(pictures), -1).tolist()
    expression = "rows.map((row) => new Modes(given).of(Float32Array.from(row)))"
    found: list[int] = run_node(expression, {"rows": rows, "given": given}, PURE)
    return found


def test_the_mode_is_the_colour_of_the_paint() -> None:
    shade, black = np.array([[1.0], [0.8], [0.6]]), np.zeros((5, 3))
    painted = [np.concatenate([shade * colour / 255, black]) for colour in COLOURS]
    assert asked(painted) == [0, 1, 2, 3]                           # in shade too: dark white is no other colour
    grounds = [np.zeros((8, 3)), np.full((8, 3), 0.4), np.tile([0.0, 1, 0], (8, 1)), np.tile([1, 0.25, 0], (8, 1))]
    assert asked(grounds) == [-1, -1, -1, -1]                       # nothing is painted, or with a colour that is none of these


def test_modes_are_those_of_the_definition() -> None:
    rng = np.random.default_rng(0)
    pictures = rng.random((200, 1, 3)) * rng.random((200, 16, 1)) + 0.1 * rng.random((200, 16, 3))
    palette = Palette(NAMES, COLOURS, 0.4, 0.4)
    expected = [mode_of(np.float32(picture), palette) for picture in pictures]
    assert asked(pictures, palette) == expected
    assert set(expected) == {-1, 0, 1, 2, 3}


def test_a_tally() -> None:
    assert run_node("tally([0, 2, -1, 2], 4)", scripts=PURE) == {"counts": [1, 0, 2, 0], "none": 1, "kinds": 2}
    assert run_node("tally([], 2)", scripts=PURE) == {"counts": [0, 0], "none": 0, "kinds": 0}


@pytest.mark.parametrize("shape", [(1, 8, 8), (1, 5, 3)])
def test_an_outline_comes_back_from_its_text(shape: tuple[int, int, int]) -> None:
    bits = np.random.default_rng(1).integers(0, 2, shape[1] * shape[2]).tolist()
    expression = """(() => {
      const [one, other] = [new Outline(shape, 1), new Outline(shape, 1)];
      one.take((i) => bits[i]);
      other.read(one.text());
      return [one.text(), Array.from(other.pixels), Array.from(other.condition())];
    })()"""
    text, pixels, condition = run_node(expression, {"shape": shape, "bits": bits}, PURE)
    assert pixels == bits
    assert condition == [2 * bit - 1 for bit in bits]
    assert text == np.packbits(bits).tobytes().hex()[: -(-len(bits) // 4)]
    assert parse_ink(text, len(bits)) == text


@pytest.mark.parametrize("text", ["", "0" * 16, "f" * 15, "f" * 17, "g" * 16, "F" * 16, "f" * 15 + "\n"])
def test_an_outline_that_is_none_is_dropped(text: str) -> None:
    assert parse_ink(text, 64) is None


def test_a_line_is_as_wide_as_the_pen() -> None:
    expression = """(() => {
      const outline = new Outline([1, 9, 9], 1);
      outline.remember();
      outline.line([1.5, 4.5], [7.5, 4.5], 1);
      const drawn = Array.from(outline.pixels);
      outline.remember();
      outline.line([4.5, 0], [4.5, 9], 0);
      const erased = Array.from(outline.pixels);
      outline.undo();
      const back = Array.from(outline.pixels);
      outline.undo();
      return [drawn, erased, back, outline.isEmpty];
    })()"""
    drawn, erased, back, is_empty = run_node(expression, scripts=PURE)
    grid = np.reshape(drawn, (9, 9))
    np.testing.assert_array_equal(grid[4], [1] * 9)                 # as far over its ends as it is wide
    np.testing.assert_array_equal(grid[[3, 5], 1:8], 1)
    assert grid[[0, 1, 2, 6, 7, 8]].sum() == 0
    assert np.reshape(erased, (9, 9))[:, 3:6].sum() == 0
    assert back == drawn
    assert is_empty


def test_what_python_packs() -> None:
    header, parts = unpack(packed(GIVEN, Hand(stored=None, ink="f0", pad=(1.0, -0.5), drawn=48, shown="1")))
    view = header["view"]
    assert (parts["program"], parts["sheet1"]) == (b"one", b"other")
    assert parts["sheet0"] == GIVEN.questions.tobytes()
    assert view["titles"] == ["without", "with"]
    assert view["question"] == {"stored": None, "ink": "f0"}
    assert (view["pad"], view["drawn"], view["shown"]) == ([1.0, -0.5], 48, "1")
    assert view["palette"]["colours"] == COLOURS.tolist()
    assert view["pen"] > 0
    assert packed(GIVEN, Hand()) == packed(GIVEN, Hand())           # Streamlit sends equal data once


@pytest.mark.parametrize("more", [{"may_draw": False}, {"questions": np.zeros((1, 2, 2, 3), np.uint8)}])
def test_only_one_channel_is_drawn(more: dict[str, Any]) -> None:
    header, _ = unpack(packed(replace(GIVEN, **more), Hand()))
    assert header["view"]["pen"] is None


def test_both_sides_show_as_many() -> None:
    assert f"SHOWN = {SHOWN};" in (HERE / "answers/board.js").read_text()
    assert "answers/answers.js" in component.SCRIPTS
