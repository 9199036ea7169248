"""What a run will take, from a few steps that were tried: plain numbers and their cache. No torch here.

`python -m mixgan cost` measures (`training/cost.py`), a page and the command line read. A measurement serves every
run that differs only in how long it goes on: its steps, its seed, how often it is looked at.
"""

from __future__ import annotations

import hashlib
import json
import math
import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

from mixgan.config import RunConfig
from mixgan.errors import StoreError
from mixgan.files import home, read_json, write_json
from mixgan.jobs import Status

__all__ = ["RELATIVE", "Cost", "at_sides", "folder_of", "guess", "left", "minutes_of", "read", "relative", "write"]

USUAL_UPDATES = 2000            # after which a try has settled, mostly
FREE = ("steps", "seed", "warm_up_steps", "head_tries", "evaluate_every", "checkpoint_every")     # what the time is computed from
FILE = "cost.json"
# what a whole run takes at a side in px, where 32 is 1: medians of hmog, gmgan, megan, gan, mgan and madgan with the presets for
# own pictures, by processor time. From one method to another 28 differs from 0.6 to 0.9, 48 from 1.6 to 2.2, 64 from 2.9 to 3.9
RELATIVE = {28: 0.7, 32: 1.0, 48: 2.0, 64: 3.5}
# and seconds at 32 px of two cores that have nothing else to do: half the processor time that those methods took, in the middle
GUESS = {"start_s": 8.0, "step_s": 0.063, "warm_s": 0.026, "look_s": 0.33}


@dataclass(frozen=True)
class Cost:
    """Seconds by the clock: until the first step, of a step, of a warm-up step, of one look (figures and a sheet).

    `memory_mb`: the most that the process held; on a GPU, of the GPU's own memory. `cores` and `load`: of the machine while it
    was measured; with a load above its cores, the seconds are too many.
    """

    device: str
    start_s: float
    step_s: float
    warm_s: float
    look_s: float
    memory_mb: float
    cores: int
    load: float

    def seconds(self, config: RunConfig) -> float:
        """Of the whole run, the finished model's figures left out."""
        s = config.training
        looks = 1 + math.ceil(s.steps / s.evaluate_every) + s.steps / s.checkpoint_every
        warm = s.warm_up_steps + (s.head_tries - 1) * min(s.warm_up_steps, USUAL_UPDATES)
        return self.start_s + warm * self.warm_s + s.steps * self.step_s + looks * self.look_s


def folder_of(config: RunConfig) -> Path:
    """Where the measurement of this configuration lies, and the job that makes it."""
    content = config.model_dump(mode="json")
    content["training"] = {name: value for name, value in content["training"].items() if name not in FREE}
    content["warm"] = config.training.warm_up_steps > 0
    content["facts"] = {name: content["facts"][name] for name in ("image_shape", "n_train")}
    text = json.dumps({**content, "preset": "", "cores": os.cpu_count()}, sort_keys=True)
    return home() / "cache" / "cost" / hashlib.blake2b(text.encode(), digest_size=10).hexdigest()


def write(config: RunConfig, cost: Cost) -> None:
    write_json(folder_of(config) / FILE, asdict(cost))


def read(config: RunConfig) -> Cost | None:
    """The stored measurement; None where there is none that can be read."""
    try:
        return Cost(**read_json(folder_of(config) / FILE))
    except (StoreError, TypeError):
        return None


def relative(side: int) -> float:
    """How long pictures of this side take, where those of 32 px take 1; between the sides that were measured, by a line."""
    import numpy as np

    return float(np.interp(side, list(RELATIVE), list(RELATIVE.values())))


def guess(side: int) -> Cost:
    """Of pictures that nobody tried here, with usual settings, on two quiet cores; memory is not guessed (0)."""
    times = {name: value * relative(side) for name, value in GUESS.items()}
    return Cost("cpu", **times, memory_mb=0.0, cores=0, load=0.0)


def at_sides(measured: Mapping[int, Cost], configs: Mapping[int, RunConfig]) -> dict[int, float]:
    """Seconds of each configuration by the side of its pictures: as measured; else as the nearest side that is, times the ratio
    of the two; else as `guess`."""
    out = {}
    for side, config in configs.items():
        nearest = min(measured, key=lambda one: abs(one - side), default=None)
        if nearest is None:
            out[side] = guess(side).seconds(config)
        else:
            out[side] = measured[nearest].seconds(config) * relative(side) / relative(nearest)
    return out


def left(status: Status | None) -> str:
    """`about 3 min left`, at the rate so far; nothing before there is one, and at the end."""
    if status is None or status.rate <= 0 or status.step >= status.steps:
        return ""
    return f"about {minutes_of((status.steps - status.step) / status.rate)} left"


def minutes_of(seconds: float) -> str:
    """`40 s`, `3 min`, `2 h 10 min`: to the digits that a guess deserves."""
    if seconds < 90:
        return f"{max(5, 5 * round(seconds / 5))} s"
    if seconds < 5400:
        return f"{round(seconds / 60)} min"
    return f"{int(seconds // 3600)} h {10 * int(seconds % 3600 // 600)} min"
