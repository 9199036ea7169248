"""Our LeakyReLU is PyTorch's, bit by bit and at every order, and a penalty does not walk through the layers below in vain."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest
import torch
from torch import Tensor, nn
from torch.utils._python_dispatch import TorchDispatchMode

from mixgan.networks.leaky import SLOPE, LeakyReLU
from mixgan.rng import Stream
from mixgan.training.adversarial import gradient_penalty, r1_penalty


def critic_of(activation: type[nn.Module]) -> nn.Sequential:
    """Two convolutions with layer norm between, whose own second derivative is not nothing, and a linear map."""
    act = (lambda: nn.LeakyReLU(SLOPE)) if activation is nn.LeakyReLU else activation
    critic = nn.Sequential(nn.Conv2d(1, 3, 4, 2, 1), act(), nn.Conv2d(3, 5, 4, 2, 1), nn.LayerNorm([5, 2, 2]), act(),
                           nn.Flatten(), nn.Linear(20, 1))
    for index, weight in enumerate(critic.parameters()):
        weight.data = normal(*weight.shape, seed=index)
    return critic


def normal(*shape: int, seed: int) -> Tensor:
    return torch.from_numpy(Stream(seed).normal(*shape))


def losses(critic: nn.Module) -> dict[str, Tensor]:
    real, fake, mix = normal(6, 1, 8, 8, seed=10), normal(6, 1, 8, 8, seed=11), torch.linspace(0, 1, 6)
    real[0] = 0                                                     # the slope at zero is the lower one

    def score(images: Tensor) -> Tensor:
        return critic(images).squeeze(1)

    return {"score": score(real).mean(), "r1": r1_penalty(lambda x: (score(x),), real).mean(),
            "wgan-gp": gradient_penalty(lambda x: (score(x),), real, fake, mix).mean()}


@pytest.mark.parametrize("name", ["score", "r1", "wgan-gp"])
def test_losses_and_gradients_are_the_same_bits(name: str) -> None:
    ours, theirs = critic_of(LeakyReLU), critic_of(nn.LeakyReLU)
    mine, other = losses(ours)[name], losses(theirs)[name]
    assert torch.equal(mine, other)
    mine.backward()
    other.backward()
    for weight, reference in zip(ours.parameters(), theirs.parameters(), strict=True):
        # what has no part in a penalty, such as the last biases, has no gradient: here and there PyTorch has zeros
        first, second = (torch.zeros_like(one) if one.grad is None else one.grad for one in (weight, reference))
        assert torch.equal(first, second)


def test_derivatives_are_those_of_differences() -> None:
    x = normal(4, 3, seed=12).double().requires_grad_()
    assert torch.autograd.gradcheck(LeakyReLU(), x)
    assert torch.autograd.gradgradcheck(LeakyReLU(), x)


class Counted(TorchDispatchMode):
    def __init__(self) -> None:
        super().__init__()
        self.calls: Counter[str] = Counter()

    def __torch_dispatch__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        self.calls[func.overloadpacket.__name__] += 1
        return func(*args, **(kwargs or {}))


@pytest.mark.parametrize(("activation", "in_vain"), [(LeakyReLU, 0), (nn.LeakyReLU, 2)])
def test_a_penalty_sends_nothing_back_through_the_layers_below(activation: type[nn.Module], in_vain: int) -> None:
    critic = critic_of(activation)
    critic[3] = nn.Identity()                                       # layer norm has something to send
    penalty = losses(critic)["r1"]
    with Counted() as counted:
        penalty.backward()
    assert counted.calls["convolution_backward"] == in_vain
