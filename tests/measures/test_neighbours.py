from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from prdc import compute_prdc

from mixgan.errors import DataError
from mixgan.measures.neighbours import coverage, expected_coverage, manifolds, radii
from tests.measures import slow

R = np.random.default_rng(101).standard_normal((400, 8))
F = np.random.default_rng(102).standard_normal((300, 8)) * 1.2 + 0.3
points = st.lists(st.lists(st.integers(-3, 3), min_size=2, max_size=2), min_size=5, max_size=14).map(np.array)


def values(found):
    return found.precision, found.recall, found.density, found.coverage


def test_golden_values_of_prdc():
    assert values(manifolds(R, F, 5)) == pytest.approx((0.76, 0.975, 0.55, 0.7875), abs=2e-6)


def test_equals_prdc():
    theirs = compute_prdc(real_features=R[:150], fake_features=F[:90], nearest_k=4)
    assert values(manifolds(R[:150], F[:90], 4)) == pytest.approx(tuple(theirs.values()), abs=1e-12)


def test_golden_values_at_three_neighbours():
    found = manifolds(R, F, 3)
    assert (found.precision, found.recall) == pytest.approx((0.633333, 0.94), abs=2e-6)


@settings(max_examples=60)
@given(points, points, st.integers(1, 4))
def test_equals_the_definitions_with_ties(real, fake, k):
    """Whole coordinates: distances tie often, and `<` must hold."""
    assert values(manifolds(real, fake, k)) == pytest.approx(slow.manifolds(real.tolist(), fake.tolist(), k), abs=1e-12)
    assert coverage(real, fake, k) == manifolds(real, fake, k).coverage


@pytest.mark.parametrize("block", [1, 7, 300, 401])
def test_the_size_of_a_block_changes_nothing(block):
    assert manifolds(R, F, 5, block) == manifolds(R, F, 5)


def test_moving_turning_and_scaling_both_changes_nothing():
    turn = np.linalg.qr(np.random.default_rng(1).standard_normal((8, 8)))[0]
    assert values(manifolds(3 * R @ turn + 40, 3 * F @ turn + 40)) == pytest.approx(values(manifolds(R, F)), abs=1e-12)


def test_the_order_of_rows_changes_nothing():
    order = np.random.default_rng(2)
    assert values(manifolds(order.permutation(R), order.permutation(F))) == pytest.approx(values(manifolds(R, F)), abs=1e-12)


def test_swapping_sides_swaps_precision_and_recall_only():
    there, back = manifolds(R, F), manifolds(F, R)
    assert (there.precision, there.recall) == (back.recall, back.precision)
    assert there.density != pytest.approx(back.density, abs=0.01)
    assert there.coverage != pytest.approx(back.coverage, abs=0.01)


def test_equal_distributions_reach_the_closed_forms():
    """E[density] = 1 and expected_coverage, d = 6, N = 200, M = 150, 40 repetitions, within 5 standard errors."""
    found = []
    for i in range(40):
        draw = np.random.default_rng(1000 + i)
        found.append(values(manifolds(draw.standard_normal((200, 6)), draw.standard_normal((150, 6)), 5))[2:])
    mean, error = np.mean(found, 0), np.std(found, 0, ddof=1) / np.sqrt(40)
    assert np.all(np.abs(mean - [1, expected_coverage(200, 150, 5)]) < 5 * error)
    assert np.all(error < 0.02)                                         # the bound must be able to fail


def test_coverage_to_expect():
    assert expected_coverage(500, 400, 5) == pytest.approx(0.9478, abs=5e-5)
    assert expected_coverage(10**6, 10**6, 5) == pytest.approx(1 - 2**-5, abs=1e-5)


def test_the_first_neighbour_is_not_the_point_itself():
    assert radii(np.array([[0.0], [1.0], [3.0]]), 1).tolist() == [1, 1, 4]
    assert radii(np.array([[0.0], [0.0], [3.0]]), 1).tolist() == [0, 0, 9]     # a copy counts, the point does not


def test_copies_of_one_point_inside_the_data_are_precise_and_cover_nothing():
    found = manifolds(R, np.repeat(R[:1] * 0, 300, 0))
    assert found.precision == 1
    assert found.recall == 0                                            # their balls have no radius
    assert found.coverage < 0.2
    assert found.density > 1


def test_tight_clusters_far_from_the_origin_keep_their_digits():
    """float32 distances were off by a third here (measures.md 1): the answer must be that of the centred points."""
    near = np.random.default_rng(3).standard_normal((80, 64)) * 0.01
    assert values(manifolds(near[:40] + 10, near[40:] + 10)) == values(manifolds(near[:40], near[40:]))


def test_inputs_are_left_alone_and_need_not_be_float64():
    real, fake = R.astype(np.float32), F.astype(np.float16)
    before = real.copy()
    manifolds(real, fake)
    assert np.array_equal(real, before)


@pytest.mark.parametrize("side", ["real", "generated"])
def test_too_few_points_and_nan_are_refused(side):
    few, bad = R[:5], R.copy()
    bad[3, 2] = np.nan
    for wrong, words in ((few, "at least 6"), (bad, "NaN")):
        pair = (wrong, F) if side == "real" else (R, wrong)
        with pytest.raises(DataError, match=f"{words}.*{side}|{side}.*{words}"):
            manifolds(*pair, 5)


def test_one_more_point_than_neighbours_is_enough():
    assert values(manifolds(R[:6], F[:6], 5)) == pytest.approx(slow.manifolds(R[:6].tolist(), F[:6].tolist(), 5), abs=1e-12)
