"""What a device that is not here would refuse. Apple's GPUs have no float64: nothing that runs on the device may make one."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import torch
from torch.utils._python_dispatch import TorchDispatchMode
from torch.utils._pytree import tree_leaves

from mixgan.training import watch
from tests.training.small import bars, trainer_of, warm
from tests.training.test_golden import CASES


class NoDoubles(TorchDispatchMode):
    """Refuses every operation that gives a float64."""

    def __torch_dispatch__(
        self, func: Callable[..., Any], types: Any, args: tuple[Any, ...] = (), kwargs: dict[str, Any] | None = None,
    ) -> Any:
        made = func(*args, **(kwargs or {}))
        if any(isinstance(one, torch.Tensor) and one.dtype == torch.float64 for one in tree_leaves(made)):
            raise AssertionError(f"{func} makes a float64")
        return made


def test_a_float64_would_be_found() -> None:
    with NoDoubles(), pytest.raises(AssertionError, match="makes a float64"):
        torch.ones(2).double()


@pytest.mark.parametrize("case", list(CASES))
def test_a_step_and_its_figures_make_no_float64(case: str) -> None:
    family, overrides = CASES[case]
    trainer = trainer_of(family, **overrides)
    draw, reals = watch.fixed_draw(trainer.generator, 0), watch.fixed_reals(bars(), 0)
    with NoDoubles():
        warm(trainer)
        for _ in range(3):
            trainer.train_step()
        model = trainer.ema.model
        watch.health(model, draw)
        watch.variety(model, draw, reals)
        watch.distance(model, draw, reals)
        watch.sheet_of(model, draw)
