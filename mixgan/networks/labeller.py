"""The self-labelling head's network Q: picture, or point, to logits over the K experts (ours, see training/self_label.py)."""

from __future__ import annotations

from torch import nn

__all__ = ["make_labeller"]


def make_labeller(image_shape: tuple[int, ...], n_experts: int) -> nn.Sequential:
    """(n, *image_shape) -> (n, K) logits. Two convolutions 4/2/1 (12, 24), linear 64, each with BN and ReLU."""
    if len(image_shape) == 1:
        return nn.Sequential(
            nn.Linear(2, 64, bias=False), nn.BatchNorm1d(64), nn.ReLU(),
            nn.Linear(64, 64, bias=False), nn.BatchNorm1d(64), nn.ReLU(), nn.Linear(64, n_experts))
    channels, height, width = image_shape
    return nn.Sequential(
        nn.Conv2d(channels, 12, 4, 2, 1, bias=False), nn.BatchNorm2d(12), nn.ReLU(),
        nn.Conv2d(12, 24, 4, 2, 1, bias=False), nn.BatchNorm2d(24), nn.ReLU(),
        nn.Flatten(), nn.Linear(24 * (height // 4) * (width // 4), 64, bias=False), nn.BatchNorm1d(64), nn.ReLU(),
        nn.Linear(64, n_experts))
