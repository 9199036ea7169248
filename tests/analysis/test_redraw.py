"""A picture comes out again from what it says of itself: the command line's bit for bit, the page's within a grey level."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from mixgan.analysis.observe import as_arrays, drawn
from mixgan.analysis.own_mixture import fingerprint
from mixgan.analysis.recipe_words import sentences
from mixgan.analysis.redraw import compared, redrawn, require_same
from mixgan.errors import StoreError
from mixgan.store.models import ModelFolder
from mixgan.store.picture_recipe import Hand, Recipe, packed
from tests.ui.tiny import write_tiny


@pytest.fixture(scope="module")
def hmog(tmp_path_factory: pytest.TempPathFactory) -> tuple[Any, ModelFolder]:
    folder = tmp_path_factory.mktemp("models") / "hmog-tiny"
    return write_tiny(folder, "hmog", figures=False), ModelFolder(folder, "hmog-tiny")


def recipe(found: ModelFolder, **changes: Any) -> Recipe:
    usual: dict[str, Any] = {
        "model": found.name, "fingerprint": fingerprint(found.path), "family": "hmog", "by": "page", "seed": 1, "n": 6,
        "samples": [5, 5, 2], "places": [[0, 0], [10, 0], [0, 10]], "size": [18, 18], "scale": 2, "background": 255}
    return Recipe(**(usual | changes))


def test_noise_weights_and_places_are_those_of_the_recipe(hmog: tuple[Any, ModelFolder]) -> None:
    generator, found = hmog
    chance = np.random.default_rng(0)
    noise = chance.standard_normal((3, generator.noise_dim)).astype(np.float32)
    weights = np.eye(generator.n_experts, dtype=np.float32)[[1, 0, 3]]
    again = redrawn(generator, recipe(found, noise=packed(noise), weights=packed(weights)), (36, 36, 1))
    with torch.inference_mode():
        draw = drawn(generator, 3, 1).with_noise(torch.from_numpy(noise))
        images = as_arrays(generator(draw, weights=torch.from_numpy(weights)))
    np.testing.assert_array_equal(again[:16:2, :16:2], images[0])
    np.testing.assert_array_equal(again[1:17:2, 20:36:2], images[1])
    np.testing.assert_array_equal(again[20:36:2, :16:2], images[2])
    assert (again[:, 16:20] == 255).all()


def test_samples_of_the_seed_are_its_own(hmog: tuple[Any, ModelFolder]) -> None:
    generator, found = hmog
    again = redrawn(generator, recipe(found, scale=1), (18, 18, 1))
    with torch.inference_mode():
        images = as_arrays(generator(drawn(generator, 6, 1)))
    assert np.abs(again[:8, :8].astype(int) - images[5]).max() <= 1
    np.testing.assert_array_equal(again[:8, :8], again[:8, 10:18])


def test_each_tile_asks_for_its_class(tmp_path: Path) -> None:
    generator = write_tiny(tmp_path / "acgan-tiny", "acgan", figures=False)
    found = ModelFolder(tmp_path / "acgan-tiny", "acgan-tiny")
    of_board = recipe(found, family="acgan", scale=1, labels=[7, 0, 7])
    again = redrawn(generator, of_board, (18, 18, 1))
    with torch.inference_mode():
        images = as_arrays(generator(drawn(generator, 6, 1)[torch.tensor([5, 5, 2])].with_label(torch.tensor([7, 0, 7]))))
    for image, (x, y) in zip(images, of_board.places or (), strict=True):
        assert np.abs(again[y : y + 8, x : x + 8].astype(int) - image).max() <= 1
    assert "Samples 2 to 5 of seed 1, asked for seven, zero, in 3 pictures." in sentences(
        of_board, "generator", ("zero", *"123456", "seven"))
    with pytest.raises(StoreError, match="does not have"):
        redrawn(generator, recipe(found, family="acgan", labels=[7, 10, 0]), (36, 36, 1))
    with pytest.raises(ValueError, match="2 classes for 3 pictures"):
        recipe(found, labels=[7, 0])


@pytest.mark.parametrize(("changes", "words"), [
    ({"expert": 4}, "does not have"), ({"label": 0}, "does not have"), ({"spread": [1.0, 2.0]}, "does not have"),
    ({"samples": [5, 6, 0]}, "does not have"), ({"scale": 3}, "its recipe makes 54 x 54"), ({"size": [17, 18]}, "outside"),
    ({"noise": packed(np.ones((3, 1), np.float32))}, "noise"), ({"weights": packed(np.ones((3, 3), np.float32))}, "weights"),
])
def test_what_does_not_fit_is_a_sentence(hmog: tuple[Any, ModelFolder], changes: dict[str, Any], words: str) -> None:
    generator, found = hmog
    with pytest.raises(StoreError, match=words):
        redrawn(generator, recipe(found, **changes), (36, 36, 1))


def test_other_parameters_are_a_sentence(hmog: tuple[Any, ModelFolder]) -> None:
    _, found = hmog
    require_same(found, recipe(found))
    with pytest.raises(StoreError, match="here they are"):
        require_same(found, recipe(found, fingerprint="0" * 16))


def test_a_page_may_differ_by_a_level_and_the_command_line_by_none(hmog: tuple[Any, ModelFolder]) -> None:
    picture = np.zeros((2, 2, 1), np.uint8)
    assert compared(picture, picture + 1, recipe(hmog[1])).allowed == 1
    other = compared(picture, picture + 3, recipe(hmog[1], by="command line"))
    assert (other.levels, other.allowed) == (3, 0)


def test_the_words(hmog: tuple[Any, ModelFolder]) -> None:
    hand = Hand(pad=(1.25, -0.5), forced={"": "L", "LR": "R"}, muted=(2, 3), push=("L", 1.5), temperature=0.0)
    said = "\n".join(sentences(recipe(hmog[1], page="Tree", link="Tree?z=5\x1b[2J", hand=hand, samples=[5, 5, 5]), "leaf"))
    for words in ("hmog-tiny, HMoG", "page Tree", "Sample 5 of seed 1, in 3 pictures", "+1.25, -0.50", "the root to the left",
                  "LR to the right", "leaf E3, leaf E4; the others took over", "and beyond it", "Tree?z=5\\x1b[2J"):
        assert words in said


def test_the_words_of_a_class_and_a_mixture(hmog: tuple[Any, ModelFolder]) -> None:
    made = recipe(hmog[1], by="command line", label=1, samples=None, places=None, size=None, columns=3, spread=0.5,
                  shares=[0.5, 0.5, 0, 0])
    said = "\n".join(sentences(made, "leaf", ("zero", "one")))
    for words in ("command line", "Samples 0 to 5 of seed 1, asked for class one.", "E1: 50 %, E2: 50 %, E3: 0 %", "Spread 0.5"):
        assert words in said


