"""Films of a generator, decoded beforehand: what a page shows while a slider moves, for a model that is too large to run there.

A film is frames x cells of pictures. Every frame is what the generator draws by the plain way at one spread, or at one place on
a line through the noise. `sheets` packs a film into as few pictures as browsers take, tiles row by row, frame after frame.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from mixgan import pictures
from mixgan.analysis.curve import pictures_at
from mixgan.analysis.losing import Mode, without
from mixgan.analysis.observe import pictures_of, require_evaluation
from mixgan.analysis.routing import flat_densities, node_densities, node_mixtures
from mixgan.families.contract import Draw, Generator

__all__ = ["MOST_PICTURES", "Film", "Sheet", "frames_for", "over_experts", "over_mixture", "over_nodes", "over_spreads", "places",
           "sheets"]

MOST_PICTURES = 1600            # of a film: 1 s of one core for a tree of 6 M parameters at 64 px, in colour
MOST_FRAMES = 25
SMALL_PX = 32                   # lossy WebP works in blocks of 16 px: smaller tiles would bleed into each other


@dataclass(frozen=True)
class Film:
    """`pictures` (F, C, H, W, channels) uint8: F frames of C cells. `weights` (F, C): how much of the sample a cell is."""

    pictures: NDArray[np.uint8]
    weights: NDArray[np.float32]

    def beside(self, other: Film) -> Film:
        """The cells of both, frame by frame."""
        return Film(np.concatenate([self.pictures, other.pictures], 1), np.concatenate([self.weights, other.weights], 1))


@dataclass(frozen=True)
class Sheet:
    """`n` tiles of a film in one WebP, `columns` a row."""

    webp: bytes
    n: int
    columns: int


def frames_for(cells: int) -> int:
    """An odd number of frames, so that one is the middle, for `cells` pictures each: 25 at most, 1 where there is no room."""
    fit = min(MOST_FRAMES, MOST_PICTURES // max(cells, 1))
    return max(1, fit - (fit + 1) % 2)


def places(n: int, reach: float) -> NDArray[np.float64]:
    """(n,) places on a line from -reach to reach, the middle one exactly 0."""
    return np.linspace(-reach, reach, n) if n > 1 else np.zeros(1)


def over_spreads(generator: Generator, draw: Draw, spreads: Sequence[float], expert: int | None = None) -> Film:
    """The samples of a draw at every spread; with `expert` (from 0) that one draws all of them.

    Noise and weights are the same in every frame. Weights: the largest of each sample.
    """
    require_evaluation(generator)
    if expert is None:
        with torch.inference_mode():
            weights = generator.weights(draw)
    else:
        weights = torch.eye(generator.n_experts)[expert].expand(len(draw), -1)
    frames = np.stack([pictures_at(generator, draw, weights, spread) for spread in spreads])
    largest = weights.max(1).values.float().numpy()
    return Film(frames, np.broadcast_to(largest, frames.shape[:2]).copy())


def over_nodes(generator: Generator, draw: Draw, noise: NDArray, nodes: Sequence[int]) -> Film:
    """One sample, a draw of one row, at some nodes of the gate, for every row of `noise` (F, Z) in place of its own.

    Nodes are numbered as in `analysis.nodes`: those of the tree; without one the root is the sample, node 1 + k expert k.
    A cell's weight is how much of the sample passes its node; for a gate that chooses, what the gate says.
    """
    line = draw.with_noise(torch.from_numpy(np.asarray(noise, np.float32)))
    rows = list(nodes)
    with torch.inference_mode():
        gate = generator.gate(line)
        assert gate is not None, "a film over nodes needs a gate"
        densities = (node_densities if generator.tree else flat_densities)(gate.probabilities.float().numpy())

    def mixtures(here: Draw) -> Tensor:
        if generator.tree is not None:
            trace = generator.gate(here)
            assert trace is not None, "a tree has gates"
            assert trace.nodes is not None, "a tree's gates show their logits"
            return node_mixtures(trace.nodes)[:, rows]
        experts = torch.eye(generator.n_experts).expand(len(here), -1, -1)
        return torch.cat([generator.weights(here)[:, None], experts], 1)[:, rows]

    return Film(pictures_of(generator, line, mixtures), densities[:, rows].astype(np.float32))


def over_experts(generator: Generator, draw: Draw, direction: NDArray, steps: NDArray) -> Film:
    """Every row of a draw through every expert, moved by each of `steps` (F,) along `direction` (Z,).

    Cells are experts first: cell k n + j is row j of the draw through expert k. Weights: of the expert in that sample.
    """
    moved = [_moved(draw, direction, step) for step in steps]

    def each(here: Draw) -> Tensor:
        return torch.eye(generator.n_experts).expand(len(here), -1, -1)

    found = np.stack([pictures_of(generator, one, each).swapaxes(0, 1) for one in moved])       # (F, K, n, H, W, C)
    with torch.inference_mode():
        weights = torch.stack([generator.weights(one).T for one in moved]).float().numpy()      # (F, K, n)
    return Film(found.reshape(len(steps), -1, *found.shape[3:]), weights.reshape(len(steps), -1))


def over_mixture(generator: Generator, draw: Draw, direction: NDArray, steps: NDArray, off: Sequence[int] = (),
                 mode: Mode = "reroute") -> tuple[Film, NDArray[np.int64]]:
    """What the mixture makes of the same moved draws with the experts `off`, and who leads in each: (F, n), -1 for a hole."""
    found = [without(generator, _moved(draw, direction, step), off, mode) for step in steps]
    leads = np.stack([np.where(one.holes, -1, one.weights.argmax(1)) for one in found])
    return Film(np.stack([one.pictures for one in found]), np.stack([one.weights.max(1) for one in found])), leads


def sheets(film: Film) -> list[Sheet]:
    """The tiles of a film as WebP pictures of at most 4096 px a side, small tiles without loss.

    Raises ValueError where one tile is larger than that.
    """
    tiles = film.pictures.reshape(-1, *film.pictures.shape[2:])
    height, width = tiles.shape[1:3]
    columns, rows = pictures.MAX_SHEET_PX // width, pictures.MAX_SHEET_PX // height
    if not columns * rows:
        raise ValueError(f"a picture of {width} x {height} px exceeds {pictures.MAX_SHEET_PX} px a side")
    parts = [tiles[start : start + columns * rows] for start in range(0, len(tiles), columns * rows)]
    lossless = min(height, width) < SMALL_PX
    return [Sheet(pictures.webp(pictures.sheet(part, columns), lossless=lossless), len(part), min(columns, len(part)))
            for part in parts]


def _moved(draw: Draw, direction: NDArray, step: float) -> Draw:
    return draw.with_noise(draw.noise + float(step) * torch.from_numpy(np.asarray(direction, np.float32)))
