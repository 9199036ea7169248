"""What models of the set `shapes` do with hues, and whether their experts came to mean a hue or a shape."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from mixgan.analysis.clustered import Head
from mixgan.analysis.judged import Judged
from mixgan.analysis.observe import Observation
from mixgan.data import shapes
from mixgan.measures import clustering
from mixgan.measures.hues import nearest_hue
from mixgan.measures.records import Figure, smallest

__all__ = ["head_hue_figures", "hue_content", "hue_figures"]


def hue_figures(seen: Observation, judged: Judged | None, seed: int) -> list[Figure]:
    """Of made pictures (n, H, W, 3): the rarest hue, and NMI of the expert with the hue and with the shape.

    Hues are counted; shapes are read by a judge, and left out without one.
    """
    K, n, hue = seen.weights.shape[1], len(seen), nearest_hue(seen.pictures)
    counts = np.bincount(hue, minlength=len(shapes.HUES))
    least, share, interval = smallest(counts)
    figures = [Figure("smallest hue share", share, n_fake=n, seed=seed, interval=interval,
                      note=f"{shapes.HUES[least]}, by the mean colour; the interval is for all {len(counts)} at once; "
                           "0.167 in the data. A judge of shapes hardly sees hues: precision and recall can be high "
                           "without one of them")]
    if K > 1:
        table = clustering.contingency(seen.expert, hue, K, len(shapes.HUES))
        figures.append(Figure("NMI of expert and hue", clustering.nmi(table), n_fake=n, seed=seed,
                              note="argmax expert, arithmetic mean; the hue is that of the mean colour, read by no judge"))
        if judged is not None:
            figures.append(judged.figure("NMI of expert and shape", clustering.nmi(judged.table),
                                         note="that of expert and class, since the classes of this set are its shapes"))
    return figures


def hue_content(seen: Observation) -> dict[str, Any]:
    """The counts of figures.json from which an expert is told by its hue (see `factors`)."""
    table = clustering.contingency(seen.expert, nearest_hue(seen.pictures), seen.weights.shape[1], len(shapes.HUES))
    return {"expert_factor": {"name": "hue", "values": list(shapes.HUES), "counts": table.tolist()}}


def head_hue_figures(head: Head, images: NDArray[np.uint8], n_experts: int) -> list[Figure]:
    """NMI of the self-labelling head's groups with hue and shape. `images`: the test split of `shapes`, whole, at any size."""
    known, said = shapes.factors("test"), head(images).argmax(1)
    out = []
    for name, real, count in (("hue", known.hue, len(shapes.HUES)), ("shape", known.shape, len(shapes.SHAPES))):
        table = clustering.contingency(said, real, n_experts, count)
        out.append(Figure(f"head Q alone: NMI with {name}", clustering.nmi(table), n_real=len(images), split="test",
                          note=f"arithmetic mean; the {name} is known by construction"))
    return out
