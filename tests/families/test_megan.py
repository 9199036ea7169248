from __future__ import annotations

import math
from typing import Any

import pytest
import torch
from torch import Tensor
from torch.testing import assert_close

from mixgan import families
from mixgan.config import DataFacts
from mixgan.families.contract import Draw, GateTrace
from mixgan.families.megan import MEGAN
from mixgan.rng import Stream

K = 3


def generator_of(**options: Any) -> MEGAN:
    small = {"n_experts": K, "noise_dim": 4, "widths": (6, 4), "feature_dim": 3, "decoder_norm": "none",
             "share_decoder": False, **options}
    config = families.configure("megan", "digits", DataFacts(image_shape=(1, 8, 8)), "digits-plain", small)
    return families.build(config)


def points_of(logits: tuple[float, ...]) -> MEGAN:
    """Generators of points whose gate gives these logits whatever the noise is."""
    small = {"n_experts": len(logits), "noise_dim": 1, "widths": (1,), "feature_dim": 1, "decoder_norm": "none"}
    g = families.build(families.configure("megan", "", DataFacts(image_shape=(2,)), "points", small))
    with torch.no_grad():
        g.gate_layer.weight.zero_()
        g.gate_layer.bias.copy_(torch.tensor(logits))
    return g.train()


def gate_of(g: MEGAN, draw: Draw) -> GateTrace:
    trace = g.gate(draw)
    assert trace is not None
    return trace


# --- the hard choice -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("tau", [0.1, 5.0])
def test_frequencies_are_the_softmax_at_any_temperature(tau: float) -> None:
    """n = 200,000, seed 0: a share is known to at most 0.0011, so 0.006 is 5.5 deviations, a false alarm in 10^7.
    Were tau to act on the choice, the first share would be 0.99 at 0.1 and 0.40 at 5."""
    g = points_of((1.0, 0.0, -1.0))
    g.temperature.fill_(tau)
    draw = g.draw(200_000, Stream(0))
    weights = g.weights(draw).detach()
    exact = torch.softmax(torch.tensor([1.0, 0.0, -1.0]), 0)
    assert_close(exact, torch.tensor([0.6652, 0.2447, 0.0900]), atol=5e-5, rtol=0)
    assert_close(weights.mean(0), exact, atol=0.006, rtol=0)


@pytest.mark.parametrize("tau", [0.1, 1.0, 5.0])
def test_weights_are_one_hot_in_the_forward_pass(tau: float) -> None:
    """In training up to rounding (hard - soft + soft), in evaluation exactly; both choose the largest noisy logit."""
    g = generator_of().train()
    g.temperature.fill_(tau)
    draw = g.draw(50, Stream(1))
    noisy = gate_of(g, draw).logits.detach() + draw.chance
    hard = torch.nn.functional.one_hot(noisy.argmax(1), K).float()
    assert len(noisy.argmax(1).unique()) == K
    assert_close(g.weights(draw).detach(), hard, atol=1e-6, rtol=0)
    with torch.no_grad():
        assert torch.equal(g.eval().weights(draw), hard)


# --- the straight-through gradient ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("share", [False, True])
@pytest.mark.parametrize("tau", [0.3, 1.0, 5.0])
def test_the_gates_gradient_is_the_closed_form(share: bool, tau: float) -> None:
    """With s_k = <dL/dx, x_k>: dL/dl_j = y_j (s_j - sum_k y_k s_k) / tau, in double precision.

    Behind a shared decoder x is not linear in the heads, and s_k = <dL/dh, h_k> at the mixed features h.
    """
    g = generator_of(share_decoder=share).double().train()
    g.temperature.fill_(tau)
    plain = g.draw(6, Stream(2))
    assert plain.chance is not None
    draw = Draw(plain.noise.double(), plain.chance.double())
    upstream = torch.from_numpy(Stream(3).normal(6, 64)).double().view(6, 1, 8, 8)
    sample = g.sample(draw)
    assert sample.gate is not None
    (mine,) = torch.autograd.grad((sample.images * upstream).sum(), sample.gate.logits)
    s = slopes(g, draw, sample.weights.detach(), upstream)
    y = torch.softmax((sample.gate.logits.detach() + draw.chance) / tau, 1)
    closed = y * (s - (y * s).sum(1, keepdim=True)) / tau
    assert closed.abs().max() > 1e-5
    assert_close(mine, closed, atol=1e-12, rtol=1e-9)


def slopes(g: MEGAN, draw: Draw, weights: Tensor, upstream: Tensor) -> Tensor:
    """(n, K) derivative of the loss by each weight."""
    parts = g.parts(draw, None).detach()
    if not g.bank.shared:
        return torch.stack([(g.decoder(parts)[:, k] * upstream).flatten(1).sum(1) for k in range(K)], 1).detach()
    mixed = (weights[:, None] @ parts)[:, 0].requires_grad_()
    (back,) = torch.autograd.grad((g.decoder(mixed[:, None])[:, 0] * upstream).sum(), mixed)
    return (parts * back[:, None]).sum(2)


