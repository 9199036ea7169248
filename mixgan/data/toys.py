"""Points in the plane whose modes are known, so that coverage and quality can be counted exactly.

Both are standardised with the moments of the distribution, not of the sample: training and test rows, the modes and the
model share one scale.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from mixgan.data.imageset import ImageSet, digest_of
from mixgan.data.splits import Split
from mixgan.rng import Stream

__all__ = ["GRID", "RING", "Toy", "load"]


@dataclass(frozen=True, eq=False)
class Toy:
    """Equal Gaussians, with `sigma` their standard deviation in each axis, in the units of `modes`."""

    name: str
    modes: NDArray[np.float64]      # (modes, 2)
    sigma: float
    per_mode: int                   # training points of each mode; a quarter of that again for testing

    @property
    def scale(self) -> float:
        """Standard deviation of one axis of the whole mixture; both axes have the same, and the mean is 0."""
        return float(np.sqrt((self.modes**2).mean() + self.sigma**2))


def _circle(count: int) -> NDArray[np.float64]:
    angle = 2 * np.pi * np.arange(count) / count
    return np.stack([np.cos(angle), np.sin(angle)], 1)


def _lattice(sides: list[int]) -> NDArray[np.float64]:
    return np.array([(x, y) for y in sides for x in sides], np.float64)


# The ring of the papers has sigma 0.01, which a small network meets after long, decayed training only. This is the easy one.
RING = Toy("ring", _circle(8), sigma=0.05, per_mode=1250)
# Means and sigma as in PacGAN's experiments.
GRID = Toy("grid", _lattice([-4, -2, 0, 2, 4]), sigma=0.05, per_mode=400)


def load(toy: Toy, split: Split) -> ImageSet:
    """float32 (N, 2), row i from mode i modulo their number: every prefix is balanced."""
    count = len(toy.modes)
    n = count * (toy.per_mode if split == "train" else toy.per_mode // 4)
    labels = np.arange(n, dtype=np.int64) % count
    noise = Stream(0).child("data", toy.name, split).normal(n, 2)
    points = ((toy.modes[labels] + toy.sigma * noise) / toy.scale).astype(np.float32)
    return ImageSet(
        points, labels, tuple(f"mode {i + 1}" for i in range(count)), toy.name, digest_of(points, labels),
        notes=(f"{count} Gaussians of standard deviation {toy.sigma}, divided by {toy.scale:.4f}.",),
        centre=(0.0, 0.0), scale=toy.scale, modes=(toy.modes / toy.scale).astype(np.float32), sigma=toy.sigma / toy.scale,
    )
