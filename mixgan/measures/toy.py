"""Points in the plane against Gaussian modes with known centres: here quality and coverage are exact."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

__all__ = ["COVERED", "HIGH_QUALITY", "IDEAL_SHARE", "TOY_JSD", "TOY_MEASURES", "ModeCount", "enough", "mode_count"]

COVERED, HIGH_QUALITY, TOY_JSD = TOY_MEASURES = ("modes covered", "high-quality share", "mode JSD")
WITHIN = 3.0                            # standard deviations, not variances
IDEAL_SHARE = 1 - float(np.exp(-4.5))   # 0.98889 in the plane; the 0.997 of one dimension does not apply
FAIR = 0.01                             # of a mode's fair share


@dataclass(frozen=True)
class ModeCount:
    """`touched`: modes with any high-quality sample (PacGAN's rule); `covered`: with 1 % of their fair share too."""

    high_quality: float                 # share of samples within 3 sigma of their nearest centre; 0.98889 is ideal
    touched: int
    covered: int
    counts: NDArray[np.int64]           # (modes,) high-quality samples of each
    kl: float                           # KL(counts || uniform), nats
    jsd: float                          # nats, 0 .. ln 2
    nearest: NDArray[np.int64]          # (n,) the nearest mode of every sample


def enough(n: int, modes: int) -> float:
    """High-quality samples, of n, that a mode needs to be covered."""
    return max(1.0, FAIR * n / modes)


def mode_count(points: NDArray, centres: NDArray, sigma: float) -> ModeCount:
    """Compare (n, 2) points with (modes, 2) centres; `sigma` is the standard deviation of a mode in the same units."""
    points, centres = np.asarray(points, np.float64), np.asarray(centres, np.float64)
    if points.ndim != 2 or not len(points) or points.shape[1] != centres.shape[1]:
        raise ValueError(f"points (n, d) and centres (modes, d) are needed, got {points.shape} and {centres.shape}")
    if not np.isfinite(points).all():
        raise ValueError("the points hold NaN or infinity")
    distances = ((points[:, None] - centres) ** 2).sum(-1)                  # (n, modes), squared
    nearest = distances.argmin(1)
    good = distances.min(1) <= (WITHIN * sigma) ** 2
    counts = np.bincount(nearest[good], minlength=len(centres)).astype(np.int64)
    kl, jsd = _against_uniform(counts)
    covered = counts >= enough(len(points), len(centres))
    return ModeCount(
        float(good.mean()), int((counts > 0).sum()), int(covered.sum()), counts, kl, jsd, nearest.astype(np.int64)
    )


def _against_uniform(counts: NDArray[np.int64]) -> tuple[float, float]:
    """KL and Jensen-Shannon divergence to equal shares; with no good sample at all, their largest values."""
    fair = 1 / len(counts)
    if not counts.sum():
        return float(np.log(len(counts))), float(np.log(2))
    shares = counts / counts.sum()
    middle = (shares + fair) / 2
    jsd = (_kl(shares, middle) + _kl(np.full(len(counts), fair), middle)) / 2
    return _kl(shares, np.full(len(counts), fair)), jsd


def _kl(p: NDArray, q: NDArray) -> float:
    seen = p > 0
    return float((p[seen] * np.log(p[seen] / q[seen])).sum())
