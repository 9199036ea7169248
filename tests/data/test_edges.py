from __future__ import annotations

import numpy as np
import pytest

from mixgan import data
from mixgan.data import edges
from mixgan.data.known import asking
from mixgan.data.one_form import resized


@pytest.fixture(scope="module")
def found() -> data.ImageSet:
    return data.load("edges-shapes")


def test_an_outline_is_where_the_gradient_is_over_a_share_of_its_largest() -> None:
    """A slow reference, pixel by pixel."""
    grey = np.zeros((2, 6, 7), np.uint8)
    grey[0, 2:4, 2:5], grey[1, 1:5, 1:3] = 200, [[40, 255]]
    made = edges.outlines(grey)
    for picture, outline in zip(grey.astype(float), made[..., 0], strict=True):
        padded = np.pad(picture, 1, "edge")
        strength = np.zeros(picture.shape)
        for i, j in np.ndindex(picture.shape):
            here = padded[i : i + 3, j : j + 3]
            down, right = here[2] - here[0], here[:, 2] - here[:, 0]
            strength[i, j] = np.hypot(down @ [1, 2, 1], right @ [1, 2, 1])
        assert np.array_equal(outline, np.where(strength > 0.3 * strength.max(), 255, 0))
    assert np.array_equal(edges.outlines(grey[1:]), made[1:]), "a picture's neighbours have no say"


def test_paint_and_ground_are_mixed_as_the_grey_says() -> None:
    grey = np.array([[[0, 255, 128]]], np.uint8)
    on_white = edges.coloured(grey, np.array([0]), np.array([1]))[0, 0]
    assert on_white.tolist() == [[255, 255, 255], [255, 0, 0], [255, 127, 127]]
    assert edges.coloured(grey, np.array([5]), np.array([0]))[0, 0].tolist() == [[0, 0, 0], [0, 0, 255], [0, 0, 128]]


def test_a_row_is_an_answer_to_its_question(found: data.ImageSet) -> None:
    assert found.images.shape == (12_024, 32, 32, 3)
    assert found.conditions is not None
    assert found.questions is not None
    assert found.labels is None
    grey = edges.greys("edges-shapes", "train", False)
    assert np.array_equal(found.conditions[:50], edges.outlines(grey[:50]))
    colour, _ = edges.drawn("edges-shapes", "train", len(found))
    assert np.array_equal(found.images[:50], edges.coloured(grey[:50], colour[:50], np.zeros(50, np.int64)))
    shares = np.bincount(colour, minlength=8) / len(colour)
    assert abs(shares - 1 / 8).max() < 5 * np.sqrt(1 / 8 * 7 / 8 / len(colour))


def test_questions_are_held_out(found: data.ImageSet) -> None:
    assert found.questions is not None
    assert found.conditions is not None
    assert len(found.questions) == 64
    assert np.array_equal(found.questions, edges.outlines(edges.greys("edges-shapes", "test", False)[:64]))
    seen = {row.tobytes() for row in found.conditions}
    assert not any(row.tobytes() in seen for row in found.questions)


def test_what_networks_must_know_is_in_the_facts(found: data.ImageSet) -> None:
    facts = found.facts()
    assert (facts.condition_shape, facts.n_questions, facts.vocabulary) == ((1, 32, 32), 64, ())
    assert asking("pairs") == ["edges-shapes", "edges-mnist", "edges-fashion", "edges-fashion-16"]
    assert data.load("edges-shapes", split="test").digest != facts.digest


def test_both_halves_of_a_pair_are_brought_to_one_size(found: data.ImageSet) -> None:
    import dataclasses

    few = dataclasses.replace(found, images=found.images[:20], conditions=found.conditions[:20])     # type: ignore[index]
    small = resized(few, 16)
    assert small.image_shape == (3, 16, 16)
    assert small.condition_shape == (1, 16, 16)
    assert small.questions is not None
    assert small.questions.shape == (64, 16, 16, 1)
    assert small.digest != found.digest
