from __future__ import annotations

import numpy as np
import pytest

from mixgan.errors import DataError
from mixgan.measures.alike import alike, pairs_within
from mixgan.measures.similarity import multi_scale, name_for, similarity, ssim
from mixgan.rng import Stream
from tests.measures import slow


def waves() -> np.ndarray:
    """(6, 32, 32, 1) of the method notes."""
    y, x = np.mgrid[0:32, 0:32] / 32
    rows = np.random.default_rng(108).random((6, 3))
    return np.stack([0.5 + 0.5 * np.sin(2 * np.pi * (1 + 2 * a) * x + 6 * b) * np.cos(2 * np.pi * (1 + 2 * c) * y)
                     for a, b, c in rows])[..., None]


WAVES = waves()
A, B = WAVES[:3], WAVES[3:]
NOISE = np.random.default_rng(1).integers(0, 256, (4, 48, 44, 3)).astype(np.uint8)


def test_golden_values_of_torchmetrics():
    assert ssim(A, B, 1) == pytest.approx([0.049853, -0.014453, 0.047995], abs=2e-6)
    assert multi_scale(A, B, 2, 1) == pytest.approx([0.049972, 0, 0.051236], abs=2e-6)


def test_channels_are_averaged():
    each = [ssim(NOISE[:1, ..., c : c + 1], NOISE[1:2, ..., c : c + 1]) for c in range(3)]
    assert ssim(NOISE[:1], NOISE[1:2]) == pytest.approx(np.mean(each, 0), abs=1e-12)


def test_equals_a_window_at_a_time():
    assert ssim(A[:1], B[:1], 1)[0] == pytest.approx(slow.ssim(A[0, ..., 0], B[0, ..., 0], 11, 1.5), abs=1e-9)
    small = A[:1, :8, :8], B[:1, :8, :8]
    assert similarity(*small, 1)[0] == pytest.approx(slow.ssim(small[0][0, ..., 0], small[1][0, ..., 0], 7, 1), abs=1e-9)


@pytest.mark.parametrize("side", [8, 21, 22, 28, 44, 48])
def test_a_picture_is_like_itself_and_less_like_a_noisy_one(side):
    a = np.random.default_rng(side).integers(0, 256, (2, side, side, 1)).astype(np.uint8)
    noisy = np.clip(a + np.random.default_rng(0).normal(0, 40, a.shape), 0, 255).astype(np.uint8)
    assert similarity(a, a) == pytest.approx(1)
    assert np.all(similarity(a, noisy) < 0.99)
    assert similarity(a, noisy) == pytest.approx(similarity(noisy, a), abs=1e-12)


def test_the_range_matters_and_is_that_of_bytes():
    assert similarity(255 * A, 255 * B) == pytest.approx(similarity(A, B, 1), abs=1e-9)
    assert similarity(A, B, 2) != pytest.approx(similarity(A, B, 1), abs=1e-3)


def test_its_name_says_how_many_scales():
    assert [name_for(side) for side in (8, 21, 22, 28, 43, 44, 64)] == [
        "SSIM", "SSIM", "MS-SSIM-2", "MS-SSIM-2", "MS-SSIM-2", "MS-SSIM-3", "MS-SSIM-3"]
    assert similarity(A, B, 1) == pytest.approx(multi_scale(A, B, 2, 1))
    assert similarity(NOISE[:1], NOISE[1:2]) == pytest.approx(multi_scale(NOISE[:1], NOISE[1:2], 3))


def test_pictures_that_cannot_be_compared_are_refused():
    with pytest.raises(DataError, match="one size"):
        similarity(NOISE, NOISE[:, :40])
    with pytest.raises(DataError, match=r"one size, got \(4, 48, 44, 3\) and \(4, 48, 44, 1\)"):
        similarity(NOISE, NOISE[..., :1])
    with pytest.raises(DataError, match="7 px or more, got 6 by 6"):
        similarity(NOISE[:, :6, :6], NOISE[:, :6, :6])


CLASSES = np.repeat([0, 1, 2], [40, 60, 19])


def copies_and_noise() -> np.ndarray:
    """Class 0: one picture 40 times; class 1: 60 of noise; class 2 has too few."""
    noise = np.random.default_rng(3).integers(0, 256, (119, 8, 8, 1)).astype(np.uint8)
    noise[:40] = noise[0]
    return noise


def test_copies_are_alike_and_each_class_counts_as_much():
    found = alike(copies_and_noise(), CLASSES, 4, Stream(0), 400)
    assert found.classes[0] == 1
    assert abs(found.classes[1]) < 0.1
    assert np.isnan(found.classes[2:]).all()
    assert found.mean == pytest.approx((found.classes[0] + found.classes[1]) / 2)
    assert found.n_pairs == 400
    assert 0 < found.zeros < 0.5


def test_pairs_are_two_different_samples_of_one_class_and_reach_all():
    pairs = pairs_within(CLASSES, 4, Stream(0), 3000)
    assert np.all(CLASSES[pairs[:, 0]] == CLASSES[pairs[:, 1]])
    assert np.all(pairs[:, 0] != pairs[:, 1])
    assert np.bincount(CLASSES[pairs[:, 0]]).tolist() == [1500, 1500]
    assert {*pairs.flatten().tolist()} == set(range(100))
    assert np.array_equal(pairs, pairs_within(CLASSES, 4, Stream(0), 3000))


def test_the_mean_over_pairs_is_near_that_over_all_of_them():
    pictures = copies_and_noise()[40:100]
    every = [similarity(pictures[i : i + 1].repeat(59 - i, 0), pictures[i + 1 :]) for i in range(59)]
    found = alike(pictures, np.zeros(60, int), 1, Stream(1), 4000)
    assert found.mean == pytest.approx(np.concatenate(every).mean(), abs=0.01)


def test_no_class_with_enough_pictures_is_said_in_a_sentence():
    with pytest.raises(DataError, match="No class has 20 pictures, the most is 19"):
        alike(copies_and_noise()[:19], np.zeros(19, int), 1, Stream(0))
    with pytest.raises(DataError, match="numbers from 0 to 1, got 0 to 2"):
        alike(copies_and_noise(), CLASSES, 2, Stream(0))
    with pytest.raises(DataError, match="uint8"):
        alike(copies_and_noise().astype(float), CLASSES, 4, Stream(0))
