"""What is looked at while a model trains: a fixed sheet, the distance to the data, the use of the experts, the classes that are
drawn, what alarms need.

Labels are in it only as the verdict of the data's judge, which looks on: nothing is trained, chosen or stopped by it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from mixgan.config import RunConfig
from mixgan.errors import MixganError
from mixgan.families.contract import ANSWERS, Adversary, Draw, Generator, Sample
from mixgan.measures import judges, usage
from mixgan.measures.clustering import contingency
from mixgan.measures.energy import energy_distance, mean_distance
from mixgan.measures.judges import Judge
from mixgan.measures.leaks import strangeness
from mixgan.pictures import alike, sheet, to_float, to_uint8, webp
from mixgan.rng import Stream
from mixgan.training.batches import Images

__all__ = ["N_SHEET", "N_USAGE", "Reals", "answers_apart", "classes", "fixed_draw", "fixed_reals", "health", "judge_of", "look",
           "nearness", "right", "sheet_of", "strange", "told"]

N_SHEET, COLUMNS = 64, 8
N_USAGE = 512
N_TWINS = 16
POINT_PX = 160


def fixed_draw(generator: Generator, seed: int) -> Draw:
    """The same samples at every step of a run, and in every run of a seed."""
    return generator.draw(N_USAGE, Stream(seed).child("fixed"))


@dataclass(frozen=True)
class Reals:
    """(512 or fewer, d) training rows in the generator's range, and the mean distance of two of them."""

    rows: NDArray[np.float32]
    apart: float


def fixed_reals(data: Images, seed: int) -> Reals:
    """The same at every step."""
    chosen = Stream(seed).child("fixed", "real").permutation(len(data.images))[:N_USAGE]
    real = torch.from_numpy(np.ascontiguousarray(data.images[np.sort(chosen)]))
    rows = (real if real.ndim == 2 else to_float(real)).flatten(1).numpy()
    return Reals(rows, mean_distance(rows))


@torch.no_grad()
def look(generator: Generator, draw: Draw) -> Sample:
    """The 512 fixed samples of the model as it is: all that is said of a step is said of these."""
    return generator.sample(draw)


def nearness(sample: Sample, reals: Reals) -> dict[str, float]:
    """`distance`: energy distance to the real rows, which says without labels which of a run's points was best.

    `variety`: mean distance of two samples over that of two real rows; 1 is as varied as the data, 0 is one picture.
    """
    rows = sample.images.flatten(1).cpu().numpy()
    apart = mean_distance(rows)
    return {"distance": round(energy_distance(rows, reals.rows, (apart, reals.apart)), 6),
            "variety": round(apart / max(1e-9, reals.apart), 4)}


