from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from accelerate import Accelerator
from torch.testing import assert_close

from mixgan import families
from mixgan.analysis.settling import looks_of
from mixgan.config import DataFacts
from mixgan.errors import ConfigError
from mixgan.files import read_json
from mixgan.rng import Stream
from mixgan.store import runs
from mixgan.training import warm_up
from mixgan.training.self_label import SelfLabel
from mixgan.training.trainer import Trainer
from mixgan.training.warm_up import WarmUp, heads_of
from tests.training.small import bars, config_of, trainer_of


def head_in(trainer: Trainer) -> SelfLabel:
    return next(term for term in trainer.terms if isinstance(term, SelfLabel))


def warmed(family: str, monkeypatch: pytest.MonkeyPatch, every: int = 5, **overrides: Any) -> tuple[Trainer, WarmUp]:
    monkeypatch.setattr(warm_up, "LOOK_EVERY", every)
    trainer = trainer_of(family, **overrides)
    (warm,) = heads_of(trainer)
    while not warm.done:
        warm.step()
    return trainer, warm


def test_it_ends_at_the_most_updates_and_looks_at_the_last_one(monkeypatch: pytest.MonkeyPatch) -> None:
    _, warm = warmed("gmgan", monkeypatch, warm_up_steps=12, head_tries=1)
    assert [(look.attempt, look.update) for look in warm.looks] == [(0, 5), (0, 10), (0, 12)]
    assert all(len(look.shares) == 10 and abs(sum(look.shares) - 1) < 1e-3 for look in warm.looks)


