"""What is looked at while a model trains: a fixed sheet, the use of the experts, and signs of trouble."""

from __future__ import annotations

from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from mixgan.families.contract import Draw, Generator
from mixgan.measures import usage
from mixgan.pictures import sheet, to_uint8, webp
from mixgan.rng import Stream

__all__ = ["N_SHEET", "N_USAGE", "alarms", "fixed_draw", "health", "sheet_of"]

N_SHEET, COLUMNS = 64, 8
N_USAGE = 512
POINT_PX = 160


def fixed_draw(generator: Generator, seed: int) -> Draw:
    """The same samples at every step of a run, and in every run of a seed."""
    return generator.draw(N_USAGE, Stream(seed).child("fixed"))


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
def health(generator: Generator, draw: Draw) -> dict[str, Any]:
    """Use of the experts and how decided the gate is, over the 512 fixed draws; nats."""
    if generator.n_experts == 1:
        return {}
    sample = generator.sample(draw)
    weights = sample.weights.double().cpu().numpy()
    out: dict[str, Any] = {"usage": usage.hard_usage(weights).tolist(), "usage_soft": usage.soft_usage(weights).tolist()}
    if sample.gate is not None:
        soft = sample.gate.probabilities.double().cpu().numpy()
        out["gate_entropy"] = float(usage.row_entropy(soft).mean())
        out["gate_information"] = float(usage.gate_information(soft))
    return out


def alarms(line: dict[str, Any]) -> list[str]:
    """Sentences about a line of `metrics.jsonl` that a trainer should read."""
    shares = line.get("usage") or []
    K = len(shares)
    dead = [str(k + 1) for k, share in enumerate(shares) if share < 0.1 / K]
    found = []
    if dead:
        found.append(f"Hardly used (under {10 / K:.1f} % of {N_USAGE} samples): {', '.join(dead)}. A larger balance helps.")
    if K and line.get("gate_information", 1.0) < 0.02 and line.get("gate_entropy", 0.0) > 0.9 * np.log(K):
        found.append("The gate ignores the noise: every sample blends all experts alike. A larger gate_gain helps.")
    return found
