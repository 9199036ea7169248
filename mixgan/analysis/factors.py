"""What an expert is told by: its class, or a known factor of the data that the experts go with more than with the class. No torch
here: pages read it from stored figures.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

__all__ = ["CLASS", "LEAST", "Told", "told_by"]

CLASS = "class"
LEAST = 0.5                     # NMI: below it experts do not go with a factor well enough to be called by it


@dataclass(frozen=True)
class Told:
    """`what`: `class`, which a judge reads, or the name of a factor, which is counted. `counts`: (K, values), samples."""

    what: str
    names: tuple[str, ...]
    counts: Sequence[Sequence[int]]

    @property
    def is_class(self) -> bool:
        return self.what == CLASS

    @property
    def purity(self) -> list[float]:
        """(K,) share of each expert's commonest value; 0 of one without samples."""
        return [max(row) / sum(row) if sum(row) else 0.0 for row in self.counts]


def told_by(figures: Mapping[str, Any], class_names: Sequence[str]) -> Told | None:
    """From `figures.json`; None where neither class nor factor was counted.

    A factor speaks where its NMI with the experts is stored, at least LEAST, and above that of the class (Strehl and Ghosh 2002).
    """
    counted, factor = figures.get("expert_class"), figures.get("expert_factor")
    if factor:
        name, values = factor["name"], {one["name"]: one["value"] for one in figures.get("figures") or []}
        goes_with = values.get(f"NMI of expert and {name}", 0.0)
        if goes_with >= LEAST and goes_with > values.get("NMI of expert and class", 0.0):
            return Told(name, tuple(factor["values"]), factor["counts"])
    return Told(CLASS, tuple(class_names), counted) if counted else None
