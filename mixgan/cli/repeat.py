"""`repeat`: a model's recipe with several seeds, and what its figures came to."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from mixgan.cli.common import Command
from mixgan.cli.sweep import MOST_AT_ONCE, drive_all
from mixgan.errors import ConfigError

if TYPE_CHECKING:
    from mixgan.config import RunConfig
    from mixgan.store.models import ModelFolder
    from mixgan.training.sweep import Planned

__all__ = ["add", "planned"]

MOST_SEEDS = 50


def add(command: Command) -> None:
    """Declare the command of this file."""
    repeat = command("repeat", _repeat, "Train a model's recipe with several seeds, measure each, and store the spread with the "
                                        "model. Again: go on with what is left.")
    repeat.add_argument("model")
    repeat.add_argument("--seeds", type=int, default=5, metavar="N", help="seeds 0 to N - 1 (5 unless given)")
    repeat.add_argument("--at-once", type=int, default=1, metavar="N", help="runs at a time (1 unless given)")


def _repeat(a: argparse.Namespace) -> int:
    from mixgan.store.models import find

    if not 2 <= a.seeds <= MOST_SEEDS:
        raise ConfigError(f"--seeds should be from 2 to {MOST_SEEDS} (given {a.seeds}).")
    if not 1 <= a.at_once <= MOST_AT_ONCE:
        raise ConfigError(f"--at-once should be from 1 to {MOST_AT_ONCE} (given {a.at_once}).")
    model = find(a.model)
    if not (model.path / "card.md").exists():                       # written last, of a full measuring
        raise ConfigError(f"{model.name} is not measured in full, and the spread stands beside its figures.",
                          f"Run: python -m mixgan describe {model.name}")
    runs = planned(model.name, model.config, range(a.seeds))
    stored = model.figures.get("repeats", {"seeds": []})["seeds"]
    left = [one for one in runs if one.seed not in stored]
    if (own := model.config.training.seed) in [one.seed for one in left]:
        _store(model, own, model.figures)                           # the model itself is its own seed
        left = [one for one in left if one.seed != own]
    of = {one.name: one.seed for one in left}
    status = drive_all(left, a.at_once, quick=True, again=f"repeat {a.model} --seeds {a.seeds}",
                       finished=lambda folder: _store(model, of[folder.name], _measured(folder.name)))
    if status == 0:
        print(f"{model.name}: figures.json and card.md have the spread over {a.seeds} seeds.", file=sys.stderr)
    return status


def planned(name: str, config: RunConfig, seeds: Sequence[int]) -> list[Planned]:
    """The runs NAME-seed0, NAME-seed1 ... of a recipe. Raises ConfigError for one that was changed half-way."""
    from mixgan.training.sweep import Planned, run_name

    if config.amended:
        raise ConfigError(f"{name} was trained under settings that changed half-way, so it is no recipe to repeat.",
                          "Train it in one go, then repeat that.")
    def seeded(seed: int) -> RunConfig:
        return config.model_copy(update={"training": config.training.model_copy(update={"seed": seed})})

    return [Planned(run_name(name, {}, seed), seeded(seed), {}, seed) for seed in seeds]


def _store(model: ModelFolder, seed: int, figures: Mapping[str, Any]) -> None:
    """At once, so that what is finished outlives this process, this machine too where the model is under version control."""
    from mixgan.analysis.publish import store_repeat

    store_repeat(model.path, seed, figures)
    print(f"{model.name}: seed {seed} is stored", file=sys.stderr, flush=True)


def _measured(name: str) -> dict[str, Any]:
    """The figures of one run's model, measured in full where they were not; with the minutes until it could be read."""
    from mixgan.analysis.publish import measured_in_full
    from mixgan.store.runs import open_run

    print(f"{name}: measuring", file=sys.stderr, flush=True)
    return measured_in_full(open_run(name))
