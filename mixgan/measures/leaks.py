"""Signs in fakes of what only their critic should have seen: background at the edges, more light or contrast, or less of one.

Each is a number for a picture. Its mean over fakes, and how much it differs between them, stand beside those of real pictures, in
units of how much a batch of real ones differs from the next: 1 is what chance does to 64 pictures.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

__all__ = ["strangeness"]

BATCH = 64
DARK = -0.9                     # of -1 to 1: a fake's background is not exactly -1
LEAST = 0.02                    # of the spread of real pictures, where all of them are alike
# the same of their edges, of which mostly none is background on one side alone
LEAST_EDGES = 0.15
Pictures = NDArray[np.float32]


def strangeness(fake: Pictures, real: Pictures) -> dict[str, float]:
    """`fake`, `real`: (n, C, H, W) in [-1, 1]. By the part of augmentation that would cause it, as `config.AUGMENTS` names them.

    `translation`: background along one of two opposite edges, more often than real ones have it. `brightness`: another mean, as
    of inverted pictures, or more difference between them. `contrast`: a larger mean, or more difference. Less of any is what a
    young generator shows, and no leak: 0.
    """
    light, strength = [[x.mean((1, 2, 3)) for x in (fake, real)], [x.std((1, 2, 3)) for x in (fake, real)]]
    found = {"translation": _shift(_edges(fake), _edges(real), LEAST_EDGES),
             "brightness": max(abs(_shift(*light)), _spread(*light)),
             "contrast": max(_shift(*strength), _spread(*strength))}
    return {part: round(max(0.0, value), 2) for part, value in found.items()}


def _edges(x: Pictures) -> NDArray[np.float64]:
    """(n,) how many of a picture's two pairs of opposite outermost lines are background on one side alone, as a share.

    One that is moved has it where it came from; one that is dark, or a digit, has it on both sides.
    """
    lines = (x[:, :, 0], x[:, :, -1], x[:, :, :, 0], x[:, :, :, -1])
    # in the mean: one bright speck is no picture's edge
    top, bottom, left, right = (line.mean((1, 2)) < DARK for line in lines)
    return ((top ^ bottom) + (left ^ right).astype(np.float64)) / 2


def _shift(fake: NDArray, real: NDArray, least: float = LEAST) -> float:
    """Of the mean, over the deviation of a batch's mean."""
    return float((fake.mean() - real.mean()) / max(least, real.std()) * BATCH**0.5)


def _spread(fake: NDArray, real: NDArray) -> float:
    """Of the deviation, over the deviation of a batch's deviation, as that of a normal law is."""
    return float((fake.std() - real.std()) / max(LEAST, real.std()) * (2 * BATCH) ** 0.5)
