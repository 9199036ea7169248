from __future__ import annotations

import numpy as np
import pytest

from mixgan.errors import DataError
from mixgan.measures.told_apart import Sides, by_share, by_vote, expected_side, neighbours_real, others_of, real_without
from tests.measures import slow
from tests.measures.golden import F, R


def sides(found: Sides) -> tuple[float, float]:
    return found.real, found.fake


def soft(real, fake, k=5):
    return sides(by_share(neighbours_real(real, fake, k)))


def vote(real, fake, k=5):
    return sides(by_vote(neighbours_real(real, fake, k)))


def test_golden_values_of_scikit_learn():
    near = neighbours_real(R[:300], F, 5)
    assert vote(R[:300], F, 1) == pytest.approx((0.64, 0.546667), abs=2e-6)
    assert sides(by_share(near)) == pytest.approx((0.668, 0.491333), abs=2e-6)
    assert sides(by_vote(near)) == pytest.approx((0.776667, 0.483333), abs=2e-6)
    assert by_vote(near).overall == pytest.approx(0.63, abs=2e-6)


@pytest.mark.parametrize("k", [1, 3, 5])
def test_equals_sorting_the_others(k):
    real, fake = R[:30], F[:30]
    assert soft(real, fake, k) + vote(real, fake, k) == pytest.approx(slow.told_apart(real.tolist(), fake.tolist(), k), abs=1e-12)


def test_the_nearest_comes_first_so_that_one_search_serves_both():
    near = neighbours_real(R[:300], F, 5)
    assert np.array_equal(near[:, :1], neighbours_real(R[:300], F, 1))


def test_leaving_a_part_out_is_measuring_the_rest():
    others, parts = others_of(R[:300], F, 20), np.arange(300) % 10
    for out in range(10):
        kept = parts != out
        near = real_without(others, parts, out, 5)
        assert np.array_equal(near, neighbours_real(R[:300][kept], F[kept], 5))
    with pytest.raises(ValueError, match="look for more"):
        real_without(others[:, :5], parts, 0, 5)


def test_copies_of_the_reference_are_each_others_nearest():
    """1-NN 0 and 0, soft 2 of 5 (a copy, then others of either side alike), vote 0 and 0: measures.md 7."""
    copies = np.random.default_rng(7).standard_normal((200, 16))
    assert vote(copies, copies, 1) == (0, 0)
    assert soft(copies, copies) == pytest.approx((0.4, 0.4), abs=1e-9)
    assert vote(copies, copies) == (0, 0)


def test_equal_distributions_are_just_under_one_half():
    found = []
    for i in range(30):
        draw = np.random.default_rng(500 + i)
        found.append(soft(draw.standard_normal((100, 6)), draw.standard_normal((100, 6)), 5))
    error = np.std(found, axis=0, ddof=1) / 30**0.5
    assert np.all(np.abs(np.mean(found, 0) - expected_side(100)) < 4 * error)
    assert expected_side(100) == pytest.approx(99 / 199)
    assert error.max() < 0.01


def test_too_narrow_shows_on_both_sides_and_not_in_their_mean():
    draw = np.random.default_rng(0)
    near = neighbours_real(draw.standard_normal((800, 64)), 0.9 * draw.standard_normal((800, 64)), 5)
    found = by_share(near)
    assert found.real < 0.3
    assert found.fake > 0.7
    assert by_vote(near).overall == pytest.approx(0.5, abs=0.06)


def test_moving_turning_scaling_and_order_change_nothing():
    turn = np.linalg.qr(np.random.default_rng(1).standard_normal((8, 8)))[0]
    order = np.random.default_rng(2)
    real, fake = order.permutation(R[:300]), order.permutation(F)
    assert soft(3 * real @ turn + 40, 3 * fake @ turn + 40) == pytest.approx(soft(R[:300], F), abs=1e-12)
    assert soft(F, R[:300]) == pytest.approx(soft(R[:300], F)[::-1], abs=1e-12)


@pytest.mark.parametrize(("real", "fake", "words"), [
    (R, F, "as many real as generated samples, got 400 and 300"), (R[:5], F[:5], "at least 6 real"),
    (R[:300], np.where(F > 4, np.nan, F), "generated features hold NaN"), (R[:300, :4], F, "4 real and 8 generated"),
])
def test_what_cannot_be_measured_is_said_in_a_sentence(real, fake, words):
    with pytest.raises(DataError, match=words):
        soft(real, fake)


def test_a_vote_of_an_even_number_is_refused():
    with pytest.raises(ValueError, match="odd"):
        by_vote(neighbours_real(R[:300], F, 4))
