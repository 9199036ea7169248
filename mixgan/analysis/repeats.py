"""A recipe over several seeds: what its figures came to, each value kept. One training says little: two seeds differ by more than
the intervals of either."""

from __future__ import annotations

import statistics
from collections.abc import Mapping, Sequence
from typing import Any

from mixgan.analysis.words import percent_with

__all__ = ["SHOWN", "gathered", "lines", "spread"]

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


def gathered(runs: Mapping[int, Mapping[str, Any]]) -> dict[str, Any]:
    """`runs`: seed -> the figures.json of its model. {"seeds": [..], "values": {figure: [one of each seed]}}: what all state."""
    seeds = sorted(runs)
    by_seed = [_values(runs[seed]) for seed in seeds]
    names = [name for name in by_seed[0] if all(name in values for values in by_seed)]
    return {"seeds": seeds, "values": {name: [round(values[name], 5) for values in by_seed] for name in names}}


def _values(figures: Mapping[str, Any]) -> dict[str, float]:
    values = {record["name"]: float(record["value"]) for record in figures.get("figures", [])}
    for key, name in (("minutes", "minutes of training"), ("readable_after", "minutes until readable")):
        if figures.get(key) is not None:
            values[name] = float(figures[key])
    return values


def spread(values: Sequence[float]) -> tuple[float, float, float]:
    """Median, lowest, highest."""
    return statistics.median(values), min(values), max(values)


def lines(repeats: Mapping[str, Any]) -> list[str]:
    """A Markdown table of the figures that tell most: median, lowest, highest, and each seed's own."""
    seeds = repeats["seeds"]
    out = ["| figure | median | lowest | highest | " + " | ".join(f"seed {seed}" for seed in seeds) + " |",
           "| " + " | ".join(["---"] * (4 + len(seeds))) + " |"]
    for name, form in SHOWN.items():
        values = repeats["values"].get(name)
        if values:
            cells = [written(value, form) for value in (*spread(values), *values)]
            out.append(f"| {name} | " + " | ".join(cells) + " |")
    return out


def written(value: float, form: str) -> str:
    """`.1%` of a share, or a format of Python's own."""
    return percent_with(value, int(form[1:-1])) if form.endswith("%") else format(value, form)
