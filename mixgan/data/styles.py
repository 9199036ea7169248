"""Two sets of digits that are no pairs: plain ones ask, and answers are *other* digits, in one of six hues and three widths.

    found = load("styles-digits", "train")      # conditions: plain digits; images: styled ones, beside them by chance

A plain digit is grey, its stroke one pixel thinner than written. A styled one is 0, 1 or 2 pixels thicker than written, each as
likely, and of one of six hues. So what a digit may become is known, and that it must stay the digit it is; but no row says so:
every other picture is plain, and those between are styled. Digits of 8 px are enlarged by three and sharpened.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from mixgan.data import digits, edges, idx
from mixgan.data.edges import SIDE
from mixgan.data.imageset import ImageSet, digest_of
from mixgan.data.known import N_QUESTIONS
from mixgan.data.shapes import HUES
from mixgan.data.splits import Split
from mixgan.rng import Stream

__all__ = ["COLOURS", "ENLARGED", "HUES", "N_WIDTHS", "SIDE", "Plain", "drawn", "load", "plain", "styled", "thicker", "thinner"]

COLOURS: NDArray[np.uint8] = np.array([edges.PALETTE[name] for name in HUES], np.uint8)         # (6, 3), full brightness
N_WIDTHS = 3                    # pixels that a styled stroke gains: 0, 1, 2
MOST = 40_000                   # digits of MNIST: half of them plain, half styled
TIMES = 8                       # of the few digits of 8 px each comes so often, in other styles
ENLARGED = 24                   # px that 8 become
DARK, BRIGHT = 102, 179         # grey levels of an enlarged digit that become black and white
GAP = "No picture is an answer to the one beside it: the two sets were put side by side by chance."
Pictures = NDArray[np.uint8]
Numbers = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Plain:
    """What asks: `written` (n, 32, 32), as it was before its stroke was thinned, and which digit it is, (n,)."""

    written: Pictures
    label: Numbers

    @property
    def asked(self) -> Pictures:
        """(n, 32, 32, 1)"""
        return thinner(self.written)[..., None]


def load(name: str, split: Split, fetch: bool = True) -> ImageSet:
    """Styled digits as `images` uint8 (N, 32, 32, 3), plain ones as `conditions` (N, 32, 32, 1); of the held-out split 64
    questions."""
    written, _ = _written(name, split, fetch)
    halves = written[::2], written[1::2]
    times = TIMES if len(written) < MOST // TIMES else 1
    stream = Stream(0).child("data", name, split)
    n = times * min(map(len, halves))
    first, second = (np.concatenate([stream.child("order", side, i).permutation(len(half)) for i in range(times)])[:n]
                     for side, half in enumerate(halves))
    hue, width = drawn(name, split, n)
    asked, images = thinner(halves[0])[first][..., None], styled(halves[1][second], hue, width)
    return ImageSet(images, None, (), name, digest_of(images, None, asked), conditions=asked, unpaired=True,
                    questions=plain(name, fetch).asked[:N_QUESTIONS], notes=(GAP,))


def plain(name: str, fetch: bool = True) -> Plain:
    """All that asks in the test split."""
    written, label = _written(name, "test", fetch)
    return Plain(written[::2], label[::2])


def drawn(name: str, split: Split, n: int) -> tuple[Numbers, Numbers]:
    """(n,) the hue of each styled digit, into HUES, and by how many pixels its stroke is thicker. Of each row alone."""
    stream = Stream(0).child("data", name, split)
    return (stream.child("hue").choices(n, (1 / len(HUES),) * len(HUES)),
            stream.child("width").choices(n, (1 / N_WIDTHS,) * N_WIDTHS))


def styled(written: Pictures, hue: Numbers, width: Numbers) -> Pictures:
    """(n, H, W) and (n,) each -> (n, H, W, 3)."""
    thick = np.stack([thicker(written, by) for by in range(N_WIDTHS)])[width, np.arange(len(width))]
    return np.rint(thick[..., None] * (COLOURS[hue] / 255)[:, None, None]).astype(np.uint8)


def thicker(grey: Pictures, by: int) -> Pictures:
    """(n, H, W): each pixel as bright as the brightest of a square of four; towards the other corner each time, so that nothing
    drifts."""
    for i in range(by):
        grey = _brightest(grey, towards_end=i % 2 == 0)
    return grey


def thinner(grey: Pictures) -> Pictures:
    """(n, H, W): each pixel as dark as the darkest of a square of four."""
    return 255 - _brightest(255 - grey, towards_end=True)


def _brightest(grey: Pictures, towards_end: bool) -> Pictures:
    one = (1, 0) if towards_end else (0, 1)
    x = np.pad(grey, ((0, 0), one, one), "edge")
    return np.maximum(np.maximum(x[:, 1:, 1:], x[:, :-1, 1:]), np.maximum(x[:, 1:, :-1], x[:, :-1, :-1]))


def _written(name: str, split: Split, fetch: bool) -> tuple[Pictures, Numbers]:
    """uint8 (n, 32, 32) digits on black, and which they are (n,)."""
    found = digits.load(split) if name == "styles-digits" else idx.load(idx.MNIST, split, fetch)
    assert found.labels is not None
    small = found.images[:MOST, ..., 0]
    if name == "styles-digits":
        # on whole numbers, so the same bits on every machine
        large = np.stack([np.asarray(Image.fromarray(one).resize((ENLARGED, ENLARGED), Image.Resampling.BICUBIC))
                          for one in small]).astype(np.int64)
        small = (np.clip(large - DARK, 0, BRIGHT - DARK) * 255 // (BRIGHT - DARK)).astype(np.uint8)
    edge = (SIDE - small.shape[1]) // 2
    return np.pad(small, ((0, 0), (edge, edge), (edge, edge))), found.labels[:MOST]
