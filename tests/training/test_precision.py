"""bf16 on the processor, and the GPU's own arithmetic where there is one: near the recorded float32 losses, and not the same."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import torch
from accelerate.state import AcceleratorState

from mixgan.training.device import accelerator_for
from mixgan.training.trainer import Trainer
from tests.training.small import Losses, bars, config_of, fast_trainer_of, furthest, losses_of, warm
from tests.training.test_golden import CASES, recorded

# bf16 keeps 8 bits: 2^-9 of a score, carried through twenty steps; 0.023 was the most over all cases and losses
NEAR_BF16 = 0.05
needs_gpu = pytest.mark.skipif(not torch.cuda.is_available(), reason="no CUDA device")


def losses(case: str, **settings: object) -> Losses:
    family, overrides = CASES[case]
    config = config_of(family, **{**overrides, **settings})
    trainer = Trainer(config, bars(), accelerator_for(config))
    warm(trainer)
    return losses_of(trainer, 20)


@pytest.mark.parametrize("case", ["megan", "hmog", "gan-wgan-gp"])
def test_bf16_is_near_float32_and_is_not_float32(case: str) -> None:
    found = losses(case, precision="bf16")
    assert 1e-4 < furthest(found, recorded(case)) < NEAR_BF16


def test_penalties_and_weights_stay_float32() -> None:
    config = config_of("gan", precision="bf16", loss="wgan-gp", r1=0.0)
    trainer = Trainer(config, bars(), accelerator_for(config))
    seen: list[torch.dtype] = []
    first = next(module for module in trainer.adversary.modules() if isinstance(module, torch.nn.Conv2d))
    first.register_forward_hook(lambda module, given, made: seen.append(made.dtype))
    trainer.train_step()
    assert set(seen) == {torch.bfloat16, torch.float32}             # the scores, and the penalty's own pass
    assert seen.count(torch.float32) == 1
    assert {p.dtype for p in trainer.adversary.parameters()} == {torch.float32}


@pytest.mark.parametrize("augment", ["none", "translation"])
def test_a_penalty_at_fakes_is_taken_in_float32(augment: str) -> None:
    config = config_of("gan", precision="bf16", loss="rpgan", augment=augment)
    losses = Trainer(config, bars(), accelerator_for(config)).train_step()
    assert losses["r2"].dtype == torch.float32
    assert float(losses["r2"]) > 0


def test_losses_are_float32_whatever_the_networks_compute_in(monkeypatch: pytest.MonkeyPatch) -> None:
    config = config_of("gan", precision="bf16", loss="hinge", r1=0.0)
    trainer = Trainer(config, bars(), accelerator_for(config))
    seen: list[torch.Tensor] = []
    for name in ("scores", "generator_scores"):
        own = getattr(trainer.loss, name)
        monkeypatch.setattr(type(trainer.loss), name, lambda _, *scores, own=own: seen.append(found := own(*scores)) or found)
    trainer.train_step()
    assert [loss.dtype for loss in seen] == [torch.float32] * 2


@pytest.mark.parametrize("case", list(CASES))
def test_channels_last_and_fused_steps_give_the_recorded_losses(case: str) -> None:
    """What a GPU does beyond this is its arithmetic."""
    family, overrides = CASES[case]
    trainer = fast_trainer_of(family, **overrides)
    assert any(not p.is_contiguous() for network in (trainer.generator, trainer.adversary) for p in network.parameters())
    assert all(optimiser.defaults["fused"] for optimiser in trainer.optimisers.values())
    warm(trainer)
    for step, (mine, theirs) in enumerate(zip(losses_of(trainer, 20), recorded(case), strict=True)):
        assert mine == pytest.approx(theirs, rel=2e-3, abs=2e-3), f"step {step}"


@pytest.fixture
def other_device(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """accelerate keeps the device of the first run of a process; these need another one."""
    monkeypatch.delenv("ACCELERATE_USE_CPU", raising=False)
    AcceleratorState._reset_state(reset_partial_state=True)
    yield
    AcceleratorState._reset_state(reset_partial_state=True)


@needs_gpu
@pytest.mark.usefixtures("other_device")
@pytest.mark.filterwarnings("ignore::UserWarning")                  # of torch's own tracing and of its search for kernels
@pytest.mark.parametrize(("settings", "near"), [({"fast": False}, 2e-3), ({"fast": True}, 0.02),
                                                ({"fast": True, "compile": True}, 0.02),
                                                ({"fast": True, "precision": "bf16"}, NEAR_BF16)],
                         ids=["plain", "fast", "compiled", "bf16"])
@pytest.mark.parametrize("case", list(CASES))
def test_a_gpu_gives_the_recorded_losses(case: str, settings: dict[str, object], near: float) -> None:
    from torch._dynamo.utils import counters  # PyTorch's compiler: two seconds

    counters.clear()
    theirs, (_, overrides) = recorded(case), CASES[case]
    for mine, step in zip(losses(case, device="cuda", **settings), theirs, strict=True):
        assert mine == pytest.approx(step, rel=near, abs=near)
    # what cannot be compiled runs as it is written, without a word: pictures with and without a gradient, scores;
    # of real ones too where they are compared
    graphs = 4 if overrides.get("loss") == "rpgan" else 3
    assert counters["stats"]["unique_graphs"] == (graphs if settings.get("compile") else 0)