def test_generators_that_are_not_chosen_get_nothing_through_the_picture() -> None:
    """With the projection at zero the only way back to a head is the picture: exactly 0 for the others, per sample."""
    g = generator_of().train()
    torch.nn.init.zeros_(g.project.weight)
    draw = g.draw(12, Stream(4))
    chosen_ones = set()
    for i in range(12):
        g.zero_grad()
        sample = g.sample(draw[i : i + 1])
        sample.images.square().sum().backward()
        chosen = int(sample.weights.argmax())
        chosen_ones.add(chosen)
        heads = g.heads.weight.grad.flatten(1).abs().amax(1)
        convolutions = g.decoder.convs[0].weight.grad.chunk(K)
        for k in range(K):
            assert (float(heads[k]) > 0) == (k == chosen)
            assert (float(convolutions[k].abs().max()) > 0) == (k == chosen)
        assert g.gate_layer.bias.grad.abs().max() > 0               # while the gate hears from all of them
    assert chosen_ones == set(range(K))


def test_heads_hear_from_the_gate() -> None:
    """Features f_k are not detached: what the gate is asked reaches every head."""
    g = generator_of().train()
    (gate_of(g, g.draw(8, Stream(5))).logits * torch.tensor([1.0, -2.0, 3.0])).sum().backward()
    assert g.heads.weight.grad.flatten(1).abs().amax(1).min() > 0


def test_equal_generators_leave_nothing_to_the_gate() -> None:
    g = generator_of().double().train()
    with torch.no_grad():
        g.heads.weight.copy_(g.heads.weight[:1].expand_as(g.heads.weight))
        g.heads.bias.copy_(g.heads.bias[:1].expand_as(g.heads.bias))
        for conv in g.decoder.convs:
            for tensor in (conv.weight, conv.bias):
                tensor.copy_(tensor.chunk(K)[0].repeat(K, *[1] * (tensor.ndim - 1)))
    plain = g.draw(6, Stream(2))
    assert plain.chance is not None
    sample = g.sample(Draw(plain.noise.double(), plain.chance.double()))
    assert sample.gate is not None
    (grad,) = torch.autograd.grad(sample.images.square().sum(), sample.gate.logits)
    assert grad.abs().max() < 1e-12


# --- evaluation ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("norm", ["none", "batch"])
def test_routed_pictures_equal_the_one_hot_mixture(norm: str) -> None:
    """Each row through its own generator alone, or all of them and a product with one-hot weights."""
    g = generator_of(decoder_norm=norm).train()
    for seed in range(3):
        g(g.draw(64, Stream(seed)))
    g.eval()
    draw = g.draw(40, Stream(6))
    weights = g.weights(draw).detach()
    assert len(weights.argmax(1).unique()) == K
    with torch.no_grad():
        routed = g(draw)
    together = g(draw).detach()                                     # gradients are on: no routing
    each = g.experts(draw).detach()
    by_hand = torch.stack([each[i, int(k)] for i, k in enumerate(weights.argmax(1))])
    assert_close(routed, together, atol=1e-5, rtol=1e-4)
    assert_close(routed, by_hand, atol=1e-5, rtol=1e-4)


def test_the_gate_does_not_see_the_spread() -> None:
    g = generator_of().eval()
    draw = g.draw(20, Stream(7))
    with torch.no_grad():
        plain, wide = g.sample(draw), g.sample(draw, spread=2.0)
    assert torch.equal(plain.weights, wide.weights)
    assert (plain.images - wide.images).abs().max() > 1e-3


# --- temperature ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("progress", "tau"), [(0.0, 1.0), (0.25, math.sqrt(0.3)), (0.5, 0.3), (0.75, 0.3), (1.0, 0.3)])
def test_temperature_falls_by_half_of_the_training(progress: float, tau: float) -> None:
    g = generator_of(tau_end=0.3)
    g.anneal(progress)
    assert g.temperature.item() == pytest.approx(tau, rel=1e-6)
    assert g.state_dict()["temperature"].item() == pytest.approx(tau, rel=1e-6)


def test_temperature_scales_the_gradient_only() -> None:
    g = generator_of().train()
    draw, grads, values = g.draw(30, Stream(8)), [], []
    for tau in (0.3, 3.0):
        g.temperature.fill_(tau)
        sample = g.sample(draw)
        assert sample.gate is not None
        grads.append(torch.autograd.grad(sample.images.square().sum(), sample.gate.logits)[0])
        values.append(sample.images.detach())
    assert_close(values[0], values[1], atol=1e-6, rtol=1e-5)
    assert (grads[0] - grads[1]).abs().max() > 1e-4
