"""The one loop: from a run folder and data to a model folder. Knows no family.

Order of a run: warm-up of a term's own network (if any), then steps; every `evaluate_every` a line of figures and a sheet,
every `checkpoint_every` a point to resume from. A run that is killed goes on from its last point and ends, on a CPU, with
the same bits as one that was left alone: all randomness follows from (seed, step).
"""

from __future__ import annotations

import math
import os
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType
from typing import Any

import torch
from accelerate import Accelerator

from mixgan import jobs
from mixgan.config import RunConfig
from mixgan.errors import ConfigError
from mixgan.store.models import write_model
from mixgan.store.runs import RunFolder
from mixgan.store.tensors import write_tensors
from mixgan.training.batches import Images
from mixgan.training.trainer import Trainer
from mixgan.training.watch import alarms, fixed_draw, health, sheet_of

__all__ = ["Progress", "run"]

N_SNAPSHOTS = 12
STATUS_EVERY_S = 0.5
PAUSE_POLL_S = 0.1
Progress = Callable[[int, int, str], None]                          # step, steps, a few words


@dataclass
class _Clock:
    """Steps a second, and when the status was written last."""

    start: float = field(default_factory=time.monotonic)
    first_step: int = 0
    said: float = 0.0

    def rate(self, step: int) -> float:
        return (step - self.first_step) / max(1e-9, time.monotonic() - self.start)


def accelerator_for(config: RunConfig) -> Accelerator:
    """One per process. Raises ConfigError when the device that was asked for is not there."""
    s = config.training
    torch.set_num_threads(s.threads or max(1, (os.cpu_count() or 2) - 1))
    if s.device == "cuda" and not torch.cuda.is_available():
        raise ConfigError("device is 'cuda', and no CUDA device was found.", "Use --device cpu, or auto.")
    if s.device == "mps" and not torch.backends.mps.is_available():
        raise ConfigError("device is 'mps', and this machine has none.", "Use --device cpu, or auto.")
    return Accelerator(cpu=s.device == "cpu", mixed_precision="no")


def run(
    folder: RunFolder, data: Images, progress: Progress | None = None, publish: Callable[[Path], None] | None = None
) -> str:
    """Train the run in `folder` from its last good point to its end: "finished", or "stopped" when it was asked to.

    `publish` is given the finished model's folder, to add figures and pictures before the run says that it is finished.
    Raises RunError (NaN, disk full) after writing the status; the last good point stays.
    """
    config = folder.config
    trainer = Trainer(config, data, accelerator_for(config))
    point = folder.newest_point()
    if point is not None:
        trainer.restore(point[1], point[0])
    folder.metrics.truncate(trainer.step)
    return _Run(folder, trainer, progress or (lambda step, steps, words: None), publish or (lambda path: None)).go()


