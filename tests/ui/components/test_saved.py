"""What the page saves: whole PNG files and films, whose recipe draws them again within a grey level in PyTorch."""

from __future__ import annotations

import base64
import io
from typing import Any

import numpy as np
import pytest
from PIL import Image

from mixgan import families
from mixgan.analysis.observe import drawn
from mixgan.analysis.own_mixture import fingerprint
from mixgan.analysis.question import taken_out
from mixgan.analysis.redraw import PAGE_LEVELS, compared, redrawn
from mixgan.store.models import ModelFolder
from mixgan.store.picture_recipe import pixels, read_recipe
from mixgan.ui.components.live import LIVE
from tests.fuzz.targets import CHECKPOINTS
from tests.node import run_node

PNG = ("live/png.js",)


def file_of(expression: str, **given: Any) -> bytes:
    values: list[int] = run_node(expression, given, PNG)
    return bytes(values)


@pytest.mark.parametrize(("channels", "mode"), [(1, "L"), (3, "RGB")])
def test_a_png_holds_its_pixels_and_its_text(channels: int, mode: str) -> None:
    chance = np.random.default_rng(channels)
    picture = chance.integers(0, 256, (5, 7, channels), dtype=np.uint8).repeat(3, 0).repeat(3, 1)
    data = file_of("pngOf({ width: 21, height: 15, channels, data: Uint8Array.from(data) }, text)",
                   channels=channels, data=picture.ravel().tolist(), text='{"a":"é😀"}')
    np.testing.assert_array_equal(pixels(data, "a.png"), picture)
    with Image.open(io.BytesIO(data)) as image:
        assert image.mode == mode
        assert image.text["mixgan"] == '{"a":"\\u00e9\\ud83d\\ude00"}'                # type: ignore[attr-defined]


def test_a_film_is_a_png_of_many_pictures() -> None:
    frames = np.random.default_rng(0).integers(0, 256, (4, 6, 8, 1), dtype=np.uint8)
    each = "{ picture: { width: 8, height: 6, channels: 1, data: Uint8Array.from(data) }, ms: 40 + i }"
    data = file_of(f"filmOf(frames.map((data, i) => ({each})), '{{}}')", frames=frames.reshape(4, -1).tolist())
    with Image.open(io.BytesIO(data)) as film:
        assert film.n_frames == 4                                                       # type: ignore[attr-defined]
        for i in range(4):
            film.seek(i)
            assert film.info["duration"] == pytest.approx(40 + i)
            np.testing.assert_array_equal(np.asarray(film.convert("L")), frames[i, ..., 0])
    np.testing.assert_array_equal(pixels(data, "film.png"), frames[0])


SAVED = """(async () => {
  const model = loadProgram(bytes(program));
  const draws = new Draws({ noise, chance, label }, model.header);
  const moved = noise.map((_, j) => ({ ...draws.at(j), noise: draws.at(j).noise.map((value, i) => value + (i === 0)) }));
  const tiles = weights.map((mixtures, j) => ({ draw: { ...moved[j], mixtures }, sample: j }));
  const shown = { tiles, columns: 3, moved: true, hand: { pad: [1, 0], muted: [1] } };
  const picture = composed(model, shown, 400);
  return pngOf(picture, recipeOf(basis, model, shown, picture.scale, "Experts?off=2"));
})()"""


BOARD = """(async () => {
  const model = loadProgram(bytes(program));
  const draws = new Draws(given, model.header);
  const tiles = given.label.map((label, i) => ({ draw: draws.at(i), sample: 1 + i % 2, label }));
  const picture = composed(model, { tiles, columns: 2 }, 400);
  return pngOf(picture, recipeOf(basis, model, { tiles, columns: 2 }, picture.scale, "Experts"));
})()"""


