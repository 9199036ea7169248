"""The figures and sheets of a run as TensorBoard's event files. Needs the package tensorboard.

Written from the run folder, so that it works for a run that has ended, one under way, and one of another machine.
"""

from __future__ import annotations

import io
import time
from collections.abc import Callable, Iterator, Mapping
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from PIL import Image

from mixgan.errors import ConfigError
from mixgan.store.runs import RunFolder

if TYPE_CHECKING:
    from torch.utils.tensorboard import SummaryWriter

__all__ = ["export"]

POLL_S = 1.0


def export(run: RunFolder, folder: Path, going_on: Callable[[], bool] = lambda: False) -> int:
    """Write what `run` has so far into `folder`, and what comes while `going_on()`; the number of evaluations written.

    Raises ConfigError where tensorboard is missing, or where `folder` holds event files: a second export would double the points.
    """
    if find_spec("tensorboard") is None:
        raise ConfigError("Event files need the package tensorboard.", "Install it: pip install tensorboard")
    if folder.exists() and any(folder.glob("events.out.tfevents.*")):
        raise ConfigError(f"{folder} holds event files already.", "Give another folder, or remove them.")
    from torch.utils.tensorboard import SummaryWriter

    folder.mkdir(parents=True, exist_ok=True)
    done: set[int] = set()
    with SummaryWriter(str(folder)) as writer:
        writer.add_text("config", f"```json\n{run.config.model_dump_json(indent=1)}\n```", 0)
        while True:
            more = going_on()                                       # asked first: what was written until the end is read after it
            _catch_up(run, writer, done)
            if not more:
                return len(done)
            time.sleep(POLL_S)


def _catch_up(run: RunFolder, writer: SummaryWriter, done: set[int]) -> None:
    sheets = run.sheets()
    for line in run.metrics.read():
        step = line["step"]
        if step in done:
            continue
        for name, value in _numbers(line):
            writer.add_scalar(name, value, step)
        if step in sheets:
            picture = np.asarray(Image.open(io.BytesIO(sheets[step].read_bytes())).convert("RGB"))
            writer.add_image("samples", picture, step, dataformats="HWC")
        done.add(step)
    writer.flush()


def _numbers(line: Mapping[str, Any], above: str = "") -> Iterator[tuple[str, float]]:
    """("loss/critic", 0.9) and so on; of a list, one for each expert, counted from 1."""
    for name, value in line.items():
        if isinstance(value, Mapping):
            yield from _numbers(value, f"{above}{name}/")
        elif isinstance(value, list) and name != "pair":
            yield from _numbers({str(k + 1): share for k, share in enumerate(value)}, f"{above}{name}/")
        elif isinstance(value, (int, float)) and name != "step":
            yield f"{above}{name}", float(value)
