"""The one loop: from a run folder and data to a model folder. Knows no family.

Order of a run: warm-up of a term's own network (if any), then steps; every `evaluate_every` a line of figures and a sheet,
every `checkpoint_every` a point to resume from, with its distance to the data. A run that is killed goes on from its last
point and ends, on a CPU, with the same bits as one that was left alone: all randomness follows from (seed, step).
"""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import torch

from mixgan import jobs
from mixgan.analysis.observe import sample_stream
from mixgan.analysis.settling import looks_of
from mixgan.errors import RunError
from mixgan.families.contract import Sample
from mixgan.store.models import SETTLING, TOLD, forget_measures, write_extra, write_model
from mixgan.store.runs import RunFolder, snapshot_steps
from mixgan.store.tensors import write_tensors
from mixgan.training.batches import Images
from mixgan.training.control import Control
from mixgan.training.device import accelerator_for
from mixgan.training.going_on import GoOn, change, too_late
from mixgan.training.processes import Processes
from mixgan.training.trainer import Trainer
from mixgan.training.turns import queued, told_how_it_ends, under_way, works_elsewhere
from mixgan.training.warm_up import heads_of
from mixgan.training.watch import (
    Reals,
    answers_apart,
    classes,
    fixed_draw,
    fixed_reals,
    health,
    judge_of,
    look,
    nearness,
    right,
    sheet_of,
    strange,
    told,
)

__all__ = ["Progress", "run"]

N_TOLD = 2000
STATUS_EVERY_S = 0.5
PAUSE_POLL_S = 0.1
AS_IT_WAS = GoOn()
CHANGED = "changed"             # rests at a point, to go on with other settings
SIGN_OF_LIFE_S = 10.0           # on shared storage a heartbeat older than a minute is a lost run
Progress = Callable[[int, int, str], None]                          # step, steps, a few words
Between = Callable[[], None]                                        # to be called between two parts; may raise
Publish = Callable[[Path, float, Between], None]                    # the model's folder, minutes of training
MEASURING = "measuring the finished model"


@dataclass
class _Clock:
    """Steps a second, and when the status was written last."""

    start: float = field(default_factory=time.monotonic)
    first_step: int = 0
    said: float = 0.0

    def rate(self, step: int) -> float:
        return (step - self.first_step) / max(1e-9, time.monotonic() - self.start)


def run(
    folder: RunFolder, data: Images, progress: Progress | None = None, publish: Publish | None = None, *, beside: bool = False,
    processes: Processes | None = None, start: GoOn = AS_IT_WAS,
) -> str:
    """Train the run in `folder` to its end: "finished", or "stopped" when it was asked to.

    It goes on from its last good point, or as `start` says. Runs of one device take turns; `beside` another it starts at once.

    `publish` is given the finished model's folder and the minutes that it took (of the processor; on a GPU, of the clock), to
    add figures and pictures before the run says that it is finished; and what it calls between the parts of that work, where a
    stop ends it.
    Raises RunError (NaN, disk full) after writing the status; the last good point stays.
    """
    config = start.config(folder)                                   # what cannot be gone on with is told before anything
    processes = processes or Processes(accelerator_for(config))
    control, steps = Control(folder.path), config.training.steps
    with ExitStack() as held:
        alone = not processes.is_first or (not works_elsewhere(folder) and held.enter_context(jobs.claim(folder.path)))
        if processes.any(not alone):
            raise under_way(folder)
        if processes.is_first:
            step = (folder.points() or [0])[-1]
            jobs.write(folder.path, phase="queued", step=step, steps=steps, message="starting", answered=control.answered)
        device = processes.accelerator.device.type
        has_turn = beside or not processes.is_first or held.enter_context(queued(control, folder, steps, device))
        if processes.any(not has_turn):
            return "stopped"
        with told_how_it_ends(folder, processes.is_first), control.signals():
            with processes.one_after_another():
                if processes.is_first:
                    folder.sweep()
                    start.take_up(folder)
            while True:
                with processes.one_after_another():
                    if processes.is_first:
                        change(folder, control, processes)
                outcome = _trained(folder, data, processes, control, progress, publish)
                if outcome != CHANGED:
                    return outcome


