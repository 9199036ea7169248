"""The Gaussians of a mixture in one plane: that of the first two principal axes of their means."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

__all__ = ["Plane", "plane_of"]

TIE = 1e-9                      # how much the Gaussians' own widths count where the means leave an axis open


@dataclass(frozen=True)
class Plane:
    """K Gaussians of a Z-dimensional space, seen in a plane. A spread s scales every covariance by s squared.

    How it misleads: a plane hides what stands across it. `explained` is the share of the means' variance that lies in it;
    Gaussians that overlap here may be far apart in the other Z - 2 directions.
    """

    centre: NDArray[np.float64]                 # (Z,) mean of the means: the plane's origin
    axes: NDArray[np.float64]                   # (2, Z) unit vectors at right angles
    means: NDArray[np.float64]                  # (K, 2)
    covariances: NDArray[np.float64]            # (K, 2, 2)
    explained: float

    def ellipses(self) -> NDArray[np.float64]:
        """(K, 3): half axes (standard deviations, larger first) and the angle of the first, radians in (-pi/2, pi/2]."""
        variances, turns = np.linalg.eigh(self.covariances)                     # ascending
        angle = np.arctan2(turns[:, 1, 1], turns[:, 0, 1])
        angle = np.where(angle > np.pi / 2, angle - np.pi, np.where(angle <= -np.pi / 2, angle + np.pi, angle))
        return np.column_stack([np.sqrt(np.maximum(variances[:, ::-1], 0)), angle])

    def offsets(self, maps: NDArray, noise: NDArray) -> NDArray[np.float64]:
        """(K, n, 2): where noise (n, Z) lies from the mean of each Gaussian with maps (K, Z, Z), at spread 1."""
        return np.einsum("kaj,nj->kna", self.axes @ np.asarray(maps, np.float64), np.asarray(noise, np.float64))


def plane_of(means: NDArray, maps: NDArray) -> Plane:
    """The plane of K Gaussians mean + A eps: means (K, Z) and maps A (K, Z, Z). Raises ValueError for Z < 2.

    Where the means span less than a plane (one or two Gaussians), the widest direction of the Gaussians fills it up. Of the
    two signs of an axis the one whose largest entry is positive is taken.
    """
    mu, A = np.asarray(means, np.float64), np.asarray(maps, np.float64)
    if mu.ndim != 2 or A.shape != (*mu.shape, mu.shape[1]) or mu.shape[1] < 2:
        raise ValueError(f"means should be (K, Z) and maps (K, Z, Z) with Z > 1, got {mu.shape} and {A.shape}")
    centre = mu.mean(0)
    between = (mu - centre).T @ (mu - centre) / len(mu)
    within = (A @ A.transpose(0, 2, 1)).mean(0)
    scale = max(float(np.trace(between)), float(np.trace(within)), 1e-300)
    _, vectors = np.linalg.eigh(between / scale + TIE * within / scale)
    axes = vectors[:, [-1, -2]].T                                               # largest first
    largest = np.abs(axes).argmax(1)
    axes = axes * np.sign(axes[[0, 1], largest])[:, None]
    total = float(np.trace(between))
    kept = float(np.trace(axes @ between @ axes.T))
    seen = axes @ A                                                             # (K, 2, Z)
    covariances = seen @ seen.transpose(0, 2, 1)
    return Plane(centre, axes, (mu - centre) @ axes.T, covariances, kept / total if total > 0 else 0.0)
