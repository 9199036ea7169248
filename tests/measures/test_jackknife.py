from __future__ import annotations

import numpy as np
import pytest

from mixgan.measures.frechet import frechet
from mixgan.measures.jackknife import deal, left_out_interval
from mixgan.measures.neighbours import Reference

REAL = np.random.default_rng(0).standard_normal((400, 4))


def test_of_a_mean_it_is_students_over_the_means_of_the_parts():
    values = np.random.default_rng(1).standard_normal(100)
    parts = deal(100)
    found = left_out_interval(values.mean(), [values[parts != part].mean() for part in range(10)])
    means = [values[parts == part].mean() for part in range(10)]
    half = 2.262 * np.std(means, ddof=1) / 10**0.5
    assert found == pytest.approx((values.mean() - half, values.mean() + half), abs=1e-9)


def test_parts_are_as_large_as_they_can_be():
    assert np.bincount(deal(23)).tolist() == [3, 3, 3, 2, 2, 2, 2, 2, 2, 2]


@pytest.mark.parametrize("measure", ["FID", "density", "coverage"])
def test_it_is_about_as_wide_as_fresh_draws_differ(measure):
    """The median of 30 intervals against the deviation of 30 fresh draws, to a factor of two."""
    reference = Reference(REAL)

    def value(fake):
        if measure == "FID":
            return frechet(REAL, fake)
        counts, covered = reference.hits(fake)
        return float(counts.mean() / 5 if measure == "density" else covered.mean())

    values, widths = [], []
    for i in range(30):
        fake = 1.2 * np.random.default_rng(100 + i).standard_normal((300, 4))
        values.append(value(fake))
        low, high = left_out_interval(values[-1], [value(fake[deal(300) != part]) for part in range(10)])
        widths.append((high - low) / 2 / 2.262)
    assert 0.5 < np.median(widths) / np.std(values, ddof=1) < 2
