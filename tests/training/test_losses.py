"""Golden values of losses-backbones.md 9 and hmog.md 5, in double precision; then what must hold for any scores."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import pytest
import torch
from torch import Tensor
from torch.testing import assert_close

from mixgan.config import TrainingSettings
from mixgan.families.contract import Verdict
from mixgan.rng import Stream
from mixgan.training import adversarial
from mixgan.training.adversarial import AdversarialLoss, adversarial_loss

R = torch.tensor([1.0, -0.5, 2.0], dtype=torch.float64)
F = torch.tensor([-1.0, 0.3, 0.5], dtype=torch.float64)
NAMES = ("ns", "hinge", "lsgan", "wgan-gp")


def loss_of(name: str, **settings: Any) -> AdversarialLoss:
    return adversarial_loss(TrainingSettings(**{"loss": name, "r1": 0.0, **settings}))


def normal(*shape: int, seed: int = 0) -> Tensor:
    return torch.from_numpy(Stream(seed).child("losses", *shape).normal(*shape)).double()


Score = Callable[[Tensor], Tensor]


def linear(w: Tensor) -> Score:
    return lambda x: x.flatten(1) @ w


def judge_of(*scores: Score) -> Callable[[Tensor], Verdict]:
    return lambda x: Verdict(tuple(score(x) for score in scores), {})


def critic(loss: AdversarialLoss, score: Score, real: Tensor, fake: Tensor, step: int = 0, seed: int = 0) -> Tensor:
    """Loss and penalties of one critic's step, summed."""
    parts = loss.critic(judge_of(score), real, fake, step, Stream(seed)).parts
    return torch.stack(list(parts.values())).sum()


def gradient_penalty(score: Score, real: Tensor, fake: Tensor, u: Tensor, norm: str = "flat") -> Tensor:
    return adversarial.gradient_penalty(lambda x: (score(x),), real, fake, u, norm)


def r1_penalty(score: Score, real: Tensor) -> Tensor:
    return adversarial.r1_penalty(lambda x: (score(x),), real)


# --- scores --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("name", "of_critic", "of_generator"), [
    ("ns", 1.1853202, 0.7805646), ("hinge", 1.4333333, 0.0666667), ("lsgan", 0.765, 0.79), ("wgan-gp", -0.9, 0.0666667)])
def test_golden_losses(name: str, of_critic: float, of_generator: float) -> None:
    loss = loss_of(name, gp=0.0)
    assert float(loss.scores(R, F)) == pytest.approx(of_critic, abs=1e-7)
    assert float(loss.generator_scores(F)) == pytest.approx(of_generator, abs=1e-7)
    # and through the door that the trainer uses, where the pictures are the scores
    assert float(critic(loss, lambda x: x[:, 0], R[:, None], F[:, None])) == pytest.approx(of_critic, abs=1e-6)
    assert float(loss.generator(Verdict((F,), {}))) == pytest.approx(of_generator, abs=1e-7)


@pytest.mark.parametrize("name", NAMES)
def test_several_critics_are_several_losses(name: str) -> None:
    """The loss of each, summed: not the loss of the sum of their scores, which a nonlinearity tells apart."""
    loss = loss_of(name, gp=0.0)
    both = loss.critic(judge_of(lambda x: x[:, 0], lambda x: -2 * x[:, 0]), R[:, None], F[:, None], 0, Stream(0)).parts["critic"]
    assert_close(both, loss.scores(R, F) + loss.scores(-2 * R, -2 * F))
    assert_close(loss.generator(Verdict((F, -2 * F), {})), loss.generator_scores(F) + loss.generator_scores(-2 * F))
    if name != "wgan-gp":                                           # linear: there the two are one
        assert abs(float(both - loss.scores(-R, -F))) > 0.1


@pytest.mark.parametrize("name", NAMES)
def test_a_score_for_each_patch_is_averaged_after_the_nonlinearity(name: str) -> None:
    loss, real, fake = loss_of(name, gp=0.0), normal(4, 6), normal(4, 6, seed=1)
    found = critic(loss, lambda x: x, real, fake)
    assert_close(found, torch.stack([loss.scores(real[:, j], fake[:, j]) for j in range(6)]).mean())
    if name != "wgan-gp":
        assert abs(float(found - loss.scores(real.mean(1), fake.mean(1)))) > 1e-2


