"""Generators whose every answer is known by hand, and tiny untrained ones of known sets."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import torch
from torch import Tensor

from mixgan import data, families
from mixgan.families.contract import Draw, GateTrace, Generator, TreeShape
from mixgan.families.registry import UNREGISTERED
from mixgan.networks.soft_tree import leaf_log_masses
from mixgan.store.models import write_model

SIDE = 8
TINY: dict[str, Any] = {"noise_dim": 6, "widths": (8, 6), "critic_widths": (4, 8)}


def halves_pictures(sides: Tensor) -> Tensor:
    """(K,) 0 or 1 -> (K, 1, 8, 8) in [-1, 1]: bright at the left or at the right."""
    right = (torch.arange(SIDE) >= SIDE // 2).long()
    bright = (right[None] == sides[:, None]).float()                    # (K, 8)
    return (1.5 * bright - 0.8)[:, None, None, :].expand(-1, 1, SIDE, SIDE).contiguous()


class Planted(Generator):
    """Experts are fixed pictures plus a little of the first noise number; subclasses say how they are weighed."""

    def __init__(self, sides: list[int], noise_dim: int = 2) -> None:
        super().__init__()
        self.n_experts, self.noise_dim, self.image_shape = len(sides), noise_dim, (1, SIDE, SIDE)
        self.table = torch.nn.Parameter(halves_pictures(torch.tensor(sides)))
        self.spaces = ("noise", "doubled")

    def parts(self, draw: Draw, spread: Tensor | None) -> Tensor:
        scaled = draw.noise[:, None, :1] * (torch.ones(self.n_experts, 1) if spread is None else spread[:, None])
        return self.table + 0.05 * torch.tanh(scaled)[..., None, None]          # (n, K, 1, 8, 8)

    def blend(self, parts: Tensor, weights: Tensor) -> Tensor:
        return torch.einsum("nmk,nkchw->nmchw", weights, parts)

    def latent(self, draw, space):
        return 2 * draw.noise if space == "doubled" else super().latent(draw, space)


class PlantedTree(Planted):
    """Depth 2. Gate 0 is 60 z_0 + 30 c (nearly hard), gates 1 and 2 are 60 z_1; leaves 0, 1 draw left, 2, 3 right.

    So the root's left child has mass Phi(c / 2) and draws class 0 alone; each pair of leaves shares evenly.
    """

    about = replace(UNREGISTERED, expert_word="leaf")

    def __init__(self, c: float = 0.0) -> None:
        super().__init__([0, 0, 1, 1])
        self.tree = TreeShape(2)
        self.v = 60 * torch.tensor([[1.0, 0], [0, 1], [0, 1]])
        self.c = torch.tensor([30 * c, 0.0, 0.0])

    def route(self, draw: Draw, parts: Tensor) -> GateTrace:
        nodes = draw.noise @ self.v.T + self.c
        logs = leaf_log_masses(nodes)
        return GateTrace(logs, logs.exp(), nodes=nodes)


class PlantedChooser(Planted):
    """Experts drawn by a fixed prior (`shares`), whatever the noise."""

    chooses = True
    about = replace(UNREGISTERED, expert_word="component", gate="prior")
    spread_meaning = "Scales what is planted."

    def __init__(self, sides: list[int], shares: list[float]) -> None:
        super().__init__(sides)
        self.log_shares = torch.log(torch.tensor(shares))

    def route(self, draw: Draw, parts: Tensor) -> GateTrace:
        logits = self.log_shares.expand(len(draw), -1)
        return GateTrace(logits, torch.softmax(logits, 1))


class GoldenTree(Generator):
    """The tree of hmog.md 10, its scalar written to both coordinates of a point."""

    about = replace(UNREGISTERED, expert_word="leaf")

    def __init__(self) -> None:
        super().__init__()
        self.tree, self.n_experts, self.noise_dim, self.image_shape = TreeShape(2), 4, 2, (2,)
        self.v = torch.tensor([[1.0, 0], [0, 1], [1, 1]])
        self.c = torch.tensor([0.0, 0.5, -0.5])
        self.w = torch.nn.Parameter(torch.tensor([[1.0, 0], [0, 1], [1, 1], [2, -1]]))
        self.b = torch.tensor([0.0, 1, -1, 0.5])

    def parts(self, draw: Draw, spread: Tensor | None) -> Tensor:
        return draw.noise @ self.w.T + self.b                                        # (n, 4)

    def route(self, draw: Draw, parts: Tensor) -> GateTrace:
        nodes = draw.noise @ self.v.T + self.c
        logs = leaf_log_masses(nodes)
        return GateTrace(logs, logs.exp(), nodes=nodes)

    def blend(self, parts: Tensor, weights: Tensor) -> Tensor:
        return torch.einsum("nmk,nk->nm", weights, parts)[..., None].expand(-1, -1, 2)


def written(folder, family: str, set_name: str, **overrides):
    """An untrained tiny model of a known set, in a model folder."""
    config = families.configure(family, set_name, data.load(set_name).facts(), overrides={**TINY, **overrides})
    generator = families.build(config).eval()
    write_model(folder, config, generator.state_dict(), half=False)
    return generator
