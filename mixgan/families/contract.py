"""The one contract: every family is a mixture of experts that turns noise into pictures.

A family answers three questions, and everything else follows from them here:

    parts(noise, spread)      what each expert makes before mixing
    route(draw, parts)        how much each expert weighs (logits), or None
    blend(parts, weights)     the pictures of any mixtures of the experts

Letters in shape comments: n rows, m mixtures of one row, K experts, Z noise, N decision nodes.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING

import torch
from torch import Tensor, nn

from mixgan.rng import Stream

if TYPE_CHECKING:
    from mixgan.families.program import Program

__all__ = ["Adversary", "Draw", "GateTrace", "Generator", "Sample", "TreeShape", "Verdict"]


@dataclass(frozen=True)
class Draw:
    """All chance of n samples. Row i is bit-equal for any n; made on the CPU, then moved; rows by slicing."""

    noise: Tensor                       # (n, Z) standard normal, before means and scales
    chance: Tensor | None = None        # (n, K) Gumbel, where an expert is chosen at random
    expert: Tensor | None = None        # (n,) int64: forced; wins over chance
    label: Tensor | None = None         # (n,) int64
    condition: Tensor | None = None     # (n, ...)

    def __len__(self) -> int:
        return len(self.noise)

    def _each(self, change: Callable[[Tensor], Tensor]) -> Draw:
        given = {f.name: getattr(self, f.name) for f in fields(self) if getattr(self, f.name) is not None}
        return Draw(**{name: change(value) for name, value in given.items()})

    def __getitem__(self, rows: slice | Tensor) -> Draw:
        return self._each(lambda value: value[rows])

    def to(self, device: torch.device | str) -> Draw:
        return self._each(lambda value: value.to(device))

    def with_expert(self, expert: int) -> Draw:
        """The same draw with every row sent to one expert."""
        return replace(self, expert=torch.full((len(self),), expert, dtype=torch.int64, device=self.noise.device))


@dataclass(frozen=True)
class GateTrace:
    """What the gate said before any hard choice."""

    logits: Tensor                      # (n, K); log-masses of the leaves for a tree
    probabilities: Tensor               # (n, K), rows sum to 1
    nodes: Tensor | None = None         # (n, N) logits of a tree's gates; sigmoid = probability of going left


@dataclass(frozen=True)
class Sample:
    """One pass. Losses and regularisers read it; nothing is computed twice."""

    draw: Draw
    images: Tensor                      # (n, *image_shape)
    weights: Tensor                     # (n, K)
    gate: GateTrace | None


@dataclass(frozen=True)
class TreeShape:
    """A full binary tree, breadth first from 0: children of i are 2i+1 (left) and 2i+2 (right); leaf l is node L-1+l."""

    depth: int

    @property
    def n_leaves(self) -> int:
        return int(2**self.depth)

    @property
    def n_gates(self) -> int:
        return self.n_leaves - 1

    @property
    def n_nodes(self) -> int:
        return 2 * self.n_leaves - 1

    def path(self, node: int) -> str:
        """'' for the root, 'LRR' for left, right, right."""
        steps = ""
        while node > 0:
            steps = ("L" if node % 2 else "R") + steps
            node = (node - 1) // 2
        return steps

    def node(self, path: str) -> int | None:
        """The node at a path of L and R; None where there is none."""
        node = 0
        if len(path) > self.depth or set(path) - {"L", "R"}:
            return None
        for step in path:
            node = 2 * node + (1 if step == "L" else 2)
        return node

    def leaves(self, node: int) -> range:
        """The experts (0 .. L-1) below a node, left to right."""
        first = last = node
        while first < self.n_gates:
            first, last = 2 * first + 1, 2 * last + 2
        return range(first - self.n_gates, last - self.n_gates + 1)


class Generator(nn.Module, ABC):
    """A mixture of experts. Subclasses set the attributes and write parts, route, blend and program."""

    n_experts: int                      # K leaves, components or networks; 1 where there is no mixture
    noise_dim: int                      # Z
    image_shape: tuple[int, ...]        # (C, H, W), or (2,) for points
    tree: TreeShape | None = None
    chooses: bool = False               # True: one expert per sample, drawn from the gate; False: soft weights
    spaces: tuple[str, ...] = ("noise",)
    spread_meaning: str = "Scales the noise (truncation); this family has no Gaussian components."
    expert_word: str = "expert"         # what pages call an expert: leaf, component, expert
    temperature: Tensor                 # buffer, () float32

    def __init__(self) -> None:
        super().__init__()
        self.register_buffer("temperature", torch.ones(()))

    def reset(self, stream: Stream) -> None:
        """First values of what belongs to the mixture itself; networks/initialise.py calls it."""
        self.temperature.fill_(1.0)

    # --- a family's own -----------------------------------------------------------------------------------------

    @abstractmethod
    def parts(self, noise: Tensor, spread: Tensor | None) -> Tensor:
        """What each expert makes before mixing, or what is needed to make it. `spread` (K,) scales the experts' noise."""

    @abstractmethod
    def route(self, noise: Tensor, parts: Tensor) -> GateTrace | None:
        """The gate's answer; `parts` are those of unscaled noise. None where nothing is gated."""

    @abstractmethod
    def blend(self, parts: Tensor, weights: Tensor) -> Tensor:
        """`weights` (n, m, K) -> pictures (n, m, *image_shape)."""

    @abstractmethod
    def program(self) -> Program:
        """This generator as plain data for the page (see program.py), in evaluation mode."""

    def latent(self, draw: Draw, space: str) -> Tensor:
        """(n, d) inner representation for maps; `spaces` lists the names."""
        if space != "noise":
            raise ValueError(f"no space '{space}': {', '.join(self.spaces)}")
        return draw.noise

    def gaussians(self) -> tuple[Tensor, Tensor] | None:
        """Means (K, Z) and standard deviations (K, Z) of the experts' Gaussians in the noise; None where they are none."""
        return None

    def anneal(self, progress: float) -> None:
        """`progress` 0..1 of the training, into the saved temperature; nothing by default."""

    # --- what follows -------------------------------------------------------------------------------------------

    def draw(
        self,
        n: int,
        stream: Stream,
        *,
        expert: int | Tensor | None = None,
        label: Tensor | None = None,
        condition: Tensor | None = None,
    ) -> Draw:
        """n samples' chance, on the CPU. Row i does not depend on n."""
        forced = torch.full((n,), expert, dtype=torch.int64) if isinstance(expert, int) else expert
        return Draw(
            noise=torch.from_numpy(stream.child("noise").normal(n, self.noise_dim)),
            chance=torch.from_numpy(stream.child("chance").gumbel(n, self.n_experts)) if self.chooses else None,
            expert=forced,
            label=label,
            condition=condition,
        )

    def gate(self, draw: Draw) -> GateTrace | None:
        return self.route(draw.noise, self.parts(draw.noise, None))

    def weights(self, draw: Draw, *, only: Tensor | None = None) -> Tensor:
        """(n, K), rows sum to 1. `only` (K,) bool: the rest takes over what the others had, at the logits."""
        return self._weights(draw, self.gate(draw), only)

    def sample(self, draw: Draw, *, weights: Tensor | None = None, spread: float | Tensor | None = None) -> Sample:
        """One pass. `weights` (n, K) replace the model's own; `spread` is a number or (K,), 1 the same as None."""
        parts = self.parts(draw.noise, None)
        gate = self.route(draw.noise, parts)
        own = self._weights(draw, gate, None) if weights is None else weights
        scale = self._spread(spread, draw.noise)
        rendered = parts if scale is None else self.parts(draw.noise, scale)
        return Sample(draw, self.blend(rendered, own[:, None]).squeeze(1), own, gate)

    def forward(self, draw: Draw, *, weights: Tensor | None = None, spread: float | Tensor | None = None) -> Tensor:
        return self.sample(draw, weights=weights, spread=spread).images

    def mixtures(self, draw: Draw, weights: Tensor, *, spread: float | Tensor | None = None) -> Tensor:
        """`weights` (n, m, K) -> (n, m, *image_shape): m mixtures of each row, the experts computed once."""
        return self.blend(self.parts(draw.noise, self._spread(spread, draw.noise)), weights)

    def experts(self, draw: Draw, which: Tensor | None = None, *, spread: float | Tensor | None = None) -> Tensor:
        """(n, m, *image_shape): the same draw through each expert of `which` (m,), or through all."""
        one_hot = torch.eye(self.n_experts, device=draw.noise.device)
        rows = one_hot if which is None else one_hot[which]
        return self.mixtures(draw, rows.expand(len(draw), -1, -1), spread=spread)

    def _spread(self, spread: float | Tensor | None, like: Tensor) -> Tensor | None:
        """(K,), or None where nothing is scaled: a spread of 1 takes the trained path, bit for bit."""
        if spread is None:
            return None
        scale = torch.as_tensor(spread, dtype=like.dtype, device=like.device).expand(self.n_experts)
        return None if bool((scale == 1).all()) else scale

    def _weights(self, draw: Draw, gate: GateTrace | None, only: Tensor | None) -> Tensor:
        n, K = draw.noise.shape[0], self.n_experts
        if draw.expert is not None:
            return nn.functional.one_hot(draw.expert, K).to(draw.noise.dtype)
        logits = draw.noise.new_zeros(n, K) if gate is None else gate.logits
        if only is not None:
            if not bool(only.any()):
                raise ValueError("at least one expert must stay on")
            # at the logits, not by division: a saturated gate whose expert is off would give 0/0
            logits = logits.masked_fill(~only.to(logits.device), -torch.inf)
        if not self.chooses:
            return torch.softmax(logits, 1)
        assert draw.chance is not None, "this family draws an expert: make the draw with generator.draw"
        noisy = logits + draw.chance
        hard = nn.functional.one_hot(noisy.argmax(1), K).to(logits.dtype)
        if not (self.training and logits.requires_grad):
            return hard                                             # exactly one-hot
        soft = torch.softmax(noisy / self.temperature, 1)
        return hard - soft.detach() + soft                          # straight-through (Jang et al. 2017)


@dataclass(frozen=True)
class Verdict:
    """What the adversary says: several critics are several scores, class logits are heads."""

    scores: tuple[Tensor, ...]          # each (n,): larger is more real
    heads: dict[str, Tensor]


class Adversary(nn.Module, ABC):
    """The critic of a family. Rows must not influence each other where a gradient penalty is taken."""

    @abstractmethod
    def forward(self, images: Tensor, draw: Draw | None = None) -> Verdict: ...
