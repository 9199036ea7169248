"""Every class through the experts that draw it, on the same noise."""

from __future__ import annotations

from dataclasses import dataclass, replace

import torch

from mixgan.families.contract import Draw, Generator

__all__ = ["WIDE", "ClassBoard", "Group", "class_board", "owners"]

WIDE = 8                        # pictures in a row, where no class has more experts


@dataclass(frozen=True)
class Group:
    """The pictures of one class by one expert, from the first noise on. `chosen`: is the sample this one?"""

    expert: int
    cells: list[int]
    chosen: list[bool]


@dataclass(frozen=True)
class ClassBoard:
    """`rows` (C): the groups of each class. `draw`: of all cells; cell i of the groups is row i of it."""

    draw: Draw
    rows: list[list[Group]]


def owners(generator: Generator, draw: Draw) -> list[list[int]]:
    """(C) the experts that draw each class: those to which the gate gives any weight at all."""
    found = []
    for label in range(len(generator.class_shares)):
        gate = generator.gate(draw[:1].with_label(label))
        found.append([0] if gate is None else gate.probabilities[0].nonzero()[:, 0].tolist())
    return found


@torch.inference_mode()
def class_board(generator: Generator, draw: Draw) -> ClassBoard:
    """The first rows of a draw, as many as fit, asked for every class and made by each expert that draws it."""
    of_class = owners(generator, draw)
    few = draw[: max(1, WIDE // max(map(len, of_class)))]
    n, made = len(few), 0
    parts: list[Draw] = []
    rows: list[list[Group]] = []
    for label, experts in enumerate(of_class):
        asked = few.with_label(label)
        leads = generator.weights(asked).argmax(1)
        rows.append([])
        for k in experts:
            parts.append(asked if generator.n_experts == 1 else asked.with_expert(k))
            rows[-1].append(Group(k, list(range(made, made + n)), (leads == k).tolist()))
            made += n
    return ClassBoard(_joined(parts), rows)


def _joined(draws: list[Draw]) -> Draw:
    names = ("noise", "chance", "expert", "label")
    first = draws[0]
    return replace(first, **{name: torch.cat([getattr(one, name) for one in draws]) for name in names
                             if getattr(first, name) is not None})
