"""First values of every parameter and buffer, each from its own address: the same model on any machine.

A module with values of its own writes `reset(stream)`; convolutions and linear layers follow one of two rules:

    torch    uniform in +-1/sqrt(fan in), weights and biases: PyTorch's own rule
    normal   N(0, 0.02^2), weights and biases: DCGAN's rule, as in HMoG's released code
"""

from __future__ import annotations

from typing import Literal, Protocol, runtime_checkable

import torch
from torch import Tensor, nn

from mixgan.rng import Stream

__all__ = ["Rule", "fill", "initialise"]

Rule = Literal["torch", "normal"]
Convolutional = nn.Conv2d | nn.ConvTranspose2d | nn.Linear


@runtime_checkable
class Resettable(Protocol):
    def reset(self, stream: Stream) -> None: ...


def fill(tensor: Tensor, values: object) -> None:
    """Copy numpy or tensor values into a parameter, shape kept."""
    with torch.no_grad():
        tensor.copy_(torch.as_tensor(values, dtype=tensor.dtype).reshape(tensor.shape))


def initialise(model: nn.Module, stream: Stream, rule: Rule = "torch") -> None:
    """Give every parameter and buffer of `model` its first value. Raises TypeError for a module nobody initialises."""
    for name, module in model.named_modules():
        here = stream.child(name)
        if isinstance(module, Resettable):
            module.reset(here)
        elif isinstance(module, Convolutional):
            _layer(module, here, rule)
        elif isinstance(module, nn.BatchNorm1d | nn.BatchNorm2d | nn.LayerNorm | nn.GroupNorm):
            module.reset_parameters()
        elif hasattr(module, "_u") and hasattr(module, "_v"):      # torch's spectral norm: first singular vectors
            for vector in ("_u", "_v"):
                values = torch.from_numpy(here.child(vector).normal(getattr(module, vector).numel()))
                fill(getattr(module, vector), nn.functional.normalize(values, dim=0))
        elif next(module.parameters(recurse=False), None) is not None and not _parametrised(name):
            raise TypeError(f"{name} ({type(module).__name__}) has parameters and no reset")


def _parametrised(name: str) -> bool:
    return "parametrizations" in name


def _layer(layer: Convolutional, stream: Stream, rule: Rule) -> None:
    # under spectral norm the parameter is kept as the parametrisation's original
    weight = dict(layer.named_parameters()).get("parametrizations.weight.original", layer.weight)
    bound = weight[0].numel() ** -0.5                               # fan in, as PyTorch counts it
    for name, tensor in (("weight", weight), ("bias", layer.bias)):
        if tensor is None:
            continue
        shape = (tensor.shape[0], tensor[0].numel())
        if rule == "normal":
            fill(tensor, 0.02 * stream.child(name).normal(*shape))
        else:
            fill(tensor, (2 * stream.child(name).uniform(*shape) - 1) * bound)
