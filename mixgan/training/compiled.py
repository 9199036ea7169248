"""Parts of a training step made one program by torch.compile: those that no penalty differentiates twice.

r1 and wgan-gp need the gradient of a gradient, which a compiled function does not have, so the critic is compiled for the
generator's step alone. The generator is compiled from its experts' parts to pictures (`blend`), where its time goes.
On a processor it gains nothing (measured on MNIST, one thread: 0.85 to 1.06 times as fast, after 16 to 71 s), so it is for a GPU,
where a step is many small kernels; what it gains there is not measured yet, so it has to be asked for.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib.util import find_spec
from typing import Any

import torch

from mixgan.config import TrainingSettings
from mixgan.families.contract import Adversary, Generator

__all__ = ["compiled", "why_not"]


def why_not(settings: TrainingSettings, device: torch.device) -> str:
    """One sentence where `compile` is asked for and left out on `device`; empty where it is done, or was not asked for."""
    if not settings.compile:
        return ""
    if device.type != "cuda":
        return f"Nothing is compiled: that gains on a GPU alone, and this run is on {device.type}."
    if not settings.fast:
        return "Nothing is compiled: `fast` is off, which switches all of it off."
    if find_spec("triton") is None:                                 # PyTorch for Linux brings it along
        return "Nothing is compiled: triton, which makes a GPU's programs, is not installed."
    return ""


def compiled(generator: Generator, adversary: Adversary, backend: str = "inductor") -> Callable[..., Any]:
    """Compile `generator.blend` in its place; the critic's forward pass, for steps that do not move the critic.

    Weights and their names stay where they are. What cannot be compiled runs as it is written.
    """
    torch._dynamo.reset()                           # it gives up on a function that was compiled eight times, by earlier runs too
    torch._dynamo.config.suppress_errors = True
    generator.blend = torch.compile(generator.blend, backend=backend, dynamic=False)  # type: ignore[method-assign]
    return torch.compile(adversary.forward, backend=backend, dynamic=False)
