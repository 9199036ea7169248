from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mixgan.measures.records import Figure, mean_interval, wilson

numbers = st.floats(-1e6, 1e6)


def test_a_figure_without_n_or_without_a_value_is_refused():
    with pytest.raises(ValueError, match="no n, no number"):
        Figure("coverage", 0.9)
    with pytest.raises(ValueError, match="finite"):
        Figure("coverage", math.nan, n_fake=10)


def test_what_says_nothing_is_not_written():
    assert Figure("dead", 0.0, 100, seed=0).to_dict() == {"name": "dead", "value": 0.0, "n_fake": 100, "seed": 0}
    assert "seed" not in Figure("dead", 0.0, 100).to_dict()


@given(numbers, st.integers(1, 10**6), st.none() | st.tuples(numbers, numbers), st.none() | st.integers(0, 10))
def test_a_figure_survives_its_dictionary(value, n, interval, seed):
    figure = Figure("x", value, n, 7, "c/mnist/1", 5, "test", seed, interval, None, "a note")
    back = Figure.from_dict(figure.to_dict())
    assert back.value == pytest.approx(figure.value, rel=1e-5)
    assert (back.n_fake, back.n_real, back.features, back.k, back.split, back.seed, back.note) == (
        n, 7, "c/mnist/1", 5, "test", seed, "a note")  # fmt: skip
    assert (back.interval is None) == (interval is None)


def test_a_dictionary_of_a_newer_version_may_hold_more():
    assert Figure.from_dict({"name": "x", "value": 1, "n_fake": 3, "colour": "red"}).n_fake == 3


@pytest.mark.parametrize(("successes", "n"), [(0, 10), (3, 10), (10, 10), (948, 1000), (1, 2500)])
def test_wilson_equals_scipy(successes, n):
    from scipy.stats import binomtest

    expected = binomtest(successes, n).proportion_ci(method="wilson")
    assert wilson(successes, n) == pytest.approx((expected.low, expected.high), abs=1e-6)


@pytest.mark.parametrize(("successes", "n"), [(1, 0), (-1, 5), (6, 5)])
def test_what_is_no_share_is_refused(successes, n):
    with pytest.raises(ValueError, match="not a share"):
        wilson(successes, n)


@pytest.mark.parametrize("n", [2, 3, 5, 10])
def test_the_interval_of_a_mean_is_students(n):
    from scipy import stats

    values = [math.sin(7 * i) for i in range(n)]
    mean, interval = mean_interval(values)
    half = stats.t.ppf(0.975, n - 1) * stats.tstd(values) / math.sqrt(n)
    assert interval == pytest.approx((mean - half, mean + half), abs=1e-3)


def test_one_value_has_no_interval():
    assert mean_interval([2.5]) == (2.5, None)


def test_none_and_all_of_n_reach_the_ends_exactly():
    for n in (1, 359, 5000, 10**6):
        assert wilson(0, n)[0] == 0
        assert wilson(n, n)[1] == 1
        assert 0 < wilson(0, n)[1] < 1
        assert 0 < wilson(n, n)[0] < 1
