"""Figures of one recipe over several seeds, measured and stored with the model that stands for them."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from mixgan.analysis.publish.beside import needed_figures
from mixgan.analysis.publish.whole import publish, store_card
from mixgan.analysis.readable import minutes_until_readable
from mixgan.analysis.repeats import joined
from mixgan.measures import judges
from mixgan.store.models import ModelFolder, write_extra
from mixgan.store.runs import RunFolder

__all__ = ["measured_in_full", "store_repeat"]


def measured_in_full(run: RunFolder) -> dict[str, Any]:
    """The figures of a finished run's model: those that are stored, else measured now. Seconds to a minute or two."""
    folder = run.model
    if not (folder / "card.md").exists():                           # written last, of a full measuring
        lines = run.metrics.read()
        publish(folder, full=True, minutes=float(lines[-1]["minutes"]) if lines and "minutes" in lines[-1] else None)
    figures = dict(ModelFolder(folder, run.name).figures)
    judge = judges.of(run.config)
    if judge is not None and "readable_after" not in figures:
        figures["readable_after"] = minutes_until_readable(run, judge)
        write_extra(folder, "figures.json", figures)
    return figures


def store_repeat(folder: Path, seed: int, of: Mapping[str, Any]) -> None:
    """One more seed, whose model has the figures `of`, into the figures and the card of the model in `folder`."""
    figures = dict(needed_figures(folder, "the spread stands beside"))
    figures["repeats"] = joined(figures.get("repeats"), seed, of)
    write_extra(folder, "figures.json", figures)
    store_card(folder)
