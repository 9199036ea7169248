"""Mode seeking: golden values and broken variants of mode-seeking.md 7 and 8."""

from __future__ import annotations

import math
from typing import Any

import pytest
import torch
from torch import Tensor
from torch.testing import assert_close

from mixgan import families
from mixgan.config import DataFacts
from mixgan.errors import ConfigError
from mixgan.families.contract import Draw, Sample
from mixgan.rng import Stream
from mixgan.training.terms import EPS, ModeSeeking, distance_ratio
from tests.training.small import losses_of, trainer_of

FAR, NEAR = 0.5, 0.1


def pairs(images: list[float], noise: list[float]) -> tuple[Tensor, Tensor]:
    """Pairs whose pictures and noises lie these distances apart."""
    rows = [torch.tensor([[0.0], [distance]], dtype=torch.float64) for distance in images]
    noises = [torch.tensor([[0.0], [distance]], dtype=torch.float64) for distance in noise]
    return torch.cat(rows), torch.cat(noises)


def sample_of(images: Tensor, noise: Tensor) -> Sample:
    return Sample(Draw(noise), images, torch.ones(len(images), 1), None)


def loss_of(images: Tensor, noise: Tensor, **how: Any) -> Tensor:
    """The published loss: with weight 2, since ours is halved beside a mean of two adversarial losses."""
    return ModeSeeking(2.0, **how).generator_term(sample_of(images, noise), images, 0, Stream(0))


def random_pairs(n: int = 6) -> tuple[Tensor, Tensor]:
    return (torch.from_numpy(Stream(1).normal(n, 2, 3, 3)).double(), torch.from_numpy(Stream(2).normal(n, 4)).double())


def test_golden() -> None:
    assert float(loss_of(*pairs([0.5], [1.25]))) == pytest.approx(2.4999375, abs=1e-7)
    assert float(loss_of(*pairs([0.0], [1.25]))) == pytest.approx(1e5, rel=1e-9)


def test_a_ratio_of_batch_means() -> None:
    """Mean of ratios 3.0769, mean of reciprocals 3.6111, one over the ratio of the means 2.49994."""
    assert float(loss_of(*pairs([NEAR, 0.9], [0.5, 2.0]))) == pytest.approx(2.49994, abs=1e-5)


def test_slow_reference() -> None:
    images, noise = random_pairs()
    total = [0.0, 0.0]
    for which, values in enumerate((images.flatten(1), noise)):
        for i in range(0, len(values), 2):
            for j in range(values.shape[1]):
                total[which] += abs(float(values[i + 1, j]) - float(values[i, j])) / (len(values) // 2 * values.shape[1])
    assert float(loss_of(images, noise)) == pytest.approx(1 / (total[0] / total[1] + EPS), rel=1e-12)


def test_invariances() -> None:
    images, noise = random_pairs()
    swapped = torch.tensor([1, 0, 3, 2, 5, 4])
    moved = torch.tensor([4, 5, 0, 1, 2, 3])
    for rows in (swapped, moved, torch.arange(6).repeat(2)):
        assert_close(loss_of(images[rows], noise[rows]), loss_of(images, noise))
    assert_close(distance_ratio(3 * images, noise), 3 * distance_ratio(images, noise))
    assert_close(distance_ratio(images, 3 * noise), distance_ratio(images, noise) / 3)
    assert_close(loss_of(torch.cat([images, images[:1] + 9]), torch.cat([noise, noise[:1]])), loss_of(images, noise))  # odd


def test_gradient_of_a_line_and_both_answers_have_one() -> None:
    a = torch.tensor(0.7, dtype=torch.float64, requires_grad=True)
    noise = random_pairs()[1]
    loss_of(a * noise, noise).backward()
    assert a.grad is not None
    assert float(a.grad) == pytest.approx(-1 / (0.7 + EPS) ** 2, rel=1e-9)
    images = random_pairs()[0].requires_grad_()
    loss_of(images, noise).backward()
    assert images.grad is not None
    assert_close(images.grad[::2], -images.grad[1::2])
    assert images.grad.abs().min() > 0


def test_a_copy_of_the_noise_costs_about_one_and_pictures_in_range_at_least_half() -> None:
    """E |z1 - z2| is 2 / sqrt(pi), and two pictures in [-1, 1] differ by at most 2."""
    noise = torch.from_numpy(Stream(3).normal(4000, 8)).double()
    assert float(loss_of(noise, noise)) == pytest.approx(1, abs=1e-4)
    extreme = torch.tensor([1.0, -1.0], dtype=torch.float64).repeat(2000)[:, None]
    assert float(loss_of(extreme, noise)) == pytest.approx(1 / math.sqrt(math.pi), abs=0.01)


def test_forms_and_clamp() -> None:
    near = pairs([NEAR], [1.0])
    assert float(loss_of(*near, clamp=5.0)) == 5.0
    assert float(loss_of(*near, form="neg_ratio")) == pytest.approx(-0.1)
    assert float(loss_of(*pairs([3.0], [1.0]), form="neg_ratio", clamp=0.7)) == pytest.approx(-0.7)
    assert ModeSeeking(1.0).generator_term(sample_of(*near), near[0], 0, Stream(0)) == pytest.approx(
        float(loss_of(*near)) / 2)


# --- in a run ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("family", families.names())
def test_every_family_can_have_it_and_the_critic_is_untouched(family: str, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = {"same_noise": False} if family == "mgan" else {}
    trainer = trainer_of(family, mode_seeking=1.0, **settings)
    seen: list[Draw] = []
    own = ModeSeeking.generator_term
    monkeypatch.setattr(ModeSeeking, "generator_term",
                        lambda self, sample, *rest: seen.append(sample.draw) or own(self, sample, *rest))
    (losses,) = losses_of(trainer, 1)
    assert losses["mode_seeking"] > 0
    (draw,) = seen
    for name in ("label", "chance", "expert"):
        value = getattr(draw, name)
        assert value is None or torch.equal(value[::2], value[1::2])
    assert (draw.noise[::2] != draw.noise[1::2]).all()
    (plain,) = losses_of(trainer_of(family, **settings), 1)
    assert losses["critic"] == plain["critic"]                      # its step has draws of its own


def test_pairs_of_a_bank_still_use_every_expert() -> None:
    trainer = trainer_of("madgan", mode_seeking=1.0, batch=32)
    draw = trainer._draw(Stream(0), trainer._real(0)).in_pairs()
    assert draw.expert is not None
    assert set(draw.expert.tolist()) == set(range(10))


def test_one_noise_for_all_is_refused() -> None:
    with pytest.raises(ConfigError, match="same_noise gives several rows one noise"):
        families.configure("mgan", "", DataFacts(image_shape=(1, 8, 8)), "digits", {"mode_seeking": 1.0, "same_noise": True})
