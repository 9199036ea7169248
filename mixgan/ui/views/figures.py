"""`evaluation.json` as a table for Home, with a plain sentence for each figure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mixgan.store.evaluation import Evaluation

__all__ = ["HEAD", "basis", "rows"]

HEAD = ["figure", "value", "95 %", "real against real", "n", "what it says"]
FLOOR = "; floor: "
# by how a figure's name begins
SAYS = {
    "FID": "How far the features of the pictures lie from those of real ones, both taken as a Gaussian; less is nearer.",
    "KID": "How far the features lie from those of real ones, with no Gaussian assumed; less is nearer.",
    "density": "In how many real neighbourhoods a picture falls, beside a real one; below 1, pictures lie where no real ones do.",
    "coverage": "Share of real pictures that have a generated one in their neighbourhood: what is missing lowers it.",
    "nn5-soft-c real": "Share of a real picture's five nearest that are real; over one half, the two can be told apart.",
    "nn5-soft-p real": "Share of a real picture's five nearest that are real; over one half, the two can be told apart.",
    "nn5-soft": "Share of a generated picture's five nearest that are generated; over one half, the two can be told apart.",
    "nn5-vote-c real": "Share of real pictures most of whose five nearest are real: how often five neighbours name them rightly.",
    "nn5-vote-p real": "Share of real pictures most of whose five nearest are real: how often five neighbours name them rightly.",
    "nn5-vote": "Share of generated pictures most of whose five nearest are generated: how often they are named rightly.",
    "NDB": "Share of the bins of pictures that are drawn too often or too rarely, beyond chance.",
    "JSD": "How unlike the real ones' the bins are filled; 0 is alike.",
    "class-TV": "Share of the pictures that would have to be of another class for the classes to come as often as in the data.",
    "spread": "How varied the pictures of one class are, beside real ones.",
    "SSIM": "How alike two pictures of one class are, less the same of real ones.",
    "MS-SSIM": "How alike two pictures of one class are, less the same of real ones.",
    "IS": "How sure the checker is of each picture, and how evenly the classes come.",
    "QD (ours) quality": "How near the pictures lie to real ones of the class that they are read as.",
    "QD (ours) diversity": "How varied the pictures are in each class.",
    "copied": "Share of the pictures that lie suspiciously near to a training picture.",
    "effective": "How many experts there would be, were all used alike.",
    "dead": "Experts that draw next to nothing.",
    "covered by": "Share of the real pictures that only one expert comes near to.",
    "AMI": "How much an expert says about the class that is read: 1 is all, 0 is chance.",
}


def rows(found: Evaluation) -> list[list[str]]:
    """Cells of the table, a row for each figure, in the order of `HEAD`."""
    return [[one["name"], _number(one["value"]), _pair(one.get("interval")), _pair(one.get("floor")), _n(one), _says(one)]
            for one in found.records]


def basis(found: Evaluation) -> str:
    """What every figure of the table rests on, and how its columns are read."""
    of, floors = found.basis, {note.partition(FLOOR)[2] for one in found.records if FLOOR in (note := one.get("note", ""))}
    between = f" ({', '.join(sorted(floors))})" if floors else ""
    return (f"{of.n:,} pictures of seed {of.seed} against {of.n:,} held-out ones of {of.data}, features {of.features}. 95 %: of "
            f"more draws of this model, not of another training. Real against real{between}: lowest and highest of the same "
            "figure at this n; a model in there cannot be told from a perfect one.")


def _number(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= 10_000 else f"{value:.4g}"


def _pair(pair: list[float] | None) -> str:
    return "" if pair is None else f"{_number(pair[0])} to {_number(pair[1])}"


def _n(record: Mapping[str, Any]) -> str:
    """Pictures of the model, and real ones where their number is another."""
    sides = [record[side] for side in ("n_fake", "n_real") if record.get(side)]
    return " / ".join(f"{n:,}" for n in (sides if len(set(sides)) > 1 else sides[:1]))


def _says(record: Mapping[str, Any]) -> str:
    """The plain sentence, and the record's own note: what a perfect model has, or how the figure misleads."""
    name, note = record["name"], record.get("note", "").partition(FLOOR)[0]
    plain = next((words for start, words in SAYS.items() if name.startswith(start)), "")
    return " ".join(part for part in (plain, f"{note[:1].upper()}{note[1:]}." if note else "") if part)
