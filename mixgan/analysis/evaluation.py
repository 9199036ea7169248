"""The small honest set of figures of a model (measures.md 14), each with n, features, floor and interval; one part at a time.

No single figure will do: FID-c hardly sees lost variety inside classes, and neighbours hardly see a lost class.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from mixgan.analysis.observe import Observation
from mixgan.analysis.two_sides import PARTS, Found, Real, Side
from mixgan.errors import DataError
from mixgan.measures import bins, clustering, usage
from mixgan.measures.features import NEIGHBOURS
from mixgan.measures.frechet import expected_bias, moments
from mixgan.measures.jackknife import FOLDS, deal, left_out_interval
from mixgan.measures.memorised import copied_share, nearest
from mixgan.measures.neighbours import expected_coverage
from mixgan.measures.records import Figure
from mixgan.measures.told_apart import expected_side
from mixgan.measures.unique import unique_coverage
from mixgan.store.evaluation import Basis

__all__ = ["Subject", "floor_values", "parts_of"]

SIMILAR = "a perfect model has 0; above it, more alike than real ones"
COPIES = 2000                   # pictures on each side of the test for copies: each is looked for among all training pictures


@dataclass(frozen=True, eq=False)
class Subject:
    """A model beside its reference. `split`: what that is; `floor`: lowest and highest of each measure between real ones."""

    basis: Basis
    seen: Observation
    side: Side
    real: Real
    split: str
    floor: dict[str, tuple[float, float]]
    floor_note: str

    def figure(self, name: str, value: float, **more: Any) -> Figure:
        said: dict[str, Any] = {"n_fake": len(self.side), "features": self.basis.features, "seed": self.basis.seed} | more
        return Figure(name, value, **said)


def parts_of(n_experts: int) -> dict[str, Callable[[Subject], list[Figure]]]:
    """The parts by name, in the order of the table. Each raises DataError, with the reason, where it cannot be measured."""
    both: dict[str, Callable[[Subject], list[Figure]]] = {name: _compared(name) for name in PARTS}
    return {**both, "copies": _copies, **({"experts": _experts} if n_experts > 1 else {})}


def floor_values(real: Real, other: Side) -> dict[str, float]:
    """Every measure that two sides are compared by, between real and real; those that cannot be measured are left out."""
    out: dict[str, float] = {}
    for part in PARTS.values():
        try:
            out |= {name: value for name, (value, _) in part(real, other, 0).items()}
        except DataError:
            continue
    return out


def _compared(part: str) -> Callable[[Subject], list[Figure]]:
    def measured(subject: Subject) -> list[Figure]:
        found: Found = PARTS[part](subject.real, subject.side, FOLDS)
        return [_record(subject, name, *one) for name, one in found.items()]

    return measured


def _record(subject: Subject, name: str, value: float, interval: tuple[float, float] | None) -> Figure:
    notes = [_expected(subject, name)]
    if name in subject.floor:
        notes.append(subject.floor_note)
    features = "px" if name.endswith(" px") or "SSIM" in name else subject.basis.features
    return subject.figure(name, value, n_real=len(subject.real), features=features, split=subject.split, interval=interval,
                          k=NEIGHBOURS if "@" in name else None, floor=subject.floor.get(name), note="; ".join(notes))


def _expected(subject: Subject, name: str) -> str:
    """What a perfect model has at these sizes."""
    n, m = len(subject.real), len(subject.side)
    measure = "QD (ours)" if name.startswith("QD") else name.split("-")[0].split("/")[0].split(" ")[0]
    if measure == "FID":
        bias = expected_bias(n, m, np.linalg.eigvalsh(moments(subject.real.side.features)[1]))
        return f"a perfect model has about {bias:.3f} at this n; compare only at equal n"
    if measure == "coverage":
        return f"a perfect model has {expected_coverage(n, m, NEIGHBOURS):.3f}"
    if "-vote-" in name:
        return "a perfect model has just under 0.5 on both sides, copies of the reference 0; never read their mean"
    if measure in ("NDB", "JSD"):
        ideal = "0.05" if measure == "NDB" else f"{bins.expected_jsd(len(subject.real.centres), n, m):.4f}"
        return f"a perfect model has {ideal}"
    return {"KID": "a perfect model has 0, below it by chance",
            "density": "a perfect model has 1; above: crowded in dense places",
            "nn5": f"a perfect model has {expected_side(n):.3f} on both sides; never read their mean",
            "spread": "a perfect model has 1; below it, less varied inside its classes",
            "SSIM": SIMILAR, "MS": SIMILAR,
            "QD (ours)": "of GM-GAN's idea, by our own formula: no paper's number stands beside it",
            "IS": "of no use alone: one sure picture of each class, copied, has the highest value",
            "class": "half the sum of differences to the real shares"}[measure]


def _copies(subject: Subject) -> list[Figure]:
    n = min(COPIES, len(subject.side))
    train = subject.real.train()
    flat = train.reshape(len(train), -1)
    fake, held_out = (nearest(side.pictures[:n].reshape(n, -1), flat) for side in (subject.side, subject.real.side))
    value, interval = copied_share(fake, held_out)
    return [subject.figure("copied share px", value, n_fake=n, n_real=n, features="px", split=subject.split, interval=interval,
                           note=f"nearer to one of {len(train):,} training pictures than 99 % of held-out ones; "
                                "a model that copies nothing has 0.01")]


def _experts(subject: Subject) -> list[Figure]:
    weights, parts = subject.seen.weights, deal(len(subject.seen))
    n, K = weights.shape
    soft = [usage.effective_experts(usage.soft_usage(weights[parts != part])) for part in range(FOLDS)]
    value = usage.effective_experts(usage.soft_usage(weights))
    interval = left_out_interval(value, soft)
    figures = [subject.figure("effective experts, soft", value, features="", interval=interval, note=f"of {K}")]
    drawn = "" if subject.seen.gated else "; drawn from a prior, so none can die"
    if n >= 100 * K:
        figures.append(subject.figure("dead experts", float(len(usage.dead_experts(weights))), features="",
                                      note=f"hard share and mean weight both under {0.1 / K:.4f}, of {K}{drawn}"))
    expert = subject.seen.expert
    alone = unique_coverage(subject.real.neighbourhoods, subject.side.features, expert, K)
    most = int(alone.argmax())
    figures.append(subject.figure(
        "covered by one expert alone", float(alone.sum()), n_real=len(subject.real), split=subject.split, k=NEIGHBOURS,
        note=f"of the real pictures; most by E{most + 1}: {alone[most]:.3f} with {int((expert == most).sum()):,} samples"))
    if len(subject.real.shares):
        guessed = subject.side.verdict.classes
        ami = clustering.adjusted_mutual_information(expert, guessed)
        left = [clustering.adjusted_mutual_information(expert[parts != part], guessed[parts != part]) for part in range(FOLDS)]
        ari = clustering.adjusted_rand(clustering.contingency(expert, guessed))
        figures.append(subject.figure("AMI of expert and class", ami, interval=left_out_interval(ami, left),
                                      note=f"0 by chance, whatever K; classes as the judge reads them; ARI {ari:.3f}"))
    return figures
