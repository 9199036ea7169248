"""Adversarial losses and gradient penalties. Real is up; raw scores, never a sigmoid; nothing is halved.

A loss is given a `score`: pictures (n, ...) -> (n,) scores, and answers with one number to minimise. r = score of real,
f = score of fake. Sources: Goodfellow 2014 (ns), Lim & Ye 2017 (hinge), Gulrajani 2017 (wgan-gp), Mao 2017 (lsgan).
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn.functional import relu, softplus

from mixgan.config import TrainingSettings
from mixgan.rng import Stream

__all__ = ["AdversarialLoss", "adversarial_loss", "gradient_penalty", "r1_penalty"]

Score = Callable[[Tensor], Tensor]


def r1_penalty(score: Score, real: Tensor) -> Tensor:
    """Squared gradient norm of the critic at real pictures, one number per picture: (n,).

    Not averaged, not scaled: the loss multiplies by gamma / 2 and takes the mean, once. `real` is detached here. The critic
    must treat rows independently (no batch norm), or the sum below mixes rows. Source: Mescheder et al. 2018.
    """
    real = real.detach().requires_grad_()
    with _float32(real):
        (grad,) = torch.autograd.grad(score(real).sum(), real, create_graph=True)
    return grad.square().flatten(1).sum(1)


def gradient_penalty(score: Score, real: Tensor, fake: Tensor, mix: Tensor, norm: str = "flat") -> Tensor:
    """(|gradient| - 1)^2 between real and fake, one number per picture: (n,). `mix` (n,) in [0, 1]: 1 is the real one.

    `norm`: "flat" over the whole picture; "channel" repeats HMoG's release, which takes one norm per pixel.
    1e-12 under the root, since a norm's gradient at exactly zero is NaN. Source: Gulrajani et al. 2017, eq. 3.
    """
    u = mix.view(-1, *[1] * (real.ndim - 1))
    between = (u * real + (1 - u) * fake).detach().requires_grad_()
    with _float32(between):
        (grad,) = torch.autograd.grad(score(between).sum(), between, create_graph=True)
    flat = grad.flatten(1) if norm == "flat" else grad.movedim(1, -1).flatten(1, -2)
    length = (flat.square().sum(-1 if norm == "channel" else 1) + 1e-12).sqrt()
    return (length - 1).square().view(len(real), -1).mean(1)


def _float32(images: Tensor) -> torch.autocast:
    """A gradient's norm in bf16 has three digits, and its own gradient fewer: penalties are taken in float32."""
    return torch.autocast(images.device.type, enabled=False)


@dataclass(frozen=True)
class AdversarialLoss(ABC):
    """A loss of the critic and one of the generator."""

    settings: TrainingSettings

    @abstractmethod
    def scores(self, real: Tensor, fake: Tensor) -> Tensor:
        """The critic's loss of raw scores (n,), without penalty."""

    @abstractmethod
    def generator_scores(self, fake: Tensor) -> Tensor:
        """The generator's loss of raw scores (n,)."""

    def critic(self, score: Score, real: Tensor, fake: Tensor, step: int, stream: Stream) -> Tensor:
        """To be minimised by the critic; `fake` is detached here. `step` counts critic updates."""
        loss = self.scores(score(real), score(fake.detach()))
        s = self.settings
        if s.r1 > 0 and step % s.r1_every == 0:                     # lazy: rarely, and as much stronger
            loss = loss + s.r1_every * s.r1 / 2 * r1_penalty(score, real).mean()
        return loss

    def generator(self, score: Score, fake: Tensor, real: Tensor, step: int) -> Tensor:
        """To be minimised by the generator."""
        return self.generator_scores(score(fake))


class NonSaturating(AdversarialLoss):
    def scores(self, real: Tensor, fake: Tensor) -> Tensor:
        return softplus(-real).mean() + softplus(fake).mean()

    def generator_scores(self, fake: Tensor) -> Tensor:
        return softplus(-fake).mean()


class Hinge(AdversarialLoss):
    def scores(self, real: Tensor, fake: Tensor) -> Tensor:
        return relu(1 - real).mean() + relu(1 + fake).mean()

    def generator_scores(self, fake: Tensor) -> Tensor:
        return -fake.mean()


class LeastSquares(AdversarialLoss):
    def scores(self, real: Tensor, fake: Tensor) -> Tensor:
        return 0.5 * (real - 1).square().mean() + 0.5 * fake.square().mean()

    def generator_scores(self, fake: Tensor) -> Tensor:
        return 0.5 * (fake - 1).square().mean()


class WassersteinGP(AdversarialLoss):
    def scores(self, real: Tensor, fake: Tensor) -> Tensor:
        return fake.mean() - real.mean()

    def generator_scores(self, fake: Tensor) -> Tensor:
        return -fake.mean()

    def critic(self, score: Score, real: Tensor, fake: Tensor, step: int, stream: Stream) -> Tensor:
        mix = torch.from_numpy(stream.child("between").uniform(len(real))).to(real.device)
        penalty = gradient_penalty(score, real, fake, mix, self.settings.gp_norm).mean()
        return super().critic(score, real, fake, step, stream) + self.settings.gp * penalty


_LOSSES: dict[str, type[AdversarialLoss]] = {
    "ns": NonSaturating, "hinge": Hinge, "lsgan": LeastSquares, "wgan-gp": WassersteinGP}


def adversarial_loss(settings: TrainingSettings) -> AdversarialLoss:
    """The loss that the settings name."""
    return _LOSSES[settings.loss](settings)