def test_penalties_of_several_critics_add_and_do_not_grow_with_patches() -> None:
    real, fake, u = normal(3, 4), normal(3, 4, seed=1), torch.full((3,), 0.5, dtype=torch.float64)
    one, two = linear(normal(4, seed=2)), linear(normal(4, seed=3))
    for penalty in (lambda score: adversarial.r1_penalty(score, real),
                    lambda score: adversarial.gradient_penalty(score, real, fake, u)):
        apart = [penalty(lambda x, each=each: (each(x),)) for each in (one, two)]
        assert_close(penalty(lambda x: (one(x), two(x))), apart[0] + apart[1])
        assert_close(penalty(lambda x: (one(x)[:, None].expand(-1, 9),)), apart[0])


def test_penalties_stand_beside_the_loss_by_name() -> None:
    parts = loss_of("wgan-gp").critic(judge_of(linear(SLOPE)), normal(6, 2), normal(6, 2, seed=1), 0, Stream(0)).parts
    assert set(parts) == {"critic", "gp"}
    assert float(parts["gp"]) == pytest.approx(160, abs=1e-9)
    rare = [set(loss_of("ns", r1=1.0, r1_every=2).critic(judge_of(linear(SLOPE)), normal(6, 2), normal(6, 2, seed=1), step,
                                                         Stream(0)).parts) for step in (0, 1)]
    assert rare == [{"critic", "r1"}, {"critic"}]


@pytest.mark.parametrize(("name", "critic", "generator"), [
    ("ns", 2 * math.log(2), math.log(2)), ("hinge", 2.0, 0.0), ("lsgan", 0.5, 0.5), ("wgan-gp", 0.0, 0.0)])
def test_an_untrained_critic(name: str, critic: float, generator: float) -> None:
    zeros = torch.zeros(4, dtype=torch.float64)
    assert float(loss_of(name).scores(zeros, zeros)) == pytest.approx(critic, abs=1e-12)
    assert float(loss_of(name).generator_scores(zeros)) == pytest.approx(generator, abs=1e-12)


@pytest.mark.parametrize("name", ["ns", "hinge", "wgan-gp"])
@pytest.mark.parametrize("size", [1e4, -1e4])
def test_large_scores_do_not_overflow(name: str, size: float) -> None:
    """Float32, as in training: values and gradients; log(sigmoid) would be infinite and its gradient NaN."""
    real, fake = (torch.full((3,), size, requires_grad=True) for _ in range(2))
    total = loss_of(name).scores(real, fake) + loss_of(name).generator_scores(fake)
    total.backward()
    assert math.isfinite(total.item())
    for scores in (real, fake):
        assert scores.grad is not None
        assert torch.isfinite(scores.grad).all()
        assert scores.grad.abs().max() <= 1


def test_a_constant_cancels_for_wgan_only() -> None:
    for name in NAMES:
        moved = loss_of(name).scores(R + 3, F + 3) - loss_of(name).scores(R, F)
        assert (abs(float(moved)) < 1e-12) == (name == "wgan-gp"), name


def test_hinge_rests_where_the_margin_is_kept() -> None:
    real, fake = torch.tensor([1.5, 0.5], requires_grad=True), torch.tensor([-1.5, 0.5], requires_grad=True)
    loss_of("hinge").scores(real, fake).backward()
    assert real.grad is not None
    assert fake.grad is not None
    assert real.grad.tolist() == [0, -0.5]
    assert fake.grad.tolist() == [0, 0.5]


@pytest.mark.parametrize("name", NAMES)
def test_signs(name: str) -> None:
    """Real is up: the critic raises real and lowers fake scores, the generator raises fake ones."""
    real, fake = torch.zeros(3, requires_grad=True), torch.zeros(3, requires_grad=True)
    loss_of(name).scores(real, fake + 0.5).backward()
    assert real.grad is not None
    assert fake.grad is not None
    assert real.grad.max() < 0 < fake.grad.min()
    fake.grad = None
    loss_of(name).generator_scores(fake).backward()
    assert fake.grad is not None
    assert fake.grad.max() < 0


