"""A few steps of the real configuration on the real data, timed: what `training/expected.py` keeps."""

from __future__ import annotations

import os
import time
from collections.abc import Callable

import psutil
import torch

from mixgan.config import RunConfig
from mixgan.training.batches import Images
from mixgan.training.device import accelerator_for, wait
from mixgan.training.expected import Cost
from mixgan.training.trainer import Trainer
from mixgan.training.watch import fixed_draw, fixed_reals, health, look, nearness, sheet_of

__all__ = ["measure"]

ENOUGH_S = 1.5                  # of steps, once every kind of step was seen
MOST_S = 8.0                    # then it ends, whatever was seen
WARM_STEPS = 5
MB = 2**20


def measure(config: RunConfig, data: Images, begun: float, clock: Callable[[], float] = time.monotonic) -> Cost:
    """Build the run in memory and try it; nothing is written. `begun`: `clock()` when the process started.

    The first step is left out: it allocates. Steps with and without the lazy penalty are timed in their true proportion.
    """
    accelerator = accelerator_for(config)
    trainer = Trainer(config, data, accelerator)
    draw = fixed_draw(trainer.generator, config.training.seed).to(trainer.device)
    reals = fixed_reals(data, config.training.seed)
    warm_s = _warm(trainer, clock)
    trainer.train_step()
    wait(trainer.device)
    start_s = clock() - begun
    step_s = _steps(trainer, clock)
    begun_look = clock()
    model = trainer.ema.model
    sample = look(model, draw)
    sheet_of(sample)
    health(model, sample)
    nearness(sample, reals)
    return Cost(trainer.device.type, round(start_s, 2), step_s, warm_s, round(clock() - begun_look, 4),
                round(_memory_mb(trainer), 1), os.cpu_count() or 1, round(psutil.getloadavg()[0], 2))


def _warm(trainer: Trainer, clock: Callable[[], float]) -> float:
    terms = [term for term in trainer.terms if term.warm_up_steps]
    if not terms:
        return 0.0
    trainer.warm_up(terms[0], 0)
    begun = clock()
    for index in range(1, 1 + WARM_STEPS):
        trainer.warm_up(terms[0], index)
    wait(trainer.device)
    return round((clock() - begun) / WARM_STEPS, 5)


def _steps(trainer: Trainer, clock: Callable[[], float]) -> float:
    """Seconds of a step, the mean over whole cycles of the lazy penalty where there is time for one."""
    s = trainer.settings
    cycle = s.r1_every if s.r1 > 0 else 1
    begun, done = clock(), 0
    while True:
        for _ in range(cycle):
            trainer.train_step()
            done += 1
            if clock() - begun >= MOST_S:
                break
        wait(trainer.device)
        elapsed = clock() - begun
        if elapsed >= ENOUGH_S:
            return round(elapsed / done, 6)


def _memory_mb(trainer: Trainer) -> float:
    """The most this process held up to now."""
    if trainer.device.type == "cuda":
        return torch.cuda.max_memory_reserved() / MB
    facts = psutil.Process().memory_info()
    peak = getattr(facts, "peak_wset", None)                        # Windows
    if peak is None:
        import resource
        import sys

        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)
    return float(peak) / MB
