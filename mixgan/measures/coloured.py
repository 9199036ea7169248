"""What an answer to an outline is painted with, where every right answer is known: colours on a ground, `data/edges.py`.

How it misleads: a picture may be painted right and show nothing of the outline, so that modes never stand without edge F1; and an
answer that is no mode at all is found in no coverage, so that they never stand without the share of answers on a mode.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import rel_entr

from mixgan.data import edges
from mixgan.errors import DataError
from mixgan.measures.records import Interval, mean_interval

__all__ = ["NONE", "TAU", "Modes", "edge_f1", "expected_coverage", "modes", "paint", "summary"]

TAU = 0.2                       # largest difference of a channel to its mode's, 1 being from 0 to 255
FAINT = 0.25                    # less paint than this, in its strongest channel, is none
NONE = -1
WHITE = list(edges.PALETTE).index("white")
BRIGHT = 0.5                    # of the grey picture: what is painted
Pictures = NDArray[np.uint8]
Floats = NDArray[np.float64]


def paint(images: Pictures, grey: Pictures) -> tuple[Floats, Floats]:
    """`images` (n, H, W, 3) of grey pictures (n, H, W) -> what the paint adds to the ground (n, 3), -1 to 1, and ground (n, 3).

    image = ground + added x: the ground is the mean where x is 0, what is added that of the bright pixels, solved for.
    Raises DataError for a grey picture without both.
    """
    x, seen = grey.astype(np.float64) / 255, images.astype(np.float64) / 255
    bright, dark = x > BRIGHT, x == 0
    if not (bright.any((1, 2)).all() and dark.any((1, 2)).all()):
        raise DataError("A grey picture has no bright pixel, or no black one: paint cannot be told from ground.", "Leave it out.")
    ground = (seen * dark[..., None]).sum((1, 2)) / dark.sum((1, 2))[:, None]
    added = ((seen - ground[:, None, None]) * bright[..., None]).sum((1, 2)) / (x * bright).sum((1, 2))[:, None]
    return added, ground


def modes(images: Pictures, grey: Pictures, n_modes: int) -> NDArray[np.int64]:
    """(n,) the right answer that each picture is: into the palette, plus 8 on a white ground; NONE where a channel of the paint,
    brought to full strength, or of the ground is farther than TAU from the nearest one's.

    To full strength, since an outline does not say how bright its picture is.
    """
    added, ground = paint(images, grey)
    palette = edges.COLOURS / 255
    on_white = (ground.mean(1) > 0.5) & (n_modes > len(palette))
    strength = abs(added).max(1)
    # every colour has a channel of 0 and one of 1, but white: on white it adds nothing
    full = np.where(on_white[:, None], 1, 0) + added / np.maximum(strength, FAINT)[:, None]
    near = np.square(full[:, None] - palette).sum(2).argmin(1)
    off = np.maximum(abs(full - palette[near]).max(1), abs(ground - on_white[:, None]).max(1))
    nothing = (strength < FAINT) & ~(on_white & (near == WHITE))
    return np.where((off <= TAU) & ~nothing, near + len(palette) * on_white, NONE)


def expected_coverage(n_modes: int, draws: int) -> float:
    """Of a perfect model: how many of its modes are found by so many draws in the mean."""
    return float(n_modes * (1 - (1 - 1 / n_modes) ** draws))


@dataclass(frozen=True)
class Modes:
    """Of `draws` answers to each of `questions`: modes found in the mean, with the 95 % interval over questions; the share of
    answers that are on a mode; Jensen-Shannon divergence of the modes' shares from equal ones, nats, over all questions; how many
    a perfect model finds."""

    questions: int
    draws: int
    n_modes: int
    covered: float
    interval: Interval | None
    on_mode: float
    divergence: float
    perfect: float


def summary(found: NDArray[np.int64], n_modes: int) -> Modes:
    """`found` (questions, draws) as `modes` gives them."""
    each = [float(len(np.unique(row[row != NONE]))) for row in found]
    covered, interval = mean_interval(each)
    counts = np.bincount(found[found != NONE], minlength=n_modes).astype(np.float64)
    share, even = counts / max(1.0, counts.sum()), np.full(n_modes, 1 / n_modes)
    middle = (share + even) / 2
    divergence = float((rel_entr(share, middle) + rel_entr(even, middle)).sum() / 2)
    questions, draws = found.shape
    return Modes(questions, draws, n_modes, covered, interval, float((found != NONE).mean()), divergence,
                 expected_coverage(n_modes, draws))


def edge_f1(images: Pictures, asked: Pictures) -> Floats:
    """(n,) F1 of the outline of each answer (n, H, W, 3), by the channel that differs most from its corner, with the one that
    asked (n, H, W, 1): 1 where they are the same pixels. An answer without an edge scores 0."""
    differs = abs(images.astype(np.int16) - images[:, :1, :1].astype(np.int16)).max(3).astype(np.uint8)
    made, wanted = edges.outlines(differs)[..., 0] > 0, asked[..., 0] > 0
    both = (made & wanted).sum((1, 2))
    total = made.sum((1, 2)) + wanted.sum((1, 2))
    return np.asarray(np.where(total > 0, 2 * both / np.maximum(total, 1), 0.0), np.float64)