def _trained(
    folder: RunFolder, data: Images, processes: Processes, control: Control, progress: Progress | None, publish: Publish | None,
) -> str:
    """From the last good point on, under the config as it is now."""
    trainer = Trainer(folder.config, data, processes.accelerator, processes)
    with processes.one_after_another():
        point = folder.newest_point()
        if point is not None:
            trainer.restore(point[1], point[0])
        if processes.is_first:
            folder.metrics.truncate(-1 if point is None else trainer.step)      # from the start: the line of step 0 too
            if point is None:
                folder.settling.clear()                             # the warm-up comes again
    running = _Run(folder, control, trainer, fixed_reals(data, trainer.settings.seed),
                   progress or (lambda step, steps, words: None), publish or (lambda path, minutes, between: None))
    try:
        return running.go()
    except Exception:
        running.say_where()
        raise


class _Enough(Exception):
    """The measuring is to end."""


class _Run:
    """One run under way."""

    def __init__(
        self, folder: RunFolder, control: Control, trainer: Trainer, reals: Reals, progress: Progress,
        publish: Publish,
    ) -> None:
        self.folder, self.control, self.trainer, self.progress, self.publish = folder, control, trainer, progress, publish
        self.settings = trainer.settings
        self.main = trainer.processes.is_first
        self.reals = reals
        self.judge = judge_of(trainer.config) if self.main else None
        self.near: tuple[int, dict[str, float]] = (-1, {})          # of which step, and how near it was
        self.draw = fixed_draw(trainer.generator, self.settings.seed).to(trainer.device)
        self.snapshots = set(snapshot_steps(self.settings.steps))
        self.clock = _Clock(first_step=trainer.step)
        self.saved = trainer.step                                   # this point opened, or it is the start
        # a processor shared with others would count their time too; a GPU works while the processor waits
        self.now = time.process_time if trainer.device.type == "cpu" else time.monotonic
        self.begun = self.now()
        lines = folder.metrics.read()
        self.minutes_before = float(lines[-1].get("minutes", 0.0)) if lines else 0.0

    def say_where(self) -> None:
        """The step that the run came to, for whoever tells how it ended."""
        with suppress(RunError):
            self._status("running")

    def go(self) -> str:
        trainer, s = self.trainer, self.settings
        self._status("running", "starting")
        if trainer.step == 0 and self._warm_up():
            self._evaluate({})
        self.clock = _Clock(first_step=trainer.step)
        while trainer.step < s.steps and not self._must_rest():
            trainer.train_step()
            step = trainer.step
            if step % s.evaluate_every == 0 or step == s.steps:
                self._evaluate(trainer.tally.take())
            if step in self.snapshots and self.main:
                self.folder.write_snapshot(step, _half(trainer.ema.model.state_dict()))
            if step % s.checkpoint_every == 0 or step == s.steps:
                self._save()
            self._tick()
        if trainer.step < s.steps:
            if trainer.step > 0:
                self._save()
            if not trainer.processes.any(self.control.must_stop):
                return CHANGED
            if trainer.step > 0:
                self._write_model()
            self._status("stopped", f"stopped at step {trainer.step}")
            return "stopped"
        self._status("finished", "" if self._finish() else f"Not measured, as it was asked to stop: describe {self.folder.name}")
        return "finished"

    def _warm_up(self) -> bool:
        """Whether it came to its end."""
        for warm in heads_of(self.trainer):
            while not warm.done:
                if self._must_rest():
                    return False
                look = warm.step()
                if look is not None and self.main:
                    self.folder.settling.append(look.line())
                if look is not None or warm.update % 20 == 0:
                    self._tick(warm.words)
            warm.finish()
        return True

    def _evaluate(self, losses: dict[str, float]) -> None:
        if not self.main:
            return
        model, step = self.trainer.ema.model, self.trainer.step
        sample = look(model, self.draw)
        line: dict[str, Any] = {
            "step": step, "loss": losses, "pictures_seen": step * self.settings.critic_steps * self.trainer.batch,
            "rate": round(self.clock.rate(step), 3), "minutes": self._minutes(),
            **self._nearness(sample), **health(model, sample)}
        heads = told(self.trainer.adversary, sample)
        if heads:
            line["told"] = {name: round(right(counts), 4) for name, counts in heads.items()}
        if self.judge is not None:
            line["classes"] = classes(self.judge, sample)
        if model.reads_conditions:
            line["answers"] = answers_apart(sample, self.reals)
        if self.settings.augment:
            line["strange"] = strange(sample, self.reals)
        self.folder.write_sheet(step, sheet_of(sample))
        self.folder.metrics.append(line)

    def _save(self) -> None:
        if self.main and self.trainer.step != self.saved:           # one that is there may be broken: written again
            config = self.trainer.config.model_dump(mode="json")
            self.folder.save_point(
                self.trainer.step, self.trainer.state(), {"distance": self._nearness()["distance"], "config": config})
            self.saved = self.trainer.step

    def _minutes(self) -> float:
        """Of this run up to now, those before a resume included."""
        return round(self.minutes_before + (self.now() - self.begun) / 60, 3)

    def _nearness(self, sample: Sample | None = None) -> dict[str, float]:
        """Of this step's model: measured once, for its line and for its point."""
        if self.near[0] != self.trainer.step:
            seen = look(self.trainer.ema.model, self.draw) if sample is None else sample
            self.near = self.trainer.step, nearness(seen, self.reals)
        return self.near[1]

    def _finish(self) -> bool:
        """Write the model and measure it; False when a stop ended the measuring."""
        if not self.main:
            return True
        self._write_model()
        self._status("running", MEASURING)
        try:
            self.publish(self.folder.model, self._minutes(), self._between_parts)
        except _Enough:
            return False
        return True

    def _between_parts(self) -> None:
        """Of the measuring: a sign of life, and an answer. Only a stop is not too late for a run that made its last step."""
        self.control.look(self.trainer.step)
        too_late(self.control)
        self._status("running", MEASURING)
        if self.control.must_stop:
            raise _Enough

    def _write_model(self) -> None:
        """What was learnt so far as a model that every page opens; a run that goes on writes it again."""
        if not self.main:
            return
        forget_measures(self.folder.model)
        for term in self.trainer.terms:
            if term.network is not None:
                write_tensors(self.folder.model / "head.safetensors", term.network.state_dict(), {"term": term.name})
        self._write_told()
        looks = looks_of(self.folder.settling.parsed())
        if looks:
            write_extra(self.folder.model, SETTLING, {"looks": [look.line() for look in looks]})
        write_model(self.folder.model, self.trainer.config, self.trainer.ema.model.state_dict(), half=False)

    def _write_told(self) -> None:
        """What the critic's heads say of the model's first samples: the critic itself is not kept."""
        model = self.trainer.ema.model
        draw = model.draw(N_TOLD, sample_stream(0)).to(self.trainer.device)
        heads = told(self.trainer.adversary, look(model, draw)) if self.trainer.adversary.tells else {}
        if heads:
            write_extra(self.folder.model, TOLD, {name: counts.tolist() for name, counts in heads.items()})

    # --- being watched ------------------------------------------------------------------------------------------

    def _must_rest(self) -> bool:
        """To stop, or to go on with other settings. The first process looks at what was asked, and waits here while paused;
        the others wait for its answer."""
        return self.trainer.processes.any(self._asked_to_rest() if self.main else self.control.must_stop)

    def _asked_to_rest(self) -> bool:
        control, step = self.control, self.trainer.step
        if control.look(step) and not control.settings:             # a change is answered once it is made
            self._status("running")
        if control.is_paused(step) and not control.settings:
            self._wait()
        return control.must_stop or bool(control.settings)

    def _wait(self) -> None:
        """Until the pause is over or the run is to stop."""
        control, step = self.control, self.trainer.step
        said = 0.0
        while control.is_paused(step) and not control.must_stop and not control.settings:
            if time.monotonic() - said >= SIGN_OF_LIFE_S:
                self._status("paused", f"paused at step {step}")
                said = time.monotonic()
            time.sleep(PAUSE_POLL_S)
            if control.look(step):
                said = 0.0                                          # to be answered at once
        self.clock = _Clock(first_step=step)                        # the rate is that of working time
        if not control.settings:
            self._status("running")

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
                       rate=round(self.clock.rate(step), 3), answered=self.control.answered)


def _half(tensors: dict[str, torch.Tensor]) -> dict[str, torch.Tensor]:
    return {name: value.half() if value.is_floating_point() else value for name, value in tensors.items()}
