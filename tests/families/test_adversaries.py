"""Closed forms of the families' own losses (multi-generator.md 3, 4 and 8; gmgan.md 13; losses-backbones.md 7)."""

from __future__ import annotations

import math
from typing import Any

import pytest
import torch
from torch import Tensor
from torch.nn.functional import binary_cross_entropy_with_logits, cross_entropy, one_hot
from torch.testing import assert_close

from mixgan import families
from mixgan.config import DataFacts
from mixgan.errors import ConfigError
from mixgan.families.contract import Adversary, Batch, Draw, Sample, Verdict
from mixgan.rng import Stream
from mixgan.training.adversarial import adversarial_loss
from tests.families.asked import facts_for

K, C, N = 4, 3, 12
FACTS = DataFacts(image_shape=(2,), class_names=("a", "b", "c"))
PIXELS = DataFacts(image_shape=(1, 8, 8), class_names=("a", "b", "c"))
LABEL = torch.arange(N) % C
WHO = torch.arange(N) % K


def adversary_of(family: str, **options: Any) -> tuple[Adversary, Any]:
    config = families.configure(family, "", FACTS, "points", {"critic_widths": "6", **options})
    return families.build_adversary(config).double(), config


def saying(monkeypatch: pytest.MonkeyPatch, adversary: Adversary, real: Tensor, fake: Tensor) -> tuple[Tensor, Tensor]:
    """The adversary with these logits for real and fake: pictures are planted, so that its own `forward` reads them."""
    table = {0.0: real, 1.0: fake}
    monkeypatch.setattr(adversary.critic, "forward", lambda images: table[float(images[0, 0])])     # type: ignore[union-attr]
    return torch.zeros(N, 2).double(), torch.ones(N, 2).double()


def losses_of(adversary: Adversary, config: Any, real: Tensor, fake: Tensor) -> tuple[float, float]:
    """(critic's, generator's) whole loss without penalties, as a trainer adds it up."""
    draw = Draw(torch.zeros(N, 2), label=LABEL)
    sample, batch = Sample(draw, fake, one_hot(WHO, K).double(), None), Batch(real, LABEL)
    loss = adversarial_loss(config.training.model_copy(update={"r1": 0.0}))
    judged = loss.critic(lambda images: adversary(images, draw), real, fake, 0, Stream(0))
    critic = [*judged.parts.values(), *adversary.critic_heads(judged.real, judged.fake, sample, batch).values()]
    verdict: Verdict = adversary(fake, draw)
    generator = [loss.generator(verdict), *adversary.generator_heads(verdict, sample).values()]
    return float(sum(critic)), float(sum(generator))


def logits(width: int, seed: int) -> Tensor:
    return torch.from_numpy(Stream(seed).child("logits").normal(N, width)).double()


# --- MADGAN ----------------------------------------------------------------------------------------------------------


def test_madgan_is_a_cross_entropy_over_real_and_generators(monkeypatch: pytest.MonkeyPatch) -> None:
    adversary, config = adversary_of("madgan", n_experts=K)
    r, f = logits(K + 1, 1), logits(K + 1, 2)
    critic, generator = losses_of(adversary, config, *saying(monkeypatch, adversary, r, f))
    assert critic == pytest.approx(float(cross_entropy(r, torch.zeros(N, dtype=torch.int64)) + cross_entropy(f, WHO + 1)))
    assert generator == pytest.approx(float(cross_entropy(f, torch.zeros(N, dtype=torch.int64))))


def test_an_untrained_madgan(monkeypatch: pytest.MonkeyPatch) -> None:
    adversary, config = adversary_of("madgan", n_experts=K)
    zeros = torch.zeros(N, K + 1).double()
    critic, generator = losses_of(adversary, config, *saying(monkeypatch, adversary, zeros, zeros))
    assert (critic, generator) == pytest.approx((2 * math.log(K + 1), math.log(K + 1)))


