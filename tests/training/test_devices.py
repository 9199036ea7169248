"""What a device that is not here would refuse. Apple's GPUs have no float64: nothing that runs on the device may make one."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import nullcontext
from types import SimpleNamespace
from typing import Any

import pytest
import torch
from accelerate import Accelerator
from torch._subclasses.fake_tensor import FakeTensorDeviceMismatchError, FakeTensorMode, unset_fake_temporarily
from torch.utils._python_dispatch import TorchDispatchMode
from torch.utils._pytree import tree_leaves

from mixgan import families
from mixgan.errors import ConfigError
from mixgan.families.contract import Draw
from mixgan.training import trainer as trainer_module
from mixgan.training import watch
from mixgan.training.device import accelerator_for
from mixgan.training.trainer import Trainer
from tests.training.small import bars, config_of, fast_trainer_of, trainer_of, warm
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
        sample = watch.look(model, draw)
        watch.health(model, sample)
        watch.nearness(sample, reals)
        watch.sheet_of(sample)


# --- another device, without one: shapes, types and devices are followed, numbers are not ---------------------------------


class Elsewhere(FakeTensorMode):
    """Tensors that know where they lie and hold nothing; what is read of one is what a good run would read."""

    def dispatch(self, func: Any, types: Any, args: tuple[Any, ...] = (), kwargs: dict[str, Any] | None = None) -> Any:
        if func is torch.ops.aten._local_scalar_dense.default:
            kind = args[0].dtype
            return True if kind == torch.bool else 0.5 if kind.is_floating_point else 0
        return super().dispatch(func, types, args, kwargs or {})


class ThereTrainer(Trainer):
    def _placed(self, network: Any) -> Any:                         # `.to` cannot turn a real parameter into a planted one
        for module in network.modules():
            for name, value in module._parameters.items():
                module._parameters[name] = None if value is None else torch.nn.Parameter(value.detach().to(self.device))
            for name, value in module._buffers.items():
                module._buffers[name] = None if value is None else value.to(self.device)
        return network.train()


@pytest.fixture
def there(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], Trainer]:
    """A trainer on a device that is not the processor. Its networks are built here, as they always are, and moved there."""

    def really(make: Callable[..., Any]) -> Callable[..., Any]:
        def made(*args: Any) -> Any:
            with unset_fake_temporarily():
                return make(*args)
        return made

    for module, name in ((families, "build"), (families, "build_adversary"), (trainer_module, "make_terms")):
        monkeypatch.setattr(module, name, really(getattr(module, name)))
    monkeypatch.setattr(torch, "autocast", lambda *_, **__: nullcontext())      # knows only devices that compute

    def make(case: str) -> Trainer:
        family, overrides = CASES[case]
        place = SimpleNamespace(device=torch.device("meta"), process_index=0, num_processes=1, is_main_process=True)
        return ThereTrainer(config_of(family, **overrides), bars(family), place)      # type: ignore[arg-type]

    return make


@pytest.mark.parametrize("case", list(CASES))
def test_a_step_leaves_nothing_on_the_processor(case: str, there: Callable[[str], Trainer]) -> None:
    with Elsewhere(allow_non_fake_inputs=True):
        trainer = there(case)
        warm(trainer)
        losses = trainer.train_step()
        # counters stay on the processor: Adam's of its steps, the head's of its updates
        kept = [value for group in trainer.state().values() for key, value in group.items()
                if not key.endswith((".step", "updates"))]
        assert {value.device.type for value in [*losses.values(), *kept]} == {"meta"}


def test_a_draw_that_stayed_behind_would_be_found(there: Callable[[str], Trainer], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Draw, "to", lambda self, device: self)
    with Elsewhere(allow_non_fake_inputs=True), pytest.raises(FakeTensorDeviceMismatchError):
        there("hmog").train_step()


# --- channels last: a fused step refuses moments that lie in another order than their parameters ----------------------------


@pytest.mark.parametrize("family", ["hmog", "gan"])
def test_moments_that_were_stored_lie_as_their_parameters_again(family: str) -> None:
    alone, resumed = (fast_trainer_of(family, amsgrad=True) for _ in range(2))
    for _ in range(2):
        alone.train_step()
    stored = {group: {name: value.clone(memory_format=torch.contiguous_format) for name, value in tensors.items()}
              for group, tensors in alone.state().items()}          # as a file keeps them
    resumed.restore(stored, 2)
    others = 0
    for optimiser in resumed.optimisers.values():
        for parameter, state in optimiser.state.items():
            others += not parameter.is_contiguous()
            assert {value.stride() for value in state.values() if value.shape == parameter.shape} == {parameter.stride()}
    assert others                                                   # or there is nothing to tell apart
    for _ in range(2):
        theirs, mine = alone.train_step(), resumed.train_step()
        assert all(torch.equal(mine[name], value) for name, value in theirs.items())


# --- which device ---------------------------------------------------------------------------------------------------------


def test_more_processes_than_gpus_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LOCAL_WORLD_SIZE", "2")
    monkeypatch.delenv("ACCELERATE_USE_CPU")
    monkeypatch.delenv("CUDA_VISIBLE_DEVICES", raising=False)
    monkeypatch.setattr(torch.cuda, "is_available", lambda: True)
    monkeypatch.setattr(torch.cuda, "device_count", lambda: 1)
    for device in ("auto", "cuda"):
        with pytest.raises(ConfigError, match=r"2 processes were started for a single GPU. Start 1, or give --device cpu."):
            accelerator_for(config_of("gan", device=device))
    assert accelerator_for(config_of("gan", device="cpu")).device.type == "cpu"


def test_another_device_than_this_process_has_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    Accelerator(cpu=True)
    monkeypatch.setattr(torch.backends.mps, "is_available", lambda: True)
    with pytest.raises(ConfigError, match="device is 'mps', and this process trains on cpu: it stays there"):
        accelerator_for(config_of("gan", device="mps"))
    assert accelerator_for(config_of("gan", device="auto")).device.type == "cpu"
    monkeypatch.setattr(torch.cuda, "is_available", lambda: True)
    monkeypatch.setattr("mixgan.training.device.is_initialized", lambda: False)       # or accelerate was told so by its variable
    with pytest.raises(ConfigError, match="device is 'cuda', and this process trains on cpu"):
        accelerator_for(config_of("gan", device="cuda"))
