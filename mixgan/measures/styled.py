"""How an answer to a plain digit is styled, `data/styles.py`: which hue it has, and how wide its stroke is. Counted, by no judge.

How they mislead: a blot has a hue and a width too, so that neither stands without whether the digit is kept; and hues may be even
over answers that have none, so that they never stand without the share of answers that have one.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.special import gammaln, rel_entr, xlog1py

from mixgan.data.styles import COLOURS

__all__ = ["NONE", "TAU", "evenness", "expected_evenness", "hues", "stroke_widths"]

NONE = -1
TAU = 0.2                       # largest difference of a channel to its hue's, 1 being from 0 to 255
LIT = 128                       # a pixel whose brightest channel reaches it is of the stroke
Pictures = NDArray[np.uint8]
Floats = NDArray[np.float64]


def hues(images: Pictures) -> NDArray[np.int64]:
    """(n, H, W, 3) -> (n,) into `data.styles.HUES`: that of the mean colour of the stroke, brought to full brightness; NONE where
    a channel of it is farther than TAU from the nearest one's, or nothing is lit."""
    lit = images.max(-1, keepdims=True) >= LIT
    mean = (images * lit).sum((1, 2)) / np.maximum(lit.sum((1, 2)), 1) / 255
    full = mean / np.maximum(mean.max(1, keepdims=True), 1 / 255)
    off = abs(full[:, None] - COLOURS / 255).max(2)                 # (n, hues)
    return np.where(off.min(1) <= TAU, off.argmin(1), NONE)


def evenness(found: NDArray[np.int64], n_values: int) -> Floats:
    """(questions, draws) values, NONE left out -> (questions,) entropy of their shares over that of equal ones: 1 where all are
    as frequent, 0 where there is one, or none."""
    counts = np.stack([np.bincount(row[row != NONE], minlength=n_values) for row in found])
    shares = counts / np.maximum(counts.sum(1, keepdims=True), 1)
    return np.asarray(-rel_entr(shares, 1).sum(1) / np.log(n_values), np.float64)


def expected_evenness(n_values: int, draws: int) -> float:
    """Of a perfect model, in the mean: below 1, since chance makes few draws uneven."""
    k = np.arange(1, draws + 1)
    share = k / draws
    # a binomial's; scipy.stats has it, and alone takes a fifth of the time in which everything that measures is imported
    choices = gammaln(draws + 1) - gammaln(k + 1) - gammaln(draws - k + 1)
    chance = np.exp(choices - k * np.log(n_values) + xlog1py(draws - k, -1 / n_values))
    return float(-n_values * (chance * share * np.log(share)).sum() / np.log(n_values))


def stroke_widths(grey: Pictures) -> Floats:
    """(n, H, W) -> (n,) px: twice the lit pixels over the edges between lit and dark. Exact for a long bar but for its two ends;
    0 where nothing is lit."""
    lit = np.pad(grey >= LIT, ((0, 0), (1, 1), (1, 1)))
    edges = (lit[:, 1:] != lit[:, :-1]).sum((1, 2)) + (lit[:, :, 1:] != lit[:, :, :-1]).sum((1, 2))
    return np.asarray(2 * lit.sum((1, 2)) / np.maximum(edges, 1), np.float64)
