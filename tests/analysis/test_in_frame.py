"""Where the pictures of another step lie on the map of the last one."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from mixgan.analysis.in_frame import lay, reach, shown
from mixgan.analysis.landing import Landing, landing
from mixgan.errors import ConfigError


def three_kinds(n: int = 150) -> tuple[NDArray, NDArray, Landing]:
    """Noisy copies of three pictures, and their places in three corners, each sample at one of its own."""
    chance = np.random.default_rng(0)
    kinds = chance.integers(40, 216, (3, 6, 6, 1))
    pictures = (kinds[np.arange(n) % 3] + chance.integers(-20, 21, (n, 6, 6, 1))).astype(np.uint8)
    layout = np.array([[0, 0], [9, 0], [0, 9]])[np.arange(n) % 3] + chance.standard_normal((n, 2))
    return pictures, layout, landing(pictures, 12)


def test_the_last_step_lands_on_itself() -> None:
    pictures, layout, found = three_kinds()
    laid = lay(found, layout, pictures)
    np.testing.assert_allclose(laid.places, layout, atol=1e-3)
    assert (laid.far <= reach(found, pictures)).mean() > 0.99       # its nearest is itself


def test_a_picture_that_became_another_moves_there_and_the_others_stay() -> None:
    pictures, layout, found = three_kinds()
    then = pictures.copy()
    then[:6] = pictures[[1, 2, 0, 4, 5, 3]]                         # what six noises drew at that step
    laid = lay(found, layout, then)
    np.testing.assert_allclose(laid.places[:6], layout[[1, 2, 0, 4, 5, 3]], atol=1e-3)
    np.testing.assert_allclose(laid.places[6:], layout[6:], atol=1e-3)


def test_nearer_ones_count_more_and_places_stay_inside_of_the_frame() -> None:
    pictures, layout, found = three_kinds()
    between = (0.8 * pictures[0] + 0.2 * pictures[1]).round().astype(np.uint8)[None]
    place = lay(found, layout, between).places[0]
    apart = np.linalg.norm(place - layout[:2], axis=1)
    assert apart[0] < apart[1] / 4
    grey = np.full((1, 6, 6, 1), 128, np.uint8)
    assert (lay(found, layout, grey).places >= layout.min(0)).all()
    assert (lay(found, layout, grey).places <= layout.max(0)).all()


def test_what_is_unlike_all_is_far_though_the_components_do_not_see_it() -> None:
    pictures, layout, found = three_kinds()
    values = pictures.reshape(150, 36) / 127.5 - 1
    codes = (values - found.mean) @ found.basis.T
    missed = ((values - found.mean - codes @ found.basis) ** 2).sum(1)
    others = [min(((codes[i] - codes[j]) ** 2).sum() for j in range(150) if j != i) for i in range(150)]
    bound = reach(found, pictures)
    assert bound == pytest.approx(np.quantile(np.sqrt(others + missed), 0.95), rel=1e-4)
    unseen = np.random.default_rng(1).standard_normal(36).astype(np.float32)
    unseen -= found.basis.T @ (found.basis @ unseen)                # what no component has
    odd = (pictures[:1].reshape(1, 36) / 127.5 - 1 + 3 * unseen / np.linalg.norm(unseen)).astype(np.float32)
    laid = lay(found, layout, odd)
    np.testing.assert_allclose(laid.places, layout[:1], atol=1e-3)
    assert laid.far[0] > bound


def test_a_snapshot_of_another_shape_is_a_sentence() -> None:
    _, layout, found = three_kinds()
    with pytest.raises(ConfigError, match=r"^The pictures of this step have 64 values, those of the map 36\."):
        lay(found, layout, np.zeros((2, 8, 8, 1), np.uint8))


def test_fewer_samples_of_larger_pictures() -> None:
    counts = [shown((1, side, side), 5000) for side in (8, 28, 32, 64)]
    assert counts == [600, 300, 229, 100]
    assert shown((3, 28, 28), 50) == 50                             # a map may have fewer
