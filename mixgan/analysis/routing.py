"""Looking inside a tree of gates: masses, node pictures, entropies, and the smallest push that flips a gate.

All of it follows hmog.md 6. Nodes are numbered breadth first from 0, children of i are 2i+1 (left, with probability
g_i = sigmoid(a_i)) and 2i+2; leaf l is node N + l. Letters: n rows, N gates, L = N + 1 leaves, Z noise.
"""

from __future__ import annotations

import itertools
import math
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from mixgan.families.contract import Generator
from mixgan.rng import Stream

__all__ = [
    "Planes", "Push", "film_at", "flat_densities", "flips", "gate_planes", "hard_masses", "node_densities", "node_mixtures",
    "push", "push_keeping_ancestors", "push_keeping_sides",
]  # fmt: skip

Array = NDArray[np.float64]


# --- masses and pictures of nodes ------------------------------------------------------------------------------------


def node_densities(leaf_weights: NDArray) -> Array:
    """D (n, 2L-1): how much of each sample passes through each node, from the leaf weights (n, L). D[:, 0] = 1.

    Soft node masses are its mean over samples.
    """
    n, L = leaf_weights.shape
    density = np.zeros((n, 2 * L - 1))
    density[:, L - 1 :] = leaf_weights
    for i in reversed(range(L - 1)):
        density[:, i] = density[:, 2 * i + 1] + density[:, 2 * i + 2]
    return density


def flat_densities(weights: NDArray) -> Array:
    """(n, 1 + K): the same for a gate without a tree, one root and K experts below it, from the weights (n, K)."""
    return np.concatenate([np.ones((len(weights), 1)), np.asarray(weights, np.float64)], 1)


def hard_masses(leaf_weights: NDArray) -> Array:
    """(2L-1,) share of samples whose largest leaf lies below each node. Differs from the soft masses: label which."""
    winners = np.eye(leaf_weights.shape[1])[leaf_weights.argmax(1)]
    masses: Array = node_densities(winners).mean(0)
    return masses


def node_mixtures(logits: Tensor) -> Tensor:
    """(n, N) gate logits -> (n, 2L-1, L): the mixture of leaves seen from each node, rows sum to 1.

    Bottom up, h_i = g_i h_left + (1 - g_i) h_right: dividing leaf weights by the node's density gives 0/0 once that
    underflows. Row 0 is the ordinary sample, row N + l is leaf l alone. For `Generator.mixtures`.
    """
    n, N = logits.shape
    L = N + 1
    mixtures = logits.new_zeros(n, 2 * L - 1, L)
    mixtures[:, N:] = torch.eye(L, dtype=logits.dtype, device=logits.device)
    left, right = torch.sigmoid(logits), torch.sigmoid(-logits)
    for i in reversed(range(N)):
        mixtures[:, i] = left[:, i, None] * mixtures[:, 2 * i + 1] + right[:, i, None] * mixtures[:, 2 * i + 2]
    return mixtures


# --- entropies and gate statistics -----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Planes:
    """The gates as hyperplanes: a = v z + c, with the boundary g = 1/2 at a = 0."""

    v: Array            # (N, Z)
    c: Array            # (N,)

    def logits(self, z: NDArray) -> Array:
        """(..., Z) -> (..., N)."""
        values: Array = np.asarray(z, np.float64) @ self.v.T + self.c
        return values


@torch.inference_mode()
def gate_planes(generator: Generator) -> Planes:
    """The planes of a tree's gates, read off the origin and the unit vectors.

    Raises ValueError without a tree, or when its gates are not affine in the noise.
    """
    if generator.tree is None:
        raise ValueError("this model has no tree: its gates have no planes")
    Z = generator.noise_dim
    noise = torch.cat([torch.zeros(1, Z), torch.eye(Z), 3 * torch.ones(1, Z)])
    draw = generator.draw(1, Stream(0)).with_noise(noise)
    trace = generator.gate(draw.to(generator.temperature.device))
    if trace is None or trace.nodes is None:
        raise ValueError("this tree's gates show no logits")
    nodes = trace.nodes.cpu().double().numpy()
    c = nodes[0]
    planes = Planes((nodes[1:-1] - c).T, c)
    if not np.allclose(planes.logits(np.full(Z, 3.0)), nodes[-1], rtol=1e-3, atol=1e-3):
        raise ValueError("these gates are not affine in the noise: the closed-form push does not apply")
    return planes


# --- the smallest push -----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Push:
    """A change of the noise, and its length; an infinite length (and zeros) where no push can do it."""

    delta: Array                # (Z,)
    length: float


def _nowhere(Z: int) -> Push:
    return Push(np.zeros(Z), math.inf)


