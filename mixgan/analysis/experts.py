"""What each expert does: the same noise through all of them, and what is lost without one."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from mixgan.analysis.observe import drawn, observe, pictures_of
from mixgan.families.contract import Draw, Generator
from mixgan.measures.features import NEIGHBOURS
from mixgan.measures.judges import Reader
from mixgan.measures.neighbours import Reference

__all__ = ["MEASURES", "N_KNOCK_OUT", "SETS", "KnockOut", "knock_out", "knock_out_content", "same_noise"]

MEASURES = ("precision", "recall", "coverage")
# 5 sets of 1,000 with every expert and without each of ten: 55,000 pictures, under half a minute of one core
N_KNOCK_OUT, SETS = 1000, 5


def same_noise(generator: Generator, draw: Draw, which: list[int] | None = None) -> NDArray:
    """(n, m, H, W, C) uint8: each row of the draw through each expert of `which`, or through all."""
    rows = torch.eye(generator.n_experts)[which if which is not None else slice(None)]
    return pictures_of(generator, draw, lambda here: rows.to(here.noise).expand(len(here), -1, -1))


@dataclass(frozen=True)
class KnockOut:
    """S independent sets of pictures with every expert, and the same noise with each expert off and its samples re-routed.

    `changed[k]`: share of the pictures that are not the same without expert k. Where experts share a decoder, or two
    draw the same, little is lost though the expert is used. `floor`: lowest and highest value of real pictures against the
    reference, where there are more of them than the reference needs.
    """

    whole: dict[str, NDArray[np.float64]]       # of each measure (S,)
    without: dict[str, NDArray[np.float64]]     # (K, S)
    changed: NDArray[np.float64]                # (K,)
    floor: dict[str, tuple[float, float]]


def knock_out(
    generator: Generator,
    reader: Reader,
    real: NDArray[np.float64],
    *,
    n: int = N_KNOCK_OUT,
    sets: int = SETS,
    seed: int = 0,
    progress: Callable[[int, int], None] | None = None,
) -> KnockOut:
    """Precision, recall and coverage of n pictures against the first n of `real` features, with and without each expert.

    The others take over at the logits, so weights stay whole. A set without an expert has the noise of the set with it, so
    that their difference is paired; the sets are independent of each other. Sets, not a bootstrap: a copy of a picture is
    its own nearest neighbour. `progress`: sets of pictures done, of how many. Raises ValueError for a single expert.
    """
    K = generator.n_experts
    if K < 2:
        raise ValueError("a single expert cannot be switched off")
    reference = Reference(real[:n], NEIGHBOURS)
    whole, without = np.zeros((sets, len(MEASURES))), np.zeros((K, sets, len(MEASURES)))
    changed = np.zeros((K, sets))
    draw = drawn(generator, sets * n, seed)
    for s in range(sets):
        here = draw[s * n : (s + 1) * n]
        pictures = observe(generator, here).pictures
        features = reader(pictures).features
        whole[s] = _values(reference, features)
        for k in range(K):
            others = observe(generator, here, only=torch.arange(K) != k).pictures
            new = (others != pictures).reshape(n, -1).any(1)
            changed[k, s] = new.mean()
            without[k, s] = _values(reference, _read_again(reader, others, features, new)) if new.any() else whole[s]
            if progress is not None:
                progress(s * K + k + 1, sets * K)
    rest = [real[start : start + n] for start in range(n, min(len(real), (1 + sets) * n) - n + 1, n)]
    floor = np.array([_values(reference, part) for part in rest])
    return KnockOut(
        {name: whole[:, i] for i, name in enumerate(MEASURES)}, {name: without[:, :, i] for i, name in enumerate(MEASURES)},
        changed.mean(1), {name: (float(floor[:, i].min()), float(floor[:, i].max())) for i, name in enumerate(MEASURES) if rest})


def _values(reference: Reference, features: NDArray[np.float64]) -> list[float]:
    found = reference.against(features)
    return [getattr(found, name) for name in MEASURES]


def _read_again(reader: Reader, pictures: NDArray, features: NDArray[np.float64], new: NDArray[np.bool_]) -> NDArray[np.float64]:
    """The features of `pictures`, of which only those that are `new` are read."""
    again = features.copy()
    again[new] = reader(pictures[new]).features
    return again


def knock_out_content(found: KnockOut, reader: Reader, n: int, n_real: int, seed: int) -> dict[str, Any]:
    """The `knock_out` of figures.json: every set's values, so that whoever reads them can pair any two of them."""
    return {
        "n": n, "n_real": n_real, "k": NEIGHBOURS, "features": reader.features_id, "split": "test", "seed": seed,
        "whole": {name: _rounded(values) for name, values in found.whole.items()},
        "without": {name: [_rounded(row) for row in rows] for name, rows in found.without.items()},
        "changed": _rounded(found.changed),
        "floor": {name: _rounded(pair) for name, pair in found.floor.items()},
    }


def _rounded(values: Iterable[float]) -> list[float]:
    return [round(float(value), 5) for value in values]
