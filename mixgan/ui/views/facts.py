"""A model in one line, and what it can be asked."""

from __future__ import annotations

from mixgan.analysis.words import plural
from mixgan.families import described
from mixgan.store.models import ModelFolder

__all__ = ["classes_of", "facts_line", "model_line"]


def classes_of(found: ModelFolder) -> tuple[str, ...]:
    """The classes that a model can be asked for; none where it was not told any."""
    return found.config.facts.class_names if described(found.config.family).needs == "labels" else ()


def facts_line(one: ModelFolder) -> str:
    """`HMoG · mnist · 8 leaves · 6,000 steps`."""
    config, figures = one.config, one.figures
    parts = [described(config.family).title, config.data.rsplit("/", 1)[-1]]
    n_experts, word = figures.get("n_experts"), figures.get("expert_word", "expert")
    if n_experts:
        parts.append(f"{n_experts} {plural(word, n_experts)}")
    parts.append(f"{config.training.steps:,} steps")
    return " · ".join(parts)


def model_line(one: ModelFolder) -> str:
    """The model and its facts, for the line under a title."""
    return f"{one.name}: {facts_line(one)}"