def _logit(p: float) -> float:
    if not 0 < p < 1:
        raise ValueError(f"a gate lies strictly between 0 and 1, not at {p}")
    return math.log(p / (1 - p))


def push(planes: Planes, z: NDArray, node: int, p: float = 0.5) -> Push:
    """The shortest change of z (Z,) that brings gate `node` to p: (logit p - a) v / |v|^2.

    At p = 0.5 the gate is exactly undecided; to cross it, ask for 0.49 or 0.51. Other gates change too.
    """
    v = planes.v[node]
    square = float(v @ v)
    if square == 0:
        return _nowhere(len(v))
    delta = (_logit(p) - planes.logits(z)[node]) * v / square
    return Push(delta, float(np.linalg.norm(delta)))


def push_keeping_ancestors(planes: Planes, z: NDArray, node: int, p: float = 0.5) -> Push:
    """The shortest change that brings gate `node` to p and leaves the gates above it alone; never shorter than `push`."""
    above = _ancestors(node)
    rows = planes.v[[node, *above]]
    wanted = np.array([_logit(p) - planes.logits(z)[node], *([0.0] * len(above))])
    return _solved(rows, wanted)


def push_keeping_sides(planes: Planes, z: NDArray, node: int, logit: float = 0.0, margin: float = 0.04) -> Push:
    """The shortest change that brings gate `node` to `logit` while every gate above it stays on the side it leans to.

    The projection of z onto a hyperplane cut by half-spaces, s_j (a_j + v_j delta) >= min(margin, |a_j|) with s_j the side
    of ancestor j: at the solution some of them bind, so all 2^depth sets are tried. Between `push` and
    `push_keeping_ancestors` in length; infinite where the gates above leave no way.
    """
    above = _ancestors(node)
    logits = planes.logits(z)
    signs = np.where(logits[above] >= 0, 1.0, -1.0)
    rows = np.concatenate([planes.v[[node]], planes.v[above] * signs[:, None]])
    now = np.concatenate([logits[[node]], logits[above] * signs])
    wanted = np.concatenate([[logit], np.minimum(margin, now[1:])])
    best = _nowhere(planes.v.shape[1])
    for binding in itertools.product((False, True), repeat=len(above)):
        chosen = np.array([True, *binding])
        candidate = _solved(rows[chosen], (wanted - now)[chosen])
        feasible = bool((now + rows @ candidate.delta >= wanted - 1e-9 * (1 + np.abs(now)))[1:].all())
        if feasible and candidate.length < best.length:
            best = candidate
    return best


def film_at(planes: Planes, z: NDArray, node: int, t: float, keep: bool = False) -> Push:
    """The push of gate `node` as a film: 0 is z itself, 1 the gate's boundary, 2 as far beyond it (its logit turned round).

    `keep`: the gates above keep their sides. components/tree/push.js draws the same.
    """
    now, v = float(planes.logits(z)[node]), planes.v[node]
    if keep:
        return push_keeping_sides(planes, z, node, (1 - t) * now)
    square = float(v @ v)
    if square == 0:
        return _nowhere(len(v))
    delta = -t * now * v / square
    return Push(delta, float(np.linalg.norm(delta)))


def flips(planes: Planes, z: NDArray, node: int, length: float, directions: NDArray) -> int:
    """How many pushes of `length` along the `directions` (n, Z) send gate `node` the other way: the control of a push.

    Ask at the length of the noise itself. There a quarter of them flip a gate that looks at the noise, whatever Z is (1 to 25 of
    50 in nine of ten cases), and none flips one that ignores it. At the push's own length none can, whatever the gate; at twice
    that, of 64 numbers, one in some ten thousands: a control that cannot fail.
    """
    unit = directions / np.linalg.norm(directions, axis=1, keepdims=True)
    after = planes.logits(np.asarray(z, np.float64) + length * unit)[:, node]
    return int(((after >= 0) != (planes.logits(z)[node] >= 0)).sum())


def _solved(rows: Array, wanted: Array) -> Push:
    """Shortest delta with rows @ delta = wanted; infinite where there is none (rows may repeat or be dependent)."""
    if not len(rows):
        return Push(np.zeros(rows.shape[1]), 0.0)
    delta: Array = np.asarray(np.linalg.lstsq(rows, wanted, rcond=None)[0], np.float64)
    if not np.allclose(rows @ delta, wanted, rtol=1e-6, atol=1e-9):
        return _nowhere(rows.shape[1])
    return Push(delta, float(np.linalg.norm(delta)))


def _ancestors(node: int) -> list[int]:
    """From the parent up to the root."""
    out = []
    while node > 0:
        node = (node - 1) // 2
        out.append(node)
    return out
