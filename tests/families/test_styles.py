"""Styles: the losses that two sets have besides the critics', each against its formula, and who learns from which."""

from __future__ import annotations

import math
from typing import Any

import pytest
import torch
from torch import Tensor, nn
from torch.testing import assert_close

from mixgan import families
from mixgan.config import DataFacts
from mixgan.errors import ConfigError
from mixgan.families.contract import Batch, Sample, Verdict
from mixgan.families.encoded import kl
from mixgan.families.styles import SetCritics, Styles
from mixgan.rng import Stream
from mixgan.training.adversarial import adversarial_loss
from mixgan.training.terms import make_terms

FACTS = DataFacts(image_shape=(3, 16, 16), condition_shape=(1, 16, 16), unpaired=True, n_questions=3)
N = 6


def config(**options: Any) -> Any:
    return families.configure("styles", "", FACTS, overrides={"widths": "4,6", "critic_widths": "4", "noise_dim": 3, **options})


def built(**options: Any) -> tuple[Styles, SetCritics]:
    made = config(**options)
    generator, critics = families.build(made), families.build_adversary(made)
    assert isinstance(generator, Styles)
    assert isinstance(critics, SetCritics)
    return generator, critics


@pytest.fixture
def batch() -> Batch:
    chance = Stream(3)
    pictures, asked = (torch.from_numpy(chance.child(name).normal(N, c, 16, 16)).tanh() for name, c in (("b", 3), ("a", 1)))
    return Batch(pictures, condition=asked)


def step_of(g: Styles, batch: Batch) -> Sample:
    return g.step_sample(g.draw(N, Stream(0), condition=batch.condition), batch, Stream(1))


def away(x: Tensor, y: Tensor) -> float:
    """Mean absolute difference, number by number."""
    return sum(abs(a - b) for a, b in zip(x.flatten().tolist(), y.flatten().tolist(), strict=True)) / x.numel()


def test_the_pictures_of_a_step_are_those_that_are_drawn(batch: Batch) -> None:
    g, _ = built()
    draw = g.draw(N, Stream(0), condition=batch.condition)
    assert torch.equal(g.step_sample(draw, batch, Stream(1)).images, g(draw))
    assert g.sample(draw).beside == {}


@torch.no_grad()
def test_a_swap_has_the_content_of_one_and_the_attributes_of_the_other(batch: Batch) -> None:
    g, _ = built()
    assert batch.condition is not None
    made = step_of(g, batch).beside
    half = Batch(batch.images[:3], condition=batch.condition[:3])
    assert_close(made["u"], g.draw_a(g.content_b(half.images, g.shared), made["a_a"]))
    assert_close(made["v"], g.draw_b(g.content_a(half.condition, g.shared), made["a_b"]))
    mu, logvar = g.attributes_b(half.images)
    eps = torch.from_numpy(Stream(1).child("b").normal(3, 3))
    assert_close(made["a_b"], mu + (logvar / 2).exp() * eps)
    other = Batch(batch.images, condition=torch.cat([batch.condition[:3], -batch.condition[3:]]))
    assert torch.equal(step_of(g, other).beside["v"], made["v"]), "the second half of a batch is not swapped"


@torch.no_grad()
def test_each_loss_is_its_formula(batch: Batch) -> None:
    g, _ = built(cycle=7, latent=5, kl=3)
    sample = step_of(g, batch)
    assert batch.condition is not None
    made, (x_a, x_b) = sample.beside, (batch.condition[:3], batch.images[:3])
    found = g.own_losses(sample, batch)
    itself = away(g.draw_a(made["c_a"], made["a_a"]), x_a) + away(g.draw_b(made["c_b"], made["a_b"]), x_b)
    assert found["itself"].item() == pytest.approx(7 * itself, rel=1e-5)
    back_a = g.draw_a(g.content_b(made["v"], g.shared), g.attributes_a(made["u"])[0])
    back_b = g.draw_b(g.content_a(made["u"], g.shared), g.attributes_b(made["v"])[0])
    assert found["cycle"].item() == pytest.approx(7 * (away(back_a, x_a) + away(back_b, x_b)), rel=1e-5)
    read = g.attributes_b(sample.images[[0, 2, 4]])[0]
    assert found["latent"].item() == pytest.approx(5 * away(read, sample.draw.noise[[0, 2, 4]]), rel=1e-5)
    size = made["c_a"].square().mean() + made["c_b"].square().mean()
    assert found["kl"].item() == pytest.approx(3 * (kl(made["mu"], made["logvar"]) + size).item(), rel=1e-5)


