"""What the critic is shown: each part by hand, then each row's own chance, then where in a step it sits and where not."""

from __future__ import annotations

import copy
from typing import Any

import pytest
import torch
from torch import Tensor
from torch.testing import assert_close

from mixgan.config import AUGMENTS
from mixgan.families.contract import Verdict
from mixgan.rng import Stream
from mixgan.training import augment as m
from mixgan.training.adversarial import r1_penalty
from mixgan.training.augment import Augment
from mixgan.training.trainer import Trainer
from tests.training.small import losses_of, trainer_of, warm


def pictures(n: int = 6, channels: int = 3, height: int = 16, width: int = 24) -> Tensor:
    numbers = Stream(0).child("augment", n, channels).normal(n, channels, height, width)
    return torch.tanh(torch.from_numpy(numbers))


def whole(*values: int) -> Tensor:
    return torch.tensor(values)


# --- the parts ------------------------------------------------------------------------------------------------------------


def test_nothing_at_no_strength() -> None:
    x = pictures()
    nought, once = torch.zeros(6), torch.ones(6)
    assert torch.equal(m.brighter(x, nought), x)
    for same in (m.saturated(x, once), m.contrasted(x, once)):
        assert_close(same, x)
    assert torch.equal(m.moved(x, nought.long(), nought.long()), x)
    assert torch.equal(m.cut(x, nought.long(), nought.long(), (0, 0)), x)
    assert Augment(())(x, Stream(0)) is x


def test_tones_by_hand() -> None:
    x = torch.tensor([[[[0.5]], [[-0.1]], [[0.2]]]])                # one pixel: its mean is 0.2
    assert_close(m.brighter(x, torch.tensor([0.25])), x + 0.25)
    assert_close(m.saturated(x, torch.tensor([2.0])).flatten(), torch.tensor([0.8, -0.4, 0.2]))
    assert_close(m.saturated(x, torch.tensor([0.0])).flatten(), torch.full((3,), 0.2))
    grey = pictures(2, channels=1)
    assert_close(m.saturated(grey, torch.tensor([0.0, 2.0])), grey)
    flat = m.contrasted(pictures(), torch.full((6,), 0.5))
    assert_close(flat.mean((1, 2, 3)), pictures().mean((1, 2, 3)))
    assert_close(flat.std((1, 2, 3)), pictures().std((1, 2, 3)) / 2)


def test_moved_by_hand() -> None:
    """Down and to the right, each row its own way; what comes in is background, not grey, nor the other side."""
    x = pictures(2)
    down, up = m.moved(x, whole(2, -1), whole(3, 0))
    assert torch.equal(down[:, 2:, 3:], x[0, :, :-2, :-3])
    assert bool((down[:, :2] == -1).all())
    assert bool((down[:, :, :3] == -1).all())
    assert torch.equal(up[:, :-1], x[1, :, 1:])
    assert bool((up[:, -1] == -1).all())


def test_cut_by_hand() -> None:
    x = pictures(2).clamp_min(-0.9)
    inside, corner = (m.cut(x, whole(8, 0), whole(10, 23), (4, 6)) == -1)
    expected = torch.zeros(16, 24, dtype=torch.bool)
    expected[6:10, 7:13] = True
    assert torch.equal(inside, expected.expand(3, -1, -1))
    assert int(corner[0].sum()) == 2 * 4                            # rows 0 and 1, columns 20 to 23
    assert bool(corner[:, 0, 23].all())


