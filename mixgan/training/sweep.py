"""Many runs from one small file: every combination of the varied settings, with every seed.

    name = "spread"                     # TOML, or the same as JSON; runs are called spread-std0.5-seed0 ...
    family = "gmgan"
    data = "digits"
    seeds = [0, 1, 2]
    [settings]                          # the same for every run
    steps = 2000
    [vary]                              # a list each; family, data and preset may vary too
    std = [0.5, 1.0]

The whole file is checked before anything starts, down to each run's own configuration.
"""

from __future__ import annotations

import hashlib
import itertools
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

from pydantic import Field, model_validator

from mixgan import data, families
from mixgan.config import DataFacts, RunConfig, Strict, checked
from mixgan.errors import ConfigError, MixganError, StoreError
from mixgan.families.sound import require_fit, require_taught
from mixgan.files import checked_name, read_json, read_toml
from mixgan.store import runs
from mixgan.store.runs import RunFolder

__all__ = ["MAX_RUNS", "Planned", "SweepFile", "differences", "folder_of", "plan", "read_sweep"]

MAX_RUNS = 1000
MAX_NAME = 64
ENVELOPE = ("family", "data", "preset")
Value = str | int | float | bool | list[int] | list[str]
Seed = Annotated[int, Field(ge=0, le=2**31 - 1)]


class SweepFile(Strict):
    """What a sweep's file may say."""

    name: str = Field(min_length=1, max_length=40, description="how the names of the runs begin")
    family: str = ""
    data: str = ""
    preset: str = ""
    seeds: list[Seed] = Field(default=[0], min_length=1, max_length=100)
    settings: dict[str, Value] = Field(default_factory=dict, max_length=100)
    vary: dict[str, Annotated[list[Value], Field(min_length=1, max_length=50)]] = Field(default_factory=dict, max_length=8)

    @model_validator(mode="after")
    def _once_each(self) -> SweepFile:
        lists: dict[str, Sequence[Any]] = {"seeds": self.seeds, **{f"vary.{key}": given for key, given in self.vary.items()}}
        for name, values in lists.items():
            if len({json.dumps(value) for value in values}) < len(values):
                raise ValueError(f"{name} states a value twice: give each once")
        for where, keys in (("settings", self.settings), ("vary", self.vary)):
            if "seed" in keys:
                raise ValueError(f"{where}.seed is not for settings: give the list 'seeds'")
        for key in self.settings:
            if key in ENVELOPE:
                raise ValueError(f"settings.{key} belongs to the top of the file")
            if key in self.vary:
                raise ValueError(f"{key} is in settings and in vary: keep one")
        for key in ("family", "data"):
            if bool(getattr(self, key)) == (key in self.vary):
                raise ValueError(f"{key} should be given once, at the top or in vary")
        n_runs = len(self.seeds)
        for given in self.vary.values():
            n_runs *= len(given)
        if n_runs > MAX_RUNS:
            raise ValueError(f"the file asks for {n_runs:,} runs, at most {MAX_RUNS:,} are allowed: give fewer values or seeds")
        return self


@dataclass(frozen=True)
class Planned:
    """One run of a sweep: its folder's name, its configuration, what differs from its siblings."""

    name: str
    config: RunConfig
    varied: Mapping[str, Any]
    seed: int


def read_sweep(path: Path) -> SweepFile:
    """The checked content of a .toml or .json file; raises ConfigError with file and key."""
    if path.suffix not in (".toml", ".json"):
        raise ConfigError(f"{path} should end in .toml or .json.", "See python -m mixgan sweep --help.")
    if path.suffix == ".json":
        return checked(SweepFile, read_json(path), str(path))
    return checked(SweepFile, read_toml(path), str(path))


