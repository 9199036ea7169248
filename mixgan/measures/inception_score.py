"""IS-c: how sure a judge is of each picture, and how even the classes are. Named IS-c: IS belongs to the Inception network.

How it misleads: ten perfect pictures, one of each class and copied for ever, score the highest value. Never without the value
of real pictures beside it; class coverage says the same better. Source: Salimans et al. 2016, in one split.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.special import rel_entr

from mixgan.errors import DataError
from mixgan.measures import checks

__all__ = ["inception_score"]

PER_CLASS = 10                  # samples a class needed: the mean over the samples stands for all of them


def inception_score(probabilities: NDArray) -> float:
    """exp of the mean over samples of KL(p(y|x) || p(y)), from 1 to C, of (n, C) probabilities; p(y) is their mean.

    0 log 0 = 0, exactly. Raises DataError under 10 samples a class, and for rows that do not sum to 1.
    """
    exact = np.asarray(probabilities, np.float64)
    exact = checks.features(exact, "generated", PER_CLASS * exact.shape[-1], "IS-c")
    if exact.min() < 0 or abs(exact.sum(1) - 1).max() > 1e-3:
        raise DataError("IS-c takes probabilities: rows of numbers from 0 that sum to 1.", "Take the softmax of logits first.")
    exact /= exact.sum(1, keepdims=True)                            # float32 rows sum to 1 within 1e-7
    return float(np.exp(rel_entr(exact, exact.mean(0)).sum(1).mean()))