def test_a_distance_to_the_noise_is_summed_over_numbers() -> None:
    """KL of N(1, 4) to N(0, 1) is (1 + 4 - 1 - ln 4) / 2, of N(0, 1) nothing."""
    mu, logvar = torch.tensor([[1.0, 1.0], [0.0, 0.0]]), torch.tensor([[math.log(4.0)] * 2, [0.0, 0.0]])
    assert kl(mu, logvar).item() == pytest.approx(2 * (4 - math.log(4)) / 2 / 2)


def test_what_reads_the_noise_again_does_not_learn_from_it(batch: Batch) -> None:
    g, _ = built()
    g.regression(step_of(g, batch)).backward()
    assert all(p.grad is None for p in g.attributes_b.parameters())
    assert all(p.grad is not None and p.grad.abs().sum() > 0 for p in g.draw_b.join.parameters())


def test_the_critics_heads_are_their_formulas_and_reach_no_generator(batch: Batch) -> None:
    """Scores of 0: half a square for what should be 1, nothing for what should be 0; ln 2 for each content."""
    g, critics = built(content=3)
    for last in (critics.critic_a[-1], critics.critic_b[-1], critics.of_content[-2]):
        nn.init.zeros_(last.weight)
        nn.init.zeros_(last.bias)
    with torch.no_grad():
        sample = step_of(g, batch)
    nothing = Verdict((), {})
    found = critics.critic_heads(nothing, nothing, sample, batch)
    assert {name: loss.item() for name, loss in found.items()} == pytest.approx(
        {"back": 0.5, "swapped": 0.0, "content": 2 * math.log(2)})
    told = critics.generator_heads(nothing, sample)
    assert {name: loss.item() for name, loss in told.items()} == pytest.approx(
        {"back": 0.5, "swapped": 0.5, "content": 3 * math.log(2)})


def test_contents_are_told_apart_by_the_critic_and_made_alike_by_the_generator(batch: Batch) -> None:
    """Of scores that say which set it is, the critic's loss is small; the generator's is smallest at 0, whichever the side."""
    g, critics = built()
    sample = step_of(g, batch)

    class Says(nn.Module):
        def __init__(self, a: float, b: float) -> None:
            super().__init__()
            self.values = [float(a), float(b)]

        def forward(self, content: Tensor) -> Tensor:
            return torch.full((len(content),), self.values[0 if content is sample.beside["c_a"] else 1])

    def losses(a: float, b: float) -> tuple[float, float]:
        critics.of_content = Says(a, b)  # type: ignore[assignment]
        nothing = Verdict((), {})
        return (critics.critic_heads(nothing, nothing, sample, batch)["content"].item(),
                critics.generator_heads(nothing, sample)["content"].item())

    assert losses(-9, 9)[0] < 0.01 < 5 < losses(9, -9)[0]
    assert losses(0, 0)[1] == pytest.approx(math.log(2))
    assert losses(-2, 2)[1] == pytest.approx(losses(2, -2)[1]) == pytest.approx(losses(2, 2)[1])
    assert losses(-2, 2)[1] > losses(0, 0)[1]


