"""Small runs for tests: pictures of planted bars, tiny networks, every optional part switched on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from accelerate import Accelerator

from mixgan import families
from mixgan.config import DataFacts, RunConfig
from mixgan.rng import Stream
from mixgan.training.trainer import Trainer
from tests.families.asked import facts_for, is_asked

TINY: dict[str, Any] = {
    "noise_dim": 6, "widths": (8, 6), "critic_widths": (4, 8), "batch": 16, "steps": 20, "warm_up_steps": 2,
    "r1_every": 2, "evaluate_every": 5, "checkpoint_every": 5, "threads": 1, "device": "cpu"}


@dataclass
class Bars:
    """64 pictures (8, 8, 1) with one bright row (label 0) or column (1) each.

    `conditions`, where a family is asked: the row at the other side, or the words of the label.
    """

    images: np.ndarray
    labels: np.ndarray
    conditions: np.ndarray | None = None
    questions: np.ndarray | None = None


def bars(family: str = "") -> Bars:
    images = np.zeros((64, 8, 8, 1), np.uint8)
    places = Stream(0).child("bars").integers(64, 16)
    for image, place in zip(images, places, strict=True):
        if place < 8:
            image[place] = 255
        else:
            image[:, place - 8] = 255
    found = Bars(images, (places >= 8).astype(np.int64))
    if family and is_asked(family):
        words = np.stack([np.ones(64, np.int64), 2 + found.labels, 0 * found.labels, 0 * found.labels], 1)
        asked = words if families.family(family).needs == "words" else images[:, ::-1]
        found.conditions, found.questions = asked, asked[:3]
    return found


def config_of(family: str, **overrides: Any) -> RunConfig:
    extra = {} if families.family(family).gate == "none" else {"self_label": 0.3}
    pushed = {"balance": 0.5, "sample_entropy": 0.1} if families.family(family).is_gated else {}
    known = {**TINY, **extra, **pushed, **overrides}
    facts = facts_for(family, DataFacts(image_shape=(1, 8, 8), class_names=("row", "column")))
    return families.configure(family, "bars", facts, "" if is_asked(family) else "digits", known)


class Fast(Trainer):
    """What `fast` does on a GPU, as far as a processor can: channels-last networks, fused optimiser steps."""

    fast = property(lambda self: True, lambda self, value: None)    # type: ignore[assignment]


def fast_trainer_of(family: str, **overrides: Any) -> Trainer:
    torch.set_num_threads(1)
    return Fast(config_of(family, **overrides), bars(family), Accelerator(cpu=True))


def trainer_of(family: str, **overrides: Any) -> Trainer:
    torch.set_num_threads(1)
    return Trainer(config_of(family, **overrides), bars(family), Accelerator(cpu=True))


Losses = list[dict[str, float]]                                     # of each step, by name


def losses_of(trainer: Trainer, steps: int) -> Losses:
    return [{name: float(value) for name, value in trainer.train_step().items()} for _ in range(steps)]


def furthest(found: Losses, recorded: Losses) -> float:
    """The largest difference of two runs' losses; their names must be the same at every step."""
    assert [set(step) for step in found] == [set(step) for step in recorded]
    return max(abs(mine[name] - theirs[name]) for mine, theirs in zip(found, recorded, strict=True) for name in mine)


def warm(trainer: Trainer) -> None:
    for term in trainer.terms:
        for index in range(term.warm_up_steps):
            trainer.warm_up(term, index)
