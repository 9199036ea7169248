"""Adversarial losses and gradient penalties. Real is up; raw scores, never a sigmoid; nothing is halved.

A loss is given a `judge`: pictures (n, ...) -> the adversary's verdict. Several critics are several scores: the loss is taken
of each and summed; of a score per patch (n, patches) the mean over patches comes after the nonlinearity. r = score of real, f =
score of fake. Sources: Goodfellow 2014 (ns), Lim & Ye 2017 (hinge), Gulrajani 2017 (wgan-gp), Mao 2017 (lsgan), Huang et al. 2024
(rpgan, with both penalties: R3GAN's).
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import ClassVar

import torch
from torch import Tensor
from torch.nn.functional import relu, softplus

from mixgan.config import TrainingSettings
from mixgan.families.contract import Verdict
from mixgan.rng import Stream

__all__ = ["AdversarialLoss", "Judge", "Judged", "adversarial_loss", "gradient_penalty", "r1_penalty"]

Scores = tuple[Tensor, ...]                                         # of each critic: (n,), or (n, patches)
Score = Callable[[Tensor], Scores]
Judge = Callable[[Tensor], Verdict]


def r1_penalty(score: Score, real: Tensor) -> Tensor:
    """Squared gradient norm of each critic at real pictures, summed over the critics, one number per picture: (n,).

    At fakes it is called R2. Not averaged, not scaled: the loss multiplies by gamma / 2 and takes the mean, once. `real` is
    detached here. The critic must treat rows independently (no batch norm), or the sum below mixes rows. Source: Mescheder et
    al. 2018.
    """
    # a fake may come in bf16, and the critic's weights are float32
    real = real.detach().to(torch.promote_types(real.dtype, torch.float32)).requires_grad_()
    return _total([grad.square().flatten(1).sum(1) for grad in _gradients(score, real)])


def gradient_penalty(score: Score, real: Tensor, fake: Tensor, mix: Tensor, norm: str = "flat") -> Tensor:
    """(|gradient| - 1)^2 of each critic between real and fake, summed over the critics, one number per picture: (n,).

    `mix` (n,) in [0, 1]: 1 is the real one.

    `norm`: "flat" over the whole picture; "channel" repeats HMoG's release, which takes one norm per pixel.
    1e-12 under the root, since a norm's gradient at exactly zero is NaN. Source: Gulrajani et al. 2017, eq. 3.
    """
    u = mix.view(-1, *[1] * (real.ndim - 1))
    between = (u * real + (1 - u) * fake).detach().requires_grad_()
    return _total([_off_one(grad, norm) for grad in _gradients(score, between)])


def _off_one(grad: Tensor, norm: str) -> Tensor:
    flat = grad.flatten(1) if norm == "flat" else grad.movedim(1, -1).flatten(1, -2)
    length = (flat.square().sum(-1 if norm == "channel" else 1) + 1e-12).sqrt()
    return (length - 1).square().view(len(grad), -1).mean(1)


def _gradients(score: Score, images: Tensor) -> list[Tensor]:
    """Of each critic's score; of one with patches, of their mean, so that the penalty does not grow with their number."""
    # a gradient's norm in bf16 has three digits, and its own gradient fewer: penalties are taken in float32
    with torch.autocast(images.device.type, enabled=False):
        said = score(images)
        return [torch.autograd.grad((one if one.ndim == 1 else one.flatten(1).mean(1)).sum(), images, create_graph=True)[0]
                for one in said]


def _total(parts: Sequence[Tensor]) -> Tensor:
    return parts[0] if len(parts) == 1 else torch.stack(list(parts)).sum(0)


@dataclass(frozen=True)
class Judged:
    """A critic's step: its loss and penalties by name, to be summed, and what was said of real and fake on the way."""

    parts: dict[str, Tensor]
    real: Verdict
    fake: Verdict