@pytest.mark.parametrize(("k", "value"), [(1, -1.3863), (2, -1.9095), (3, -2.2493), (4, -2.5020), (8, -3.1395)])
@pytest.mark.parametrize("apart", [False, True])
def test_madgans_optimum_is_the_same_for_identical_and_disjoint_generators(k: int, value: float, apart: bool) -> None:
    """On 24 points with the best critic inserted: E_d log D_0 + sum_i E_i log(1 - D_0), data = mean of the generators."""
    points = 24
    p = torch.full((k, points), 1 / points, dtype=torch.float64)
    if apart:
        p = torch.zeros(k, points, dtype=torch.float64)
        for i in range(k):
            p[i, i * points // k : (i + 1) * points // k] = k / points
    data = p.mean(0)
    score = (data / p.sum(0)).log()                                 # as the critic says it: log-odds of real, and a head
    real, fake = torch.nn.functional.logsigmoid(score), torch.nn.functional.logsigmoid(-score)
    found = (data * real).sum() + (p * fake).sum()
    assert float(found) == pytest.approx(value, abs=1e-4)
    who = (p / p.sum(0)).clamp_min(1e-300).log()                    # what the head knows
    told = -(p * who).sum() / k
    assert float(told) == pytest.approx(0 if apart else math.log(k), abs=1e-9)


# --- MGAN ------------------------------------------------------------------------------------------------------------


def test_mgans_classifier_counts_fully_for_the_critic_and_by_beta_for_the_generators(monkeypatch: pytest.MonkeyPatch) -> None:
    r, f = logits(1 + K, 1), logits(1 + K, 2)
    found = {}
    for beta in (0.0, 0.3):
        adversary, config = adversary_of("mgan", n_experts=K, beta=beta)
        found[beta] = losses_of(adversary, config, *saying(monkeypatch, adversary, r, f))
    own = float(cross_entropy(f[:, 1:], WHO))
    assert found[0.3][0] == pytest.approx(found[0.0][0])
    assert found[0.3][1] - found[0.0][1] == pytest.approx(0.3 * own)            # minimised: they help the classifier
    plain = float(torch.nn.functional.softplus(-r[:, 0]).mean() + torch.nn.functional.softplus(f[:, 0]).mean())
    assert found[0.0][0] == pytest.approx(plain + own)                          # real pictures are not classified


def test_an_untrained_mgan(monkeypatch: pytest.MonkeyPatch) -> None:
    adversary, config = adversary_of("mgan", n_experts=K, beta=1.0)
    zeros = torch.zeros(N, 1 + K).double()
    critic, generator = losses_of(adversary, config, *saying(monkeypatch, adversary, zeros, zeros))
    assert (critic, generator) == pytest.approx((2 * math.log(2) + math.log(K), math.log(2) + math.log(K)))


# --- labels ----------------------------------------------------------------------------------------------------------


def test_acgan_names_real_and_fake_by_their_weights(monkeypatch: pytest.MonkeyPatch) -> None:
    weights = {"class_real": 0.7, "class_fake": 0.2, "class_generator": 0.3}
    adversary, config = adversary_of("acgan", **weights)
    r, f = logits(1 + C, 1), logits(1 + C, 2)
    critic, generator = losses_of(adversary, config, *saying(monkeypatch, adversary, r, f))
    softplus = torch.nn.functional.softplus
    plain = softplus(-r[:, 0]).mean() + softplus(f[:, 0]).mean()
    assert critic == pytest.approx(float(plain + 0.7 * cross_entropy(r[:, 1:], LABEL) + 0.2 * cross_entropy(f[:, 1:], LABEL)))
    assert generator == pytest.approx(float(softplus(-f[:, 0]).mean() + 0.3 * cross_entropy(f[:, 1:], LABEL)))


def test_acgan_uses_the_classes_that_were_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of fakes those of the draw, of real pictures their own: told apart where the two differ."""
    adversary, _ = adversary_of("acgan", class_fake=1.0)
    real, fake = logits(1 + C, 1), logits(1 + C, 2)
    asked = LABEL.roll(1)
    sample = Sample(Draw(torch.zeros(N, 2), label=asked), fake, torch.ones(N, 1), None)
    found = adversary.critic_heads(Verdict((), {"label": real}), Verdict((), {"label": fake}), sample, Batch(real, LABEL))
    assert_close(found["label_real"], cross_entropy(real, LABEL))
    assert_close(found["label_fake"], cross_entropy(fake, asked))


@pytest.mark.parametrize("join", ["maps", "projection"])
def test_a_told_critic_hears_the_class_and_its_own_row_alone(join: str) -> None:
    adversary, _ = adversary_of("cgan", join=join)
    x = torch.from_numpy(Stream(4).normal(N, 2)).double()

    def scores(label: Tensor) -> Tensor:
        (score,) = adversary(x, Draw(torch.zeros(N, 2), label=label)).scores
        return score

    one, changed = scores(LABEL).detach(), LABEL.clone()
    changed[0] = (LABEL[0] + 1) % C
    other = scores(changed).detach()
    assert one.shape == (N,)
    assert abs(float((other - one)[0])) > 1e-4
    assert_close(other[1:], one[1:])


def test_projection_is_a_product_of_features_and_class() -> None:
    """D(x, y) = w h(x) + e_y h(x): the score is affine in what the last layer says, with the class's own row added."""
    adversary, _ = adversary_of("cgan", join="projection")
    x = torch.from_numpy(Stream(4).normal(N, 2)).double()
    trunk, last = adversary.critic[:-1], adversary.critic[-1]                   # type: ignore[index]
    h = trunk(x)
    expected = h @ last.weight[0] + last.bias[0] + ((last.weight[1:][LABEL] * h).sum(1) + last.bias[1:][LABEL])
    assert_close(adversary(x, Draw(torch.zeros(N, 2), label=LABEL)).scores[0], expected)


# --- supervised GM-GAN -----------------------------------------------------------------------------------------------


def test_one_sigmoid_per_class(monkeypatch: pytest.MonkeyPatch) -> None:
    adversary, config = adversary_of("gmgan-supervised", n_experts=2 * C)
    r, f = logits(C, 1), logits(C, 2)
    critic, generator = losses_of(adversary, config, *saying(monkeypatch, adversary, r, f))
    target = one_hot(LABEL, C).double()

    def bce(said: Tensor, wanted: Tensor) -> Tensor:
        return binary_cross_entropy_with_logits(said, wanted, reduction="none").sum(1).mean()

    assert critic == pytest.approx(float(bce(r, target) + bce(f, 0 * target)))
    assert generator == pytest.approx(float(bce(f, target)))


def test_golden_sigmoids(monkeypatch: pytest.MonkeyPatch) -> None:
    """gmgan.md 13: real (.8, .1, .2) of class 0 costs 0.5516476, fake (.3, .2, .1) 0.6851790, and the generator 1.5324769."""
    adversary, config = adversary_of("gmgan-supervised", n_experts=2 * C)
    r, f = (torch.tensor(p).double().logit().expand(N, C) for p in ([0.8, 0.1, 0.2], [0.3, 0.2, 0.1]))
    monkeypatch.setitem(globals(), "LABEL", torch.zeros(N, dtype=torch.int64))
    critic, generator = losses_of(adversary, config, *saying(monkeypatch, adversary, r, f))
    assert critic == pytest.approx(0.5516476 + 0.6851790, abs=1e-6)
    assert generator == pytest.approx(1.5324769, abs=1e-6)


def test_a_softmax_with_a_class_for_fakes(monkeypatch: pytest.MonkeyPatch) -> None:
    adversary, config = adversary_of("gmgan-supervised", n_experts=2 * C, head="softmax_fake")
    r, f = logits(C + 1, 1), logits(C + 1, 2)
    critic, generator = losses_of(adversary, config, *saying(monkeypatch, adversary, r, f))
    assert critic == pytest.approx(float(cross_entropy(r, LABEL) + cross_entropy(f, torch.full((N,), C))))
    assert generator == pytest.approx(float(cross_entropy(f, LABEL)))


@pytest.mark.parametrize(("k", "each"), [(3, {1}), (6, {2}), (7, {2, 3})])
def test_each_class_has_its_components(k: int, each: set[int]) -> None:
    generator = families.build(families.configure("gmgan-supervised", "", FACTS, "points", {"n_experts": k}))
    owner = generator.owner()                                                   # type: ignore[operator]
    assert set(torch.bincount(owner).tolist()) == each
    draw = generator.draw(900, Stream(0))
    assert draw.label is not None
    chosen = generator.eval().weights(draw).argmax(1)
    assert torch.equal(owner[chosen], draw.label)
    for c in range(C):                                                          # all of a class's components alike
        counts = torch.bincount(chosen[draw.label == c], minlength=k)[owner == c]
        assert counts.min() > 0.7 * counts.float().mean()


def test_a_class_whose_components_are_off_is_answered_by_others() -> None:
    generator = families.build(families.configure("gmgan-supervised", "", FACTS, "points", {"n_experts": 6})).eval()
    draw = generator.draw(50, Stream(0)).with_label(1)
    only = torch.tensor([True, False, True, True, False, True])                 # neither 1 nor 4
    weights = generator.weights(draw, only=only)
    assert torch.isfinite(weights).all()
    assert_close(weights.sum(1), torch.ones(50))
    assert float(weights[:, ~only].sum()) == 0


def test_fewer_components_than_classes_are_refused() -> None:
    with pytest.raises(ConfigError, match="2 components cannot draw 3 classes"):
        families.configure("gmgan-supervised", "", FACTS, "points", {"n_experts": 2})


# --- draws of a bank -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("same", [False, True])
def test_a_steps_fakes_are_shared_out_and_share_noise_where_asked(same: bool) -> None:
    generator = families.build(families.configure("madgan", "", FACTS, "points", {"n_experts": K, "same_noise": same}))
    draw = generator.step_draw(4 * K, Stream(7))
    assert draw.expert is not None
    assert torch.equal(draw.expert.view(4, K).sort(1).values, torch.arange(K).expand(4, K))      # each round has each once
    rounds = draw.noise.view(4, K, -1)
    assert bool((rounds == rounds[:, :1]).all()) == same
    firsts = {int(generator.step_draw(4, Stream(seed)).expert[0]) for seed in range(40)}        # type: ignore[index]
    assert firsts == set(range(K))                                              # a remainder is no expert's for ever


def test_whole_generators_in_training_see_their_own_rows_alone() -> None:
    facts = DataFacts(image_shape=(1, 8, 8))
    config = families.configure("madgan", "", facts, "digits", {"n_experts": K, "share_decoder": False, "widths": "6,4"})
    generator = families.build(config).train()
    draw = generator.step_draw(4 * K, Stream(7))
    parts = generator.parts(draw, None)
    assert draw.expert is not None
    pictures = generator.bank.apart(parts, draw.expert)                         # type: ignore[operator, union-attr]
    for k in range(K):
        rows = draw.expert == k
        alone = parts[rows].detach()[:, k]
        wide = torch.zeros(4, K, parts.shape[2])
        wide[:, k] = alone
        assert_close(pictures[rows], generator.decoder(wide)[:, k], atol=1e-5, rtol=1e-4)     # type: ignore[operator]
    uneven = draw.expert.clone()
    uneven[0] = (uneven[0] + 1) % K
    assert_close(generator.bank.apart(parts, uneven),                           # type: ignore[operator, union-attr]
                 generator.decoder(parts)[torch.arange(len(uneven)), uneven])   # type: ignore[operator]


# --- what a family needs ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("family", [name for name in families.names() if families.family(name).needs == "labels"])
@pytest.mark.parametrize(("facts", "words"), [
    ({}, "has none"), ({"class_names": ("only",)}, "has one class only"),
    ({"class_names": ("a", "b"), "class_counts": (4, 0)}, "has none of b")])
def test_labels_that_are_missing_are_a_sentence(family: str, facts: dict[str, Any], words: str) -> None:
    with pytest.raises(ConfigError, match=words):
        families.configure(family, "mine", DataFacts(image_shape=(1, 8, 8), **facts), "digits")


@pytest.mark.parametrize("family", [name for name in families.names() if not families.family(name).is_gated])
def test_a_gate_that_is_not_there_cannot_be_pushed(family: str) -> None:
    with pytest.raises(ConfigError, match="no gate to push"):
        families.configure(family, "", facts_for(family, PIXELS), "", {"balance": "1"})
