"""What is looked at while a model trains: a fixed sheet, the distance to the data, the use of the experts, what alarms need."""

from __future__ import annotations

from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from mixgan.families.contract import Draw, Generator
from mixgan.measures import usage
from mixgan.measures.energy import energy_distance, mean_distance
from mixgan.pictures import sheet, to_float, to_uint8, webp
from mixgan.rng import Stream
from mixgan.training.batches import Images

__all__ = ["N_SHEET", "N_USAGE", "distance", "fixed_draw", "fixed_reals", "health", "sheet_of", "variety"]

N_SHEET, COLUMNS = 64, 8
N_USAGE = 512
N_TWINS = 16
POINT_PX = 160


def fixed_draw(generator: Generator, seed: int) -> Draw:
    """The same samples at every step of a run, and in every run of a seed."""
    return generator.draw(N_USAGE, Stream(seed).child("fixed"))


def fixed_reals(data: Images, seed: int) -> NDArray[np.float32]:
    """(512 or fewer, d) training rows in the generator's range: the same at every step."""
    rows = Stream(seed).child("fixed", "real").permutation(len(data.images))[:N_USAGE]
    real = torch.from_numpy(np.ascontiguousarray(data.images[np.sort(rows)]))
    return (real if real.ndim == 2 else to_float(real)).flatten(1).numpy()


@torch.no_grad()
def distance(generator: Generator, draw: Draw, real: NDArray[np.float32]) -> float:
    """Energy distance between the fixed draws and the fixed real rows: which of a run's points was best, without labels."""
    return energy_distance(generator(draw).flatten(1).cpu().numpy(), real)


@torch.no_grad()
def sheet_of(generator: Generator, draw: Draw) -> bytes:
    """64 samples as one WebP; points as a picture of where they fall."""
    images = generator(draw[: N_USAGE if len(generator.image_shape) == 1 else N_SHEET])
    if images.ndim == 2:
        return webp(scatter(images.cpu().numpy()), lossless=True)
    return webp(sheet(to_uint8(images), COLUMNS))


def scatter(points: NDArray) -> NDArray[np.uint8]:
    """(n, 2) standardised points -> (160, 160, 1): one bright pixel each, the square from -2.5 to 2.5."""
    picture = np.zeros((POINT_PX, POINT_PX, 1), np.uint8)
    places = np.clip((points / 5 + 0.5) * POINT_PX, 0, POINT_PX - 1).astype(int)
    picture[POINT_PX - 1 - places[:, 1], places[:, 0]] = 255
    return picture


@torch.no_grad()
def variety(generator: Generator, draw: Draw, real: NDArray[np.float32]) -> float:
    """Mean distance of two samples over that of two real rows: 1 is as varied as the data, 0 is one picture."""
    return mean_distance(generator(draw).flatten(1).cpu().numpy()) / max(1e-9, mean_distance(real))


@torch.no_grad()
def twins(generator: Generator, draw: Draw) -> dict[str, Any]:
    """The two experts that draw most alike on the same noise, and how far apart they are in units of one expert's variety."""
    images = generator.experts(draw[:N_TWINS]).flatten(2).cpu().numpy()         # (n, K, d)
    K = images.shape[1]
    own = np.mean([mean_distance(images[:, k]) for k in range(K)])
    apart = {(a, b): float(np.linalg.norm(images[:, a] - images[:, b], axis=1).mean()) for a in range(K) for b in range(a)}
    a, b = min(apart, key=lambda pair: apart[pair])
    return {"pair": [b, a], "ratio": round(apart[a, b] / max(1e-9, float(own)), 4)}


@torch.no_grad()
def health(generator: Generator, draw: Draw) -> dict[str, Any]:
    """Use of the experts and how decided the gate is, over the 512 fixed draws; nats."""
    if generator.n_experts == 1:
        return {}
    sample = generator.sample(draw)
    weights = sample.weights.cpu().numpy().astype(np.float64)
    out: dict[str, Any] = {"usage": usage.hard_usage(weights).tolist(), "usage_soft": usage.soft_usage(weights).tolist()}
    out["experts"] = weights[:N_SHEET].argmax(1).tolist()           # whose picture each of the sheet is
    if sample.gate is not None:
        soft = sample.gate.probabilities.cpu().numpy().astype(np.float64)
        out["gate_entropy"] = float(usage.row_entropy(soft).mean())
        out["gate_information"] = float(usage.gate_information(soft))
    out["twins"] = twins(generator, draw)
    return out