@dataclass(frozen=True)
class AdversarialLoss(ABC):
    """A loss of the critic and one of the generator. `compares`: the generator's reads the scores of real rows as well."""

    settings: TrainingSettings
    compares: ClassVar[bool] = False

    @abstractmethod
    def scores(self, real: Tensor, fake: Tensor) -> Tensor:
        """One critic's loss of its raw scores, without penalty."""

    @abstractmethod
    def generator(self, fake: Verdict, real: Verdict | None = None) -> Tensor:
        """To be minimised by the generator. `real`: what was said of as many real rows, for a loss that compares."""

    def critic(self, judge: Judge, real: Tensor, fake: Tensor, step: int, stream: Stream) -> Judged:
        """To be minimised by the critic; `fake` is detached here. `step` counts critic updates."""
        of_real, of_fake = judge(real), judge(fake.detach())
        parts = {"critic": _total([self.scores(r, f) for r, f in zip(of_real.scores, of_fake.scores, strict=True)])}
        s = self.settings
        if s.r1 > 0 and step % s.r1_every == 0:                     # lazy: rarely, and as much stronger
            for name, images in self.penalised(real, fake).items():
                parts[name] = s.r1_every * s.r1 / 2 * r1_penalty(lambda x: judge(x).scores, images).mean()
        return Judged(parts, of_real, of_fake)

    def penalised(self, real: Tensor, fake: Tensor) -> dict[str, Tensor]:
        """The pictures at which the critic's gradient is held down, by the name of the penalty."""
        return {"r1": real}


class OneSided(AdversarialLoss):
    """The generator's loss is one of the fakes' scores alone."""

    @abstractmethod
    def generator_scores(self, fake: Tensor) -> Tensor:
        """Of one critic's raw scores."""

    def generator(self, fake: Verdict, real: Verdict | None = None) -> Tensor:
        return _total([self.generator_scores(one) for one in fake.scores])


class NonSaturating(OneSided):
    def scores(self, real: Tensor, fake: Tensor) -> Tensor:
        return softplus(-real).mean() + softplus(fake).mean()

    def generator_scores(self, fake: Tensor) -> Tensor:
        return softplus(-fake).mean()


class Hinge(OneSided):
    def scores(self, real: Tensor, fake: Tensor) -> Tensor:
        return relu(1 - real).mean() + relu(1 + fake).mean()

    def generator_scores(self, fake: Tensor) -> Tensor:
        return -fake.mean()


class LeastSquares(OneSided):
    def scores(self, real: Tensor, fake: Tensor) -> Tensor:
        return 0.5 * (real - 1).square().mean() + 0.5 * fake.square().mean()

    def generator_scores(self, fake: Tensor) -> Tensor:
        return 0.5 * (fake - 1).square().mean()


class WassersteinGP(OneSided):
    def scores(self, real: Tensor, fake: Tensor) -> Tensor:
        return fake.mean() - real.mean()

    def generator_scores(self, fake: Tensor) -> Tensor:
        return -fake.mean()

    def critic(self, judge: Judge, real: Tensor, fake: Tensor, step: int, stream: Stream) -> Judged:
        mix = torch.from_numpy(stream.child("between").uniform(len(real))).to(real.device)
        penalty = gradient_penalty(lambda images: judge(images).scores, real, fake, mix, self.settings.gp_norm).mean()
        judged = super().critic(judge, real, fake, step, stream)
        judged.parts["gp"] = self.settings.gp * penalty
        return judged


class RelativisticPairs(AdversarialLoss):
    """How much more real the real row of a pair looks than its fake; a pair is two rows of one number. For the generator the two
    change places. It converges where both penalties are taken, R1 at real pictures and R2 at fakes (Huang et al. 2024)."""

    compares = True

    def scores(self, real: Tensor, fake: Tensor) -> Tensor:
        return softplus(fake - real).mean()

    def generator(self, fake: Verdict, real: Verdict | None = None) -> Tensor:
        assert real is not None, "a loss that compares is given the real rows' scores"
        return _total([self.scores(f, r) for f, r in zip(fake.scores, real.scores, strict=True)])

    def penalised(self, real: Tensor, fake: Tensor) -> dict[str, Tensor]:
        return {"r1": real, "r2": fake}


_LOSSES: dict[str, type[AdversarialLoss]] = {
    "ns": NonSaturating, "hinge": Hinge, "lsgan": LeastSquares, "wgan-gp": WassersteinGP,
    "rpgan": RelativisticPairs}


def adversarial_loss(settings: TrainingSettings) -> AdversarialLoss:
    """The loss that the settings name."""
    return _LOSSES[settings.loss](settings)
