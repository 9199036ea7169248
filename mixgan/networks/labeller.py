"""The self-labelling head's network Q: picture, or point, to logits over the K experts (ours, see training/self_label.py)."""

from __future__ import annotations

from collections.abc import Sequence

from torch import nn

__all__ = ["make_labeller"]


def make_labeller(image_shape: tuple[int, ...], n_experts: int, widths: Sequence[int] = (12, 24)) -> nn.Sequential:
    """(n, *image_shape) -> (n, K) logits. Convolutions 4/2/1 to `widths`, linear 64, each with BN and ReLU; points: two layers.

    Raises ValueError where the pictures are halved away.
    """
    if len(image_shape) == 1:
        return nn.Sequential(
            nn.Linear(2, 64, bias=False), nn.BatchNorm1d(64), nn.ReLU(),
            nn.Linear(64, 64, bias=False), nn.BatchNorm1d(64), nn.ReLU(), nn.Linear(64, n_experts))
    channels, height, width = image_shape
    layers: list[nn.Module] = []
    for out in widths:
        layers += [nn.Conv2d(channels, out, 4, 2, 1, bias=False), nn.BatchNorm2d(out), nn.ReLU()]
        channels, height, width = out, height // 2, width // 2
    if not (height and width):
        raise ValueError(f"{len(widths)} halvings leave nothing of {image_shape}")
    return nn.Sequential(*layers, nn.Flatten(), nn.Linear(channels * height * width, 64, bias=False), nn.BatchNorm1d(64),
                         nn.ReLU(), nn.Linear(64, n_experts))
