"""Ours and a rival from the same weights, fed the same draws: two results that must be one before anything is timed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from accelerate import Accelerator
from numpy.typing import NDArray
from torch import Tensor

from mixgan import families
from mixgan.config import DataFacts
from mixgan.families.common import PlainAdversary
from mixgan.families.contract import Draw, Generator
from mixgan.families.gan import GAN
from mixgan.families.hmog import HMoG
from mixgan.rng import Stream
from mixgan.training.trainer import Trainer
from tests.benchmarks.rivals import PlainGAN, PlainHMoG, Script, plain_critic

__all__ = ["Pictures", "generator_of", "same", "script_of", "trainer_of", "whole_cycle"]


@dataclass
class Pictures:
    """(N, H, W, C) uint8, grey noise: how fast a step is does not depend on what is learnt."""

    images: NDArray[np.uint8]
    labels: NDArray[np.int64] | None = None
    conditions: None = None
    questions: None = None

    @classmethod
    def of(cls, n: int, side: int) -> Pictures:
        return cls(Stream(0).child("noise").integers(n * side * side, 256).astype(np.uint8).reshape(n, side, side, 1))


def generator_of(family: str, preset: str, side: int, **overrides: Any) -> Generator:
    config = families.configure(family, "noise", DataFacts(image_shape=(1, side, side)), preset, overrides)
    built: Generator = families.build(config)
    return built


def trainer_of(family: str, preset: str, data: Pictures, **overrides: Any) -> Trainer:
    side = data.images.shape[1]
    config = families.configure(family, "noise", DataFacts(image_shape=(1, side, side)), preset, {"device": "cpu", **overrides})
    return Trainer(config, data, Accelerator(cpu=True))


def script_of(trainer: Trainer) -> Script:
    """The rival with copies of the trainer's present weights."""
    s, generator = trainer.settings, trainer.generator
    assert isinstance(generator, HMoG | GAN)
    plain = PlainHMoG(generator) if isinstance(generator, HMoG) else PlainGAN(generator)
    assert isinstance(trainer.adversary, PlainAdversary)
    return Script(plain, plain_critic(trainer.adversary.critic), s.lr_generator, (s.beta1, s.beta2), s.amsgrad)


def whole_cycle(trainer: Trainer, script: Script) -> list[tuple[float, float]]:
    """One cycle of both on the draws of the trainer's own addresses: (ours, rival's) losses of critic and generator."""
    step, n = trainer.step, trainer.settings.critic_steps
    rival = float("nan")
    for i in range(n):
        update = step * n + i
        stream = trainer.stream.child("critic", update)
        mix = torch.from_numpy(stream.child("between").uniform(trainer.batch))
        rival = script.critic_step(trainer.batches[update].images, _noise(trainer, stream), mix)
    rivals = rival, script.generator_step(_noise(trainer, trainer.stream.child("generator", step)))
    ours = trainer.train_step()
    whole = sum(float(ours[name]) for name in ("critic", "gp", "r1") if name in ours)      # a script has one number for all
    return list(zip((whole, float(ours["generator"])), rivals, strict=True))


def _noise(trainer: Trainer, stream: Stream) -> Tensor:
    draw: Draw = trainer.generator.draw(trainer.batch, stream)
    return draw.noise


def same(what: str, ours: Tensor | float, rival: Tensor | float, tolerance: float = 1e-3) -> None:
    """Raises AssertionError when the two differ by more than `tolerance` of the larger one's largest value."""
    a, b = torch.as_tensor(ours).detach(), torch.as_tensor(rival).detach()
    scale = float(torch.maximum(a.abs().max(), b.abs().max()))
    far = float((a - b).abs().max())
    assert a.shape == b.shape, f"{what}: {tuple(a.shape)} against {tuple(b.shape)}"
    assert far <= tolerance * max(scale, 1e-6), f"{what}: ours and the rival's differ by {far:.2g} of {scale:.2g}"
