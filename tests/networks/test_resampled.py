"""One convolution 4/2/1 is the two steps it stands for: values, border and gradients."""

from __future__ import annotations

import pytest
import torch
from torch import Tensor, nn
from torch.nn import functional as F
from torch.testing import assert_close

from mixgan.networks.initialise import initialise
from mixgan.networks.resampled import DoublingConv, HalvingConv
from mixgan.rng import Stream


def normal(*shape: int, seed: int = 0) -> Tensor:
    return torch.from_numpy(Stream(seed).child("resampled", *shape).normal(*shape))


def compare(conv: nn.Conv2d, x: Tensor, plain: Tensor) -> None:
    """Values, and gradients of the input, the 3 x 3 kernel and the bias."""
    merged = conv(x)
    assert_close(merged, plain, atol=1e-5, rtol=1e-4)
    upstream = normal(*merged.shape, seed=1)
    wanted = [x, *conv.parameters()]
    mine, theirs = (torch.autograd.grad((y * upstream).sum(), wanted) for y in (merged, plain))
    for one, other in zip(mine, theirs, strict=True):
        assert other.abs().max() > 0.1
        assert_close(one, other, atol=1e-4, rtol=1e-4)


@pytest.mark.parametrize("groups", [1, 3])
@pytest.mark.parametrize("size", [(1, 1), (4, 5)])
def test_doubling_then_a_convolution(groups: int, size: tuple[int, int]) -> None:
    conv = DoublingConv(2, 4, groups)
    initialise(conv, Stream(0))
    x = normal(3, 2 * groups, *size).requires_grad_()
    twice = x.repeat_interleave(2, 2).repeat_interleave(2, 3)
    compare(conv, x, F.conv2d(twice, conv.weight, conv.bias, padding=1, groups=groups))


@pytest.mark.parametrize("size", [(2, 2), (8, 6), (7, 5)])
def test_a_convolution_then_halving(size: tuple[int, int]) -> None:
    """Also of an odd side, whose last row and column are left out."""
    conv = HalvingConv(2, 4)
    initialise(conv, Stream(0))
    x = normal(3, 2, *size).requires_grad_()
    compare(conv, x, F.avg_pool2d(F.conv2d(x, conv.weight, conv.bias, padding=1), 2))
