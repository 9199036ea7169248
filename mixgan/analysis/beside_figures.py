"""The figures of two to four models in rows, and who is better where: only beyond the intervals, and only of what is comparable.

How it misleads: an interval covers more pictures of this model, not another training of its recipe. One training each decides
nothing about two recipes; `reproduce` does.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from mixgan.analysis.words import plural
from mixgan.config import RunConfig
from mixgan.families.registry import described

__all__ = ["BETTER", "LETTERS", "NOTE", "Column", "Line", "facts", "lines"]

LETTERS = "ABCD"
NOTE = ("Where 95 % intervals meet it is a tie. They cover more pictures of the same model, not another training: what is said "
        "here is of these models, not of their recipes.")
# of which measures it is agreed what is better: +1 more, -1 less
BETTER = {"FID-c": -1, "KID-c x 1000": -1, "precision-c@5": 1, "recall-c@5": 1, "coverage-c@5": 1, "class-TV": -1,
          "NDB/50 px": -1, "NDB/100 px": -1, "JSD/50 px": -1, "JSD/100 px": -1}
BASIS = ("n_fake", "n_real", "features", "k", "split")


@dataclass(frozen=True)
class Column:
    """A model: what it is called, its settings, its figures (`figures.json`, or as there the records of `evaluation.json`).
    `reference`: against which pictures they are, where that is known; else it is those that it learnt from."""

    name: str
    config: RunConfig
    figures: Mapping[str, Any]
    reference: str = ""


@dataclass(frozen=True)
class Line:
    """One figure: a cell for each model, empty where it was not measured, and who is better, in words. `floor`: of the same
    measure between real pictures and real ones; `n`: pictures made, and real ones."""

    name: str
    cells: Sequence[str]
    verdict: str = ""
    floor: str = ""
    n: str = ""


def facts(columns: Sequence[Column]) -> list[Line]:
    """What the models are: family, set, experts, parameters, steps, minutes."""
    said = [_facts(one) for one in columns]
    return [Line(name, [one[name] for one in said]) for name in said[0] if any(one[name] for one in said)]


def _facts(one: Column) -> dict[str, str]:
    figures, training = one.figures, one.config.training
    K, parameters, minutes = figures.get("n_experts"), figures.get("parameters"), figures.get("minutes")
    return {"family": described(one.config.family).title, "learnt from": _data(one),
            "experts": f"{K} {plural(figures.get('expert_word', 'expert'), K)}" if K else "",
            "parameters": f"{parameters:,}" if parameters else "", "steps": f"{training.steps:,}",
            "minutes of training": f"{minutes:.0f}" if minutes is not None else ""}


def lines(columns: Sequence[Column]) -> list[Line]:
    """Every figure that at least two of them state, in the order of the first that does."""
    records = [{record["name"]: record for record in one.figures.get("figures") or []} for one in columns]
    names = dict.fromkeys(name for one in records for name in one)
    return [_line(name, columns, [one.get(name) for one in records]) for name in names if sum(name in one for one in records) > 1]


def _line(name: str, columns: Sequence[Column], found: Sequence[Mapping[str, Any] | None]) -> Line:
    floors = {tuple(record["floor"]) for record in found if record is not None and record.get("floor")}
    floor = "{:.3g} to {:.3g}".format(*floors.pop()) if len(floors) == 1 else ""        # of one set and one judge alone
    sizes = dict.fromkeys(_n(record) for record in found if record is not None)
    return Line(name, [_cell(record) for record in found], _verdict(name, columns, found), floor, "; ".join(filter(None, sizes)))


def _verdict(name: str, columns: Sequence[Column], found: Sequence[Mapping[str, Any] | None]) -> str:
    there = {letter: (column, record) for letter, column, record in zip(LETTERS, columns, found, strict=False)
             if record is not None}
    if len({column.reference or _data(column) for column, _ in there.values()}) > 1:
        return "not comparable: other pictures"
    if len({tuple(record.get(key) for key in BASIS) for _, record in there.values()}) > 1:
        return "not comparable: other n or judge"
    values = {letter: record["value"] for letter, (_, record) in there.items()}
    if len(set(values.values())) == 1:
        return "tie"
    intervals = {letter: record["interval"] for letter, (_, record) in there.items() if record.get("interval")}
    if len(intervals) < len(there):
        return "" if name not in BETTER else "no interval: not decided"
    better = BETTER.get(name, 0)
    return _ranked(values, intervals, better or 1, "better" if better else "higher")


def _ranked(values: Mapping[str, float], intervals: Mapping[str, Sequence[float]], better: int, word: str) -> str:
    """Who cannot be told from the first, and who lies behind."""
    first = max(values, key=lambda letter: better * values[letter])
    low, high = intervals[first]
    level = [letter for letter, (other_low, other_high) in intervals.items() if other_low <= high and low <= other_high]
    behind = [letter for letter in values if letter not in level]
    if not behind:
        return "tie"
    if len(level) == 1:
        return f"{first} {word}"
    return f"tie of {_and(level)}, {word} than {_and(behind)}"


def _and(letters: Sequence[str]) -> str:
    return letters[0] if len(letters) == 1 else f"{', '.join(letters[:-1])} and {letters[-1]}"


def _cell(record: Mapping[str, Any] | None) -> str:
    if record is None:
        return ""
    interval = record.get("interval")
    return f"{record['value']:.3g}" + (f" ({interval[0]:.3g} to {interval[1]:.3g})" if interval else "")


def _n(record: Mapping[str, Any]) -> str:
    """`500 / 359`: made and real; one number where there are as many, or none of the other."""
    sides = [record[side] for side in ("n_fake", "n_real") if record.get(side)]
    return " / ".join(f"{n:,}" for n in dict.fromkeys(sides))


def _data(one: Column) -> str:
    return one.config.data.rsplit("/", 1)[-1]
