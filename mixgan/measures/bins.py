"""NDB/K and JSD: do generated pictures fall as often into each of K bins of the pixels as held-out real ones do?

    centres = fit_bins(train, K, seed)                          # once for a data set: kept with the reference
    compare(bin_counts(held_out, centres), bin_counts(fakes, centres))

Bins are fitted to training pictures and both counts are of others, or the bins would suit one side. How it misleads: NDB grows
with the number of generated pictures; for equal distributions NDB/K is 0.05, not 0, and JSD is `expected_jsd`. JSD is the
stable one. Source: Richardson & Weiss 2018.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import rel_entr

from mixgan.errors import DataError
from mixgan.measures import checks

__all__ = ["Z_95", "Bins", "bin_counts", "bins_of", "compare", "expected_jsd", "fit_bins"]

Z_95 = 1.959964                 # two-tailed, 5 %
PER_BIN = 5                     # expected samples in a mean bin: below, the test of a share means nothing
CHUNK = 2000


@dataclass(frozen=True)
class Bins:
    """`z` (K,): of the difference of both shares, 0 for a bin that is empty on both sides. `jsd` in nats, 0 to ln 2. `thin`: bins
    in which fewer than 5 samples are expected on the smaller side; where they are many, NDB means little."""

    z: NDArray[np.float64]
    jsd: float
    thin: int

    @property
    def different(self) -> int:
        return int((np.abs(self.z) > Z_95).sum())

    @property
    def share(self) -> float:
        """NDB/K."""
        return self.different / len(self.z)


def fit_bins(train: NDArray, n_bins: int = 100, seed: int = 0, tries: int = 4) -> NDArray[np.float32]:
    """(K, d) centres of K-means on real training pictures (n, ...), flattened as they are; of `tries` starts the best.

    The same for the same seed, and others for another: the bins of a reference are found once. Raises DataError for fewer than
    5 pictures a bin.
    """
    from sklearn.cluster import KMeans

    flat = checks.features(train.reshape(len(train), -1), "real", PER_BIN * n_bins, "A fit of bins").astype(np.float32)
    found = KMeans(n_bins, n_init=tries, random_state=seed).fit(flat)
    return np.asarray(found.cluster_centers_, np.float32)


def bin_counts(pictures: NDArray, centres: NDArray) -> NDArray[np.int64]:
    """(K,) samples in each bin."""
    return np.bincount(bins_of(pictures, centres), minlength=len(centres))


def bins_of(pictures: NDArray, centres: NDArray) -> NDArray[np.int64]:
    """(n,) the bin of each of (n, ...) pictures: that of the nearest centre. Values are in the range of the centres'.

    Raises DataError for pictures of another size, or NaN.
    """
    flat = pictures.reshape(len(pictures), -1)
    if flat.shape[1] != centres.shape[1]:
        raise DataError(f"The bins are of pictures of {centres.shape[1]:,} numbers, got {flat.shape[1]:,}.",
                        "Use pictures of the same size and as many channels.")
    out, exact = np.zeros(len(flat), np.int64), np.asarray(centres, np.float64)
    squares = (exact * exact).sum(1)
    for start in range(0, len(flat), CHUNK):
        part = checks.features(flat[start : start + CHUNK], "generated", 1, "A count of bins")
        out[start : start + CHUNK] = (squares - 2 * (part @ exact.T)).argmin(1)
    return out


def compare(real: NDArray[np.integer], fake: NDArray[np.integer]) -> Bins:
    """From the (K,) counts of both sides. Raises DataError for counts of unequal bins, or of nothing."""
    counts = np.stack([real, fake]).astype(np.float64) if np.shape(real) == np.shape(fake) else np.zeros((2, 0))
    sizes = counts.sum(1)
    if not counts.size or sizes.min() < 1:
        raise DataError(f"Counts of the same bins are compared, got {np.shape(real)} and {np.shape(fake)} with "
                        f"{int(np.sum(real)):,} and {int(np.sum(fake)):,} samples.", "Count both sides with one set of centres.")
    p, q = counts / sizes[:, None]
    pooled = counts.sum(0) / sizes.sum()
    error = np.sqrt(pooled * (1 - pooled) * (1 / sizes).sum())
    z = np.divide(p - q, error, out=np.zeros(len(p)), where=error > 0)
    middle = (p + q) / 2
    jsd = float((rel_entr(p, middle) + rel_entr(q, middle)).sum() / 2)
    return Bins(z, jsd, int((pooled * sizes.min() < PER_BIN).sum()))


def expected_jsd(n_bins: int, n_real: int, n_fake: int) -> float:
    """Nats of two samples of one distribution: (K - 1) / 8 (1/N + 1/M)."""
    return (n_bins - 1) / 8 * (1 / n_real + 1 / n_fake)
