"""Clustering real pictures with a mixture, as GM-GAN's paper does: no label is used in any step (gmgan.md 9).

    draw (expert k, picture) -> train a classifier C: picture -> k -> a real picture belongs to argmax C

How it misleads: nothing asks experts to be classes, so a low ACC does not mean that C is bad (its accuracy on held-out
fakes stands beside it), and choosing a run or a step by ACC leaks the labels. With the affine views C is told what
may change in a picture without its kind changing: prior knowledge, named in the figure.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Literal

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional as F

from mixgan.analysis.observe import Observation, Progress
from mixgan.families.contract import Generator
from mixgan.measures.clustering import contingency
from mixgan.networks.initialise import initialise
from mixgan.networks.labeller import make_labeller
from mixgan.pictures import to_float
from mixgan.rng import Stream

__all__ = ["Clustering", "View", "cluster", "fakes"]

View = Literal["shift", "affine"]
SHIFT_PX = 2
BATCH = 128


@dataclass(frozen=True)
class Clustering:
    """`table` (K, C): real pictures of each class assigned to each expert."""

    table: NDArray[np.int64]
    fake_accuracy: float            # of C on fakes it did not see: the ceiling of what the pictures reveal
    confidence: float               # mean largest probability on real pictures: an unlabelled criterion
    view: View
    n_fakes: int
    steps: int


def fakes(generator: Generator, n: int, seed: int, progress: Progress | None = None) -> Observation:
    """n pictures and their experts to train C on, from another address than the samples that are measured."""
    from mixgan.analysis.observe import observe

    return observe(generator, generator.draw(n, Stream(seed, ("clustering", "fakes"))), progress=progress)


def cluster(
    seen: Observation,
    real: NDArray[np.uint8],
    labels: NDArray[np.int64],
    *,
    view: View = "shift",
    steps: int = 1500,
    seed: int = 0,
    progress: Progress | None = None,
) -> Clustering:
    """Train C on nine tenths of `seen`, check it on the rest, assign `real` (n, H, W, C); `labels` only count.

    Raises ValueError for a single expert, or for pictures of two sizes.
    """
    K = seen.weights.shape[1]
    if K < 2 or seen.pictures.shape[1:] != real.shape[1:]:
        raise ValueError(f"{K} experts draw pictures {seen.pictures.shape[1:]}, the real ones are {real.shape[1:]}")
    held_out = len(seen) // 10
    pictures, expert = torch.from_numpy(seen.pictures), torch.from_numpy(seen.expert)
    with _one_thread():                                 # two threads add up in another order, and end with other groups
        net = _trained(pictures[held_out:], expert[held_out:], K, view, steps, Stream(seed, ("clustering", view)), progress)
        guesses = _probabilities(net, seen.pictures[:held_out]).argmax(1)
        assigned = _probabilities(net, real)
    return Clustering(
        contingency(assigned.argmax(1), labels, K),
        float((guesses == seen.expert[:held_out]).mean()),
        float(assigned.max(1).mean()),
        view,
        len(seen),
        steps,
    )


@contextmanager
def _one_thread() -> Iterator[None]:
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        yield
    finally:
        torch.set_num_threads(before)


def _trained(
    pictures: Tensor, expert: Tensor, K: int, view: View, steps: int, stream: Stream, progress: Progress | None
) -> nn.Module:
    height, width, channels = pictures.shape[1:]
    net = make_labeller((channels, height, width), K)
    initialise(net, stream.child("parameters"))
    optimiser = torch.optim.Adam(net.parameters(), lr=1e-3)
    views = _shifted if view == "shift" else _affine
    per_epoch = max(1, len(pictures) // BATCH)
    for step in range(steps):
        if step % per_epoch == 0:
            order = torch.from_numpy(stream.child("order", step // per_epoch).permutation(len(pictures)))
        rows = order[step % per_epoch * BATCH :][:BATCH]
        batch = views(to_float(pictures[rows]), stream.child("view", step))
        loss = F.cross_entropy(net(batch), expert[rows])
        optimiser.zero_grad(set_to_none=True)
        loss.backward()
        optimiser.step()
        if progress is not None and step % 20 == 0:
            progress(step / steps)
    return net.eval()


def _shifted(images: Tensor, stream: Stream) -> Tensor:
    """Each picture moved by up to 2 whole px, edges repeated."""
    n, _, height, width = images.shape
    dy, dx = (torch.from_numpy(stream.child(a).integers(n, 2 * SHIFT_PX + 1)) - SHIFT_PX for a in ("y", "x"))
    rows = (torch.arange(height) + dy[:, None]).clamp(0, height - 1)
    columns = (torch.arange(width) + dx[:, None]).clamp(0, width - 1)
    moved = images.permute(0, 2, 3, 1)[torch.arange(n)[:, None, None], rows[:, :, None], columns[:, None, :]]
    return moved.permute(0, 3, 1, 2)


def _affine(images: Tensor, stream: Stream) -> Tensor:
    """Rotation +-0.35 rad, scale +-0.2, shear +-0.3, shift +-0.12 of half the picture: the set of recipes.md 2."""
    u = torch.from_numpy(2 * stream.uniform(len(images), 6) - 1)
    cos, sin = torch.cos(0.35 * u[:, 0]), torch.sin(0.35 * u[:, 0])
    wide, high, shear = 1 + 0.2 * u[:, 1], 1 + 0.2 * u[:, 2], 0.3 * u[:, 3]
    first = torch.stack([cos * wide, (shear * cos - sin) * high, 0.12 * u[:, 4]], 1)
    second = torch.stack([sin * wide, (shear * sin + cos) * high, 0.12 * u[:, 5]], 1)
    grid = F.affine_grid(torch.stack([first, second], 1), list(images.shape), align_corners=False)
    # + 1 - 1: outside is the background, -1, not grey
    return F.grid_sample(images + 1, grid, align_corners=False) - 1


@torch.inference_mode()
def _probabilities(net: nn.Module, pictures: NDArray[np.uint8]) -> NDArray[np.float32]:
    logits = [net(to_float(chunk)) for chunk in torch.from_numpy(np.ascontiguousarray(pictures)).split(1000)]
    return torch.softmax(torch.cat(logits), 1).numpy()
