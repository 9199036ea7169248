"""What passes between data, generator and critic: plain shapes of tensors, no network.

Letters in shape comments: n rows, K experts, Z noise, N decision nodes, C classes or channels.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields, replace

import torch
from torch import Tensor

from mixgan.pictures import to_float

__all__ = ["Batch", "Draw", "GateTrace", "Sample", "TreeShape", "Verdict", "as_condition"]


@dataclass(frozen=True)
class Draw:
    """All chance of n samples. Row i is bit-equal for any n; made on the CPU, then moved; rows by slicing."""

    noise: Tensor                       # (n, Z) standard normal, before means and scales
    chance: Tensor | None = None        # (n, K) Gumbel, where an expert is chosen at random
    expert: Tensor | None = None        # (n,) int64: forced; wins over chance
    label: Tensor | None = None         # (n,) int64: the class that is asked for, in a conditional family
    condition: Tensor | None = None     # (n, C, H, W) a picture in [-1, 1], or (n, T) int64 words: what is asked

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
        return replace(self, expert=self._full(expert))

    def with_label(self, label: int | Tensor) -> Draw:
        """The same draw asking for one class, or for a class in each row."""
        return replace(self, label=self._full(label) if isinstance(label, int) else label)

    def with_noise(self, noise: Tensor) -> Draw:
        """Other noise (m, Z), all else of this draw; m rows of it where this draw is a single row."""
        wide = self if len(self) == len(noise) else self._each(lambda value: value.expand(len(noise), *value.shape[1:]))
        return replace(wide, noise=noise)

    def in_pairs(self) -> Draw:
        """Rows 2i and 2i + 1 keep their noise and ask what row i asked: two answers to one question."""
        twice = torch.arange(len(self), device=self.noise.device) // 2
        return replace(self[twice], noise=self.noise)

    def _full(self, value: int) -> Tensor:
        return torch.full((len(self),), value, dtype=torch.int64, device=self.noise.device)


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
    beside: Mapping[str, Tensor] = field(default_factory=dict)      # by name, what a training step made for its losses alone


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


def as_condition(stored: Tensor) -> Tensor:
    """As they lie in a set or a model, uint8 (n, H, W, C) or words, to what networks read."""
    return stored if stored.dtype == torch.int64 else to_float(stored)


@dataclass(frozen=True)
class Batch:
    """Real rows as the data have them, in the generator's range; `label` and `condition` where there are any."""

    images: Tensor                      # (n, *image_shape)
    label: Tensor | None = None         # (n,) int64
    condition: Tensor | None = None     # (n, ...)

    def __len__(self) -> int:
        return len(self.images)

    def __getitem__(self, rows: slice) -> Batch:
        label, condition = (None if part is None else part[rows] for part in (self.label, self.condition))
        return Batch(self.images[rows], label, condition)


@dataclass(frozen=True)
class Verdict:
    """What the adversary says: several critics are several scores, class logits are heads.

    Two heads are known by name beyond the family's file: `expert` (which generator made it) and `label` (which class it shows).
    How often they are right is logged, and kept with the model.
    """

    scores: tuple[Tensor, ...]          # each (n,), or (n, patches): larger is more real
    heads: dict[str, Tensor]            # each (n, classes) logits
