"""Random numbers have addresses: same address, same rows, however many are asked for."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from mixgan.rng import BLOCK_ROWS, Stream

DRAWS: dict[str, Callable[[Stream, int], NDArray]] = {
    "normal": lambda stream, n: stream.normal(n, 3),
    "normal rows of one": lambda stream, n: stream.normal(n),
    "uniform": lambda stream, n: stream.uniform(n, 2, 2),
    "gumbel": lambda stream, n: stream.gumbel(n, 5),
    "integers": lambda stream, n: stream.integers(n, 10),
}
each_draw = pytest.mark.parametrize("draw", DRAWS.values(), ids=DRAWS.keys())


@each_draw
@given(n=st.integers(0, 300), m=st.integers(0, 300), seed=st.integers(0, 2**31 - 1))
def test_rows_are_bit_equal_for_any_n(draw: Callable[[Stream, int], NDArray], n: int, m: int, seed: int) -> None:
    stream = Stream(seed, ("noise",))
    few, many = sorted((n, m))
    assert len(draw(stream, few)) == few
    np.testing.assert_array_equal(draw(stream, many)[:few], draw(stream, few))


@each_draw
@given(first=st.integers(0, 200), more=st.integers(0, 200), n=st.integers(0, 200))
def test_a_later_start_gives_the_later_rows(draw: Callable[[Stream, int], NDArray], first: int, more: int, n: int) -> None:
    whole = draw(Stream(3).child("batch"), first + more + n)
    np.testing.assert_array_equal(draw(Stream(3).rows_from(first).child("batch").rows_from(more), n), whole[first + more :])


@each_draw
def test_blocks_and_rows_differ(draw: Callable[[Stream, int], NDArray]) -> None:
    rows = draw(Stream(1), 3 * BLOCK_ROWS)
    blocks = rows.reshape(3, -1)
    assert not any(np.array_equal(blocks[i], blocks[j]) for i, j in [(0, 1), (0, 2), (1, 2)])


@each_draw
def test_every_step_of_the_address_counts(draw: Callable[[Stream, int], NDArray]) -> None:
    streams = [Stream(0), Stream(1), Stream(0).child("a"), Stream(0).child("b"), Stream(0).child("a", "b"), Stream(0).child("ab"),
               Stream(0).child(1), Stream(0).child("1"), Stream(0).child(0, 1), Stream(0).child(1, 0)]
    seen = {draw(stream, BLOCK_ROWS).tobytes() for stream in streams}
    assert len(seen) == len(streams)


def test_a_child_of_a_child_is_a_child_and_numbers_of_numpy_are_numbers() -> None:
    assert Stream(5).child("a").child(3) == Stream(5).child("a", 3)
    np.testing.assert_array_equal(Stream(5).child("a", int(np.int64(3))).normal(4), Stream(5).child("a", np.int64(3)).normal(4))
    np.testing.assert_array_equal(Stream(5).normal(4), Stream(np.int64(5)).normal(4))


def test_the_numbers_are_the_same_for_ever() -> None:
    """Written down once: a shipped map and a shared link depend on them. 2**-20 allows for another platform's logarithm."""
    np.testing.assert_allclose(Stream(7).child("noise").normal(2, 2), GOLDEN_NORMAL, rtol=2**-20)
    np.testing.assert_array_equal(Stream(7).child("noise").integers(8, 100), GOLDEN_INTEGERS)


GOLDEN_NORMAL = [[-0.010802356526255608, 1.389345645904541],
                 [0.4599493145942688, -0.23312486708164215]]
GOLDEN_INTEGERS = [0, 88, 81, 11, 13, 51, 27, 84]


def test_the_moments_are_those_of_the_names() -> None:
    """n = 100,000 from one seed: no chance of a false alarm, the numbers never change; bounds are 6 standard errors."""
    n = 100_000
    error = 6 / np.sqrt(n)
    normal, uniform, gumbel = Stream(3).normal(n), Stream(3).uniform(n), Stream(3).gumbel(n)
    integers = Stream(3).integers(n, 10)
    assert abs(normal.mean()) < error
    assert abs(normal.std() - 1) < error
    assert abs(uniform.mean() - 0.5) < error * 0.29
    assert uniform.min() >= 0
    assert uniform.max() < 1
    assert abs(gumbel.mean() - 0.57722) < error * 1.2826            # Euler's constant
    assert abs(gumbel.std() - np.pi / np.sqrt(6)) < 3 * error
    np.testing.assert_allclose(np.bincount(integers, minlength=10) / n, 0.1, atol=error * 0.3)
    assert all(values.dtype == np.float32 for values in (normal, uniform, gumbel))
    assert integers.dtype == np.int64


def test_gumbel_chooses_in_proportion() -> None:
    """argmax(log p + gumbel) has the probabilities p: what an expert drawn at random rests on. 6 standard errors."""
    p = np.array([0.5, 0.3, 0.2])
    chosen = (np.log(p) + Stream(0).gumbel(50_000, 3)).argmax(1)
    np.testing.assert_allclose(np.bincount(chosen) / 50_000, p, atol=6 * 0.5 / np.sqrt(50_000))


def test_gumbel_stays_finite_where_the_exponential_is_zero(monkeypatch: pytest.MonkeyPatch) -> None:
    class Zero:
        def standard_exponential(self, shape: tuple[int, ...], dtype: type) -> NDArray:
            return np.zeros(shape, dtype)

    monkeypatch.setattr(Stream, "generator", lambda self, block=0: Zero())
    assert np.isfinite(Stream(0).gumbel(3, 2)).all()


@given(n=st.integers(0, 200), seed=st.integers(0, 1000))
def test_a_permutation_holds_everything_once(n: int, seed: int) -> None:
    order = Stream(seed).permutation(n)
    np.testing.assert_array_equal(np.sort(order), np.arange(n))
    np.testing.assert_array_equal(order, Stream(seed).permutation(n))
