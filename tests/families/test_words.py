"""Words to picture: what a draw holds, what the critics are told, and what mode seeking divides by."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
import torch
from torch import Tensor
from torch.nn.functional import softplus
from torch.testing import assert_close

from mixgan import families
from mixgan.config import DataFacts, RunConfig
from mixgan.errors import ConfigError, StoreError
from mixgan.families.contract import Batch, Draw
from mixgan.families.words import ReadingCritics, Words
from mixgan.rng import Stream
from mixgan.store.models import write_model
from mixgan.training.adversarial import adversarial_loss
from mixgan.training.terms import ModeSeeking, distance_ratio, make_terms

FACTS = DataFacts(image_shape=(3, 16, 16), condition_shape=(4,), vocabulary=("", "a", "red", "ring", "disc"), n_questions=3)
SMALL = {"noise_dim": 6, "code_dim": 5, "widths": (8, 6), "critic_widths": (4, 8)}
TOKENS = torch.tensor([[1, 2, 3, 0], [1, 3, 0, 0], [1, 2, 4, 0], [1, 4, 0, 0]])
REAL = Batch(torch.zeros(4, 3, 16, 16), condition=TOKENS)


def config(**more: object) -> RunConfig:
    return families.configure("words", "", FACTS, overrides={**SMALL, **more})


def built(**more: object) -> tuple[Words, ReadingCritics]:
    made = config(**more)
    generator, critics = families.build(made).eval(), families.build_adversary(made)
    assert isinstance(generator, Words)
    assert isinstance(critics, ReadingCritics)
    return generator, critics


def a_draw(generator: Words, seed: int = 0) -> Draw:
    return generator.draw(4, Stream(seed), condition=TOKENS)


@torch.no_grad()
def test_the_noise_is_z_and_then_that_of_the_code() -> None:
    g, _ = built()
    draw = a_draw(g)
    z, c = g.parts(draw, None)
    mu, logvar = g.said(TOKENS)
    assert g.noise_dim == 11
    assert torch.equal(z, draw.noise[:, :6])
    assert_close(c, mu + torch.exp(0.5 * logvar) * draw.noise[:, 6:])
    assert_close(g.latent(draw, "code"), c)
    assert_close(g.parts(draw, torch.zeros(1))[1], mu)              # at spread 0 a sentence has one code


@torch.no_grad()
def test_mode_seeking_divides_by_the_distance_of_z_alone() -> None:
    g, _ = built()
    (term,) = make_terms(config(mode_seeking=2.0), g)
    assert isinstance(term, ModeSeeking)
    draw = a_draw(g).in_pairs()
    farther = replace(draw, noise=torch.cat([draw.noise[:, :6], 9 * draw.noise[:, 6:]], 1))
    sample = g.sample(draw)
    by_hand = 1 / (distance_ratio(sample.images, draw.noise[:, :6]) + 1e-5)
    assert_close(term.generator_term(sample, sample.images, 0, Stream(0)), by_hand)
    told = replace(sample, draw=farther)
    assert_close(term.generator_term(told, sample.images, 0, Stream(0)), by_hand)
    whole = ModeSeeking(2.0).generator_term(told, sample.images, 0, Stream(0))
    assert abs(float(whole - by_hand)) > 0.1 * float(by_hand)       # of the whole noise it would be another number


@torch.no_grad()
def test_the_own_loss_is_the_weighted_distance_of_the_codes() -> None:
    g, _ = built(kl=3.0)
    mu, logvar = g.said(TOKENS)
    normal = torch.distributions.Normal
    kl = torch.distributions.kl_divergence(normal(mu, (logvar / 2).exp()), normal(0, 1))
    assert_close(g.own_losses(g.sample(a_draw(g)), REAL)["code"], 3 * kl.mean())
    assert built(kl=0.0)[0].own_losses(g.sample(a_draw(g)), REAL) == {}


@torch.no_grad()
def test_wrong_pairs_are_the_sentence_of_the_row_before_and_real_pictures() -> None:
    """Row by row, stage by stage: target 0 with another's sentence, and 1 of the picture alone."""
    g, critics = built(wrong=0.5)
    sample, images = g.sample(a_draw(g)), torch.from_numpy(Stream(4).normal(4, 3, 16, 16)).tanh()
    real, fake = critics(images, sample.draw), critics(sample.images, sample.draw)
    total = torch.zeros(())
    for row in range(4):
        before = TOKENS[[row - 1]]
        said = critics(images[[row]], Draw(sample.draw.noise[[row]], condition=before))
        for alone, other in zip(said.scores[::2], said.scores[1::2], strict=True):
            total += softplus(other[0]) / 4 + softplus(-alone[0]) / 4
    found = critics.critic_heads(real, fake, sample, Batch(images, condition=TOKENS))
    assert_close(found["wrong"], 0.5 * total)
    assert critics.generator_heads(fake, sample) == {}
    assert built(wrong=0.0, among=0.0)[1].critic_heads(real, fake, sample, Batch(images, condition=TOKENS)) == {}