@pytest.mark.parametrize("name", NAMES)
def test_a_mean_over_the_batch(name: str) -> None:
    twice = loss_of(name).scores(R.repeat(2), F.repeat(2)), loss_of(name).generator_scores(F.repeat(2))
    assert_close(twice[0], loss_of(name).scores(R, F))
    assert_close(twice[1], loss_of(name).generator_scores(F))


@pytest.mark.parametrize("name", NAMES)
def test_nothing_of_the_critics_step_reaches_the_generator(name: str) -> None:
    real, fake = normal(3, 4), normal(3, 4, seed=1).requires_grad_()
    w = normal(4).requires_grad_()
    critic(loss_of(name), linear(w), real, fake).backward()
    assert fake.grad is None
    assert w.grad is not None
    loss_of(name).generator(judge_of(linear(w))(fake)).backward()
    assert fake.grad is not None
    assert fake.grad.abs().max() > 0


# --- relativistic pairs: no score counts by itself, so what is said of scores above does not hold ----------------------------


def generator(loss: AdversarialLoss, fake: Tensor, real: Tensor) -> Tensor:
    return loss.generator(Verdict((fake,), {}), Verdict((real,), {}))


def test_golden_pairs() -> None:
    """Neither RaGAN's, which compares with the other side's mean (0.8327747), nor that of all pairs (0.4867130)."""
    loss = loss_of("rpgan")
    assert float(loss.scores(R, F)) == pytest.approx(0.4998140, abs=1e-7)
    assert float(generator(loss, F, R)) == pytest.approx(1.3998140, abs=1e-7)
    assert float(critic(loss, lambda x: x[:, 0], R[:, None], F[:, None])) == pytest.approx(0.4998140, abs=1e-6)
    order = [2, 0, 1]
    assert_close(loss.scores(R[order], F[order]), loss.scores(R, F))
    assert abs(float(loss.scores(R[order], F) - loss.scores(R, F))) > 1e-2
    zeros = torch.zeros(4, dtype=torch.float64)
    assert float(loss.scores(zeros, zeros)) == float(generator(loss, zeros, zeros)) == pytest.approx(math.log(2), abs=1e-12)


def test_a_shift_of_all_scores_changes_neither_loss_nor_gradient_of_pairs() -> None:
    loss, found = loss_of("rpgan"), []
    for shift in (0, 7):
        real, fake = R.clone().requires_grad_(), F.clone().requires_grad_()
        of_critic, of_generator = loss.scores(real + shift, fake + shift), generator(loss, fake + shift, real + shift)
        found.append(torch.stack([of_critic, of_generator, *torch.autograd.grad(of_critic, (real, fake))[0],
                                  *torch.autograd.grad(of_generator, fake)[0]]).detach())
    assert_close(found[0], found[1])
    assert_close(loss.scores(R.repeat(2), F.repeat(2)), loss.scores(R, F))          # a mean over the batch


def test_signs_of_pairs() -> None:
    real, fake = torch.zeros(3, requires_grad=True), torch.zeros(3, requires_grad=True)
    of_real, of_fake = torch.autograd.grad(loss_of("rpgan").scores(real, fake + 0.5), (real, fake))
    assert of_real.max() < 0 < of_fake.min()
    assert torch.autograd.grad(generator(loss_of("rpgan"), fake, real), fake)[0].max() < 0


@pytest.mark.parametrize("size", [1e4, -1e4])
def test_large_differences_do_not_overflow(size: float) -> None:
    real, fake = torch.full((3,), size, requires_grad=True), torch.full((3,), -size, requires_grad=True)
    total = loss_of("rpgan").scores(real, fake) + generator(loss_of("rpgan"), fake, real)
    grads = torch.autograd.grad(total, (real, fake))
    assert math.isfinite(total.item())
    assert all(bool(torch.isfinite(grad).all()) and float(grad.abs().max()) <= 1 for grad in grads)


