"""The quality-diversity curve: precision, recall, coverage at every level of the spread slider; `curve.json`.

Where the experts are Gaussians in the noise (GM-GAN) the spread scales their covariance; in every other family it scales
the noise of the experts, which is truncation. The curve is the same function of both, and `meaning` says which it is.
How it misleads: precision and recall depend on n and k, so curves are compared at equal ones only; a generator that copies a
few pictures is precise at spread 0.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from mixgan.analysis.observe import as_arrays, chunks, require_evaluation
from mixgan.families.contract import Draw, Generator
from mixgan.measures.features import NEIGHBOURS
from mixgan.measures.judges import Reader
from mixgan.measures.neighbours import Manifolds, Reference
from mixgan.rng import Stream

__all__ = ["LEVELS", "MEASURES", "SETS", "SPREADS", "Progress", "pictures_at", "reals_needed", "spread_curve"]

LEVELS, PER_UNIT = 24, 8        # of the slider: spread level / 8, so level 8 is the trained one
SPREADS = tuple(level / PER_UNIT for level in range(LEVELS))
MEASURES = ("precision", "recall", "coverage")
# 5 sets of 500 at 24 levels are 60,000 pictures: about 20 s of one core at 28 px, most of it the judge's
N, SETS = 500, 5
Progress = Callable[[int, int], None]       # levels done, of how many


def reals_needed(n: int) -> int:
    """How many of n held-out pictures the curve looks at: the reference, and as many again for each set of the floor."""
    return min(n, (1 + SETS) * N)


def spread_curve(
    generator: Generator,
    reader: Reader,
    real: NDArray[np.float64],
    seed: int,
    progress: Progress | None = None,
) -> dict[str, Any]:
    """The content of `curve.json`: for each spread the mean of SETS independent sets and their deviation (`_sd`).

    `real`: judge's features of held-out pictures, in the order of `features.reference`. The first n are the reference, with n
    = 500 or half of what there is; the rest, as far as it goes, gives the floor: the same measures of real pictures against
    the reference, lowest and highest. The noise and the expert of a sample are the same at every spread.
    """
    n = min(N, len(real) // 2)
    reference = Reference(real[:n], NEIGHBOURS)
    others = [real[start : start + n] for start in range(n, min(len(real), (1 + SETS) * n) - n + 1, n)]
    floor = [reference.against(other) for other in others]
    draw = generator.draw(SETS * n, Stream(seed, ("curve",)))
    weights = _weights(generator, draw)
    points = []
    for done, spread in enumerate(SPREADS, 1):
        features = reader(pictures_at(generator, draw, weights, spread)).features
        points.append(_point(spread, [reference.against(features[i * n : (i + 1) * n]) for i in range(SETS)]))
        if progress is not None:
            progress(done, LEVELS)
    return {
        "n": n, "sets": SETS, "k": NEIGHBOURS, "features": reader.features_id, "split": "test", "seed": seed,
        "meaning": generator.spread_meaning,
        "floor": {name: [round(edge(getattr(one, name) for one in floor), 4) for edge in (min, max)] for name in MEASURES},
        "points": points}


def _point(spread: float, found: list[Manifolds]) -> dict[str, float]:
    point = {"spread": spread}
    for name in MEASURES:
        values = [getattr(one, name) for one in found]
        point |= {name: round(float(np.mean(values)), 4), f"{name}_sd": round(float(np.std(values, ddof=1)), 4)}
    return point


@torch.inference_mode()
def _weights(generator: Generator, draw: Draw) -> torch.Tensor:
    require_evaluation(generator)
    device = generator.temperature.device
    return torch.cat([generator.weights(here.to(device)) for here in chunks(draw)])


@torch.inference_mode()
def pictures_at(generator: Generator, draw: Draw, weights: torch.Tensor, spread: float) -> NDArray:
    """What `observe` draws at a spread, for weights (n, K) that are known: the gate is not asked again at every level."""
    device = generator.temperature.device
    parts, start = [], 0
    for here in chunks(draw):
        own = weights[start : start + len(here), None]                          # (rows, 1, K)
        parts.append(as_arrays(generator.mixtures(here.to(device), own, spread=spread).squeeze(1)))
        start += len(here)
    return np.concatenate(parts)
