"""Figures of points in the plane whose modes are known."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from mixgan.data import ImageSet
from mixgan.measures.records import Figure
from mixgan.measures.toy import COVERED, HIGH_QUALITY, IDEAL_SHARE, TOY_JSD, ModeCount, mode_count

__all__ = ["toy_figures"]


def toy_figures(points: NDArray[np.float32], test: ImageSet, seed: int) -> tuple[ModeCount, list[Figure]] | None:
    """Of (n, 2) generated points beside the modes of `test`; None where it says of none."""
    if test.modes is None or test.sigma is None:
        return None
    count = mode_count(points, test.modes, test.sigma)

    def figure(name: str, value: float, note: str) -> Figure:
        return Figure(name, value, len(points), seed=seed, note=note)

    return count, [
        figure(COVERED, float(count.covered),
               f"of {len(test.modes)}, with 1 % of their fair share within 3 sigma; {count.touched} are touched at all"),
        figure(HIGH_QUALITY, count.high_quality, f"within 3 sigma of a centre; {IDEAL_SHARE:.4f} for the true distribution"),
        figure(TOY_JSD, count.jsd, "nats, counts against equal shares; 0 is even"),
    ]
