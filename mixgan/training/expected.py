"""What a run will take, from a few steps that were tried: plain numbers and their cache. No torch here.

`python -m mixgan cost` measures (`training/cost.py`), a page and the command line read. A measurement serves every
run that differs only in how long it goes on: its steps, its seed, how often it is looked at.
"""

from __future__ import annotations

import hashlib
import json
import math
import os
from dataclasses import asdict, dataclass
from pathlib import Path

from mixgan.config import RunConfig
from mixgan.errors import StoreError
from mixgan.files import home, read_json, write_json

__all__ = ["Cost", "folder_of", "minutes_of", "read", "write"]

USUAL_UPDATES = 2000            # after which a try has settled, mostly
FREE = ("steps", "seed", "warm_up_steps", "head_tries", "evaluate_every", "checkpoint_every")     # what the time is computed from
FILE = "cost.json"


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


def minutes_of(seconds: float) -> str:
    """`40 s`, `3 min`, `2 h 10 min`: to the digits that a guess deserves."""
    if seconds < 90:
        return f"{max(5, 5 * round(seconds / 5))} s"
    if seconds < 5400:
        return f"{round(seconds / 60)} min"
    return f"{int(seconds // 3600)} h {10 * int(seconds % 3600 // 600)} min"
