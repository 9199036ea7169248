from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import binom

from mixgan.errors import DataError
from mixgan.measures.memorised import copied_share, nearest
from mixgan.measures.records import wilson

DRAW = np.random.default_rng(21)
TRAIN = DRAW.integers(0, 256, (500, 49)).astype(np.uint8)
FRESH, HELD_OUT = (DRAW.integers(0, 256, (400, 49)).astype(np.uint8) for _ in range(2))


def test_the_nearest_is_found_by_the_definition():
    expected = [min(np.linalg.norm(x.astype(float) - t.astype(float)) for t in TRAIN[:60]) for x in FRESH[:40]]
    assert nearest(FRESH[:40], TRAIN[:60]) == pytest.approx(expected, abs=1e-9)


@pytest.mark.parametrize("block", [1, 7, 400, 401])
def test_the_size_of_a_block_changes_nothing(block):
    assert nearest(FRESH, TRAIN, block) == pytest.approx(nearest(FRESH, TRAIN), abs=1e-12)


def test_an_exact_copy_lies_at_zero_wherever_the_origin():
    assert nearest(TRAIN[:50], TRAIN).tolist() == [0] * 50
    tight = 1000 + 0.01 * DRAW.standard_normal((200, 64))
    assert nearest(tight[:20], tight).tolist() == [0] * 20
    apart = np.linalg.norm(tight[:20, None] - tight[20:], axis=-1).min(1)
    assert nearest(tight[:20], tight[20:]) == pytest.approx(apart, rel=1e-6)


def test_copies_are_seen_and_fresh_pictures_are_one_in_a_hundred():
    real = nearest(HELD_OUT, TRAIN)
    copied = np.concatenate([TRAIN[:100], FRESH[:300]])
    share, interval = copied_share(nearest(copied, TRAIN), real)
    assert share == pytest.approx(0.26, abs=0.02)
    assert interval[0] < 0.25 < 0.27 < interval[1] < 0.4
    shares = []
    for i in range(30):
        draw = np.random.default_rng(i)
        shares.append(copied_share(draw.random(1000), draw.random(1000))[0])
    assert np.mean(shares) == pytest.approx(0.01, abs=4 * np.std(shares, ddof=1) / 30**0.5)


def test_the_interval_is_by_ranks_of_the_held_out_and_shares_at_their_ends():
    """Of 1,000, 4 to 18 lie below the quantile in 97.5 %: it lies between the fourth and the nineteenth."""
    held_out, fake = np.arange(1.0, 1001), np.linspace(0, 100, 1000)
    assert [binom.ppf(tail, 1000, 0.01) for tail in (0.0125, 0.9875)] == [4, 18]
    low, high = copied_share(fake, held_out)[1]
    assert low == pytest.approx(wilson((fake < 4).sum(), 1000, 2.2414)[0])
    assert high == pytest.approx(wilson((fake <= 19).sum(), 1000, 2.2414)[1])


def test_farther_than_all_is_none():
    assert copied_share(np.arange(100.0) + 500, np.arange(100.0))[1][0] == 0
    assert copied_share(np.arange(100.0) + 50, np.arange(100.0))[0] == 0


def test_what_cannot_be_measured_is_said_in_a_sentence():
    with pytest.raises(DataError, match="49 real and 48 generated"):
        nearest(FRESH[:, :48], TRAIN)
    with pytest.raises(DataError, match="at least 100 held-out samples, got 99"):
        copied_share(np.ones(100), np.ones(99))
    with pytest.raises(DataError, match="NaN"):
        copied_share(np.full(100, np.nan), np.ones(100))
