"""While one step of a talk is shown the next one is made ready: its model opened, its shares and pictures counted."""

from __future__ import annotations

from concurrent.futures import Future
from functools import lru_cache

from mixgan.store.models import ModelFolder
from mixgan.ui.model import warm
from mixgan.ui.model.opened import Opened, open_ahead, stamp

__all__ = ["make_ready"]


def make_ready(page: str, found: ModelFolder, seed: int) -> None:
    """In the background, once for a model and a seed; what the page then asks for is there, or nearly."""
    _once(page, found, stamp(found), seed)


@lru_cache(maxsize=64)
def _once(page: str, found: ModelFolder, mark: str, seed: int) -> None:
    if page not in ("Home", "Ways", "Map", "Train"):        # those open from stored files
        warm.later(_measure, page, found, open_ahead(found), seed)


def _measure(page: str, found: ModelFolder, opening: Future[Opened], seed: int) -> None:
    from mixgan.ui.model import measured
    from mixgan.ui.tree import node_pictures

    opened = opening.result()                               # one thread, in the order asked: it is there
    measured.usage(found, opened, seed)
    if page == "Tree" and opened.generator.about.is_gated and len(opened.generator.image_shape) == 3:
        node_pictures.strips(found, opened, seed)
        node_pictures.reading(found, opened, seed)
