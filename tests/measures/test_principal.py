from __future__ import annotations

import numpy as np
import pytest

from mixgan.measures.features import feature_figures
from mixgan.measures.principal import principal
from mixgan.rng import Stream
from tests.measures.planted import halves

TRAIN, TEST = halves(300, 1).images, halves(60, 2).images


def test_the_places_are_those_along_the_singular_vectors() -> None:
    reader = principal("own", TRAIN, TEST)
    pixels = TRAIN.reshape(300, -1) / 255
    _, values, rows = np.linalg.svd(pixels - pixels.mean(0), full_matrices=False)
    found = reader(TEST).features
    expected = (TEST.reshape(60, -1) / 255 - pixels.mean(0)) @ rows[:64].T
    assert found.shape == (60, 64)
    assert np.abs(found) == pytest.approx(np.abs(expected), abs=1e-9)       # each axis has a sign of its own
    assert reader.explained == pytest.approx((values[:64] ** 2).sum() / (values**2).sum())


def test_it_is_the_same_on_every_call_and_named_by_its_pictures() -> None:
    first, again, other = (principal("own", images, TEST) for images in (TRAIN, TRAIN.copy(), halves(300, 3).images))
    assert np.array_equal(first(TEST).features, again(TEST).features)
    assert first.features_id == again.features_id != other.features_id
    assert first.features_id.startswith("pca64/own/")


def test_it_names_no_class_and_its_figures_bear_a_letter_of_their_own() -> None:
    reader = principal("own", TRAIN, TEST)
    verdict = reader(TEST[:0])
    assert verdict.probabilities.shape == (0, 0)
    assert verdict.features.shape == (0, 64)
    figures = feature_figures(reader(TEST).features, reader(TRAIN[:60]).features, reader.letter)
    assert set(figures) == {"precision-p@5", "recall-p@5", "density-p@5", "coverage-p@5"}
    assert reader.floors is not None
    assert set(reader.floors.values) == set(figures)
    assert reader.floors.n == 60


def test_blur_is_hardly_seen_and_noise_is() -> None:
    """What the module says of it: so nobody takes these figures for more."""
    rows = Stream(0).child("checks").normal(240, 8, 8, 1)
    noise = np.clip(TRAIN[:240] + 60 * rows, 0, 255).astype(np.uint8)
    blurred = np.stack([TRAIN[:240].astype(float), np.roll(TRAIN[:240].astype(float), 1, 1)]).mean(0).astype(np.uint8)
    reader = principal("own", TRAIN, TEST)
    centre = reader(TRAIN).features
    moved = {name: np.linalg.norm(reader(images).features - centre[:240], axis=1).mean() for name, images in
             (("noise", noise), ("blur", blurred))}
    assert moved["blur"] < moved["noise"] / 2
