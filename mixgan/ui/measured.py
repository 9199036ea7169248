"""Numbers and pictures of the open model at a seed, kept while they are used. All of them come from `mixgan.analysis`.

A page's numbers rest on N draws at the common address of the seed (analysis.observe.drawn): the first 64 are those of
the stored sheet, so a sample has the same number on every page.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from mixgan.store.models import ModelFolder
from mixgan.ui.opened import Opened, stamp

if TYPE_CHECKING:
    from mixgan.families.contract import Draw

__all__ = ["N", "Usage", "noise_of", "pad_directions", "pictures", "usage"]

N = 2000                        # draws behind a share: its 95 % interval is at most 2.2 points wide to each side


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


def usage(found: ModelFolder, opened: Opened, seed: int) -> Usage:
    return _usage(str(found.path), stamp(found), seed, opened)


@st.cache_data(max_entries=12, show_spinner=False)
def _usage(path: str, mark: str, seed: int, _opened: Opened) -> Usage:
    from mixgan.analysis.observe import drawn

    with _opened.use() as generator:
        draw = drawn(generator, N, seed)
        gate = generator.gate(draw)
        weights = generator.weights(draw).float().numpy()
        return Usage(weights, None if gate is None or gate.nodes is None else gate.nodes.float().numpy())


def draw_of(opened: Opened, seed: int, n: int = N) -> Draw:
    from mixgan.analysis.observe import drawn

    return drawn(opened.generator, n, seed)


def noise_of(opened: Opened, seed: int, index: int) -> tuple[list[float], list[float] | None]:
    """Noise and chance of one sample, as the browser's program takes them."""
    draw = draw_of(opened, seed, index + 1)
    chance = None if draw.chance is None else draw.chance[index].tolist()
    return draw.noise[index].tolist(), chance


def pictures(opened: Opened, seed: int, rows: NDArray[np.int64], *, off: tuple[int, ...] = ()) -> NDArray:
    """(len(rows), H, W, C) uint8: some of the N draws as pictures; experts in `off` are re-routed."""
    import torch

    from mixgan.analysis.observe import observe

    with opened.use() as generator:
        only = None
        if off:
            only = torch.ones(generator.n_experts, dtype=torch.bool)
            only[list(off)] = False
        return observe(generator, draw_of(opened, seed)[torch.from_numpy(np.asarray(rows))], only=only).pictures


def pad_directions(opened: Opened, seed: int) -> list[list[float]]:
    """Two unit vectors at right angles for the pad: across the tree's first gates where there is one, else random.

    With a tree, right on the pad is right at the root, and up or down crosses the gate of the larger child.
    """
    from mixgan.rng import Stream

    generator = opened.generator
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


def mixture_picture(opened: Opened, noise: NDArray, weights: NDArray) -> NDArray:
    """(H, W, C) uint8: one noise vector (Z,) through a given mixture of the experts (K,)."""
    import torch

    from mixgan.analysis.observe import as_arrays
    from mixgan.families.contract import Draw

    with opened.use() as generator:
        draw = Draw(noise=torch.from_numpy(np.asarray(noise, np.float32))[None])
        return as_arrays(generator(draw, weights=torch.from_numpy(np.asarray(weights, np.float32))[None]))[0]


def samples_at(opened: Opened, noise: NDArray) -> NDArray:
    """(n, H, W, C) uint8 of noise (n, Z), for generators that need no chance."""
    import torch

    from mixgan.analysis.observe import as_arrays
    from mixgan.families.contract import Draw

    with opened.use() as generator:
        return as_arrays(generator(Draw(noise=torch.from_numpy(np.asarray(noise, np.float32)))))


@st.cache_resource(max_entries=4, show_spinner=False)
def _judge(data: str) -> object | None:
    from mixgan.measures import judges

    return judges.load(data)


def read(found: ModelFolder, images: NDArray) -> list[tuple[str, float]] | None:
    """(class name, confidence) of pictures by the checker of the model's data; None where there is none."""
    from mixgan.errors import MixganError

    try:
        judge = _judge(found.config.data)
    except MixganError:
        return None
    if judge is None or images.ndim != 4:
        return None
    verdict = judge(images)  # type: ignore[operator]
    names = judge.config.class_names  # type: ignore[attr-defined]
    return [(names[c], float(p)) for c, p in zip(verdict.classes, verdict.confidence, strict=True)]
