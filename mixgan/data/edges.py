"""Outlines that ask for a coloured picture: pairs whose true set of answers is known by construction.

    found = load("edges-fashion", "train")      # conditions: outlines; images: answers

A grey picture x becomes ground + (colour - ground) x, the colour one of eight, each as likely: an outline has exactly eight right
answers, or sixteen where the ground is black or white. Outlines are where Sobel's gradient is over 0.3 of the picture's largest.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from mixgan.data import idx, shapes
from mixgan.data.imageset import ImageSet, digest_of
from mixgan.data.known import N_QUESTIONS
from mixgan.data.splits import Split
from mixgan.rng import Stream

__all__ = ["COLOURS", "GROUNDS", "PALETTE", "SIDE", "coloured", "drawn", "greys", "load", "modes_of", "outlines"]

SIDE = 32
PALETTE: dict[str, tuple[int, int, int]] = {
    "red": (255, 0, 0), "orange": (255, 128, 0), "yellow": (255, 255, 0), "green": (0, 255, 0), "cyan": (0, 255, 255),
    "blue": (0, 0, 255), "magenta": (255, 0, 255), "white": (255, 255, 255),
}
GROUNDS = ("black", "white")                    # the second in sets of sixteen answers
COLOURS: NDArray[np.uint8] = np.array(list(PALETTE.values()), np.uint8)         # (8, 3)
OVER = 0.3
MOST = 20_000                   # pictures of a set: an epoch of pairs
Pictures = NDArray[np.uint8]


def load(name: str, split: Split, fetch: bool = True) -> ImageSet:
    """Answers as `images` uint8 (N, 32, 32, 3), questions as `conditions` (N, 32, 32, 1); of the held-out split 64 questions."""
    grey, test = greys(name, split, fetch), greys(name, "test", fetch)[:N_QUESTIONS]
    colour, ground = drawn(name, split, len(grey))
    images, asked = coloured(grey, colour, ground), outlines(grey)
    return ImageSet(images, None, (), name, digest_of(images, None, asked), conditions=asked, questions=outlines(test),
                    notes=(f"Each outline has {modes_of(name)} right answers, one of which is shown.",))


def modes_of(name: str) -> int:
    """How many right answers an outline of the set has."""
    return len(PALETTE) * (2 if name.endswith("-16") else 1)


def drawn(name: str, split: Split, n: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """(n,) the colour of each picture, into PALETTE, and its ground: 0 black, 1 white. Of each row alone."""
    stream = Stream(0).child("data", name, split)
    colour = stream.child("colour").choices(n, (1 / len(PALETTE),) * len(PALETTE))
    ground = stream.child("ground").choices(n, (0.5, 0.5)) if name.endswith("-16") else np.zeros(n, np.int64)
    return colour, ground


def greys(name: str, split: Split, fetch: bool) -> Pictures:
    """uint8 (N, 32, 32) pictures on black."""
    if name == "edges-shapes":
        grey: Pictures = shapes.draw(shapes.factors(split)).max(3)
        brightest = grey.max((1, 2), keepdims=True)
        return (grey.astype(np.uint16) * 255 // brightest).astype(np.uint8)     # brightness would be one more answer
    which = idx.MNIST if name == "edges-mnist" else idx.FASHION_MNIST
    small = idx.load(which, split, fetch).images[:MOST, ..., 0]
    edge = (SIDE - small.shape[1]) // 2
    return np.pad(small, ((0, 0), (edge, edge), (edge, edge)))


def outlines(grey: Pictures) -> Pictures:
    """(n, H, W) -> (n, H, W, 1), 255 where the gradient is large."""
    x = np.pad(grey.astype(np.float32), ((0, 0), (1, 1), (1, 1)), "edge")
    down, right = x[:, 2:] - x[:, :-2], x[:, :, 2:] - x[:, :, :-2]
    down = down[:, :, :-2] + 2 * down[:, :, 1:-1] + down[:, :, 2:]
    right = right[:, :-2] + 2 * right[:, 1:-1] + right[:, 2:]
    strength = down * down + right * right
    return (255 * (strength > OVER**2 * strength.max((1, 2), keepdims=True)).astype(np.uint8))[..., None]


def coloured(grey: Pictures, colour: NDArray[np.int64], ground: NDArray[np.int64]) -> Pictures:
    """(n, H, W) and (n,) each -> (n, H, W, 3): ground + (colour - ground) x."""
    x = grey.astype(np.float32)[..., None] / 255
    back = 255 * ground[:, None, None, None].astype(np.float32)
    return np.rint(back + (COLOURS[colour][:, None, None, :] - back) * x).astype(np.uint8)
