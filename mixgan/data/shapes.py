"""Coloured figures on black, drawn from a formula: six shapes in six hues, of any place and size.

    found = load("train")           # labels are the shapes
    known = factors("train")        # and this is all else: hue, place, size, brightness of each row

Every shape occurs with every hue equally often, so that neither tells anything of the other: experts can come to mean the one
or the other, and which it is can be counted. Only + - * / and square roots are taken, which round alike everywhere: the same
bits on every machine.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from math import sqrt

import numpy as np
from numpy.typing import NDArray

from mixgan.data.imageset import ImageSet, digest_of
from mixgan.data.splits import Split
from mixgan.rng import Stream

__all__ = ["COLOURS", "HUES", "NAME", "SHAPES", "SIDE", "Factors", "covers", "draw", "factors", "load"]

NAME = "shapes"
SIDE = 32
SHAPES = ("disc", "square", "triangle", "ring", "cross", "star")
HUES = ("red", "yellow", "green", "cyan", "blue", "magenta")
# On a circle about the axis of greys: a turn of all hues leads from one to the next, and grey they are all the same, so that
# brightness does not betray the hue. (Pure red and pure yellow differ twofold in it.)
COLOURS: NDArray[np.float32] = np.array(
    [[1, 0.25, 0.25], [0.75, 0.75, 0], [0.25, 1, 0.25], [0, 0.75, 0.75], [0.25, 0.25, 1], [0.75, 0, 0.75]], np.float32)
SMALLEST, LARGEST = 6.0, 11.0       # px: radius of the circle that a figure lies in
DARKEST = 0.7                       # of a figure, where the brightest is 1
SOFT = 0.5                          # px by which the soft edge reaches beyond the figure
PER_PAIR = {"train": 334, "test": 56}       # pictures of each of the 36 pairs of shape and hue
Plane = NDArray[np.float32]


@dataclass(frozen=True, eq=False)
class Factors:
    """What each of n pictures shows; every array is (n,). Places and radius in px, from the outer corner at the top left."""

    shape: NDArray[np.int64]            # into SHAPES
    hue: NDArray[np.int64]              # into HUES
    x: Plane                            # of the centre, to the right
    y: Plane                            # and downwards
    radius: Plane                       # of the circle that the figure lies in
    brightness: Plane                   # from DARKEST to 1


def factors(split: Split) -> Factors:
    """Of the rows that `load` gives for this split, in their order; every 36 rows from the first hold each pair once."""
    n = len(SHAPES) * len(HUES) * PER_PAIR[split]
    row = np.arange(n)
    u = Stream(0).child("data", NAME, split).uniform(n, 4)
    radius = SMALLEST + (LARGEST - SMALLEST) * u[:, 0]
    x, y = (radius + SOFT + (SIDE - 2 * (radius + SOFT)) * u[:, i] for i in (1, 2))
    return Factors(row % len(SHAPES), row // len(SHAPES) % len(HUES), x, y, radius, DARKEST + (1 - DARKEST) * u[:, 3])


def load(split: Split) -> ImageSet:
    """uint8 (N, 32, 32, 3) and the shapes as labels; 12,024 rows to train with, 2,016 to test."""
    known = factors(split)
    images = draw(known)
    return ImageSet(images, known.shape, SHAPES, NAME, digest_of(images, known.shape),
                    notes=(f"{len(SHAPES)} shapes in {len(HUES)} hues, of any place and size.",))


def draw(known: Factors) -> NDArray[np.uint8]:
    """(n,) factors -> uint8 (n, 32, 32, 3): the figure in its colour on black, its edge soft over one px."""
    images = np.zeros((len(known.shape), SIDE, SIDE, 3), np.uint8)
    for rows, cover in covers(known):
        colour = 255 * known.brightness[rows, None] * COLOURS[known.hue[rows]]      # (rows, 3)
        images[rows] = np.rint(cover[..., None] * colour[:, None, None, :])
    return images


def covers(known: Factors) -> Iterator[tuple[NDArray[np.int64], Plane]]:
    """Shape by shape, which rows have it and by how much each px of theirs is covered: (rows,), and (rows, 32, 32) in [0, 1]."""
    middle = np.arange(SIDE, dtype=np.float32) + np.float32(0.5)            # of each px
    for index, name in enumerate(SHAPES):
        rows = np.flatnonzero(known.shape == index)
        radius = known.radius[rows, None, None]
        right = (middle[None, None, :] - known.x[rows, None, None]) / radius       # (rows, 1, W), 1 being the radius
        down = (middle[None, :, None] - known.y[rows, None, None]) / radius        # (rows, H, 1)
        # soft edges meet beyond a sharp tip: the circle ends them, so that nothing is cut off at the border
        outside = np.maximum(OUTSIDE[name](right, down), _distance(right, down) - 1)
        yield rows, np.clip(SOFT - radius * outside, 0, 1)


# --- how far a point lies outside of each figure, below 0 inside -------------------------------------------------------
# Each lies in the circle of radius 1 about (0, 0). Disc and ring do not fill it, or they would have far more area than a star.


def _distance(x: Plane, y: Plane) -> Plane:
    return np.sqrt(x * x + y * y)


def _disc(x: Plane, y: Plane) -> Plane:
    return _distance(x, y) - 0.85


def _square(x: Plane, y: Plane) -> Plane:
    farther: Plane = np.maximum(abs(x), abs(y))
    return farther - sqrt(0.5)


def _triangle(x: Plane, y: Plane) -> Plane:
    """Equal sides, a tip up."""
    farther: Plane = np.maximum(y, abs(x) * (sqrt(3) / 2) - y / 2)
    return farther - 0.5


def _ring(x: Plane, y: Plane) -> Plane:
    return abs(_distance(x, y) - 0.69) - 0.23


def _cross(x: Plane, y: Plane) -> Plane:
    """Two bars whose corners lie on the circle: 0.28 and 0.96 squared are 1 together."""
    return np.minimum(np.maximum(abs(x) - 0.96, abs(y) - 0.28), np.maximum(abs(x) - 0.28, abs(y) - 0.96))


def _star(x: Plane, y: Plane) -> Plane:
    """Five tips, one up, between five straight lines: what lies beyond one of them at most is the star."""
    farthest = second = np.full(np.broadcast_shapes(x.shape, y.shape), -np.inf, np.float32)
    for towards_x, towards_y in TIPS:
        beyond = x * towards_x + y * towards_y - (sqrt(5) - 1) / 4
        second = np.maximum(second, np.minimum(farthest, beyond))
        farthest = np.maximum(farthest, beyond)
    return second


# the directions of the five tips, clockwise from the top: sines and cosines of 72 and 144 degrees by square roots
_SIN, _COS = (sqrt(10 + 2 * sqrt(5)) / 4, sqrt(10 - 2 * sqrt(5)) / 4), ((sqrt(5) - 1) / 4, -(sqrt(5) + 1) / 4)
TIPS = ((0.0, -1.0), (_SIN[0], -_COS[0]), (_SIN[1], -_COS[1]), (-_SIN[1], -_COS[1]), (-_SIN[0], -_COS[0]))
OUTSIDE = {"disc": _disc, "square": _square, "triangle": _triangle, "ring": _ring, "cross": _cross, "star": _star}