def test_pairs_of_several_critics_and_of_patches() -> None:
    """Each critic compares its own scores; of patches, each with the one at its place, and the mean comes last."""
    loss = loss_of("rpgan")
    both = loss.critic(judge_of(lambda x: x[:, 0], lambda x: -2 * x[:, 0]), R[:, None], F[:, None], 0, Stream(0)).parts["critic"]
    assert_close(both, loss.scores(R, F) + loss.scores(-2 * R, -2 * F))
    assert_close(loss.generator(Verdict((F, -2 * F), {}), Verdict((R, -2 * R), {})),
                 generator(loss, F, R) + generator(loss, -2 * F, -2 * R))
    real, fake = normal(4, 6), normal(4, 6, seed=1)
    assert_close(loss.scores(real, fake), torch.stack([loss.scores(real[:, j], fake[:, j]) for j in range(6)]).mean())
    assert_close(generator(loss, fake, real), torch.stack([generator(loss, fake[:, j], real[:, j]) for j in range(6)]).mean())


def test_pairs_are_penalised_at_real_and_at_fake_lazily() -> None:
    """D = |x|^2 / 2: gamma / 2 times the mean squared length of real pictures, and of fakes; every fourth update, four times."""
    real, fake = normal(5, 2, 2, 2), normal(5, 2, 2, 2, seed=1).requires_grad_()
    loss = loss_of("rpgan", r1=3.0, r1_every=4)
    judge = judge_of(lambda x: x.square().flatten(1).sum(1) / 2)
    steps = [loss.critic(judge, real, fake, step, Stream(0)).parts for step in range(5)]
    assert [set(parts) for parts in steps] == [{"critic", "r1", "r2"}, *[{"critic"}] * 3, {"critic", "r1", "r2"}]
    assert_close(steps[0]["r1"], 4 * 1.5 * real.square().flatten(1).sum(1).mean())
    assert_close(steps[0]["r2"].detach(), 4 * 1.5 * fake.detach().square().flatten(1).sum(1).mean())
    w = normal(8, seed=2).requires_grad_()
    critic(loss, linear(w), real, fake).backward()
    assert fake.grad is None                                        # nothing of it reaches the generator


# --- penalties -----------------------------------------------------------------------------------------------------------


SLOPE = torch.tensor([3.0, 4.0], dtype=torch.float64)               # D(x) = 3 x1 + 4 x2


@pytest.mark.parametrize("seed", [0, 1])
def test_golden_penalties_of_a_slope(seed: int) -> None:
    """10 (5 - 1)^2 = 160 and 1/2 25 = 12.5, for any data."""
    real, fake = normal(6, 2, seed=seed), normal(6, 2, seed=seed + 5)
    score = linear(SLOPE)
    plain = float(score(fake).mean() - score(real).mean())
    assert float(critic(loss_of("wgan-gp"), score, real, fake, 0, seed)) - plain == pytest.approx(160, abs=1e-9)
    for name in ("ns", "hinge", "lsgan"):
        without = critic(loss_of(name), score, real, fake)
        with_r1 = critic(loss_of(name, r1=1.0, r1_every=1), score, real, fake, 7)
        assert float(with_r1 - without) == pytest.approx(12.5, abs=1e-9)


def test_r1_of_a_bowl_is_the_squared_length_of_the_real_ones() -> None:
    """D = |x|^2 / 2: one number per picture, at reals, all pixels; not at fakes."""
    real = normal(4, 3, 2, 2)
    assert_close(r1_penalty(lambda x: x.square().flatten(1).sum(1) / 2, real), real.square().flatten(1).sum(1))


def test_lazy_r1_is_rare_and_as_much_stronger() -> None:
    real, fake = normal(6, 2), normal(6, 2, seed=1)
    lazy, plain = loss_of("ns", r1=1.0, r1_every=4), loss_of("ns")
    both = [[critic(loss, linear(SLOPE), real, fake, step) for loss in (lazy, plain)] for step in range(8)]
    extra = [float(with_r1 - without) for with_r1, without in both]
    assert extra == pytest.approx([50, 0, 0, 0, 50, 0, 0, 0], abs=1e-9)


def test_norm_over_the_picture_and_over_the_channel() -> None:
    """All partials 1 on 1 x 32 x 32: flat 10 (32 - 1)^2 = 9610, the release's norm per pixel 0 (hmog.md 5)."""
    real, fake = normal(2, 1, 32, 32), normal(2, 1, 32, 32, seed=1)

    def total(x: Tensor) -> Tensor:
        return x.flatten(1).sum(1)

    penalties = {}
    for norm in ("flat", "channel"):
        loss = loss_of("wgan-gp", gp_norm=norm)
        found = critic(loss, total, real, fake) - loss.scores(total(real), total(fake))
        penalties[norm] = float(found)
    assert penalties["flat"] == pytest.approx(9610, abs=1e-6)
    assert penalties["channel"] == pytest.approx(0, abs=1e-9)


