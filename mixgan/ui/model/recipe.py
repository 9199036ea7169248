"""What the recipe of every picture saved from a page begins with; the page's own script adds the samples and the hand."""

from __future__ import annotations

from typing import Any

from mixgan.store.models import ModelFolder
from mixgan.ui import choice
from mixgan.ui.model.opened import Opened

__all__ = ["basis"]


def basis(found: ModelFolder, opened: Opened, page: str) -> dict[str, Any]:
    """Of the open model, its parameters, the seed and the class that is asked for; `page` as its link has it."""
    return {"model": found.name, "fingerprint": opened.fingerprint, "family": found.config.family, "page": page,
            "seed": choice.seed(), "label": opened.label}