def plan(sweep: SweepFile, where: str, known: dict[str, DataFacts] | None = None) -> list[Planned]:
    """Every run, checked to the last option; `where` is the file, for messages. Reads the data, writes nothing.

    `known`: facts of sets that were read before, by name and size; those that are read here are added.
    """
    known = {} if known is None else known
    planned = []
    for values in itertools.product(*sweep.vary.values()):
        varied = dict(zip(sweep.vary, values, strict=True))
        for seed in sweep.seeds:
            planned.append(_planned(sweep, varied, seed, known, where))
    names = [one.name for one in planned]
    if len(set(names)) < len(names):
        raise ConfigError(f"{where}: two runs would have the name '{next(n for n in names if names.count(n) > 1)}'.",
                          "Give values that differ in more than signs.")
    return planned


def _planned(
    sweep: SweepFile, varied: Mapping[str, Any], seed: int, known: dict[str, DataFacts], where: str
) -> Planned:
    envelope = {key: str(varied.get(key, getattr(sweep, key))) for key in ENVELOPE}
    # one thread a run: several at once share the machine, and the same bits come out however many there are
    overrides = {"threads": 1, **sweep.settings, **{k: v for k, v in varied.items() if k not in ENVELOPE}, "seed": seed}
    size = overrides.pop("size", None)
    try:
        families.module(envelope["family"])                         # a wrong name is told before the data are read
        if size is not None and type(size) is not int:
            raise ConfigError(f"size should be a whole number (given {size!r}).")
        require_taught(envelope["family"], envelope["data"])
        key = f"{envelope['data']} {size}"
        if key not in known:
            known[key] = data.load(envelope["data"], size=size).facts()
        require_fit(envelope["family"], envelope["preset"], known[key])
        config = families.configure(envelope["family"], envelope["data"], known[key], envelope["preset"], overrides)
        return Planned(run_name(sweep.name, varied, seed), config, varied, seed)
    except MixganError as err:
        at = ", ".join(f"{key} = {value!r}" for key, value in varied.items())
        raise ConfigError(f"{where}{', with ' + at if at else ''}: {err}") from err


def run_name(name: str, varied: Mapping[str, Any], seed: int) -> str:
    """spread-std0.5-seed0: it stays the same when the file gets more values. Too long for a folder: a digest instead."""
    words = [name, *(key + _plain(value) for key, value in varied.items()), f"seed{seed}"]
    whole = "-".join(words)
    if len(whole) > MAX_NAME:
        digest = hashlib.blake2b(json.dumps(dict(varied), sort_keys=True).encode(), digest_size=4).hexdigest()
        whole = f"{name}-{digest}-seed{seed}"
    return checked_name(whole, "run name")


def _plain(value: Any) -> str:
    text = "x".join(map(str, value)) if isinstance(value, list) else str(value)
    return re.sub(r"[^A-Za-z0-9.]+", "_", text).replace("..", "_").strip("._") if not _is_number(value) else text


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float))


def folder_of(one: Planned, *, make: bool) -> RunFolder | None:
    """The folder of a planned run, made where there is none and `make` says so.

    Raises ConfigError when a run of that name has other settings. What a person changed half-way on purpose is no difference.
    """
    try:
        folder = runs.open_run(one.name)
    except StoreError:
        return runs.create(one.name, one.config) if make else None
    found = families.completed(folder.config)
    if not found.amended and found != one.config:
        raise ConfigError(f"The run '{one.name}' exists with other settings ({differences(found, one.config)}).",
                          "Give the sweep another name, or put the settings back.")
    return folder


def differences(found: RunConfig, wanted: RunConfig) -> str:
    """What a configuration says otherwise than a file, in words."""
    old, new = _flat(found), _flat(wanted)
    return ", ".join(f"{key} {old.get(key)} there, {new.get(key)} in the file" for key in new if new[key] != old.get(key))[:300]


def _flat(config: RunConfig) -> dict[str, Any]:
    whole = config.model_dump(mode="json")
    return {**{k: whole[k] for k in (*ENVELOPE, "facts")}, **whole["training"], **whole["options"]}
