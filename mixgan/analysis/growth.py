"""When did the experts specialise? A few numbers of a generator at a step of its training, and where they rise most."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from mixgan.store.growth import Moment

if TYPE_CHECKING:
    from mixgan.analysis.observe import Observation
    from mixgan.measures.judges import Judge

__all__ = ["N", "explained", "jump", "moment", "thinned"]

N = 1000                        # samples behind the numbers of a step: a second of one core at 28 px


def moment(step: int, seen: Observation, judge: Judge | None) -> Moment:
    """The numbers of one step. `seen`: N samples at the common address; the same noise at every step."""
    from mixgan.measures import clustering
    from mixgan.measures.usage import hard_usage, row_entropy

    K = seen.weights.shape[1]
    shares = tuple(round(float(share), 4) for share in hard_usage(seen.weights))
    entropy = round(min(1.0, float(row_entropy(seen.probabilities).mean()) / math.log(K)), 4) if seen.gated and K > 1 else None
    information = None
    if judge is not None:
        verdict = judge(seen.pictures)
        table = clustering.contingency(seen.expert, verdict.classes, K, len(judge.class_names))
        information = round(float(clustering.nmi(table)), 4)
    return Moment(step=step, shares=shares, explained=round(explained(seen.pictures, seen.expert), 4), entropy=entropy,
                  information=information)


def explained(pictures: NDArray, expert: NDArray[np.int64]) -> float:
    """Share of the pictures' variance, over all pixels, that lies between the experts' means; 0 where they draw alike.

    pictures (n, ...), expert (n,). A correlation ratio (Fisher): with K experts that draw alike it is about (K - 1) / n.
    """
    flat = pictures.reshape(len(pictures), -1).astype(np.float64)
    centred = flat - flat.mean(0)
    total = float((centred**2).sum())
    between = sum(float((centred[expert == k].mean(0) ** 2).sum()) * int((expert == k).sum()) for k in np.unique(expert))
    return between / total if total > 0 else 0.0


def jump(moments: Sequence[Moment]) -> tuple[int, int] | None:
    """The steps between which the experts came apart most: the largest rise of what the expert tells of the class; where nobody
    reads classes the largest fall of the gate's entropy; without a gate, of what lies between the experts' pictures.

    None below three moments, or where nothing changes that way.
    """
    values = [_apart(one) for one in moments]
    if len(values) < 3:
        return None
    rises = np.diff(values)
    i = int(rises.argmax())
    return (moments[i].step, moments[i + 1].step) if rises[i] > 0 else None


def _apart(one: Moment) -> float:
    if one.information is not None:
        return one.information
    return one.explained if one.entropy is None else 1 - one.entropy


def thinned(steps: Sequence[int], most: int) -> list[int]:
    """At most `most` of the ascending `steps`, evenly by number, first and last kept."""
    if most < 2 or len(steps) <= most:
        return list(steps)[-max(1, most) :]
    return [steps[i] for i in sorted({math.floor(i * (len(steps) - 1) / (most - 1) + 0.5) for i in range(most)})]
