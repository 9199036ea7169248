"""What a judge says of a generator's pictures: classes, how they go with the experts, and distances to real features."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mixgan.analysis.observe import Observation, drawn, observe
from mixgan.analysis.words import percent_with
from mixgan.families.contract import Generator
from mixgan.measures import clustering
from mixgan.measures.classes import class_distance, class_distance_floor, class_shares, classes_covered
from mixgan.measures.energy import mean_distance
from mixgan.measures.features import NEIGHBOURS, Floors, feature_figures
from mixgan.measures.judges import Judge, Judgement, Reader
from mixgan.measures.records import Figure, mean_interval, smallest, wilson
from mixgan.rng import Stream

__all__ = ["Judged", "class_content", "class_figures", "feature_records", "within_class"]

SETS = 3                        # independent sets of pictures behind a feature measure and its interval


@dataclass(frozen=True)
class Judged:
    """An observation, and what the judge says of its pictures."""

    seen: Observation
    verdict: Judgement
    judge: Judge
    seed: int

    @property
    def table(self) -> NDArray[np.int64]:
        """(K, C) samples of each expert (largest weight) read as each class."""
        K, C = self.seen.weights.shape[1], len(self.judge.class_names)
        return clustering.contingency(self.seen.expert, self.verdict.classes, K, C)

    def figure(self, name: str, value: float, **more: Any) -> Figure:
        return Figure(name, value, n_fake=len(self.seen), seed=self.seed, features=self.judge.features_id, **more)


def class_figures(judged: Judged, labels: NDArray[np.int64] | None) -> list[Figure]:
    """Confidence, shares, and how classes go with experts. `labels` of real held-out pictures give the real shares."""
    judge, verdict, n = judged.judge, judged.verdict, len(judged.seen)
    counts = np.bincount(verdict.classes, minlength=len(judge.class_names))
    least, share, interval = smallest(counts)
    trust = f"the judge is right in {percent_with(judge.config.accuracy, 2)} of {judge.config.n_test:,} real pictures"
    figures = [
        judged.figure("mean confidence", float(verdict.confidence.mean()),
                      note=f"{judge.config.confidence:.4f} on held-out pictures; not a measure of realism"),
        judged.figure("smallest class share", share, interval=interval,
                      note=f"class {judge.class_names[least]}; the interval is for all {len(counts)} at once; {trust}"),
    ]
    if judged.seen.draw.label is not None:
        asked = judged.seen.draw.label.cpu().numpy()
        hits = int((verdict.classes == asked).sum())
        figures.append(judged.figure("asked class is read", hits / n, interval=wilson(hits, n), note=trust))
    if labels is not None:
        figures += _against_real_shares(judged, counts, labels)
    if judged.seen.weights.shape[1] > 1:
        figures += _expert_and_class(judged, trust)
    return figures


def within_class(judged: Judged, real: Judgement, labels: NDArray[np.int64]) -> list[Figure]:
    """For a model that is asked for classes: how much two samples of one class differ, beside two real ones of it.

    Mean over the classes of (mean distance of two samples) / (of two real pictures), in the judge's features, at equal numbers.
    """
    asked = judged.seen.draw.label
    if asked is None:
        return []
    fake, who, ratios = judged.verdict.features, asked.cpu().numpy(), []
    for c in range(len(judged.judge.class_names)):
        n = min((who == c).sum(), (labels == c).sum())
        if n > 1:
            ratios.append(mean_distance(fake[who == c][:n]) / max(1e-9, mean_distance(real.features[labels == c][:n])))
    if not ratios:
        return []
    return [judged.figure("variety within a class", float(np.mean(ratios)), n_real=len(labels), split="test",
                          note="distance of two samples of one class over that of two real ones; 1 is as varied")]


def _against_real_shares(judged: Judged, counts: NDArray[np.int64], labels: NDArray[np.int64]) -> list[Figure]:
    C = len(counts)
    real = np.bincount(labels, minlength=C) / len(labels)
    covered = judged.figure("classes covered", float(classes_covered(counts, real)), n_real=len(labels), split="test",
                            note=f"of {C}, with at least a tenth of their real share")
    if counts.sum() < 100 * C:
        return [covered]
    distance = class_distance(class_shares(judged.verdict.classes, C), real)
    floor = class_distance_floor(real, int(counts.sum()), Stream(judged.seed, ("floor", "classes")))
    return [judged.figure("class-TV", distance, n_real=len(labels), split="test", floor=floor,
                          note="half the sum of differences to the real shares; the floor is of perfect models"), covered]


def _expert_and_class(judged: Judged, trust: str) -> list[Figure]:
    table = judged.table
    return [
        judged.figure("NMI of expert and class", clustering.nmi(table),
                      note=f"argmax expert, arithmetic mean; {clustering.nmi_by_chance(table):.3f} by chance; {trust}"),
        judged.figure("purity of experts", clustering.purity(table),
                      note=f"share in their expert's largest class; grows with K = {len(table)}"),
        judged.figure("information on the class", max(0.0, clustering.miller_madow(table)),
                      note=f"nats, Miller-Madow, at most {clustering.entropy(table.sum(0)):.3f}"),
    ]


def class_content(judged: Judged) -> dict[str, Any]:
    """The class counts of figures.json."""
    config, table = judged.judge.config, judged.table
    return {
        "class_shares": [round(float(share), 5) for share in table.sum(0) / table.sum()],
        "expert_class": table.tolist(),
        "purity": [round(float(share), 5) for share in clustering.purity_per_group(table)],
        "checker": {"data": config.data, "accuracy": config.accuracy, "n_test": config.n_test},
    }


def feature_records(generator: Generator, reader: Reader, real: NDArray[np.float64], seed: int) -> list[Figure]:
    """Frechet distance, precision, recall, density, coverage of three independent sets as large as `real` (features of held-out
    reals), named by the reader's letter.

    The interval is that of the fakes' randomness. The floor is real against real at the same sizes; without floors at
    these sizes there is none, rather than a wrong one.
    """
    n = len(real)
    draw = drawn(generator, SETS * n, seed)
    sets = [reader(observe(generator, draw[i * n : (i + 1) * n]).pictures).features for i in range(SETS)]
    found = [feature_figures(real, fake, reader.letter) for fake in sets]
    floors = reader.floors if reader.floors is not None and reader.floors.n == n else None
    return [_feature_record(name, [one[name] for one in found], reader, n, seed, floors) for name in found[0]]


def _feature_record(name: str, values: list[float], reader: Reader, n: int, seed: int, floors: Floors | None) -> Figure:
    value, interval = mean_interval(values)
    notes = ["compare only at equal n"] if name.startswith("FID") else []
    if reader.letter == "p":
        notes.append("in principal components of the pixels, which reward blur")
    elif floors is not None and floors.against == "train against test":
        notes.append("floor: train against test, which the judge tells apart")
    note = "; ".join(notes)
    return Figure(name, value, n_fake=n, n_real=n, features=reader.features_id, k=NEIGHBOURS if "@" in name else None,
                  split="test", seed=seed, interval=interval, floor=floors.values.get(name) if floors else None, note=note)
