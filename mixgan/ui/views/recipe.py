"""What the recipe of every picture saved from a view begins with; the view's own script adds the samples and the hand."""

from __future__ import annotations

from typing import Any

from mixgan.store.models import ModelFolder

__all__ = ["basis"]


def basis(found: ModelFolder, fingerprint: str, page: str, seed: int, label: int | None) -> dict[str, Any]:
    """`page` as its link has it; `label`: the class that is asked for."""
    return {"model": found.name, "fingerprint": fingerprint, "family": found.config.family, "page": page, "seed": seed,
            "label": label}