def test_strengths_reach_their_bounds_and_no_further() -> None:
    """400 rows: the extremes of uniform numbers are within 3 % of the bounds, the mean within five deviations."""
    dot = torch.full((400, 3, 16, 16), -1.0)
    dot[:, :, 8, 8] = 1.0
    u = Augment(("brightness",))(torch.zeros(400, 3, 16, 16), Stream(1))[:, 0, 0, 0]
    assert -0.5 <= float(u.min()) < -0.485
    assert 0.485 < float(u.max()) <= 0.5
    places = (Augment(("translation",))(dot, Stream(1))[:, 0] == 1).nonzero()[:, 1:]
    assert len(places) == 400                                       # an eighth of 16 is 2 px: the dot stays in the picture
    assert set((places - 8).flatten().tolist()) == {-2, -1, 0, 1, 2}
    tone = pictures(400)
    for part, low, high in (("contrast", 0.5, 1.5), ("saturation", 0.0, 2.0)):
        changed = Augment((part,))(tone, Stream(1))
        middle = tone.mean(1, keepdim=True) if part == "saturation" else tone.mean((1, 2, 3), keepdim=True)
        again = changed.mean(1, keepdim=True) if part == "saturation" else changed.mean((1, 2, 3), keepdim=True)
        times = (changed - again).flatten(1).norm(dim=1) / (tone - middle).flatten(1).norm(dim=1)
        assert low <= float(times.min()) < low + 0.03 * (high - low)
        assert high - 0.03 * (high - low) < float(times.max()) <= high + 1e-5
    gone = (Augment(("cutout",))(torch.zeros(400, 1, 16, 16), Stream(1)) == -1).sum((1, 2, 3))
    assert int(gone.max()) == 8 * 8
    assert int(gone.min()) >= 4 * 4                                 # its middle is in the picture


# --- the chance -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("channels", [1, 3])
@pytest.mark.parametrize("part", [*AUGMENTS, AUGMENTS])
def test_each_row_by_its_own_chance_the_same_for_the_same_seed(part: Any, channels: int) -> None:
    parts = (part,) if isinstance(part, str) else part
    one = pictures(1, channels).expand(12, -1, -1, -1)
    changed = Augment(parts)(one, Stream(0))
    assert changed.shape == one.shape
    assert changed.dtype == one.dtype
    if parts == ("saturation",) and channels == 1:
        return
    assert len({tuple(row.flatten().tolist()) for row in changed}) > 6      # whole pixels may come twice
    assert torch.equal(changed, Augment(parts)(one, Stream(0)))
    assert not torch.equal(changed, Augment(parts)(one, Stream(1)))
    assert torch.equal(changed[5:9], Augment(parts)(one[5:9], Stream(0).rows_from(5)))      # what another process draws


def test_in_float32_whatever_autocast_says_and_double_stays_double() -> None:
    x = pictures()
    plain = Augment(AUGMENTS)(x, Stream(0))
    with torch.autocast("cpu", torch.bfloat16):
        assert torch.equal(Augment(AUGMENTS)(x, Stream(0)), plain)
        assert Augment(AUGMENTS)(x.bfloat16(), Stream(0)).dtype == torch.float32
    assert_close(Augment(AUGMENTS)(x.double(), Stream(0)), plain.double(), atol=1e-6, rtol=0)


def test_the_gradient_goes_through_twice() -> None:
    x = pictures(2, 3, 8, 8).double().requires_grad_()

    def once(images: Tensor) -> Tensor:
        return Augment(AUGMENTS)(images, Stream(3))

    assert torch.autograd.gradcheck(once, x)
    assert torch.autograd.gradgradcheck(lambda images: once(images).pow(3).sum(), x)


def test_a_penalty_is_one_of_the_pictures_themselves() -> None:
    """D = w x at T(x) with T = 1.5 (x - mean) + mean + b: the gradient to x is T's transpose of w, not w."""
    x = pictures(3, 1, 4, 4).double()
    w = pictures(1, 1, 4, 4).double().flatten()
    times = torch.full((3,), 1.5)
    found = r1_penalty(lambda images: (m.contrasted(images, times).flatten(1) @ w,), x)
    assert_close(found, (1.5 * w - 0.5 * w.mean()).square().sum().expand(3))
    moved = r1_penalty(lambda images: (m.moved(images, whole(1, 0, 0), whole(0, 0, 0)).flatten(1) @ w,), x)
    assert_close(moved, torch.stack([w[4:].square().sum(), w.square().sum(), w.square().sum()]))     # a row of x was pushed out


