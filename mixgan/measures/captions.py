"""What pictures of `captions-shapes` show, read by construction, against what their sentences ask for.

    read           hue, ground, shape, place and size of any picture, and how far it is from the picture that they describe
    faithfulness   of what is stated: the share of answers that show it
    openness       of what is left open: entropy of the answers' values over its maximum, 1 being all values equally often

No learned judge: a picture is redrawn as each of the six shapes, in its own colour, of its own area, about its own middle, and
the nearest says what it is. How both mislead: a blot is read as something too, so the share of `is_clean` stands beside them; a
model that varies what was stated is open and unfaithful, so neither is read alone; and openness of few answers is below 1 even
for the truth (`expected_openness`). Source: mode-seeking.md 6.4.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import lgamma, log

import numpy as np
from numpy.typing import NDArray

from mixgan.data.captions import ATTRIBUTES, GROUNDS, PLACES, RADII, SILENT, Factors, cover, draw
from mixgan.data.shapes import COLOURS, SHAPES, SIDE
from mixgan.errors import DataError
from mixgan.measures.hues import LIT
from mixgan.measures.records import Interval, mean_interval

__all__ = ["CLEAN", "Reading", "areas", "expected_openness", "faithfulness", "openness", "read"]

FAINT = 0.25            # of a px's cover: less of it is a generator's ground that is not quite flat
PLAINLY = 0.25          # of a px's full range: by so much one channel at least differs where a px is wrong
CELLS = (12.5, 19.5)    # px: borders of the grid, between the places of small figures and of large ones
LEAST = RADII[0] - 1    # px: radius of a figure, that of real ones being larger by half of that 1 at least
CLEAN = 0.25            # `off` of real pictures is below a tenth of it
Plane = NDArray[np.float32]
Answers = NDArray[np.int64]                             # (questions, answers, 5) values that were read
Found = tuple[float, Interval | None, int]              # mean over questions, its 95 % interval, and how many questions


@dataclass(frozen=True, eq=False)
class Reading:
    """Of n pictures. `off`: px that plainly differ from the figure that was read, over the px of that figure; 1 where there is
    hardly one."""

    values: NDArray[np.int64]           # (n, 5) into the values of each of ATTRIBUTES
    off: NDArray[np.float64]            # (n,) 0 for a figure drawn from the formula

    @property
    def is_clean(self) -> NDArray[np.bool_]:
        """(n,) whether the picture is one of the set's own, within CLEAN."""
        return self.off <= CLEAN


def read(pictures: NDArray[np.uint8]) -> Reading:
    """uint8 (n, 32, 32, 3) -> what each shows. Raises ValueError for any other shape or dtype."""
    if pictures.dtype != np.uint8 or pictures.shape[1:] != (SIDE, SIDE, 3):
        raise ValueError(f"sentences are checked on uint8 pictures (n, {SIDE}, {SIDE}, 3), got {pictures.dtype} {pictures.shape}")
    seen = pictures.astype(np.float32) / 255
    border = np.concatenate([seen[:, 0], seen[:, -1], seen[:, :, 0], seen[:, :, -1]], 1).mean(-1)
    ground = (np.median(border, 1) >= 0.5).astype(np.int64)
    apart = seen - GROUNDS[ground][:, None, None, None]                              # (n, H, W, 3)
    figure = np.abs(apart).max(-1, keepdims=True) >= LIT / 255
    # as in `hues`: all six hold as much grey and are as far from it, on white as on black
    hue = (np.where(figure, apart, 0).sum((1, 2)) @ COLOURS.T).argmax(1)
    pure = COLOURS[hue] - GROUNDS[ground][:, None]                                   # (n, 3)
    covered = np.einsum("nhwc,nc->nhw", apart, pure) / np.square(pure).sum(1)[:, None, None]
    covered = np.where(covered < FAINT, 0, np.clip(covered, 0, 1))
    shape, x, y, radius = _fitted(covered)
    size = (radius > sum(RADII) / 2).astype(np.int64)
    place = 3 * np.digitize(y, CELLS) + np.digitize(x, CELLS)
    values = np.stack([size, hue, shape, place, ground], 1)
    described = Factors(values, values, x, y, radius)
    wrong = np.abs(draw(described) - seen * 255).max(-1) > 255 * PLAINLY
    off = wrong.sum((1, 2)) / np.maximum(cover(described).sum((1, 2)), 1)
    return Reading(values, np.where(radius < LEAST, 1, off))