def test_channel_norm_by_hand() -> None:
    """Two channels with slopes 3 and 4 at every pixel: each norm is 5, each square 16, and their mean is 16."""
    w = torch.tensor([3.0, 4.0], dtype=torch.float64).view(2, 1, 1).expand(2, 2, 3)
    real, fake = normal(2, 2, 2, 3), normal(2, 2, 2, 3, seed=1)
    found = gradient_penalty(lambda x: (x * w).flatten(1).sum(1), real, fake, torch.zeros(2, dtype=torch.float64), "channel")
    assert_close(found, torch.full((2,), 16.0, dtype=torch.float64))


def test_a_slope_of_one_pixel_has_norm_one() -> None:
    real, fake, u = normal(3, 1, 4, 4), normal(3, 1, 4, 4, seed=1), torch.full((3,), 0.5, dtype=torch.float64)
    assert_close(gradient_penalty(lambda x: x[:, 0, 0, 0], real, fake, u), torch.zeros(3, dtype=torch.float64))


def test_a_flat_critic_costs_one_and_has_no_nan() -> None:
    """The norm's own derivative at zero is NaN without the 1e-12 under the root."""
    w = torch.zeros(4, dtype=torch.float64, requires_grad=True)
    u = torch.full((3,), 0.5, dtype=torch.float64)
    penalty = gradient_penalty(linear(w), normal(3, 4), normal(3, 4, seed=1), u).mean()
    assert penalty.item() == pytest.approx(1, abs=1e-5)
    penalty.backward()
    assert w.grad is not None
    assert torch.isfinite(w.grad).all()


def test_second_order() -> None:
    """d/dw of (|w| - 1)^2 is 2 (1 - 1/|w|) w, of |w|^2 it is 2 w; without create_graph there is none."""
    w = normal(4).requires_grad_()
    real, fake, u = normal(3, 4, seed=2), normal(3, 4, seed=1), torch.full((3,), 0.5, dtype=torch.float64)
    (mine,) = torch.autograd.grad(gradient_penalty(linear(w), real, fake, u).mean(), w)
    assert_close(mine, (2 * (1 - 1 / w.norm()) * w).detach(), atol=1e-9, rtol=0)
    (r1,) = torch.autograd.grad(r1_penalty(linear(w), real).mean(), w)
    assert_close(r1, 2 * w.detach())


def test_between_zero_and_one() -> None:
    """D = |x|^2 / 2 has its own place as gradient, so the penalty tells where it was taken: u = 1 at the real one."""
    real, fake = normal(3, 2, 2, 2), normal(3, 2, 2, 2, seed=1)
    u = torch.tensor([0.0, 1.0, 0.25], dtype=torch.float64)
    found = gradient_penalty(lambda x: x.square().flatten(1).sum(1) / 2, real, fake, u)
    places = torch.stack([fake[0], real[1], 0.25 * real[2] + 0.75 * fake[2]])
    assert_close(found, (places.flatten(1).norm(dim=1) - 1).square(), atol=1e-9, rtol=0)


def test_each_picture_has_its_own_place_between() -> None:
    """Real all 1, fake all 0: what the critic sees is u itself, one per picture, the same at all its pixels."""
    seen: list[Tensor] = []

    def score(x: Tensor) -> Tensor:
        seen.append(x.detach())
        return x.flatten(1).sum(1)

    real, fake = torch.ones(200, 1, 3, 3), torch.zeros(200, 1, 3, 3)
    for step in (0, 1):
        critic(loss_of("wgan-gp"), score, real, fake, step, step)
    between = [x.flatten(1) for x in seen if 0 < float(x.mean()) < 1]
    assert len(between) == 2                                        # one of three calls a step
    for places in between:
        assert torch.equal(places, places[:, :1].expand(-1, 9))
        assert len(places[:, 0].unique()) == 200
        # mean of 200 uniform numbers: deviation 0.0204, bound at five of them
        assert float(places.mean()) == pytest.approx(0.5, abs=0.1)
    assert not torch.equal(between[0], between[1])
