"""Numbers and pictures of an open model at a seed. All of them come from `mixgan.analysis`.

They rest on N draws at the common address of the seed (analysis.observe.drawn): the first 64 are those of the stored sheet,
so a sample has the same number on every page.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from mixgan.ui.views.opening import Opened

if TYPE_CHECKING:
    from mixgan.families.contract import Draw
    from mixgan.measures.judges import Judge

__all__ = [
    "SAMPLES", "N", "Usage", "density", "draw_of", "led_to", "pad_directions", "pictures", "read_classes", "rows_of",
    "usage",
]

N = 2000                        # draws behind a share: its 95 % interval is at most 2.2 points wide to each side
SAMPLES = 5000                  # of a seed that a link may name: as many as lie on a map


@dataclass(frozen=True)
class Usage:
    """The weights of N draws. `nodes` are the logits of a tree's gates, where there is a tree."""

    weights: NDArray[np.float32]            # (N, K)
    nodes: NDArray[np.float32] | None       # (N, L-1)

    @property
    def soft(self) -> NDArray[np.float64]:
        from mixgan.measures.usage import soft_usage

        return soft_usage(self.weights)

    @property
    def hard(self) -> NDArray[np.float64]:
        from mixgan.measures.usage import hard_usage

        return hard_usage(self.weights)


def usage(opened: Opened, seed: int, first: int = 0) -> Usage:
    """Of N samples of the seed, from number `first` on."""
    with opened.use() as generator:
        draw = rows_of(opened, seed, first, N)
        gate = generator.gate(draw)
        weights = generator.weights(draw).float().numpy()
        return Usage(weights, None if gate is None or gate.nodes is None else gate.nodes.float().numpy())


def density(opened: Opened, weights: NDArray[np.float32]) -> NDArray[np.float64]:
    """(N, nodes): how much of each draw passes each node of the tree, or of the flat form where there is none."""
    from mixgan.analysis.routing import flat_densities, node_densities

    return flat_densities(weights) if opened.generator.tree is None else node_densities(weights)


def draw_of(opened: Opened, seed: int, n: int = N) -> Draw:
    """The first n samples of the seed, of the class that is asked for."""
    from mixgan.analysis.observe import drawn

    return drawn(opened.generator, n, seed, opened.label)


def rows_of(opened: Opened, seed: int, first: int, n: int) -> Draw:
    """n samples of the seed from number `first` on."""
    return draw_of(opened, seed, first + n)[first:]


def led_to(opened: Opened, seed: int, weights: NDArray[np.float32], n: int, first: int = 0) -> NDArray[np.int64] | None:
    """(K, n): of the draws from `first` on, whose `weights` these are, those that the gate leads to each expert, counted as the
    samples of the seed are; None where no gate looks at the noise.

    What an expert makes of noise that is never its own is no sample of anything.
    """
    from mixgan.measures import usage as measures

    with opened.use() as generator:
        gate = generator.gate(draw_of(opened, seed, n))
    if gate is None or not opened.generator.about.is_gated:
        return None
    return first + measures.led_to(weights, n)


def pictures(opened: Opened, seed: int, rows: NDArray[np.int64]) -> NDArray[np.uint8]:
    """(len(rows), H, W, C) uint8: some of the N draws as pictures."""
    import torch

    from mixgan.analysis.observe import observe

    with opened.use() as generator:
        return observe(generator, draw_of(opened, seed)[torch.from_numpy(np.asarray(rows))]).pictures


def pad_directions(opened: Opened, seed: int) -> list[list[float]]:
    """Two unit vectors at right angles for the pad: across the tree's first gates where there is one, else random.

    With a tree, right on the pad is right at the root, and up or down crosses the gate of the larger child.
    Two models side by side on one noise have one pad: the first one's.
    """
    from mixgan.rng import Stream

    generator = opened.pad_of or opened.generator
    rows = Stream(seed, ("pad",)).normal(2, generator.noise_dim).astype(np.float64)
    if generator.tree is not None:
        from mixgan.analysis.routing import gate_planes

        rows[0] = -gate_planes(generator).v[0]
        if generator.tree.depth > 1:
            rows[1] = -gate_planes(generator).v[1]
    first = rows[0] / max(float(np.linalg.norm(rows[0])), 1e-9)
    second = rows[1] - (rows[1] @ first) * first
    second /= max(float(np.linalg.norm(second)), 1e-9)
    return [first.tolist(), second.tolist()]


# --- the checker -------------------------------------------------------------------------------------------------------


def read_classes(judge: Judge | None, images: NDArray[np.uint8]) -> tuple[tuple[str, ...], NDArray[np.int64]] | None:
    """The checker's class names, and the class (n,) that it reads in each picture; None where there is no checker."""
    if judge is None or images.ndim != 4:
        return None
    return judge.config.class_names, judge(images).classes
