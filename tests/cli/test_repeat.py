"""`repeat`: a recipe over seeds, through the command line; what it trained is not trained again."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import pytest

from mixgan.analysis import publish
from mixgan.analysis.clustered import Effort
from mixgan.analysis.publish import over_seeds, store_repeat, whole
from mixgan.cli import main
from mixgan.cli.repeat import planned
from mixgan.config import Amendment
from mixgan.errors import ConfigError
from mixgan.store.models import find, write_extra
from mixgan.store.runs import open_run

TINY = ["--steps", "12", "--batch", "8", "--widths", "8,6", "--critic_widths", "4,8", "--evaluate_every", "6",
        "--checkpoint_every", "6", "--threads", "1", "--device", "cpu", "--warm_up_steps", "4",
        "--head_tries", "1", "--noise_dim", "6"]


@pytest.mark.slow
def test_a_recipe_is_repeated_measured_and_its_spread_stored(home: Path, monkeypatch: pytest.MonkeyPatch,
                                                             capsys: pytest.CaptureFixture[str]) -> None:
    measured = partial(whole.publish, effort=Effort(fakes=200, steps=5, trainings=2))
    for module in (publish, over_seeds):                            # `describe` and `repeat`
        monkeypatch.setattr(module, "publish", measured)
    monkeypatch.setattr(whole, "make_map", partial(whole.make_map, n=300, umap=False))     # UMAP is tried elsewhere
    assert main(["train", "--family", "gmgan", "--data", "digits", "--run", "a", *TINY]) == 0
    assert main(["repeat", "a", "--seeds", "2"]) == 2
    assert "python -m mixgan describe a" in capsys.readouterr().err
    assert main(["describe", "a"]) == 0
    assert main(["repeat", "a", "--seeds", "2"]) == 0
    told = find("a").figures["repeats"]
    assert told["seeds"] == [0, 1]
    assert not (home / "runs" / "a-seed0").exists(), "the model itself is its own seed"
    ran = open_run("a-seed1")
    assert ran.config.training.seed == 1
    for i, name in enumerate(("a", "a-seed1")):
        figures = {figure["name"]: figure["value"] for figure in find(name).figures["figures"]}
        for figure in ("mean confidence", "recall-c@5", "clustering: ACC"):
            assert told["values"][figure][i] == pytest.approx(figures[figure], abs=1e-5)
    assert told["values"]["mean confidence"][0] != told["values"]["mean confidence"][1]


@pytest.mark.slow
def test_a_seed_that_is_stored_is_not_trained_again_on_another_machine(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Its run's folder is gone there; figures.json came along."""
    assert main(["train", "--family", "gmgan", "--data", "digits", "--run", "a", *TINY, "--quick"]) == 0
    stated = {"n_experts": 10, "parameters": 9, "expert_word": "component",
              "figures": [{"name": "mean confidence", "value": 0.5}]}
    folder = find("a").path
    write_extra(folder, "figures.json", stated)
    for seed in (0, 1, 2):                                          # the first writes the card
        store_repeat(folder, seed, stated)
    assert main(["repeat", "a", "--seeds", "3"]) == 0
    assert "0 of 0 runs" in capsys.readouterr().err
    assert "| figure | median | lowest | highest | seed 0 | seed 1 | seed 2 |" in find("a").card
    assert [one.name for one in (home / "runs").iterdir()] == ["a"]
    whole.publish(folder, full=False)                               # measured again, they are of the same weights
    assert find("a").figures["repeats"]["seeds"] == [0, 1, 2]
    whole.ship(folder, home / "there")
    whole.ship(folder, folder)                                      # other weights, for all that is known
    assert not (folder / "figures.json").exists()


def test_seeds_change_and_nothing_else(home: Path) -> None:
    config = find("gmgan-mnist").config
    runs = planned("gmgan-mnist", config, range(3))
    assert [one.name for one in runs] == ["gmgan-mnist-seed0", "gmgan-mnist-seed1", "gmgan-mnist-seed2"]
    for one in runs:
        assert one.config.training.seed == one.seed
        assert one.config.training.model_copy(update={"seed": config.training.seed}) == config.training
        assert one.config.model_copy(update={"training": config.training}) == config


def test_what_cannot_be_repeated_is_told(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for words, said in ((["--seeds", "1"], "from 2 to 50"), (["--seeds", "99"], "from 2 to 50"), (["--at-once", "0"], "from 1")):
        assert main(["repeat", "gmgan-mnist", *words]) == 2
        assert said in capsys.readouterr().err
    assert main(["repeat", "gmgan-mnits"]) == 2
    assert "gmgan-mnist" in capsys.readouterr().err
    note = Amendment(step=5, settings={"steps": 9}, before={"steps": 7})
    with pytest.raises(ConfigError, match="changed half-way"):
        planned("x", find("gmgan-mnist").config.model_copy(update={"amended": (note,)}), range(2))
