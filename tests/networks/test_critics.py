from __future__ import annotations

from typing import Any

import pytest
import torch
from torch import Tensor, nn
from torch.nn.functional import avg_pool2d, conv2d, leaky_relu
from torch.testing import assert_close

from mixgan.networks.critics import make_critic, score_of
from mixgan.networks.initialise import initialise
from mixgan.rng import Stream


def normal(*shape: int, seed: int = 0) -> Tensor:
    return torch.from_numpy(Stream(seed).child("critics", *shape).normal(*shape))


def critic_of(norm: Any, shape: tuple[int, ...] = (1, 8, 8), kind: Any = "dcgan") -> nn.Sequential:
    critic = make_critic((4, 6), shape, norm, kind=kind)
    initialise(critic, Stream(0))
    return critic


# --- rows ----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("norm", "shape", "kind"), [
    *((norm, shape, "dcgan") for norm in ("none", "layer", "spectral") for shape in ((1, 8, 8), (2,))),
    ("none", (1, 8, 8), "residual"), ("spectral", (1, 8, 8), "residual")])
def test_a_score_does_not_depend_on_other_rows(norm: str, shape: tuple[int, ...], kind: str) -> None:
    """In training, where a gradient penalty per row is taken. Spectral norm moves its vectors, the rows do not."""
    critic = critic_of(norm, shape, kind)
    x = normal(5, *shape).requires_grad_()
    (grad,) = torch.autograd.grad(score_of(critic, x)[2], x)
    assert grad[[0, 1, 3, 4]].abs().max() == 0
    assert grad[2].abs().max() > 0
    critic.eval().requires_grad_(False)
    x = x.detach()
    moved = x.clone()
    moved[3] += 5
    before, after = score_of(critic, x), score_of(critic, moved)
    assert_close(before[[0, 1, 2, 4]], after[[0, 1, 2, 4]], atol=1e-6, rtol=1e-5)
    assert abs(float(before[3] - after[3])) > 1e-3


def test_batch_norm_makes_them_depend() -> None:
    """The control of the test above, and the reason why the pair is refused."""
    critic = critic_of("batch")
    x = normal(5, 1, 8, 8).requires_grad_()
    (grad,) = torch.autograd.grad(score_of(critic, x)[2], x)
    assert grad[[0, 1, 3, 4]].abs().max() > 1e-6


# --- spectral norm -------------------------------------------------------------------------------------------------------


def golden_layer() -> nn.Linear:
    """W = [[3, 0], [4, 5]], singular values 6.7082039 and 2.2360680 (losses-backbones.md 9)."""
    critic = make_critic((2,), (2,), "spectral")
    initialise(critic, Stream(0))
    layer = critic[0]
    assert isinstance(layer, nn.Linear)
    with torch.no_grad():
        layer.parametrizations.weight.original.copy_(torch.tensor([[3.0, 0], [4, 5]]))     # type: ignore[union-attr, operator]
    return layer


def test_spectral_norm_golden() -> None:
    layer = golden_layer().train()
    for _ in range(50):
        layer(torch.zeros(1, 2))
    layer.eval()
    assert_close(layer.weight, torch.tensor([[3.0, 0], [4, 5]]) / 6.7082039, atol=1e-6, rtol=0)
    assert_close(torch.linalg.svdvals(layer.weight), torch.tensor([1, 2.2360680 / 6.7082039]), atol=1e-6, rtol=0)


def test_one_power_iteration_in_training_and_none_in_evaluation() -> None:
    layer = golden_layer()
    vectors = layer.parametrizations.weight[0]                                             # type: ignore[union-attr, index]
    layer.eval()
    before = vectors._u.clone()
    layer(torch.zeros(1, 2))
    assert torch.equal(vectors._u, before)
    layer.train()(torch.zeros(1, 2))
    assert (vectors._u - before).abs().max() > 1e-4


@pytest.mark.parametrize("kind", ["dcgan", "residual"])
def test_spectral_critic_survives_its_state_dict(kind: Any) -> None:
    critic, other = critic_of("spectral", kind=kind), make_critic((4, 6), (1, 8, 8), "spectral", kind=kind)
    initialise(other, Stream(9))
    critic.train()(normal(2, 1, 8, 8))
    other.load_state_dict(critic.state_dict())
    x = normal(3, 1, 8, 8)
    assert torch.equal(other.eval()(x), critic.eval()(x))


@pytest.mark.parametrize(("kind", "n_layers"), [("dcgan", 3), ("residual", 5)])
def test_every_layer_of_a_spectral_critic_is_bounded(kind: str, n_layers: int) -> None:
    """W reshaped to (out, rest), as SN-GAN does; 50 forwards, largest singular value 1 within 1 %."""
    critic = critic_of("spectral", kind=kind).train().requires_grad_(False)
    for _ in range(50):
        critic(normal(2, 1, 8, 8))
    critic.eval()
    layers = [layer for layer in critic.modules() if isinstance(layer, nn.Conv2d | nn.Linear)]
    assert len(layers) == n_layers
    for layer in layers:
        assert float(torch.linalg.svdvals(layer.weight.flatten(1))[0]) == pytest.approx(1, abs=0.01)


# --- shapes --------------------------------------------------------------------------------------------------------------


def test_no_norm_on_the_first_layer_nor_the_last() -> None:
    critic = critic_of("batch")
    kinds = [type(layer).__name__ for layer in critic]
    assert kinds == ["Conv2d", "LeakyReLU", "Conv2d", "BatchNorm2d", "LeakyReLU", "Flatten", "Linear"]


def test_a_residual_critic_is_its_definition() -> None:
    """DCGAN's first layer, a block whose bypass skips both activations, and the end, written out."""
    critic = critic_of("none", kind="residual")
    x = normal(3, 1, 8, 8)
    first, block, last = critic[0], critic[1], critic[-1]
    with torch.no_grad():
        y = first(x)
        main = block.main[1](leaky_relu(y, 0.2))                    # type: ignore[union-attr, index, operator]
        halver = block.main[3]                                      # type: ignore[union-attr, index]
        main = avg_pool2d(conv2d(leaky_relu(main, 0.2), halver.weight, halver.bias, padding=1), 2)
        y = main + avg_pool2d(block.bypass(y), 2)                   # type: ignore[union-attr, operator]
        assert_close(critic(x), last(leaky_relu(y, 0.2).flatten(1)), atol=1e-5, rtol=1e-4)
    assert y.shape == (3, 6, 2, 2)


@pytest.mark.parametrize(("widths", "shape"), [((), (1, 8, 8)), ((4,), (3, 8, 8)), ((4, 6, 8), (1, 28, 28)), ((4, 6), (2,))])
def test_a_residual_critic_of_any_depth(widths: tuple[int, ...], shape: tuple[int, ...]) -> None:
    critic = make_critic(widths, shape, "none", 5, kind="residual")
    initialise(critic, Stream(0))
    assert critic(normal(2, *shape)).shape == (2, 5)


def test_scores_are_one_number_per_row() -> None:
    assert score_of(critic_of("none"), normal(1, 1, 8, 8)).shape == (1,)
    assert score_of(critic_of("none", (2,)), normal(7, 2)).shape == (7,)
