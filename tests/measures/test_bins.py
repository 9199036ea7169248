from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.spatial.distance import jensenshannon

from mixgan.errors import DataError
from mixgan.measures.bins import bin_counts, compare, expected_jsd, fit_bins
from tests.measures import slow
from tests.measures.golden import F, R

CENTRES = R[:20]
counts = st.lists(st.tuples(st.integers(0, 40), st.integers(0, 40)), min_size=2, max_size=8).map(
    lambda rows: np.array(rows).T).filter(lambda both: both.sum(1).min() > 0)


def test_golden_values_of_the_reference_code():
    found = compare(bin_counts(R, CENTRES), bin_counts(F, CENTRES))
    assert found.different == 3
    assert found.share == pytest.approx(3 / 20)
    assert found.jsd == pytest.approx(0.026316, abs=2e-6)
    assert np.abs(found.z).max() == pytest.approx(3.274511, abs=2e-6)


@given(counts)
def test_equals_the_definitions_with_empty_bins(both):
    found = compare(*both)
    z, jsd = slow.bins(*both.tolist())
    assert found.z == pytest.approx(z, abs=1e-12)
    assert found.jsd == pytest.approx(jsd, abs=1e-12)
    assert 0 <= found.jsd <= math.log(2) + 1e-12


def test_jsd_is_scipys_squared():
    p, q = bin_counts(R, CENTRES), bin_counts(F, CENTRES)
    assert compare(p, q).jsd == pytest.approx(jensenshannon(p / p.sum(), q / q.sum()) ** 2, abs=1e-12)


def test_a_difference_to_either_side_counts_and_an_empty_bin_does_not():
    found = compare(np.array([60, 40, 0]), np.array([40, 60, 0]))
    assert found.different == 2                                         # a one-tailed test sees one of them
    assert found.z[0] == -found.z[1] == pytest.approx(2 * math.sqrt(2))
    assert compare(np.array([50, 50, 0]), np.array([50, 50, 0])).different == 0
    assert compare(np.array([9, 0]), np.array([0, 9])).jsd == pytest.approx(math.log(2))


def test_bins_with_few_expected_samples_are_told():
    assert compare(np.array([90, 6, 4]), np.array([190, 6, 4])).thin == 2
    assert compare(np.array([90, 10]), np.array([190, 10])).thin == 0


def test_the_floor_of_equal_distributions():
    """0.05 of 50 bins differ, JSD (K - 1)/8 (1/N + 1/M); 30 repetitions, within 4 standard errors."""
    found = []
    for i in range(30):
        draw = np.random.default_rng(i)
        one = compare(draw.multinomial(3000, np.full(50, 0.02)), draw.multinomial(2000, np.full(50, 0.02)))
        found.append((one.share, one.jsd))
    error = np.std(found, axis=0, ddof=1) / 30**0.5
    assert np.all(np.abs(np.mean(found, 0) - [0.05, expected_jsd(50, 3000, 2000)]) < 4 * error)
    assert expected_jsd(50, 3000, 2000) == pytest.approx(49 / 8 * (1 / 3000 + 1 / 2000))


def test_bins_are_fitted_once_and_the_same_again():
    pictures = np.random.default_rng(5).integers(0, 256, (200, 4, 4, 1)).astype(np.uint8)
    first = fit_bins(pictures, 10, seed=3)
    assert first.shape == (10, 16)
    assert np.array_equal(first, fit_bins(pictures, 10, seed=3))
    assert not np.array_equal(first, fit_bins(pictures, 10, seed=4))
    nearest = ((pictures.reshape(200, -1)[:, None] - first.astype(float)) ** 2).sum(-1).argmin(1)
    assert np.array_equal(bin_counts(pictures, first), np.bincount(nearest, minlength=10))
    assert bin_counts(pictures, first).min() > 0


def test_another_range_of_values_falls_into_other_bins():
    """[-1, 1] on one side and [0, 1] on the other, as released code had it, is not hidden."""
    pictures = np.random.default_rng(6).random((400, 9))
    centres = fit_bins(pictures[:200], 10)
    right = compare(bin_counts(pictures[:200], centres), bin_counts(pictures[200:], centres))
    swapped = compare(bin_counts(pictures[:200], centres), bin_counts(2 * pictures[200:] - 1, centres))
    assert right.different <= 2
    assert swapped.different > 6


@pytest.mark.parametrize(("real", "fake"), [([1, 2], [1, 2, 3]), ([0, 0], [1, 2]), ([], [])])
def test_counts_that_cannot_be_compared_are_refused(real, fake):
    with pytest.raises(DataError, match="same bins"):
        compare(np.array(real, int), np.array(fake, int))


def test_what_cannot_be_binned_is_said_in_a_sentence():
    with pytest.raises(DataError, match="at least 50 real"):
        fit_bins(R[:49], 10)
    with pytest.raises(DataError, match="pictures of 8 numbers, got 7"):
        bin_counts(F[:, :7], CENTRES)
    with pytest.raises(DataError, match="NaN"):
        bin_counts(np.where(F > 4, np.nan, F), CENTRES)
