"""Noise that is read from a picture: drawn as a variational encoder draws it, and read back from what was made of it."""

from __future__ import annotations

import torch
from torch import Tensor, nn

from mixgan.rng import Stream

__all__ = ["Coded", "apart", "drawn", "kl", "off", "read_back"]

Coded = tuple[Tensor, Tensor]   # mu and logvar, (n, Z) each


def drawn(codes: Coded, stream: Stream) -> Tensor:
    """(n, Z) numbers of N(mu, exp(logvar))."""
    mu, logvar = codes
    eps = torch.from_numpy(stream.normal(*mu.shape)).to(mu)
    return mu + (logvar / 2).exp() * eps


def kl(mu: Tensor, logvar: Tensor) -> Tensor:
    """() of N(mu, exp(logvar)) to N(0, 1), nats, summed over the numbers of a row as in theirs, mean over rows."""
    return (mu.square() + logvar.exp() - 1 - logvar).sum(1).mean() / 2


def read_back(encoder: nn.Module, images: Tensor, noise: Tensor) -> Tensor:
    """mean |mu(image) - noise|, of pictures that were made of that noise.

    What reads the picture is held fixed here, or both would agree on a sign that nobody sees (BicycleGAN, 3.3).
    """
    fixed = {name: values.detach() for name, values in encoder.named_parameters()}
    mu, _ = torch.func.functional_call(encoder, fixed, (images,))
    return apart(mu, noise)


def apart(x: Tensor, y: Tensor) -> Tensor:
    return (x - y).abs().mean()


def off(scores: Tensor, target: float) -> Tensor:
    """Least squares, in the form of the `lsgan` loss."""
    return (scores - target).square().mean() / 2