@torch.no_grad()
def test_a_sentence_is_found_among_the_batchs() -> None:
    _, critics = built(among=0.5)
    images = torch.from_numpy(Stream(4).normal(4, 3, 16, 16)).tanh()
    real = critics(images, Draw(torch.zeros(4, 11), condition=TOKENS))
    total = torch.zeros(())
    for logits in (real.heads["among_0"], real.heads["among_1"]):
        for row in range(4):
            total += (logits[row].logsumexp(0) - logits[row, row]) / 4
    g, _ = built()
    found = critics.critic_heads(real, real, g.sample(a_draw(g)), Batch(images, condition=TOKENS))
    assert_close(found["among"], 0.5 * total)


def test_the_critics_learn_what_belongs_together() -> None:
    """Real pictures are bright where the sentence says ring: the second score of each stage comes to tell right from wrong;
    the first knows no sentence."""
    g, critics = built()
    loss, optimiser = adversarial_loss(config(r1=0.0).training), torch.optim.Adam(critics.parameters(), 6e-3)
    stream = Stream(2)
    for step in range(150):
        tokens = TOKENS.repeat(4, 1)                                # ring and disc in turn: another's is never right
        images = pictures(tokens, stream.child("picture", step))
        draw = g.draw(16, stream.child("fake", step), condition=tokens)
        with torch.no_grad():
            sample = g.sample(draw)
        judged = loss.critic(lambda x, draw=draw: critics(x, draw), images, sample.images, step, stream)
        heads = critics.critic_heads(judged.real, judged.fake, sample, Batch(images, condition=tokens))
        optimiser.zero_grad()
        (judged.parts["critic"] + heads["wrong"]).backward()
        optimiser.step()
    images = pictures(TOKENS, stream)
    right, wrong = (critics(images, Draw(torch.zeros(4, 11), condition=tokens)) for tokens in (TOKENS, TOKENS.roll(1, 0)))
    for alone, told, alone_too, other in zip(right.scores[::2], right.scores[1::2], wrong.scores[::2], wrong.scores[1::2],
                                             strict=True):
        assert torch.equal(alone, alone_too)
        assert bool((told > other + 1).all())                       # rows alternate between ring and disc


def pictures(tokens: Tensor, stream: Stream) -> Tensor:
    bright = (tokens == 3).any(1).float().mul(1.4).sub(0.7)
    return bright.view(-1, 1, 1, 1) + 0.1 * torch.from_numpy(stream.normal(len(tokens), 3, 16, 16))


@torch.no_grad()
def test_what_the_page_is_given_of_a_sentence_does_not_hold_its_noise() -> None:
    g, _ = built()
    mu, logvar = g.said(TOKENS)
    assert_close(g.for_program(TOKENS), torch.cat([mu, torch.exp(logvar / 2)], 1))
    program = g.program()
    assert program.header["condition"] == [10]
    assert len(g.stages(a_draw(g))) == 2


@pytest.mark.parametrize(("more", "said"), [
    ({"loss": "hinge"}, "Unknown loss for words 'hinge'. Known: ns."),
    ({"stages": 3}, "3 stages need as many widths at least (given 2)."),
    ({"widths": (8, 6, 4, 4, 4)}, "16 x 16 px cannot be divided by 32"),
    ({"critic_widths": (4, 4, 4, 4, 4)}, "critic widths halve the picture below 1 px")])
def test_what_does_not_go_together_is_refused(more: dict[str, object], said: str) -> None:
    with pytest.raises(ConfigError) as caught:
        config(**more)
    assert said in str(caught.value)


def test_data_without_sentences_are_refused() -> None:
    with pytest.raises(ConfigError, match=r"learns from pictures with a sentence each.*or take one of captions-shapes"):
        families.configure("words", "shapes", DataFacts(image_shape=(3, 32, 32)))


@pytest.mark.parametrize("word", [-1, 5])
def test_kept_questions_that_name_no_word_are_refused(tmp_path: Path, word: int) -> None:
    """A file from elsewhere: its tensors have the right shape, and would end in the embedding as an IndexError."""
    made, _ = built()
    assert made.questions is not None
    made.questions[1, 2] = word
    write_model(tmp_path / "model", config(), made.state_dict(), half=False)
    with pytest.raises(StoreError, match=f"name the words .*{word}.*, and its vocabulary has those from 0 to 4"):
        families.load(tmp_path / "model")
