"""What each expert does: the same noise through all of them, and what is lost without one."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray

from mixgan.analysis.observe import Progress, drawn, observe, pictures_of
from mixgan.families.contract import Draw, Generator
from mixgan.measures.judges import Judge
from mixgan.measures.neighbours import coverage

__all__ = ["KnockOut", "knock_out", "same_noise"]


def same_noise(generator: Generator, draw: Draw, which: list[int] | None = None) -> NDArray:
    """(n, m, H, W, C) uint8: each row of the draw through each expert of `which`, or through all."""
    rows = torch.eye(generator.n_experts)[which if which is not None else slice(None)]
    return pictures_of(generator, draw, lambda here: rows.to(here.noise).expand(len(here), -1, -1))


@dataclass(frozen=True)
class KnockOut:
    """Coverage with every expert, and with each one switched off and its samples re-routed: same noise, same M.

    `changed[k]`: share of the pictures that are not the same without expert k. Where experts share a decoder, or two
    draw the same, coverage falls little though the expert is used.
    """

    coverage: float
    without: NDArray[np.float64]            # (K,)
    changed: NDArray[np.float64]            # (K,)


def knock_out(
    generator: Generator,
    judge: Judge,
    real: NDArray[np.float64],
    *,
    n: int = 2000,
    seed: int = 0,
    progress: Progress | None = None,
) -> KnockOut:
    """Coverage-c of `real` features by n pictures, and what it becomes without each expert.

    The others take over at the logits, so weights stay whole. Raises ValueError for a single expert.
    """
    K = generator.n_experts
    if K < 2:
        raise ValueError("a single expert cannot be switched off")
    draw = drawn(generator, n, seed)
    whole = observe(generator, draw).pictures
    without, changed = np.zeros(K), np.zeros(K)
    for k in range(K):
        only = torch.arange(K) != k
        pictures = observe(generator, draw, only=only).pictures
        changed[k] = (pictures != whole).reshape(n, -1).any(1).mean()
        without[k] = coverage(real, judge(pictures).features)
        if progress is not None:
            progress((k + 1) / K)
    return KnockOut(coverage(real, judge(whole).features), without, changed)