def test_each_picture_is_judged_by_the_critic_of_its_set(batch: Batch) -> None:
    g, critics = built()
    sample, nothing = step_of(g, batch), Verdict((), {})
    heads = critics.generator_heads(nothing, sample)
    assert heads["back"].item() == pytest.approx(0.5 * (critics.critic_a(sample.beside["u"]) - 1).square().mean().item())
    assert heads["swapped"].item() == pytest.approx(0.5 * (critics.critic_b(sample.beside["v"]) - 1).square().mean().item())
    (scores,) = critics(sample.images, sample.draw).scores
    assert_close(scores, critics.critic_b(sample.images).flatten(1))
    real, fake = critics.critic_a(batch.condition), critics.critic_a(sample.beside["u"])
    of_a = (real - 1).square().mean() / 2 + fake.square().mean() / 2
    assert critics.critic_heads(nothing, nothing, sample, batch)["back"].item() == pytest.approx(of_a.item())


def test_no_critic_has_a_norm_that_hides_the_ground(batch: Batch) -> None:
    """A norm of each channel would take a picture for itself at half the contrast, but for the first layer's bias."""
    _, critics = built()
    for critic, x in ((critics.critic_a, batch.condition), (critics.critic_b, batch.images)):
        assert not [layer for layer in critic if isinstance(layer, nn.InstanceNorm2d)]
        assert x is not None
        assert (critic(x) - critic(x / 2)).abs().mean() > 1e-3


def test_no_critic_learns_from_mode_seeking(batch: Batch) -> None:
    made = config(mode_seeking=1)
    g, critics = built(mode_seeking=1)
    (term,) = make_terms(made, g)
    draw = g.draw(N, Stream(0), condition=batch.condition).in_pairs()
    term.generator_term(g.step_sample(draw, batch, Stream(1)), batch.images, 0, Stream(2)).backward()
    assert all(p.grad is None for p in critics.parameters())
    assert all(p.grad is not None for p in g.draw_b.parameters())
    assert all(p.grad is None for p in (*g.draw_a.parameters(), *g.attributes_b.parameters()))


def test_with_critics_of_score_0_the_bookkeeping_of_two_answers_holds(batch: Batch) -> None:
    """The mean over both answers, as the term is halved for: half a square, whether answers come in twos or not."""
    g, critics = built()
    nn.init.zeros_(critics.critic_b[-1].weight)
    nn.init.zeros_(critics.critic_b[-1].bias)
    loss = adversarial_loss(config().training)
    draw = g.draw(N, Stream(0), condition=batch.condition)
    for one in (draw, draw.in_pairs()):
        sample = g.step_sample(one, batch, Stream(1))
        assert loss.generator(critics(sample.images, one)).item() == pytest.approx(0.5)


def test_a_decoder_keeps_what_is_the_same_in_every_pixel() -> None:
    """As a hue is, and what the noise adds: an instance norm of each channel would leave nothing of it."""
    for norm in built()[0].draw_b.norms:
        channels = torch.arange(norm.num_channels, dtype=torch.float32).view(1, -1, 1, 1)
        assert norm(channels.expand(1, -1, 4, 4)).std() > 0.9


def test_a_picture_that_cannot_be_halved_so_often_is_one_sentence() -> None:
    with pytest.raises(ConfigError, match="4 widths halve the picture 4 times, and 16 x 16 px do not give a content of 2 px"):
        config(widths="4,4,4,4")


@pytest.mark.parametrize(("family", "unpaired", "sentence"), [
    ("pix", True, "learns from pairs of pictures, a question and its answer, and some has none"),
    ("styles", False, "learns from two sets of pictures that are no pairs, and some has none.*--unpaired A:B, or take one of st"),
])
def test_pairs_are_no_two_sets(family: str, unpaired: bool, sentence: str) -> None:
    with pytest.raises(ConfigError, match=sentence):
        families.configure(family, "some", FACTS.model_copy(update={"unpaired": unpaired}))


def test_answers_that_are_not_known_cannot_be_compared() -> None:
    with pytest.raises(ConfigError, match="reconstruct compares an answer with the real one, and these data have no pairs"):
        config(reconstruct=1)
