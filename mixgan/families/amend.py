"""Going on with a run under other settings: what may change half-way, and a record of it in the config."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mixgan.config import Amendment, RunConfig, TrainingSettings, checked
from mixgan.errors import ConfigError
from mixgan.families import configure, validate

__all__ = ["AMENDABLE", "amended", "as_given", "as_it_was", "edited", "original", "told"]

# not what a saved state depends on: networks, terms with a network, the optimiser's kind, the order of random numbers
AMENDABLE = ("steps", "batch", "lr_generator", "lr_critic", "lr_decay", "beta1", "beta2", "ema", "r1", "r1_every", "gp",
             "balance", "sample_entropy", "reconstruct", "mode_seeking", "mode_seeking_form", "mode_seeking_clamp", "augment",
             "mirrored", "evaluate_every", "checkpoint_every", "device", "threads", "fast", "compile", "precision")
PER_PROCESS = ("device", "threads")             # chosen when a process starts


def amended(config: RunConfig, overrides: Mapping[str, Any], step: int, *, running: bool = False) -> RunConfig:
    """`config` with `overrides` from `step` on, as they may be given with --resume: values may be text.

    A setting given as it is changes nothing. `running`: in the process that trains it.
    Raises ConfigError with every difference that a run cannot take half-way.
    """
    if not overrides:
        return config
    asked = configure(config.family, config.data, config.facts, config.preset,
                      {**config.options, **config.training.model_dump(), **overrides})
    # an old run's options lack what came later: they are those of a checked config
    before = {**validate(config).model_dump(mode="json"), **config.training.model_dump()}
    after = {**asked.options, **asked.training.model_dump()}
    changed = {name: value for name, value in after.items() if value != before[name] and name in overrides}
    refused = [f"{name} {as_given(before[name])} -> {as_given(value)}" for name, value in changed.items()
               if name not in AMENDABLE]
    if refused:
        raise ConfigError(f"A run cannot go on with {', '.join(refused)}.",
                          f"Start a new run for that; half-way may change: {', '.join(AMENDABLE)}.")
    if running and (fixed := [name for name in changed if name in PER_PROCESS]):
        raise ConfigError(f"{', '.join(fixed)} cannot change while the run is under way.", "Stop it, then give it with --resume.")
    if not changed:
        return config
    if after["steps"] <= step:
        raise ConfigError(f"steps should be over {step}, which the run has done (given {after['steps']}).")
    note = Amendment(step=step, settings={name: _as_stored(value) for name, value in changed.items()},
                     before={name: _as_stored(before[name]) for name in changed})
    new = config.model_copy(update={"training": asked.training, "amended": (*config.amended, note)})
    validate(new)
    return new


def original(config: RunConfig) -> RunConfig:
    """The config that the run was started with."""
    return _undone(config, 0)


def told(note: Amendment) -> str:
    """`From step 400 on: balance 0.5 -> 1.0.`"""
    changes = ", ".join(f"{name} {as_given(note.before[name])} -> {as_given(value)}" for name, value in note.settings.items())
    return f"From step {note.step} on: {changes}."


def as_given(value: Any) -> str:
    """A setting's value in a sentence: a list as a command line would give it, and `none` where nothing is in it."""
    return ",".join(map(str, value)) or "none" if isinstance(value, (list, tuple)) else str(value)


def _as_stored(value: Any) -> Any:
    """What a file would give back: a note that was read is the one that was written."""
    return list(value) if isinstance(value, tuple) else value


def edited(config: RunConfig, saved: RunConfig) -> dict[str, tuple[Any, Any]]:
    """What a hand changed in `config` since a point of the run was `saved`: name -> (saved, now).

    What was changed by --resume or by request stands in `amended`, and is no difference; nor is the place where the data lie,
    since `facts` has their digest.
    """
    n = len(saved.amended)
    if config.amended[:n] != saved.amended:
        return {"amended": (f"{n} notes", "other ones")}
    now, then = (_flat(one) for one in (_undone(config, n), saved))
    return {name: (then.get(name), now.get(name)) for name in {**then, **now} if then.get(name) != now.get(name)}


def as_it_was(config: RunConfig, saved: RunConfig) -> RunConfig:
    """`config` without what a hand changed in it since `saved`."""
    notes = config.amended[len(saved.amended):] if config.amended[:len(saved.amended)] == saved.amended else ()
    training = saved.training.model_dump()
    for note in notes:
        training.update(note.settings)
    return saved.model_copy(update={"data": config.data, "training": checked(TrainingSettings, training, "training"),
                                    "amended": (*saved.amended, *notes)})


def _undone(config: RunConfig, n: int) -> RunConfig:
    """As it was when it had n notes."""
    training = config.training.model_dump()
    for note in reversed(config.amended[n:]):
        training.update(note.before)
    return config.model_copy(update={"training": checked(TrainingSettings, training, "training"), "amended": config.amended[:n]})


def _flat(config: RunConfig) -> dict[str, Any]:
    """Every value by its name, as JSON has it, but for the place of the data."""
    content = config.model_dump(mode="json")
    return {"family": config.family, "preset": config.preset, **content["facts"], **content["options"],
            **content["training"]}