def _fitted(covered: Plane) -> tuple[NDArray[np.int64], Plane, Plane, Plane]:
    """Shape, x, y and radius (n,) of the figure of the same area and middle that differs the least from `covered` (n, H, W)."""
    middle = np.arange(SIDE, dtype=np.float32) + np.float32(0.5)
    area = np.maximum(covered.sum((1, 2)), 1)
    x = (covered.sum(1) * middle).sum(1) / area
    y = (covered.sum(2) * middle).sum(1) / area
    radii = np.sqrt(area[None] / areas()[:, None]).astype(np.float32)               # (6, n)
    differs = np.stack([np.abs(_figures(shape, x, y, radii[shape]) - covered).sum((1, 2)) for shape in range(len(SHAPES))])
    shape = differs.argmin(0)
    return shape, x, y, np.take_along_axis(radii, shape[None], 0)[0]


def _figures(shape: int, x: Plane, y: Plane, radius: Plane) -> Plane:
    """(n, H, W): one shape's cover at each place and radius."""
    values = np.full((len(x), 5), shape, np.int64)
    return cover(Factors(values, values, x, y, radius))


def areas() -> NDArray[np.float64]:
    """(6,) of each shape, in squares of its radius."""
    at, radius = np.array([SIDE / 2], np.float32), np.array([sum(RADII) / 2], np.float32)
    px = [float(_figures(shape, at, at, radius).sum()) for shape in range(len(SHAPES))]
    return np.array(px) / float(radius[0]) ** 2


def faithfulness(read: Answers, asked: NDArray[np.int64]) -> dict[str, Found]:
    """Of each attribute that some question states: the share of its answers that show it.

    `read` (questions, answers, 5), `asked` (questions, 5). Raises DataError where nothing is stated at all.
    """
    _matching(read, asked)
    shares = np.where(asked == SILENT, np.nan, (read == asked[:, None]).mean(1))
    if np.isnan(shares).all():
        raise DataError("No sentence states anything: there is nothing to be faithful to.", "Ask for something.")
    return _over_questions(shares)


def openness(read: Answers, asked: NDArray[np.int64]) -> dict[str, Found]:
    """Of each attribute that some question leaves open: entropy of its values over the answers, over log(number of values).

    `read` (questions, answers, 5), `asked` (questions, 5). Raises DataError where no question leaves anything open.
    """
    _matching(read, asked)
    entropies = np.full(asked.shape, np.nan)
    for i, values in enumerate(ATTRIBUTES.values()):
        for q in np.flatnonzero(asked[:, i] == SILENT):
            entropies[q, i] = _entropy(np.bincount(read[q, :, i], minlength=len(values))) / log(len(values))
    if np.isnan(entropies).all():
        raise DataError("Every sentence states everything: nothing is left open.", "Ask for less.")
    return _over_questions(entropies)


def _over_questions(values: NDArray[np.float64]) -> dict[str, Found]:
    """(questions, 5), NaN where a question has none -> of each attribute, and of `all`, the mean within each question."""
    per = {name: values[:, i] for i, name in enumerate(ATTRIBUTES)}
    has_one = ~np.isnan(values).all(1)
    per["all"] = np.nanmean(values[has_one], 1)
    found = {name: one[~np.isnan(one)].tolist() for name, one in per.items()}
    return {name: (*mean_interval(one), len(one)) for name, one in found.items() if one}


def expected_openness(n_values: int, answers: int) -> float:
    """What `openness` gives on average where all values are truly equally likely: below 1, since few answers miss some."""
    p, n = 1 / n_values, answers
    mean = 0.0
    for j in range(1, n + 1):                                                        # exactly, over the binomial counts
        log_binomial = lgamma(n + 1) - lgamma(j + 1) - lgamma(n - j + 1) + j * log(p) + (n - j) * log(1 - p)
        mean -= n_values * np.exp(log_binomial) * j / n * log(j / n)
    return float(mean / log(n_values))


def _entropy(counts: NDArray[np.int64]) -> float:
    """Nats."""
    share = counts[counts > 0] / counts.sum()
    return float(-(share * np.log(share)).sum())


def _matching(read: Answers, asked: NDArray[np.int64]) -> None:
    n = len(ATTRIBUTES)
    if read.ndim != 3 or (len(read), read.shape[2]) != asked.shape or asked.shape[1] != n or not read.size:
        raise ValueError(f"values are (questions, answers, {n}) and (questions, {n}), got {read.shape} and {asked.shape}")


assert len(PLACES) == (len(CELLS) + 1) ** 2
