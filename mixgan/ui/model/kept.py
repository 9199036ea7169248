"""The basis of a page's views: what takes long is kept between the page's runs."""

from __future__ import annotations

from mixgan.store.models import ModelFolder
from mixgan.ui.experts import measures as expert_measures
from mixgan.ui.model import measured
from mixgan.ui.model.opened import Opened
from mixgan.ui.tree import node_pictures
from mixgan.ui.views.basis import Basis
from mixgan.ui.views.nodes import Reading, Strips
from mixgan.ui.views.numbers import Usage

__all__ = ["Kept"]


class Kept(Basis):
    """The same numbers as its base, from the session's caches."""

    def __init__(self, found: ModelFolder, opened: Opened, seed: int) -> None:
        super().__init__(found, opened, seed)

    def usage_from(self, first: int) -> Usage:
        return measured.usage(self.found, self.opened, self.seed, first)

    def strips(self) -> Strips:
        return node_pictures.strips(self.found, self.opened, self.seed)

    def reading(self) -> Reading | None:
        return node_pictures.reading(self.found, self.opened, self.seed)

    def alike(self) -> list[int]:
        return expert_measures.alike(self.found, self.opened, self.seed)