def answers_apart(sample: Sample, reals: Reals) -> float:
    """Mean distance of two answers to one question over that of two real rows: 0 where the noise is ignored. Of the fixed draw,
    whose rows ask each question `ANSWERS` times in turn."""
    rows = sample.images.flatten(1).cpu().numpy()
    asked = rows[: len(rows) // ANSWERS * ANSWERS].reshape(-1, ANSWERS, rows.shape[1])
    return round(float(np.mean([mean_distance(one) for one in asked])) / max(1e-9, reals.apart), 4)


def strange(sample: Sample, reals: Reals) -> dict[str, float]:
    """By the part of augmentation: how far the fakes are from real pictures as that part would make them."""
    return strangeness(sample.images.float().cpu().numpy(), reals.rows.reshape(-1, *sample.images.shape[1:]))


def judge_of(config: RunConfig) -> Judge | None:
    """Who reads the classes of a run's pictures; None where nobody can, or knows other classes. No run ends for want of one."""
    try:
        judge = judges.of(config)
    except MixganError:
        return None
    return judge if judge is not None and judge.class_names == config.facts.class_names else None


def classes(judge: Judge, sample: Sample) -> dict[str, Any]:
    """`shares`: of the samples read as each class, by its name; `confidence`: mean largest probability. On the processor."""
    verdict = judge(to_uint8(sample.images))
    counts = np.bincount(verdict.classes, minlength=len(judge.class_names)) / len(verdict.classes)
    return {"shares": {name: round(float(share), 4) for name, share in zip(judge.class_names, counts, strict=True)},
            "confidence": round(float(verdict.confidence.mean()), 4)}


def sheet_of(sample: Sample) -> bytes:
    """The first 64 samples as one WebP, where pictures ask each row behind its question; points, all of them, as a picture of
    where they fall."""
    if sample.images.ndim == 2:
        return webp(scatter(sample.images.cpu().numpy()), lossless=True)
    images, asked = to_uint8(sample.images[:N_SHEET]), sample.draw.condition
    if asked is None or asked.ndim != 4:
        return webp(sheet(images, COLUMNS))
    questions, answers = alike(to_uint8(asked[:N_SHEET:ANSWERS])[:, None], images.reshape(-1, ANSWERS, *images.shape[1:]))
    rows = np.concatenate([questions, answers], 1)                  # (8, 1 + ANSWERS, H, W, C)
    return webp(sheet(rows.reshape(-1, *rows.shape[2:]), 1 + ANSWERS))


def scatter(points: NDArray) -> NDArray[np.uint8]:
    """(n, 2) standardised points -> (160, 160, 1): one bright pixel each, the square from -2.5 to 2.5."""
    picture = np.zeros((POINT_PX, POINT_PX, 1), np.uint8)
    places = np.clip((points / 5 + 0.5) * POINT_PX, 0, POINT_PX - 1).astype(int)
    picture[POINT_PX - 1 - places[:, 1], places[:, 0]] = 255
    return picture


@torch.no_grad()
def told(adversary: Adversary, sample: Sample) -> dict[str, NDArray[np.int64]]:
    """What the critic's named heads say of fakes: name -> (asked, said) counts, (K, K) or (C, C); nothing without such heads.

    `expert`: rows are who made it. The share on the diagonal is MADGAN's and MGAN's read-out: 1 / K says that they draw alike.
    """
    if not adversary.tells:
        return {}
    adversary.eval()                                                # or a look would move what its norms remember
    verdict = adversary(sample.images, sample.draw)
    adversary.train()
    out: dict[str, NDArray[np.int64]] = {}
    for name in adversary.tells:
        asked, said = sample.weights.argmax(1) if name == "expert" else sample.draw.label, verdict.heads[name]
        assert asked is not None, "a family that names classes draws labels"
        out[name] = contingency(asked.cpu().numpy(), said.argmax(1).cpu().numpy(), said.shape[1], said.shape[1])
    return out


def right(counts: NDArray[np.int64]) -> float:
    """The share on the diagonal."""
    return float(np.trace(counts) / counts.sum())


@torch.no_grad()
def twins(generator: Generator, draw: Draw) -> dict[str, Any]:
    """The two experts that draw most alike on the same noise, and how far apart they are in units of one expert's variety."""
    images = generator.experts(draw[:N_TWINS]).flatten(2).cpu().numpy()         # (n, K, d)
    K = images.shape[1]
    own = np.mean([mean_distance(images[:, k]) for k in range(K)])
    apart = {(a, b): float(np.linalg.norm(images[:, a] - images[:, b], axis=1).mean()) for a in range(K) for b in range(a)}
    a, b = min(apart, key=lambda pair: apart[pair])
    return {"pair": [b, a], "ratio": round(apart[a, b] / max(1e-9, float(own)), 4)}


def health(generator: Generator, sample: Sample) -> dict[str, Any]:
    """Use of the experts and how decided the gate is, over the 512 fixed draws; nats."""
    if generator.n_experts == 1:
        return {}
    weights = sample.weights.cpu().numpy().astype(np.float64)
    out: dict[str, Any] = {"usage": usage.hard_usage(weights).tolist(), "usage_soft": usage.soft_usage(weights).tolist()}
    out["experts"] = weights[:N_SHEET].argmax(1).tolist()           # whose picture each of the sheet is
    if sample.gate is not None and generator.about.is_gated:
        soft = sample.gate.probabilities.cpu().numpy().astype(np.float64)
        out["gate_entropy"] = float(usage.row_entropy(soft).mean())
        out["gate_information"] = float(usage.gate_information(soft))
    if (widths := generator.widths()) is not None:
        out["widths"] = [round(float(one), 4) for one in widths]
    out["twins"] = twins(generator, sample.draw)
    return out