def test_the_best_of_several_heads_goes_on_with_all_that_belongs_to_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each try begins anew; the kept one is the very head that a run with that try alone has, after as many updates."""
    monkeypatch.setattr(warm_up, "settled", lambda looks: looks[-1].update >= 10)
    trainer, warm = warmed("gmgan", monkeypatch, warm_up_steps=20, head_tries=3)
    ends = {look.attempt: look.objective for look in warm.looks if look.update == 10 and not look.chosen}
    best = min(ends, key=lambda attempt: ends[attempt])
    assert len({round(value, 3) for value in ends.values()}) == 3
    assert [(look.attempt, look.update) for look in warm.looks if look.chosen] == [(best, 15), (best, 20)]
    states = {}
    monkeypatch.setattr(warm_up, "best_try", lambda looks: looks[-1].attempt)      # keep each as it comes
    for n in (1, 2, 3):
        other, again = warmed("gmgan", monkeypatch, warm_up_steps=20, head_tries=n)
        again.finish()
        states[n - 1] = other.state()
    monkeypatch.undo()
    warm.finish()
    kept = trainer.state()
    for group in ("model.self_label", "term.self_label"):
        for name, value in states[best][group].items():
            assert torch.equal(kept[group][name], value), (group, name)
    assert int(kept["term.self_label"]["updates"]) == 20


def test_a_head_that_warmed_up_is_held_and_one_that_did_not_learns_beside(monkeypatch: pytest.MonkeyPatch) -> None:
    for warm_up_steps in (10, 0):
        trainer = trainer_of("gmgan", warm_up_steps=warm_up_steps)
        for warm in heads_of(trainer):
            while not warm.done:
                warm.step()
            warm.finish()
        before = {name: value.clone() for name, value in trainer.state()["model.self_label"].items()}
        trainer.train_step()
        after = trainer.state()["model.self_label"]
        assert all(torch.equal(after[name], value) for name, value in before.items()) == (warm_up_steps > 0)


def test_a_look_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    seen, _ = warmed("gmgan", monkeypatch, every=2, warm_up_steps=8)
    unseen, _ = warmed("gmgan", monkeypatch, every=8, warm_up_steps=8)
    for name, value in seen.state()["model.self_label"].items():
        assert torch.equal(value, unseen.state()["model.self_label"][name]), name


def test_leaves_are_given_out_by_kinship(monkeypatch: pytest.MonkeyPatch) -> None:
    trainer, warm = warmed("hmog", monkeypatch, warm_up_steps=10)
    monkeypatch.setattr(warm_up, "kin_order", lambda closeness: [7, 6, 5, 4, 3, 2, 1, 0])
    state = trainer.state()
    before = {name: value.clone() for name, value in state["model.self_label"].items()}
    shares = state["term.self_label"]["shares"].clone()
    warm.finish()
    after = head_in(trainer).network.state_dict()                   # type: ignore[union-attr]
    *_, weight, bias = before
    assert torch.equal(after[weight], before[weight].flip(0))
    assert torch.equal(after[bias], before[bias].flip(0))
    assert torch.equal(head_in(trainer).shares, shares.flip(0))


def test_closeness_is_what_views_confuse(monkeypatch: pytest.MonkeyPatch) -> None:
    _, warm = warmed("hmog", monkeypatch, warm_up_steps=5)
    plain = torch.full((8, 8), -30.0).fill_diagonal_(0)
    moved = plain.clone()
    moved[[0, 1]] = plain[[1, 0]]                                   # a view takes 0 for 1, and 1 for 0
    monkeypatch.setattr(warm, "_answers", lambda: (plain, moved))
    close = warm._closeness()
    assert close[0, 1] == close[1, 0] == pytest.approx(1 / 8)
    assert np.allclose(close, close.T)
    assert close[2, 3] == pytest.approx(0, abs=1e-6)


@pytest.mark.parametrize("family", ["gmgan", "madgan", "mgan"])
def test_experts_are_drawn_by_the_shares_that_were_found(family: str, monkeypatch: pytest.MonkeyPatch) -> None:
    trainer, warm = warmed(family, monkeypatch, warm_up_steps=10, shares="found")
    K = trainer.generator.n_experts
    fine = torch.arange(1.0, 2 * K + 1) / (K * (2 * K + 1))
    head_in(trainer).shares = fine
    warm.finish()
    kinds = head_in(trainer).kinds
    assert kinds is not None
    assert sorted(set(kinds.groups.tolist())) == list(range(K))
    wanted = torch.stack([fine[kinds.groups == k].sum() for k in range(K)])
    for model in (trainer.generator, trainer.ema.model):
        draw = model.draw(20_000, Stream(1))
        drawn = model.weights(draw).argmax(1)
        found = torch.bincount(drawn, minlength=K) / len(drawn)
        assert_close(found, wanted, atol=0.015, rtol=0)             # four deviations of a share of 0.2
    steps = trainer.generator.step_draw(6400, Stream(2))
    used = trainer.generator.weights(steps).argmax(1)
    assert_close(torch.bincount(used, minlength=K) / 6400, wanted, atol=0.025, rtol=0)


def test_shares_are_saved_with_the_model_and_a_model_without_them_has_none(tmp_path: Path) -> None:
    names = {shares: set(families.build(config_of("gmgan", shares=shares)).state_dict()) for shares in ("equal", "found")}
    assert names["found"] - names["equal"] == {"prior"}
    for family in ("hmog", "gmgan-supervised", "acgan"):
        assert "prior" not in families.build(config_of(family)).state_dict()


def test_shares_cannot_be_found_without_a_head() -> None:
    with pytest.raises(ConfigError, match="found by the self-labelling head"):
        config_of("gmgan", shares="found", warm_up_steps=0)
    with pytest.raises(ConfigError, match="found by the self-labelling head"):
        config_of("gmgan", shares="found", self_label=0)


@dataclass
class Alike:
    images: np.ndarray = field(default_factory=lambda: np.full((40, 8, 8, 1), 7, np.uint8))
    labels: None = None
    conditions: None = None
    questions: None = None


def test_where_nothing_differs_there_is_nothing_to_sort() -> None:
    with pytest.raises(ConfigError, match="All pictures are alike"):
        heads_of(Trainer(config_of("gmgan"), Alike(), Accelerator(cpu=True)))
    with pytest.raises(ConfigError, match="views 'colour,grey' change nothing"):
        heads_of(trainer_of("gmgan", views=("colour", "grey")))
    with pytest.raises(ConfigError, match="needs views"):
        config_of("gmgan", views=())
    few = DataFacts(image_shape=(1, 8, 8), n_train=9)
    with pytest.raises(ConfigError, match="10 kinds cannot be found among 9 pictures"):
        families.configure("gmgan", "bars", few, "digits", {})


@pytest.mark.parametrize("looks", [1, 2, 3])
def test_a_warm_up_that_was_killed_comes_to_the_same_bits(looks: int, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Through the loop and the disk: killed after so many looks (in the second try; when the kept one was to go on; when it had),
    and begun again; weights, looks and figures are those of a run that was left alone."""
    from mixgan.training import loop

    monkeypatch.setenv("MIXGAN_HOME", str(tmp_path))
    monkeypatch.setattr(warm_up, "LOOK_EVERY", 4)
    monkeypatch.setattr(warm_up, "settled", lambda looks: True)
    config = config_of("hmog", warm_up_steps=8, head_tries=2, steps=5, shares="found")
    whole, broken = runs.create("whole", config), runs.create("broken", config)
    loop.run(whole, bars(), beside=True)

    class Killed(BaseException):
        pass

    def kill(step: int, steps: int, words: str) -> None:
        if len(broken.settling.parsed()) == looks:
            raise Killed

    with pytest.raises(Killed):
        loop.run(broken, bars(), kill, beside=True)
    assert len(broken.settling.parsed()) == looks
    loop.run(broken, bars(), beside=True)
    assert looks_of(broken.settling.parsed()) == looks_of(whole.settling.parsed())
    assert [(look.update, look.chosen) for look in looks_of(whole.settling.parsed())] == [(4, False), (4, False), (8, True)]
    assert read_json(whole.model / "settling.json")["looks"] == whole.settling.parsed()     # kept with the model
    ends = [run.newest_point() for run in (whole, broken)]
    for group, tensors in ends[0][1].items():                       # type: ignore[index]
        for name, value in tensors.items():
            assert torch.equal(value, ends[1][1][group][name]), (group, name)      # type: ignore[index]
