"""Points in the plane at a step of a training: who made each, whose place is where, and which modes of the data are found."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from mixgan.analysis.observe import drawn, observe
from mixgan.data import ImageSet
from mixgan.families.contract import Generator
from mixgan.measures.toy import ModeCount, mode_count

__all__ = ["CELLS", "REACH", "N", "Plane", "found_from", "packed", "plane", "regions"]

N = 1000                        # points of a step: with 8 modes a fair share is 125
REACH = 2.5                     # standardised units from the middle of the picture to its edge
CELLS = 50                      # of a side: places that are asked whose they are
WIDTH = 0.18                    # of the Gaussian that spreads a point over its surroundings, standardised units
_LEVELS = 255


@dataclass(frozen=True)
class Plane:
    """N points of a generator. `modes`: against the data's known centres; None where they are not known."""

    points: NDArray[np.float32]         # (N, 2)
    expert: NDArray[np.int64]           # (N,) that leads in each
    K: int
    modes: ModeCount | None

    @property
    def shares(self) -> list[float]:
        """(K,) of the points that each expert leads in."""
        return (np.bincount(self.expert, minlength=self.K) / len(self.expert)).round(4).tolist()


def plane(generator: Generator, data: ImageSet | None) -> Plane:
    """The first N samples of seed 0, the same noise at every step. `data`: for its modes, where it has any."""
    seen = observe(generator, drawn(generator, N, 0))
    modes = None
    if data is not None and data.modes is not None and data.sigma is not None and np.isfinite(seen.pictures).all():
        modes = mode_count(seen.pictures, data.modes, data.sigma)
    return Plane(seen.pictures, seen.expert, generator.n_experts, modes)


def regions(points: NDArray, expert: NDArray[np.int64], K: int) -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
    """Whose place is where: (CELLS, CELLS) the most likely expert, row 0 at the top, and how surely, 0 to 255.

    Each point is spread by a Gaussian of WIDTH; the expert with the largest density at a place has it. Surely: its share of the
    density there, 0 where it is no more than an equal share, times how much is there at all (1 - exp(-density in points)).
    """
    points = _somewhere(points)
    centres = (np.arange(CELLS) + 0.5) / CELLS * 2 * REACH - REACH
    near = [np.exp(-0.5 * ((centres[:, None] - points[None, :, axis]) / WIDTH) ** 2) for axis in (0, 1)]     # (CELLS, N) each
    near[1] = near[1][::-1]
    density = np.stack([near[1][:, expert == k] @ near[0][:, expert == k].T for k in range(K)])
    total = density.sum(0)
    share = density.max(0) / np.maximum(total, 1e-30)
    sure = (1 - np.exp(-total)) * (np.clip((share - 1 / K) / (1 - 1 / K), 0, 1) if K > 1 else 1)
    return density.argmax(0).astype(np.uint8), np.round(_LEVELS * sure).astype(np.uint8)


def packed(one: Plane) -> bytes:
    """For the page: (N, 2) int16 of points as shares of REACH / 2 (so that twice as far fits), (N,) uint8 experts, regions."""
    scaled = np.clip(_somewhere(one.points) / REACH * 16383, -32767, 32767).astype("<i2")
    return b"".join(part.tobytes() for part in (scaled, one.expert.astype(np.uint8), *regions(one.points, one.expert, one.K)))


def _somewhere(points: NDArray) -> NDArray[np.float64]:
    """What is no number lies outside of the picture."""
    return np.nan_to_num(points.astype(np.float64), nan=9 * REACH, posinf=9 * REACH, neginf=-9 * REACH)


def found_from(counts: list[tuple[int, int]], of: int) -> int | None:
    """The first step from which on all `of` modes were found; None where the last one misses some. `counts`: (step, found)."""
    first = None
    for step, found in counts:
        first = None if found < of else step if first is None else first
    return first
