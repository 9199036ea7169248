"""What the page of answers knows without a hand: modes of pictures, outlines in a link, and what Python packs."""

from __future__ import annotations

import base64
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
import torch

from mixgan.config import DataFacts
from mixgan.data import edges
from mixgan.families import pix
from mixgan.measures import coloured
from mixgan.networks.initialise import initialise
from mixgan.rng import Stream
from mixgan.ui.components import answers as component
from mixgan.ui.components.packet import unpack
from mixgan.ui.components.scripts import ENGINE, HERE
from mixgan.ui.views import numbers
from mixgan.ui.views.answers import (
    MOST_DRAWS,
    SHOWN,
    Answerer,
    Answers,
    Hand,
    Palette,
    answers_of,
    known_answers,
    packed,
    parse_question,
    question_text,
)
from mixgan.ui.views.opening import Opened
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
    if len(painted) < palette.least * len(picture):
        return -1
    mean = np.mean(painted, axis=0)
    apart = [float(np.abs(mean / mean.max() - colour / colour.max()).max()) for colour in palette.colours.astype(float)]
    best = int(np.argmin(apart))
    return best if apart[best] <= palette.off else -1


def asked(pictures: Any, palette: Palette = PALETTE) -> list[int]:
    given = {"names": list(palette.names), "colours": palette.colours.tolist(), "bright": palette.bright,
             "least": palette.least, "off": palette.off, "grounds": list(palette.grounds), "faint": palette.faint}
    rows = (2 * np.asarray(pictures, float) - 1).reshape(len(pictures), -1).tolist()
    expression = "rows.map((row) => new Modes(given).of(Float32Array.from(row)))"
    found: list[int] = run_node(expression, {"rows": rows, "given": given}, PURE)
    return found


def test_the_mode_is_the_colour_of_the_paint() -> None:
    shade, black = np.array([[1.0], [0.8], [0.6]]), np.zeros((5, 3))
    painted = [np.concatenate([shade * colour / 255, black]) for colour in COLOURS]
    assert asked(painted) == [0, 1, 2, 3]                           # in shade too: dark white is no other colour
    grounds = [np.zeros((8, 3)), np.full((8, 3), 0.4), np.tile([0.0, 1, 0], (8, 1)), np.tile([1, 0.25, 0], (8, 1))]
    speck = np.zeros((100, 3))
    speck[0] = 1, 0, 0
    assert asked([speck, np.roll(speck, 1, 0) + speck]) == [-1, 0]  # one pixel of a hundred paints nothing, two do
    assert asked(grounds) == [-1, -1, -1, -1]                       # nothing is painted, or with a colour that is none of these


def test_modes_are_those_of_the_definition() -> None:
    rng = np.random.default_rng(0)
    pictures = rng.random((200, 1, 3)) * rng.random((200, 16, 1)) + 0.1 * rng.random((200, 16, 3))
    palette = Palette(NAMES, COLOURS, 0.4, 0.3, 0.4)
    expected = [mode_of(np.float32(picture), palette) for picture in pictures]
    assert asked(pictures, palette) == expected
    assert set(expected) == {-1, 0, 1, 2, 3}


def read_and_measured(images: Any, grey: Any) -> tuple[Any, Any]:
    """What the page reads of uint8 (n, 32, 32, 3), and what the measure does, which knows the grey pictures."""
    known = known_answers("edges-fashion-16")
    assert known is not None
    return np.array(asked(images / 255, known)), coloured.modes(images, grey, 16)


def grey_shapes(n: int) -> Any:
    return edges.greys("edges-shapes", "test", False)[:n]


def test_sixteen_answers_are_those_of_the_measure() -> None:
    grey = grey_shapes(96)
    colour, ground = np.arange(96) % 8, np.arange(96) // 8 % 2
    true = edges.coloured(grey, colour, ground)
    noisy = np.clip(true + np.random.default_rng(0).normal(0, 12, true.shape), 0, 255).astype(np.uint8)
    for images in (true, noisy):
        found, measured = read_and_measured(images, grey)
        np.testing.assert_array_equal(found, colour + 8 * ground)
        np.testing.assert_array_equal(found, measured)
    known = known_answers("edges-fashion-16")
    names = run_node("new Modes(given).names", {"given": {"names": list(known.names), "colours": known.colours.tolist(),
                                                          "grounds": list(known.grounds)}}, PURE)
    assert (names[0], names[15], len(names)) == ("red on black", "white on white", 16)