# --- in a step ------------------------------------------------------------------------------------------------------------


class Spy(Augment):
    """Writes down what it was given and what it made of it."""

    def __init__(self) -> None:
        super().__init__(AUGMENTS)
        self.given: list[Tensor] = []
        self.made: list[Tensor] = []
        self.chances: set[Stream] = set()

    def __call__(self, images: Tensor, stream: Stream) -> Tensor:
        made = super().__call__(images, stream)
        self.chances.add(stream)
        self.given.append(images)
        self.made.append(made)
        return made


def spied(family: str, **settings: Any) -> tuple[Trainer, Spy, list[Tensor]]:
    """A trainer, what its augmentation saw, and what its critic was shown."""
    trainer, spy = trainer_of(family, augment=",".join(AUGMENTS), **settings), Spy()
    trainer.augment = spy
    shown: list[Tensor] = []
    trainer.adversary.register_forward_hook(lambda module, given, said: shown.append(given[0]))
    return trainer, spy, shown


def test_all_that_the_critic_sees_is_augmented_anew_and_nothing_else_is() -> None:
    trainer, spy, shown = spied("hmog")
    trainer.train_step()
    real, fake, penalised, generated = spy.given
    assert len(shown) == 4
    assert all(mine is made for mine, made in zip(shown, spy.made, strict=True))
    assert torch.equal(real, trainer._real(0).images)
    assert torch.equal(penalised, real)
    assert penalised.requires_grad                                  # of the picture itself, through T
    assert not torch.equal(spy.made[0], spy.made[2])                # the same pictures by other chance
    assert not fake.requires_grad
    assert generated.requires_grad
    with torch.no_grad():
        trainer.generator.eval()(trainer.generator.draw(4, Stream(0)))
    warm(trainer)                                                   # the head sees them as they are
    assert len(spy.given) == 4


def test_wgan_gp_is_penalised_through_it() -> None:
    trainer, spy, shown = spied("gan", loss="wgan-gp", r1=0.0)
    trainer.train_step()
    assert len(shown) == len(spy.made) == 4
    assert sum(given.requires_grad for given in spy.given) == 2     # between real and fake, and the generator's


def test_pairs_are_judged_through_it_on_both_sides_in_both_steps() -> None:
    trainer, spy, shown = spied("gan", loss="rpgan")
    losses = trainer.train_step()
    assert set(losses) == {"critic", "r1", "r2", "generator"}
    assert len(shown) == len(spy.made) == 6                         # real, fake, at real, at fake; then fake and real
    fake, real = spy.given[4:]
    assert fake.requires_grad
    assert torch.equal(real, trainer._real(0).images)
    assert not real.requires_grad
    assert len(spy.chances) == 6


def test_it_moves_the_losses_and_two_runs_alike() -> None:
    plain, once, again = (losses_of(trainer_of("gan", augment=augment), 3) for augment in ("none", "translation", "translation"))
    assert once == again
    assert once[0]["critic"] != plain[0]["critic"]


def test_a_run_goes_on_bit_for_bit() -> None:
    alone = trainer_of("hmog", augment="translation,brightness,cutout", mirrored=True)
    warm(alone)
    losses_of(alone, 2)
    kept = copy.deepcopy(alone.state())
    losses = losses_of(alone, 3)
    resumed = trainer_of("hmog", augment="translation,brightness,cutout", mirrored=True)
    resumed.restore(kept, 2)
    assert losses_of(resumed, 3) == losses
    for name, group in alone.state().items():
        assert all(torch.equal(value, resumed.state()[name][key]) for key, value in group.items()), name


def test_several_scores_of_one_step_see_one_picture() -> None:
    """A critic that says several things says them of one augmented picture: it is called once."""
    trainer, spy, _ = spied("mgan")
    judge = trainer._judge(trainer.adversary, trainer.generator.draw(4, Stream(0)), Stream(0))
    said: Verdict = judge(pictures(4, 1, 8, 8))
    assert len(spy.made) == 1
    assert len(said.heads) == 1
