"""What a run logs of its losses: means over all updates since the last line, each by its name."""

from __future__ import annotations

from collections.abc import Mapping

import torch
from torch import Tensor

__all__ = ["Tally"]


class Tally:
    """Sums on the run's device, so that no step waits for a number. What comes rarely, as a lazy penalty does, is averaged over
    the times that it came. Part of a run's state: a run that goes on logs what one that was left alone does."""

    def __init__(self) -> None:
        self._sums: dict[str, Tensor] = {}                          # name -> [sum, count]

    def add(self, values: Mapping[str, Tensor]) -> None:
        for name, value in values.items():
            one = torch.stack([value.detach(), torch.ones_like(value)])
            self._sums[name] = self._sums[name] + one if name in self._sums else one

    def take(self) -> dict[str, float]:
        """The means, in the order in which the names first came; then it begins anew."""
        sums, self._sums = self._sums, {}
        return {name: float(total / count) for name, (total, count) in sums.items()}

    def state(self) -> dict[str, Tensor]:
        """By name, each with its place: a file keeps its tensors in an order of its own."""
        return {f"{i:03d}.{name}": value for i, (name, value) in enumerate(self._sums.items())}

    def restore(self, state: Mapping[str, Tensor], device: torch.device) -> None:
        self._sums = {name.split(".", 1)[1]: value.to(device) for name, value in sorted(state.items())}
