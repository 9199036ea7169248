"""LeakyReLU whose slope's own derivative is nothing, instead of zeros.

PyTorch's sends zeros from a gradient penalty back through every layer below it: a third of the penalty's backward pass.
"""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor, nn
from torch.nn.functional import leaky_relu

__all__ = ["LeakyReLU"]

SLOPE = 0.2                     # below zero (DCGAN)


class LeakyReLU(nn.Module):
    """x, or 0.2 x below zero; values and gradients are those of `nn.LeakyReLU(0.2)`, bit by bit, at every order."""

    def forward(self, x: Tensor) -> Tensor:
        if torch.compiler.is_compiling():           # no penalty passes there
            return leaky_relu(x, SLOPE)
        return torch.as_tensor(_Leaky.apply(x))


class _Leaky(torch.autograd.Function):
    @staticmethod
    def forward(ctx: Any, x: Tensor) -> Tensor:
        y = leaky_relu(x, SLOPE)
        ctx.save_for_backward(y)                    # the next layer keeps it too, and its sign is that of x
        ctx.set_materialize_grads(False)            # no gradient is None, and stays so
        return y

    @staticmethod
    def backward(ctx: Any, *grads: Tensor | None) -> Any:
        (y,) = ctx.saved_tensors
        return None if grads[0] is None else _Scaled.apply(grads[0], y.detach())


class _Scaled(torch.autograd.Function):
    """A gradient times the slope, which is constant around y: linear in the gradient alone."""

    @staticmethod
    def forward(ctx: Any, grad: Tensor, y: Tensor) -> Tensor:
        ctx.save_for_backward(y)
        ctx.set_materialize_grads(False)
        return torch.as_tensor(torch.ops.aten.leaky_relu_backward(grad, y, SLOPE, True))        # True: y is the result

    @staticmethod
    def backward(ctx: Any, *grads: Tensor | None) -> Any:
        (y,) = ctx.saved_tensors
        return None if grads[0] is None else _Scaled.apply(grads[0], y), None
