"""A recipe over several seeds: what its figures came to, each value kept. One training says little: two seeds differ by more than
the intervals of either."""

from __future__ import annotations

import statistics
from collections.abc import Mapping, Sequence
from typing import Any

from mixgan.analysis.words import percent_with

__all__ = ["FEWEST", "SHOWN", "joined", "lines", "spread", "written"]

FEWEST = 3                      # seeds, before a spread is shown

# figure -> how it is written; the first value of a range is the worst
SHOWN: dict[str, str] = {
    "mean confidence": ".3f", "smallest class share": ".1%", "NMI of expert and class": ".3f", "purity of experts": ".3f",
    "clustering: ACC": ".3f", "clustering, affine views: ACC": ".3f", "head Q alone: ACC": ".3f", "head Q alone: NMI": ".3f",
    "dendrogram purity, test pictures": ".3f", "dendrogram purity, samples": ".3f",
    "siblings' distance over all leaves'": ".2f", "confidence between two leaves": ".3f",
    "NMI of expert and hue": ".3f", "NMI of expert and shape": ".3f",
    "precision-c@5": ".2f", "recall-c@5": ".2f", "coverage-c@5": ".2f",
    "minutes of training": ".1f", "minutes until readable": ".1f",
}


def joined(repeats: Mapping[str, Any] | None, seed: int, figures: Mapping[str, Any]) -> dict[str, Any]:
    """`repeats` with one more seed, whose model states `figures`: {"seeds": [..], "values": {figure: [one of each seed]}}.
    None stands where a seed lacks a figure."""
    stored = repeats or {"seeds": [], "values": {}}
    by_seed = {one: {name: values[i] for name, values in stored["values"].items()} for i, one in enumerate(stored["seeds"])}
    by_seed[seed] = {name: round(value, 5) for name, value in _values(figures).items()}
    seeds = sorted(by_seed)
    names = dict.fromkeys(name for one in seeds for name in by_seed[one])
    return {"seeds": seeds, "values": {name: [by_seed[one].get(name) for one in seeds] for name in names}}


def _values(figures: Mapping[str, Any]) -> dict[str, float]:
    values = {record["name"]: float(record["value"]) for record in figures.get("figures", [])}
    for key, name in (("minutes", "minutes of training"), ("readable_after", "minutes until readable")):
        if figures.get(key) is not None:
            values[name] = float(figures[key])
    return values


def spread(values: Sequence[float | None]) -> tuple[float, float, float] | None:
    """Median, lowest, highest; None where a seed lacks the figure."""
    known = [value for value in values if value is not None]
    return (statistics.median(known), min(known), max(known)) if known and len(known) == len(values) else None


def lines(repeats: Mapping[str, Any]) -> list[str]:
    """A Markdown table of the figures that tell most: median, lowest, highest, and each seed's own."""
    seeds = repeats["seeds"]
    out = ["| figure | median | lowest | highest | " + " | ".join(f"seed {seed}" for seed in seeds) + " |",
           "| " + " | ".join(["---"] * (4 + len(seeds))) + " |"]
    for name, form in SHOWN.items():
        values = repeats["values"].get(name, [])
        known = [value for value in values if value is not None]
        if known:
            cells = [written(value, form) if value is not None else "" for value in (*(spread(values) or [None] * 3), *values)]
            out.append(f"| {name} | " + " | ".join(cells) + " |")
    return out


def written(value: float, form: str) -> str:
    """`.1%` of a share, or a format of Python's own."""
    return percent_with(value, int(form[1:-1])) if form.endswith("%") else format(value, form)
