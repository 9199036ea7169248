"""Resume is bit-exact, and each saved item matters: left out, the test turns red (STYLE 4.3)."""

from __future__ import annotations

import copy
from collections.abc import Callable

import pytest
import torch

from mixgan.store.runs import RunFolder
from mixgan.training.trainer import Groups, Trainer
from tests.training.small import losses_of as steps
from tests.training.small import trainer_of, warm


def fresh(warm_up_steps: int = 0) -> Trainer:
    """With a head that learns beside the generator, or is held after a warm-up."""
    trainer = trainer_of("hmog", warm_up_steps=warm_up_steps, shares="found" if warm_up_steps else "equal")
    warm(trainer)
    return trainer


def spoiled(warm_up_steps: int = 0) -> Trainer:
    """A fresh trainer whose every weight and optimiser moment is wrong: nothing is right unless it is restored."""
    trainer = fresh(warm_up_steps)
    steps(trainer, 2)
    with torch.no_grad():
        for module in trainer._modules().values():
            for tensor in [*module.parameters(), *module.buffers()]:
                tensor.add_(1) if not tensor.is_floating_point() else tensor.mul_(1.01).add_(0.003)
        for optimiser in trainer.optimisers.values():
            for state in optimiser.state.values():
                for value in state.values():
                    value.add_(1e-3)
    trainer.step = 3
    return trainer


def final(trainer: Trainer) -> dict[str, torch.Tensor]:
    groups = copy.deepcopy(trainer.state())
    return {f"{group}/{name}": value for group, tensors in groups.items() for name, value in tensors.items()}


def same(one: dict[str, torch.Tensor], other: dict[str, torch.Tensor]) -> bool:
    return one.keys() == other.keys() and all(torch.equal(one[name], other[name]) for name in one)


@pytest.fixture(scope="module")
def unbroken() -> tuple[dict[str, torch.Tensor], list[dict[str, float]]]:
    trainer = fresh()
    losses = steps(trainer, 10)
    return final(trainer), losses[5:]


@pytest.fixture(scope="module")
def saved(tmp_path_factory: pytest.TempPathFactory) -> RunFolder:
    folder = RunFolder(tmp_path_factory.mktemp("run"))
    trainer = fresh()
    steps(trainer, 5)
    folder.save_point(5, trainer.state())
    return folder


def test_five_and_five_steps_are_ten(unbroken: tuple, saved: RunFolder) -> None:
    point = saved.newest_point()
    assert point is not None
    trainer = spoiled()
    trainer.restore(point[1], point[0])
    assert steps(trainer, 5) == unbroken[1]
    assert same(final(trainer), unbroken[0])


ITEMS = ["model.generator", "model.ema", "model.adversary", "model.self_label", "optimiser.generator", "optimiser.critic",
         "optimiser.self_label", "term.self_label", "losses"]


@pytest.mark.parametrize("left_out", [*ITEMS, "step"])
def test_each_saved_item_matters(left_out: str, unbroken: tuple, saved: RunFolder) -> None:
    point = saved.newest_point()
    assert point is not None
    step, groups, _ = point
    assert sorted(groups) == sorted(ITEMS)
    trainer = spoiled()
    wrong: Groups = copy.deepcopy(trainer.state())
    given = {name: wrong[name] if name == left_out else tensors for name, tensors in groups.items()}
    trainer.restore(given, trainer.step if left_out == "step" else step)
    steps(trainer, 5)
    assert not same(final(trainer), unbroken[0])


def test_a_head_that_is_held_needs_its_weights_and_shares_alone() -> None:
    def end(left_out: str = "") -> dict[str, torch.Tensor]:
        whole = fresh(4)
        steps(whole, 2)
        groups: Groups = copy.deepcopy(whole.state())
        assert sorted(groups) == sorted(set(ITEMS) - {"optimiser.self_label"})
        trainer = spoiled(4)
        wrong: Groups = copy.deepcopy(trainer.state())
        if "term.self_label" in wrong:
            wrong["term.self_label"]["shares"] = wrong["term.self_label"]["shares"].roll(1)
        trainer.restore({name: wrong[name] if name == left_out else tensors for name, tensors in groups.items()}, 2)
        steps(trainer, 3)
        return {name: value for name, value in final(trainer).items() if name.startswith("model.generator")}

    unbroken = fresh(4)
    steps(unbroken, 5)
    expected = {name: value for name, value in final(unbroken).items() if name.startswith("model.generator")}
    assert same(end(), expected)
    for left_out in ("model.self_label", "term.self_label"):
        assert not same(end(left_out), expected), left_out


def test_a_nan_stops_before_any_weight_moves(monkeypatch: pytest.MonkeyPatch) -> None:
    from mixgan.errors import RunError

    trainer = trainer_of("gan")
    steps(trainer, 1)
    before = final(trainer)
    poison: Callable[..., torch.Tensor] = lambda *a: torch.tensor(float("nan"), requires_grad=True)  # noqa: E731 (one use)
    monkeypatch.setattr(type(trainer.loss), "scores", poison)
    with pytest.raises(RunError, match="Step 1: the loss is nan; no weight was changed"):
        trainer.train_step()
    kept = {name: value for name, value in before.items() if "running" not in name and "num_batches" not in name}
    after = final(trainer)
    assert all(torch.equal(value, after[name]) for name, value in kept.items())
