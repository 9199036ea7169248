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
from mixgan.ui.model.opened import Opened, stamp

if TYPE_CHECKING:
    from mixgan.families.contract import Draw
    from mixgan.measures.judges import Judge, Judgement

__all__ = [
    "SAMPLES", "N", "Usage", "judge_mark", "judge_of", "one_of", "pad_directions", "pictures", "rows_of", "usage",
    "why_unmeasured", "why_unread",
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


def usage(found: ModelFolder, opened: Opened, seed: int, first: int = 0) -> Usage:
    """Of N samples of the seed, from number `first` on."""
    return _usage(str(found.path), stamp(found, opened), seed, first, opened)


@st.cache_data(max_entries=12, show_spinner=False)
def _usage(path: str, mark: str, seed: int, first: int, _opened: Opened) -> Usage:
    with _opened.use() as generator:
        draw = rows_of(_opened, seed, first, N)
        gate = generator.gate(draw)
        weights = generator.weights(draw).float().numpy()
        return Usage(weights, None if gate is None or gate.nodes is None else gate.nodes.float().numpy())


def node_density(found: ModelFolder, opened: Opened, seed: int) -> NDArray[np.float64]:
    """(N, nodes): how much of each draw passes each node of the tree, or of the flat form where there is none."""
    from mixgan.analysis.routing import flat_densities, node_densities

    weights = usage(found, opened, seed).weights
    return flat_densities(weights) if opened.generator.tree is None else node_densities(weights)


def draw_of(opened: Opened, seed: int, n: int = N) -> Draw:
    """The first n samples of the seed, of the class that is asked for."""
    from mixgan.analysis.observe import drawn

    return drawn(opened.generator, n, seed, opened.label)


def rows_of(opened: Opened, seed: int, first: int, n: int) -> Draw:
    """n samples of the seed from number `first` on."""
    return draw_of(opened, seed, first + n)[first:]


def led_to(found: ModelFolder, opened: Opened, seed: int, n: int, first: int = 0) -> NDArray[np.int64] | None:
    """(K, n): of the page's draws from `first` on, those that the gate leads to each expert, counted as the samples of the seed
    are; None where no gate looks at the noise.

    What an expert makes of noise that is never its own is no sample of anything.
    """
    from mixgan.measures import usage as measures

    with opened.use() as generator:
        gate = generator.gate(draw_of(opened, seed, n))
    if gate is None or not opened.generator.about.is_gated:
        return None
    return first + measures.led_to(usage(found, opened, seed, first).weights, n)


def one_of(opened: Opened, seed: int, index: int) -> Draw:
    """All chance of one sample: a draw of one row."""
    return draw_of(opened, seed, index + 1)[index:]


def pictures(opened: Opened, seed: int, rows: NDArray[np.int64]) -> NDArray:
    """(len(rows), H, W, C) uint8: some of the N draws as pictures."""
    import torch

    from mixgan.analysis.observe import observe

    with opened.use() as generator:
        return observe(generator, draw_of(opened, seed)[torch.from_numpy(np.asarray(rows))]).pictures


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


def mixture_picture(opened: Opened, draw: Draw, weights: NDArray) -> NDArray:
    """(H, W, C) uint8: a draw of one row through a given mixture of the experts (K,)."""
    import torch

    from mixgan.analysis.observe import as_arrays

    with opened.use() as generator:
        return as_arrays(generator(draw, weights=torch.from_numpy(np.asarray(weights, np.float32))[None]))[0]


def judge_of(found: ModelFolder) -> Judge | None:
    """The checker of the model's pictures; None where there is none, or where it cannot be read."""
    from mixgan.errors import MixganError
    from mixgan.measures import judges

    try:
        return judges.of(found.config)
    except MixganError:
        return None


def judge_mark(found: ModelFolder) -> str:
    """Changes when the model's pictures get a checker."""
    judge = judge_of(found)
    return "" if judge is None else judge.features_id


def why_unread(found: ModelFolder) -> str:
    """Why no checker reads the model's pictures, as the end of a sentence; "" where one does."""
    from mixgan.errors import MixganError
    from mixgan.measures import judges

    try:
        if judges.of(found.config) is not None:
            return ""
        other = judges.load(found.config.data)
    except MixganError:
        return "the checker of these pictures cannot be read"
    if other is None:
        return "no checker knows these pictures"
    (_, height, width), facts = other.config.image_shape, found.config.facts
    return f"their checker reads {width} by {height} px, and these have {' by '.join(map(str, facts.image_shape[:0:-1]))} px"


def why_unmeasured(found: ModelFolder) -> str:
    """Why no distance to real pictures can be measured, as the end of a sentence; "" where one may be: with a checker, or in
    principal components of the pixels."""
    from mixgan.data import is_here
    from mixgan.measures.features import LEAST_REALS

    why, facts = why_unread(found), found.config.facts
    if not why or facts.is_points:
        return why
    if not is_here(found.config.data):
        return f"{why}, and the real ones are not on this machine"
    few = facts.n_train < 9 * LEAST_REALS                           # one in ten is held out
    return f"{why}, and {facts.n_train:,} are too few to measure distances" if few else ""


def read(found: ModelFolder, images: NDArray) -> list[tuple[str, float]] | None:
    """(class name, confidence) of pictures by the checker of the model's data; None where there is none."""
    verdict, names = _verdict(found, images)
    if verdict is None:
        return None
    return [(names[c], float(p)) for c, p in zip(verdict.classes, verdict.confidence, strict=True)]


def read_classes(found: ModelFolder, images: NDArray) -> tuple[tuple[str, ...], NDArray[np.int64]] | None:
    """The checker's class names, and the class (n,) that it reads in each picture; None where there is no checker."""
    verdict, names = _verdict(found, images)
    return None if verdict is None else (names, verdict.classes)


def _verdict(found: ModelFolder, images: NDArray) -> tuple[Judgement | None, tuple[str, ...]]:
    judge = judge_of(found)
    if judge is None or images.ndim != 4:
        return None, ()
    return judge(images), judge.config.class_names
