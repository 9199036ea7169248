"""n samples of a generator as plain arrays: the one place where analysis turns chance into pictures.

Pictures take the path that files take (clamped, rounded, uint8) before anything is measured, and the generator is in
evaluation mode: batch statistics would let rows influence each other.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from mixgan.families.contract import Draw, Generator
from mixgan.pictures import to_uint8
from mixgan.rng import Stream

__all__ = ["Observation", "as_arrays", "chunks", "drawn", "observe", "pictures_of", "sample_stream"]

CHUNK = 256
Progress = Callable[[float], None]      # 0..1; may raise to cancel


@dataclass(frozen=True)
class Observation:
    """What n draws became. `pictures` are uint8 (n, H, W, C), or float32 (n, 2) where the generator makes points."""

    draw: Draw
    pictures: NDArray
    weights: NDArray[np.float32]                    # (n, K)
    probabilities: NDArray[np.float32]              # (n, K) before any hard choice; the weights where there is no gate
    nodes: NDArray[np.float32] | None               # (n, N) logits of a tree's gates
    gated: bool = True                              # whether the noise has a say; False for a prior and a single generator

    def __len__(self) -> int:
        return len(self.weights)

    @property
    def expert(self) -> NDArray[np.int64]:
        """(n,) the expert of largest weight."""
        return self.weights.argmax(1)


def sample_stream(seed: int) -> Stream:
    """Where the samples of a seed come from: `sample`, pages, sheets and measures draw the same ones."""
    return Stream(seed, ("sample",))


def drawn(generator: Generator, n: int, seed: int, label: int | None = None) -> Draw:
    """n samples' chance at the common address; the first 64 are those of `samples.webp`, or the same asked for one class."""
    return generator.draw(n, sample_stream(seed), label=label)


def chunks(draw: Draw, size: int = CHUNK) -> Iterator[Draw]:
    for start in range(0, len(draw), size):
        yield draw[start : start + size]


@torch.inference_mode()
def observe(
    generator: Generator,
    draw: Draw,
    *,
    only: Tensor | None = None,
    spread: float | Tensor | None = None,
    progress: Progress | None = None,
) -> Observation:
    """Pictures, weights and gates of a draw. `only` (K,) bool re-routes among these experts (a knock-out).

    Raises ValueError for a generator in training mode.
    """
    require_evaluation(generator)
    device = generator.temperature.device
    parts = []
    for here in chunks(draw):
        parts.append(_chunk(generator, here.to(device), only, spread))
        if progress is not None:
            progress(min(1.0, CHUNK * len(parts) / len(draw)))
    pictures, weights, probabilities, nodes = zip(*parts, strict=True)
    joined = None if nodes[0] is None else np.concatenate(nodes)
    return Observation(draw, np.concatenate(pictures), np.concatenate(weights), np.concatenate(probabilities), joined,
                       generator.about.is_gated)


def _chunk(
    generator: Generator, draw: Draw, only: Tensor | None, spread: float | Tensor | None
) -> tuple[NDArray, NDArray, NDArray, NDArray | None]:
    rerouted = None if only is None else generator.weights(draw, only=only)
    sample = generator.sample(draw, weights=rerouted, spread=spread)
    weights = sample.weights.float().cpu().numpy()
    gate = sample.gate
    probabilities = weights if gate is None else gate.probabilities.float().cpu().numpy()
    nodes = None if gate is None or gate.nodes is None else gate.nodes.float().cpu().numpy()
    return as_arrays(sample.images), weights, probabilities, nodes


def as_arrays(images: Tensor) -> NDArray:
    """(n, C, H, W) -> uint8 (n, H, W, C); points (n, 2) stay float32."""
    if images.ndim == 2:
        return images.detach().float().cpu().numpy()
    return to_uint8(images)


def pictures_of(generator: Generator, draw: Draw, mixtures: Callable[[Draw], Tensor], size: int = 64) -> NDArray:
    """(n, m, H, W, C) uint8 (points: (n, m, 2)) of the mixtures that `mixtures` (a draw -> (n, m, K)) names."""
    require_evaluation(generator)
    device = generator.temperature.device
    parts = []
    with torch.inference_mode():
        for here in chunks(draw.to(device), size):
            images = generator.mixtures(here, mixtures(here))                   # (n, m, ...)
            flat = as_arrays(images.flatten(0, 1))
            parts.append(flat.reshape(*images.shape[:2], *flat.shape[1:]))
    return np.concatenate(parts)


def require_evaluation(generator: Generator) -> None:
    if generator.training:
        raise ValueError("the generator is in training mode: call eval() first, or batch statistics are measured")