class _Run:
    """One run under way."""

    def __init__(
        self, folder: RunFolder, trainer: Trainer, progress: Progress, publish: Callable[[Path], None]
    ) -> None:
        self.folder, self.trainer, self.progress, self.publish = folder, trainer, progress, publish
        self.settings = trainer.settings
        self.main = trainer.accelerator.is_main_process
        self.draw = fixed_draw(trainer.generator, self.settings.seed).to(trainer.device)
        self.snapshots = _log_spaced(self.settings.steps, N_SNAPSHOTS)
        self.clock = _Clock(first_step=trainer.step)
        self.stop_asked = False

    def go(self) -> str:
        with _signals(self):
            try:
                return self._go()
            except Exception as err:
                self._status("failed", str(err))
                raise

    def _go(self) -> str:
        trainer, s = self.trainer, self.settings
        self._status("running", "starting")
        if trainer.step == 0:
            self._warm_up()
            if not self.stop_asked:
                self._evaluate({})
        self.clock = _Clock(first_step=trainer.step)
        while trainer.step < s.steps and not self._must_stop():
            losses = trainer.train_step()
            step = trainer.step
            if step % s.evaluate_every == 0 or step == s.steps:
                self._evaluate({name: float(value) for name, value in losses.items()})
            if step in self.snapshots and self.main:
                self.folder.write_snapshot(step, _half(trainer.ema.model.state_dict()))
            if step % s.checkpoint_every == 0 or step == s.steps:
                self._save()
            self._tick()
        if trainer.step < s.steps:
            if trainer.step > 0:
                self._save()
            self._status("stopped", f"stopped at step {trainer.step}")
            return "stopped"
        self._finish()
        self._status("finished", "")
        return "finished"

    def _warm_up(self) -> None:
        for term in self.trainer.terms:
            for index in range(term.warm_up_steps):
                if self._must_stop():
                    return
                self.trainer.warm_up(term, index)
                if index % 20 == 0:
                    self._tick(f"warming up the {term.name} head: {index} of {term.warm_up_steps}")

    def _evaluate(self, losses: dict[str, float]) -> None:
        if not self.main:
            return
        model, step = self.trainer.ema.model, self.trainer.step
        line: dict[str, Any] = {
            "step": step, "loss": losses, "pictures_seen": step * self.settings.critic_steps * self.trainer.batch,
            "rate": round(self.clock.rate(step), 3), **health(model, self.draw)}
        line["alarms"] = alarms(line)
        self.folder.write_sheet(step, sheet_of(model, self.draw))
        self.folder.metrics.append(line)

    def _save(self) -> None:
        if self.main and self.trainer.step not in self.folder.points():
            self.folder.save_point(self.trainer.step, self.trainer.state())

    def _finish(self) -> None:
        if not self.main:
            return
        for term in self.trainer.terms:
            if term.network is not None:
                write_tensors(self.folder.model / "head.safetensors", term.network.state_dict(), {"term": term.name})
        write_model(self.folder.model, self.trainer.config, self.trainer.ema.model.state_dict(), half=False)
        self._status("running", "measuring the finished model")
        self.publish(self.folder.model)

    # --- being watched ------------------------------------------------------------------------------------------

    def _must_stop(self) -> bool:
        """Looks at what was asked; waits here while paused."""
        request = jobs.asked(self.folder.path)
        while request is not None and not self.stop_asked:
            jobs.acknowledge(self.folder.path)
            if request == "stop":
                self.stop_asked = True
            elif request == "pause":
                self._status("paused", f"paused at step {self.trainer.step}")
                request = self._wait()
                continue
            elif request == "step":
                # one step, then back to the pause
                jobs.ask(self.folder.path, "pause")
                return False
            self._status("running")
            request = None
        return self.stop_asked

    def _wait(self) -> str | None:
        while not self.stop_asked:
            request = jobs.asked(self.folder.path)
            if request is not None:
                return request
            time.sleep(PAUSE_POLL_S)
        return None

    def _tick(self, words: str = "") -> None:
        step = self.trainer.step
        self.progress(step, self.settings.steps, words)
        if time.monotonic() - self.clock.said >= STATUS_EVERY_S:
            self._status("running", words)

    def _status(self, phase: str, message: str = "") -> None:
        if self.main:
            self.clock.said = time.monotonic()
            step = self.trainer.step
            jobs.write(self.folder.path, phase=phase, step=step, steps=self.settings.steps, message=message,
                       rate=round(self.clock.rate(step), 3))


def _log_spaced(steps: int, n: int) -> set[int]:
    """n steps from about 20 to the last, evenly spaced in the logarithm: specialisation happens early."""
    first = min(20, steps)
    return {round(first * math.exp(i / max(1, n - 1) * math.log(steps / first))) for i in range(n)} | {steps}


def _half(tensors: dict[str, torch.Tensor]) -> dict[str, torch.Tensor]:
    return {name: value.half() if value.is_floating_point() else value for name, value in tensors.items()}


@contextmanager
def _signals(running: _Run) -> Iterator[None]:
    """Ctrl-C and a polite kill end the run after the step at hand, with a point to go on from."""

    def handler(number: int, frame: FrameType | None) -> None:
        running.stop_asked = True

    try:
        old = {number: signal.signal(number, handler) for number in (signal.SIGINT, signal.SIGTERM)}
    except ValueError:                                              # not the main thread: a test, a notebook's worker
        yield
        return
    try:
        yield
    finally:
        for number, previous in old.items():
            signal.signal(number, previous)