def test_what_is_none_of_sixteen_is_none_to_the_measure_too() -> None:
    """Any paint on any ground: between the colours, faint, and on grey."""
    chance = np.random.default_rng(1)
    grey = grey_shapes(400)
    ground = chance.choice([0, 0.1, 0.3, 0.9, 1], 400)[:, None, None, None]
    near = edges.COLOURS[chance.integers(8, size=400)] / 255 + chance.normal(0, 0.15, (400, 3))
    images = ground + (np.clip(near, 0, 1)[:, None, None] - ground) * grey[..., None] / 255
    found, measured = read_and_measured(np.rint(255 * images).astype(np.uint8), grey)
    assert (found == measured).mean() > 0.9
    assert 0.1 < (found == coloured.NONE).mean() < 0.9
    assert len(set(found)) == 17


def test_grey_on_white_is_not_white_on_white() -> None:
    grey = grey_shapes(2)
    images = np.rint(255 - np.array([100, 10])[:, None, None, None] * (grey[..., None] / 255)).astype(np.uint8).repeat(3, 3)
    found, measured = read_and_measured(images, grey)
    np.testing.assert_array_equal(found, [coloured.NONE, 15])
    np.testing.assert_array_equal(found, measured)


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
    assert parse_question(question_text(Hand(None, text)), 0, len(bits)) == (None, text)


@pytest.mark.parametrize("ink", ["", "0" * 16, "f" * 15, "f" * 17, "g" * 16, "F" * 16, "f" * 15 + "\n"])
def test_an_outline_that_is_none_is_dropped(ink: str) -> None:
    assert parse_question("ink-" + ink, 3, 64) is None


def test_a_stored_question_in_a_link() -> None:
    assert parse_question(question_text(Hand(2)), 3, 64) == (2, "")
    assert [parse_question(text, 3, 64) for text in ("3", "-1", "", "one", "1.0", "99999", "\u0662")] == [None] * 7


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


# --- of models -----------------------------------------------------------------------------------------------------------


def made(mixture: str = "none", seed: int = 0) -> Opened:
    """`pix` with random weights, four questions at 8 px."""
    facts = DataFacts(image_shape=(3, 8, 8), condition_shape=(1, 8, 8), n_questions=4)
    generator = pix.build_generator(pix.Options(widths=(4, 6), noise_dim=3, mixture=mixture, n_experts=4), facts)
    initialise(generator, Stream(seed))
    generator.questions = torch.arange(4 * 64, dtype=torch.uint8).view(4, 8, 8, 1)
    program = generator.eval().program()
    assert program is not None
    return Opened(generator, program.to_bytes("float32"))


@pytest.mark.parametrize("mixture", ["none", "gmgan", "mog", "hmog"])
def test_what_the_page_answers_is_what_the_model_does(mixture: str) -> None:
    """Draws, questions and programs as they are packed, put together by the page's engine, against the generator."""
    opened = made(mixture)
    whole = answers_of({"a": opened, "b": made(mixture, 1)}, "edges-shapes", 5)
    _, parts = unpack(packed(whole, Hand()))
    draws = {name: np.asarray(value)[:SHOWN].tolist() for name, value in whole.draws.items()}
    assert len(whole.draws["noise"]) == MOST_DRAWS
    question = np.frombuffer(parts["sheet0"], np.uint8).reshape(4, -1)[3]
    expression = """(() => {
      const model = loadProgram(bytes(program));
      const question = model.ahead({ condition });
      const drawn = new Draws(draws, model.header);
      return Array.from({ length: drawn.n }, (_, i) => Array.from(model.run({ ...question, ...drawn.at(i) }, ["images"]).images));
    })()"""
    got = run_node(expression, {"program": base64.b64encode(parts["program"]).decode(), "draws": draws,
                                "condition": (question / 127.5 - 1).tolist()}, (*ENGINE, "live/draws.js"))
    with torch.inference_mode():
        asked_for = torch.from_numpy(question.copy()).view(1, 1, 8, 8) / 127.5 - 1
        draw = numbers.draw_of(opened, 5, SHOWN)
        expected = opened.generator(replace(draw, condition=asked_for.expand(SHOWN, -1, -1, -1)))
    np.testing.assert_allclose(got, expected.permute(0, 2, 3, 1).flatten(1), atol=2e-5)
    assert np.std(got, axis=0).max() > 1e-3                         # answers differ


def test_known_answers_are_those_of_the_set() -> None:
    known = known_answers("edges-fashion")
    assert known is not None
    assert known.names[0] == "red"
    assert len(known.names) == len(known.colours) == 8
    assert known.grounds == ("black",)
    more = known_answers("edges-fashion-16")
    assert more is not None
    assert (more.names, more.grounds) == (known.names, ("black", "white"))
    assert known_answers("mnist") is None
