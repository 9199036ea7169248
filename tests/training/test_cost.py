"""What a run will take: tried steps to seconds, what a measurement serves, and that trying leaves no run behind."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from mixgan import cli, families
from mixgan.data import known
from mixgan.training import cost, expected
from tests.training.small import bars, config_of
from tests.ui.tiny import DIGITS

COST = expected.Cost("cpu", start_s=3.0, step_s=0.02, warm_s=0.01, look_s=0.1, memory_mb=500, cores=2, load=0.5)


def test_seconds_add_up_start_warm_up_steps_and_looks() -> None:
    config = config_of("hmog", steps=100, warm_up_steps=50, head_tries=3, evaluate_every=10, checkpoint_every=50)
    looks = 1 + 10 + 2
    assert COST.seconds(config) == pytest.approx(3.0 + 3 * 50 * 0.01 + 100 * 0.02 + looks * 0.1)
    long = config_of("hmog", steps=100, warm_up_steps=4000, head_tries=2, evaluate_every=10, checkpoint_every=50)
    warm = 4000 + expected.USUAL_UPDATES                            # the kept one goes on to its end
    assert COST.seconds(long) == pytest.approx(3.0 + warm * 0.01 + 100 * 0.02 + looks * 0.1)


def test_one_measurement_serves_every_length_and_seed_but_no_other_network() -> None:
    base = config_of("hmog")
    for same in (config_of("hmog", steps=999), config_of("hmog", seed=7), config_of("hmog", evaluate_every=3)):
        assert expected.folder_of(same) == expected.folder_of(base)
    others = [config_of("hmog", **one) for one in ({"widths": (8, 8)}, {"batch": 32}, {"warm_up_steps": 0})]
    for other in (config_of("mog"), *others):
        assert expected.folder_of(other) != expected.folder_of(base)


def test_the_form_finds_what_the_command_measured(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # the form knows shape and number of a known set; the command has read it, and knows its classes and digest too
    monkeypatch.setenv("MIXGAN_HOME", str(tmp_path))
    info = known()["digits"]
    form = families.configure("hmog", "digits", DIGITS.model_copy(update={"class_names": ()}))
    read = families.configure("hmog", "digits", DIGITS.model_copy(update={"digest": "abc", "n_train": info.n_train}))
    expected.write(read, COST)
    assert expected.read(form) == COST
    (expected.folder_of(form) / expected.FILE).write_text("{}")
    assert expected.read(form) is None


class Clock:
    """Half a second passes at every look."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        self.now += 0.5
        return self.now


def test_trying_ends_by_its_clock_and_counts_whole_cycles(monkeypatch: pytest.MonkeyPatch) -> None:
    steps: list[int] = []
    real_step = cost.Trainer.train_step
    monkeypatch.setattr(cost.Trainer, "train_step", lambda self: steps.append(1) or real_step(self))
    found = cost.measure(config_of("hmog", r1_every=2), bars(), 0.0, Clock())
    # one step to allocate, then one whole cycle of two; the clock is read after each step and after the cycle
    assert len(steps) == 1 + 2
    assert found.step_s == pytest.approx(1.5 / 2)
    assert found.device == "cpu"
    assert found.memory_mb > 50
    assert found.warm_s == pytest.approx(0.5 / cost.WARM_STEPS)


def test_a_step_that_takes_for_ever_does_not_hold_the_page(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cost, "MOST_S", 2.0)
    steps: list[int] = []
    monkeypatch.setattr(cost.Trainer, "train_step", lambda self: steps.append(1))
    cost.measure(config_of("hmog", r1_every=64, warm_up_steps=0), bars(), 0.0, Clock())
    assert len(steps) < 10


def test_a_side_costs_what_was_measured_else_what_the_nearest_one_says_else_a_guess() -> None:
    configs = {side: config_of("hmog", steps=100, warm_up_steps=0) for side in (28, 32, 64)}
    guessed = expected.at_sides({}, configs)
    assert guessed == {side: pytest.approx(expected.guess(side).seconds(configs[side])) for side in configs}
    assert guessed[64] == pytest.approx(3.5 * guessed[32])
    usual = config_of("hmog", steps=1000, warm_up_steps=0, evaluate_every=200, checkpoint_every=500)
    assert 60 < expected.guess(32).seconds(usual) < 120             # on two cores
    seconds = COST.seconds(configs[32])
    scaled = expected.at_sides({32: COST}, configs)
    assert scaled == {28: pytest.approx(0.7 * seconds), 32: seconds, 64: pytest.approx(3.5 * seconds)}
    slower = expected.at_sides({32: COST, 64: replace(COST, step_s=1.0)}, configs)
    assert slower[28] == scaled[28]                                 # the nearer one speaks for it
    assert slower[64] == pytest.approx(replace(COST, step_s=1.0).seconds(configs[64]))


def test_sides_between_those_that_were_tried_lie_on_a_line() -> None:
    assert expected.relative(40) == pytest.approx(1.5)
    assert [expected.relative(side) for side in expected.RELATIVE] == list(expected.RELATIVE.values())


@pytest.mark.parametrize(("seconds", "text"), [(2, "5 s"), (38, "40 s"), (118, "2 min"), (3600, "60 min"), (7800, "2 h 10 min")])
def test_a_guess_has_the_digits_of_a_guess(seconds: float, text: str) -> None:
    assert expected.minutes_of(seconds) == text


def test_the_command_prints_the_cost_and_leaves_no_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("MIXGAN_HOME", str(tmp_path))
    monkeypatch.setattr(cost, "ENOUGH_S", 0.0)
    words = ["--family", "gan", "--data", "ring", "--batch", "16", "--widths", "8,8", "--critic_widths", "8,8"]
    assert cli.main(["cost", *words, "--json"]) == 0
    printed = json.loads(capsys.readouterr().out)
    assert printed["seconds"] > 0
    assert printed["memory_mb"] > 50
    assert not (tmp_path / "runs").exists()
    assert cli.main(["cost", *words, "--widht", "3"]) == 2
    assert "width" in capsys.readouterr().err


def test_reading_a_cost_needs_no_torch() -> None:
    code = "import sys, mixgan.training.expected; sys.exit('torch' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