@pytest.mark.parametrize("name", ["acgan-mnist", "gmgan-mnist-supervised"])
def test_a_board_of_classes_is_drawn_again(name: str) -> None:
    found = ModelFolder(CHECKPOINTS / name, name)
    generator = families.load(found.path)
    program = generator.program()
    assert program is not None
    few = drawn(generator, 3, 2)[1:]
    asked = [few.with_label(label) for label in (3, 8)]
    if generator.n_experts > 1:
        asked = [draw.with_expert(k) for draw, k in zip(asked, (3, 18), strict=True)]
    given = {"noise": [row for draw in asked for row in draw.noise.tolist()], "label": [3, 3, 8, 8]}
    if generator.n_experts > 1:
        given |= {"expert": [3, 3, 18, 18], "chance": [row for draw in asked for row in draw.chance.tolist()]}
    basis = {"model": name, "fingerprint": fingerprint(found.path), "family": found.config.family, "page": "Experts", "seed": 2,
             "label": None}
    values: list[int] = run_node(BOARD, {
        "program": base64.b64encode(program.to_bytes()).decode(), "given": given, "basis": basis}, LIVE)
    recipe, picture = read_recipe(bytes(values), "a.png"), pixels(bytes(values), "a.png")
    assert (recipe.labels, recipe.samples) == ((3, 3, 8, 8), (1, 2, 1, 2))
    assert compared(picture, redrawn(generator, recipe, picture.shape), recipe).levels <= PAGE_LEVELS


ANSWERED = """(async () => {
  const model = loadProgram(bytes(program));
  const draws = new Draws(given, model.header);
  const question = model.ahead({ condition });
  const picture = { width: 32, height: 32, channels: 1, data: pixelsOf(condition, 0, condition.length) };
  const at = (i) => moved(draws.at(i), pad, given.noise.slice(0, 2));
  const tiles = given.noise.map((_, i) => ({ draw: { ...question, ...at(i) }, sample: i }));
  const shown = { tiles, columns: 4, moved: true, asked: { condition: picture } };
  const sheet = composed(model, shown, 2400);
  return pngOf(sheet, recipeOf({ ...basis, ...(await askedOf(shown.asked)) }, model, shown, sheet.scale, "Answers"));
})()"""


@pytest.mark.parametrize("name", ["edges-fashion-seeking", "edges-shapes"])
def test_answers_to_a_drawing_are_drawn_again(name: str) -> None:
    """An outline that is none of the model's own, sixteen noises that the pad moved."""
    found = ModelFolder(CHECKPOINTS / name, name)
    generator = families.load(found.path)
    program = generator.program()
    assert program is not None
    outline = np.zeros((32, 32, 1), np.uint8)
    outline[8:24, [8, 23]] = outline[[8, 23], 8:24] = 255
    basis = {"model": name, "fingerprint": fingerprint(found.path), "family": found.config.family, "page": "Answers", "seed": 2,
             "label": None}
    values: list[int] = run_node(ANSWERED, {
        "program": base64.b64encode(program.to_bytes()).decode(), "given": {"noise": drawn(generator, 16, 2).noise.tolist()},
        "condition": (outline / 127.5 - 1).ravel().tolist(), "pad": [0.5, -1], "basis": basis}, LIVE)
    recipe, picture = read_recipe(bytes(values), "a.png"), pixels(bytes(values), "a.png")
    np.testing.assert_array_equal(taken_out(recipe.condition, generator.condition_shape), outline)
    result = compared(picture, redrawn(generator, recipe, picture.shape), recipe)
    assert result.levels <= result.allowed == PAGE_LEVELS


@pytest.mark.parametrize("name", ["hmog-mnist", "megan-fashion", "gmgan-shapes-hue", "gmgan-digits", "acgan-mnist", "mgan-mnist"])
def test_a_page_is_drawn_again_within_a_grey_level(name: str) -> None:
    found = ModelFolder(CHECKPOINTS / name, name)
    generator = families.load(found.path)
    program = generator.program()
    assert program is not None
    draw = drawn(generator, 6, 2)
    chance = np.random.default_rng(0).dirichlet(np.ones(generator.n_experts), 6).astype(np.float32)
    arrays = {key: None if value is None else value.numpy().tolist()
              for key, value in (("noise", draw.noise), ("chance", draw.chance), ("label", draw.label))}
    basis = {"model": name, "fingerprint": fingerprint(found.path), "family": found.config.family, "page": "Experts", "seed": 2,
             "label": None}
    values: list[int] = run_node(SAVED, {
        "program": base64.b64encode(program.to_bytes()).decode(), "weights": chance.tolist(), "basis": basis, **arrays}, LIVE)
    data = bytes(values)
    recipe, picture = read_recipe(data, "a.png"), pixels(data, "a.png")
    assert (recipe.hand.pad, recipe.hand.muted, recipe.samples) == ((1.0, 0.0), (1,), tuple(range(6)))
    result = compared(picture, redrawn(generator, recipe, picture.shape), recipe)
    assert result.levels <= result.allowed == PAGE_LEVELS
