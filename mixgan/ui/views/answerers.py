"""Models that answer side by side: which two belong together, what stands over their answers, and what was measured of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from mixgan.analysis.answer_names import EDGES, FOUND, NEW, OPEN, RIGHT, STATED, STYLE_MEASURES, WHOLE
from mixgan.analysis.twins import is_sought
from mixgan.store.models import ModelFolder, all_models
from mixgan.ui.views.answers import is_asked

__all__ = ["measured", "pair_of", "title_of", "twin_of"]

BESIDE = (RIGHT, EDGES, STATED, OPEN, WHOLE, NEW, *STYLE_MEASURES)      # of a question that is drawn, and of one that is said


def twin_of(found: ModelFolder) -> ModelFolder | None:
    """The model that differs in mode seeking alone, of which one has none; of several the one with the likest name."""
    models = [one for one in all_models()[0] if is_asked(one) and is_sought(found.config, one.config)
              and one.config.facts.vocabulary == found.config.facts.vocabulary]
    return max(models, key=lambda one: _alike(found.name, one.name), default=None)


def pair_of(found: ModelFolder, other: ModelFolder | None) -> list[ModelFolder]:
    """Both, the one without mode seeking first; a model alone where it has no twin."""
    return [found] if other is None else sorted([found, other], key=lambda one: one.config.training.mode_seeking)


def title_of(one: ModelFolder) -> str:
    weight = one.config.training.mode_seeking
    return f"with mode seeking, weight {weight:g}" if weight else "without mode seeking"


def measured(models: Sequence[ModelFolder]) -> list[str]:
    """What was counted of many questions, diversity beside faithfulness: a line for each model that was measured."""
    found = {title_of(one): {record["name"]: record for record in one.figures.get("figures", [])} for one in models}
    return [f"{title}: {line}" for title, records in found.items() if (line := _line(records))]


def _line(records: Mapping[str, Any]) -> str:
    found = [f"{records[FOUND]['value']:.1f} right answers are found {records[FOUND]['note']}"] if FOUND in records else []
    return "; ".join([*found, *(f"{name} {records[name]['value']:.2f}" for name in BESIDE if name in records)])


def _alike(name: str, other: str) -> int:
    return next((i for i, (a, b) in enumerate(zip(name, other, strict=False)) if a != b), min(len(name), len(other)))
