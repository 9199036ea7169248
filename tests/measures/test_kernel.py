from __future__ import annotations

import numpy as np
import pytest
from torch import from_numpy
from torch_fidelity.metric_kid import kid_features_to_metric

from mixgan.errors import DataError
from mixgan.measures.kernel import kernel_distance, kernel_interval
from tests.measures import slow
from tests.measures.golden import F, R


def test_golden_values_of_two_libraries():
    assert kernel_distance(R, F) == pytest.approx(0.484791, abs=2e-6)       # with its diagonals it would be 0.571234
    assert kernel_distance(R[:300], F) == pytest.approx(0.502856, abs=2e-6)


def test_equals_torch_fidelity():
    theirs = kid_features_to_metric(from_numpy(F[:250]), from_numpy(R[:250]), kid_subsets=1, kid_subset_size=250, verbose=False,
                                    cuda=False)
    assert kernel_distance(R[:250], F[:250]) == pytest.approx(theirs["kernel_inception_distance_mean"], abs=1e-9)


def test_equals_three_loops_at_unequal_sizes():
    assert kernel_distance(R[:20], F[:31]) == pytest.approx(slow.kernel_distance(R[:20].tolist(), F[:31].tolist()), abs=1e-10)


@pytest.mark.parametrize("block", [1, 7, 400, 401])
def test_the_size_of_a_block_changes_nothing(block):
    assert kernel_distance(R, F, block) == pytest.approx(kernel_distance(R, F), abs=1e-12)


def test_order_and_sides_change_nothing_and_the_origin_does():
    order = np.random.default_rng(2)
    assert kernel_distance(order.permutation(R), order.permutation(F)) == pytest.approx(kernel_distance(R, F), abs=1e-12)
    assert kernel_distance(F, R) == pytest.approx(kernel_distance(R, F), abs=1e-12)
    assert kernel_distance(R + 1, F + 1) != pytest.approx(kernel_distance(R, F), abs=0.1)


def test_the_same_set_twice_is_below_zero_and_stays_there():
    """Exactly 2 (mean off the diagonal - mean of all) of the kernel."""
    kernel = (R @ R.T / 8 + 1) ** 3
    off = (kernel.sum() - np.trace(kernel)) / (400 * 399)
    assert kernel_distance(R, R) == pytest.approx(2 * (off - kernel.mean()), abs=1e-9)
    assert kernel_distance(R, R) < 0


def test_equal_distributions_are_at_zero_in_the_mean_and_the_interval_holds_it():
    found = []
    for i in range(40):
        draw = np.random.default_rng(i)
        found.append(kernel_interval(draw.standard_normal((120, 6)), draw.standard_normal((90, 6))))
    values = np.array([value for value, _ in found])
    assert abs(values.mean()) < 4 * values.std(ddof=1) / 40**0.5
    held = sum(low <= 0 <= high for _, (low, high) in found)
    assert 34 <= held <= 40                                             # 38 of 40 are to be expected
    widths = np.array([(high - low) / 2 / 2.262 for _, (low, high) in found])
    assert np.median(widths) == pytest.approx(values.std(ddof=1), rel=0.4)


def test_the_interval_is_the_jackknife_over_parts_of_every_tenth_row():
    value, (low, high) = kernel_interval(R, F)
    without = [kernel_distance(np.delete(R, slice(f, None, 10), 0), np.delete(F, slice(f, None, 10), 0)) for f in range(10)]
    error = (9 / 10 * ((np.array(without) - np.mean(without)) ** 2).sum()) ** 0.5
    assert value == pytest.approx(kernel_distance(R, F), abs=1e-12)
    assert (low, high) == pytest.approx((value - 2.262 * error, value + 2.262 * error), abs=1e-9)


def test_inputs_are_left_alone_and_float32_is_counted_in_float64():
    real, fake = (x.astype(np.float32) + 30 for x in (R, F))
    before = real.copy()
    exact = kernel_distance(real.astype(np.float64), fake.astype(np.float64))
    assert kernel_distance(real, fake) == pytest.approx(exact, abs=1e-9)
    assert np.array_equal(real, before)


@pytest.mark.parametrize(("real", "fake", "words"), [
    (R[:1], F, "at least 2 real samples, got 1"), (R, F[:1], "at least 2 generated samples, got 1"),
    (R, F[:, :5], "8 real and 5 generated"), (np.where(R > 3, np.nan, R), F, "real features hold NaN"),
    (R, F[:, 0], r"rows \(n, d\)"),
])
def test_what_cannot_be_measured_is_said_in_a_sentence(real, fake, words):
    with pytest.raises(DataError, match=words):
        kernel_distance(real, fake)


def test_the_interval_needs_two_a_part():
    with pytest.raises(DataError, match="at least 20 real"):
        kernel_interval(R[:19], F)
