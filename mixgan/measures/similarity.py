"""SSIM and MS-SSIM of two pictures: 1 equal, near 0 unrelated. For how alike two samples of one class are (`alike.py`).

Small pictures do not have the five scales of the paper, so `MS-SSIM-2` (from 22 px) and `MS-SSIM-3` (from 44 px) are its first
weights, scaled to sum 1, and below 22 px it is plain SSIM with a smaller window: values of two sizes are never compared.
Sources: Wang et al. 2004 and 2003 (window 11, sigma 1.5); as torchmetrics has it, contrast below 0 counts as 0.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import correlate1d

from mixgan.errors import DataError

__all__ = ["multi_scale", "name_for", "similarity", "ssim"]

WEIGHTS = (0.0448, 0.2856, 0.3001)          # of the paper's first scales
SIDES = (22, 44)                            # shortest side for two scales, for three
WINDOW, SIGMA = 11, 1.5
SMALL_WINDOW, SMALL_SIGMA = 7, 1.0
K1, K2 = 0.01, 0.03
Floats = NDArray[np.float64]


def similarity(a: NDArray, b: NDArray, data_range: float = 255) -> Floats:
    """(n,) of pairs of pictures (n, H, W, C), by as many scales as their size has room for. Raises DataError under 7 px, or for
    pictures of two sizes."""
    scales = _scales(min(a.shape[1:3]))
    return ssim(a, b, data_range, SMALL_WINDOW, SMALL_SIGMA) if scales == 1 else multi_scale(a, b, scales, data_range)


def name_for(side: int) -> str:
    """What `similarity` is called at this shortest side."""
    scales = _scales(side)
    return "SSIM" if scales == 1 else f"MS-SSIM-{scales}"


def _scales(side: int) -> int:
    return 1 + sum(side >= least for least in SIDES)


def ssim(a: NDArray, b: NDArray, data_range: float = 255, window: int = WINDOW, sigma: float = SIGMA) -> Floats:
    """(n,) mean over pixels and channels of (n, H, W, C); beyond its edges a picture is mirrored."""
    return _parts(a, b, data_range, window, sigma)[0]


def multi_scale(a: NDArray, b: NDArray, scales: int, data_range: float = 255) -> Floats:
    """(n,) product over the scales of their contrast, and of the whole SSIM at the last; each to its weight."""
    weights = np.array(WEIGHTS[:scales]) / sum(WEIGHTS[:scales])
    out = np.ones(len(a))
    for scale, weight in enumerate(weights):
        whole, contrast = _parts(a, b, data_range, WINDOW, SIGMA)
        out *= np.maximum(whole if scale == scales - 1 else contrast, 0) ** weight
        a, b = _halved(a), _halved(b)
    return out


def _parts(a: NDArray, b: NDArray, data_range: float, window: int, sigma: float) -> tuple[Floats, Floats]:
    if a.shape != b.shape or a.ndim != 4:
        raise DataError(f"SSIM compares pictures (n, H, W, C) of one size, got {a.shape} and {b.shape}.", "Give pairs.")
    if min(a.shape[1:3]) < window:
        raise DataError(f"SSIM needs pictures of {window} px or more, got {a.shape[2]} by {a.shape[1]}.",
                        "Do not enlarge them: that would be measured too.")
    x, y = (np.asarray(side, np.float64) for side in (a, b))
    mean_x, mean_y, xx, yy, xy = (_blurred(part, window, sigma) for part in (x, y, x * x, y * y, x * y))
    c1, c2 = (K1 * data_range) ** 2, (K2 * data_range) ** 2
    contrast = (2 * (xy - mean_x * mean_y) + c2) / (xx - mean_x**2 + yy - mean_y**2 + c2)
    light = (2 * mean_x * mean_y + c1) / (mean_x**2 + mean_y**2 + c1)
    half = window // 2                          # the contrast alone is of whole windows only, as torchmetrics has it
    whole = contrast[:, half : a.shape[1] - half, half : a.shape[2] - half]
    return (light * contrast).mean((1, 2, 3)), whole.mean((1, 2, 3))


def _blurred(x: Floats, window: int, sigma: float) -> Floats:
    steps = np.arange(window) - window // 2
    kernel = np.exp(-(steps**2) / (2 * sigma**2))
    for axis in (1, 2):
        x = correlate1d(x, kernel / kernel.sum(), axis, mode="mirror")
    return x


def _halved(x: NDArray) -> Floats:
    """Means over 2 by 2 px; an odd last line is left out."""
    n, height, width, channels = x.shape
    even = np.asarray(x, np.float64)[:, : height // 2 * 2, : width // 2 * 2]
    return even.reshape(n, height // 2, 2, width // 2, 2, channels).mean((2, 4))

