"""The self-labelling head's network Q: picture, or point, to logits over the K experts (ours, see training/self_label.py)."""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor, nn
from torch.nn.functional import one_hot

from mixgan.rng import Stream

__all__ = ["Kinds", "make_labeller"]


class Kinds(nn.Module):
    """(n, F) logits of fine outputs -> (n, K) of kinds, each a group of outputs: log-sum-exp, so that probabilities add up."""

    groups: Tensor                      # buffer, (F,) int64: the kind of each output

    def __init__(self, n_outputs: int, n_kinds: int) -> None:
        super().__init__()
        self.n_kinds = n_kinds
        self.register_buffer("groups", torch.arange(n_outputs) % n_kinds)

    def reset(self, stream: Stream) -> None:
        self.groups.copy_(torch.arange(len(self.groups)) % self.n_kinds)

    def forward(self, logits: Tensor) -> Tensor:
        own = one_hot(self.groups, self.n_kinds).bool()                          # (F, K)
        return logits[:, :, None].masked_fill(~own, -torch.inf).logsumexp(1)


def make_labeller(
    image_shape: tuple[int, ...], n_experts: int, widths: Sequence[int] = (12, 24), outputs: int = 1
) -> nn.Sequential:
    """(n, *image_shape) -> (n, K) logits. Convolutions 4/2/1 to `widths`, linear 64, each with BN and ReLU; points: two layers.

    `outputs` for each kind: above 1 the last layer sorts so much finer, and `Kinds` puts its outputs together.
    Raises ValueError where the pictures are halved away.
    """
    n_last = outputs * n_experts
    together = [Kinds(n_last, n_experts)] if outputs > 1 else []
    if len(image_shape) == 1:
        return nn.Sequential(
            nn.Linear(2, 64, bias=False), nn.BatchNorm1d(64), nn.ReLU(),
            nn.Linear(64, 64, bias=False), nn.BatchNorm1d(64), nn.ReLU(), nn.Linear(64, n_last), *together)
    channels, height, width = image_shape
    layers: list[nn.Module] = []
    for out in widths:
        layers += [nn.Conv2d(channels, out, 4, 2, 1, bias=False), nn.BatchNorm2d(out), nn.ReLU()]
        channels, height, width = out, height // 2, width // 2
    if not (height and width):
        raise ValueError(f"{len(widths)} halvings leave nothing of {image_shape}")
    return nn.Sequential(*layers, nn.Flatten(), nn.Linear(channels * height * width, 64, bias=False), nn.BatchNorm1d(64),
                         nn.ReLU(), nn.Linear(64, n_last), *together)
