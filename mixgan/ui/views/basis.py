"""A model at a seed, as whoever composes a view asks it. What is asked is computed once; a page has a `Basis` that keeps it
between runs (ui/model/kept.py)."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from mixgan.store.models import ModelFolder
from mixgan.ui.views import nodes, numbers
from mixgan.ui.views.nodes import Reading, Strips
from mixgan.ui.views.numbers import Usage
from mixgan.ui.views.opening import Opened

if TYPE_CHECKING:
    from mixgan.families.contract import Draw, Generator, TreeShape
    from mixgan.measures.judges import Judge

__all__ = ["BRIEFLY", "Basis", "alike_of"]

BRIEFLY = 256                   # samples behind the order by similarity, which a page waits for


class Basis:
    """`judge`: reads the model's pictures, where there is one."""

    def __init__(self, found: ModelFolder, opened: Opened, seed: int, judge: Judge | None = None) -> None:
        self.found, self.opened, self.seed, self.judge = found, opened, seed, judge

    @property
    def generator(self) -> Generator:
        return self.opened.generator

    @property
    def tree(self) -> TreeShape | None:
        return self.generator.tree

    @property
    def K(self) -> int:
        return self.generator.n_experts

    @property
    def word(self) -> str:
        return self.generator.expert_word

    @property
    def seed_line(self) -> str:
        """`seed 3`, or `seed 3, all of class 7`."""
        label, names = self.opened.label, self.found.config.facts.class_names
        return f"seed {self.seed}" + ("" if label is None else f", all of class {names[label]}")

    # --- draws ---------------------------------------------------------------------------------------------------------

    def draw(self, n: int = numbers.N) -> Draw:
        return numbers.draw_of(self.opened, self.seed, n)

    def rows(self, first: int, n: int) -> Draw:
        return numbers.rows_of(self.opened, self.seed, first, n)

    def led_to(self, n: int, first: int = 0) -> NDArray[np.int64] | None:
        return numbers.led_to(self.opened, self.seed, self.usage_from(first).weights, n, first)

    @cached_property
    def directions(self) -> list[list[float]]:
        return numbers.pad_directions(self.opened, self.seed)

    # --- what takes longer, and may be kept ----------------------------------------------------------------------------

    def usage_from(self, first: int) -> Usage:
        return numbers.usage(self.opened, self.seed, first)

    def strips(self) -> Strips:
        density = self.density
        typical = numbers.pictures(self.opened, self.seed, density.argmax(0))
        return nodes.strips_of(density, self._seen, typical)

    def reading(self) -> Reading | None:
        """None where no checker knows these pictures."""
        read = numbers.read_classes(self.judge, self._seen)
        return None if read is None else nodes.reading_of(read, self.usage.weights[: nodes.SEEN], self._seen, self.tree)

    def alike(self) -> list[int]:
        return alike_of(self.opened, self.seed)

    @cached_property
    def usage(self) -> Usage:
        return self.usage_from(0)

    @cached_property
    def _seen(self) -> NDArray[np.uint8]:
        return numbers.pictures(self.opened, self.seed, np.arange(nodes.SEEN))

    # --- shares of the nodes -------------------------------------------------------------------------------------------

    @property
    def density(self) -> NDArray[np.float64]:
        return numbers.density(self.opened, self.usage.weights)

    @cached_property
    def soft(self) -> NDArray[np.float64]:
        return self.density.mean(0)

    @cached_property
    def hard(self) -> NDArray[np.float64]:
        from mixgan.analysis.routing import hard_masses

        return hard_masses(self.usage.weights) if self.tree is not None else np.concatenate([[1.0], self.usage.hard])


def alike_of(opened: Opened, seed: int) -> list[int]:
    """The experts in one line, neighbours drawing alike."""
    from mixgan.analysis.observe import observe
    from mixgan.analysis.ordering import mean_pictures, seriate

    with opened.use() as generator:
        seen = observe(generator, numbers.draw_of(opened, seed, BRIEFLY))
        return seriate(mean_pictures(seen.pictures, seen.expert, generator.n_experts))
