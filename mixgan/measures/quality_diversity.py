"""QD (ours): a pair of quality and diversity, since the score of GM-GAN's paper is not published (gmgan.md 7).

    quality     share of generated pictures that the judge is sure of and that lie within the real ones' neighbourhoods
    diversity   how many classes there are, as a share of all, times how varied they are inside

How it misleads: a judge is sure of rubbish too, so the neighbourhoods must be asked as well; and the pair is ours, so no paper's
number can stand beside it. Always shown with precision and recall, or density and coverage.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from mixgan.errors import DataError
from mixgan.measures import checks
from mixgan.measures.clustering import entropy
from mixgan.measures.energy import mean_distance
from mixgan.measures.neighbours import Reference

__all__ = ["K_QUALITY", "Quality", "class_evenness", "quality_diversity", "varied_within"]

SURE = 0.9                      # largest probability
K_QUALITY = 3                   # neighbours, as in Kynkaanniemi et al. 2019
LEAST = 20                      # samples of a class on both sides, or it says nothing of variety


@dataclass(frozen=True)
class Quality:
    quality: float
    diversity: float

    @property
    def harmonic(self) -> float:
        """Harmonic mean: high only where both are. 0 where both are 0."""
        total = self.quality + self.diversity
        return 2 * self.quality * self.diversity / total if total else 0.0


def quality_diversity(
    fake: NDArray, probabilities: NDArray, real: NDArray, real_classes: NDArray[np.integer], reference: Reference | None = None
) -> Quality:
    """`fake` (M, d) and `real` (N, d) features of one judge, its `probabilities` (M, C) of the generated pictures, the classes of
    the real ones. `reference`: of `real`, with 3 neighbours, where it is known. DataError for what does not fit, or NaN."""
    real, fake = checks.pair(real, fake, K_QUALITY + 1, "QD")
    likely = checks.features(probabilities, "generated", len(fake), "QD")
    if len(likely) != len(fake):
        raise DataError(f"QD takes one row of probabilities a sample, got {len(likely):,} of {len(fake):,}.",
                        "Read both at once.")
    C = likely.shape[1]
    guessed, classes = likely.argmax(1), checks.labels(real_classes, len(real), C, "QD")
    good = (likely.max(1) >= SURE) & ((reference or Reference(real, K_QUALITY)).hits(fake)[0] > 0)
    varied = varied_within(fake, guessed, real, classes, C)
    return Quality(float(good.mean()), class_evenness(guessed, C) * min(1.0, varied))


def class_evenness(classes: NDArray[np.integer], n_classes: int) -> float:
    """exp of the entropy of the counts, over C: 1 for equal shares, 1/C for one class."""
    return float(np.exp(entropy(np.bincount(classes, minlength=n_classes))) / n_classes)


def varied_within(
    fake: NDArray, fake_classes: NDArray[np.integer], real: NDArray, real_classes: NDArray[np.integer], n_classes: int
) -> float:
    """Mean distance of two generated samples of one class over that of two real ones, mean over the classes; 0 for none."""
    ratios = []
    for c in range(n_classes):
        own, others = fake[fake_classes == c], real[real_classes == c]
        if min(len(own), len(others)) >= LEAST:
            ratios.append(mean_distance(own) / max(1e-12, mean_distance(others)))
    return float(np.mean(ratios)) if ratios else 0.0
