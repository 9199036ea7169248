"""Who may train in a run folder and when, and what is written of a run that ends with an error."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import torch

from mixgan import jobs
from mixgan.errors import ConfigError, MixganError, RunError
from mixgan.store.runs import RunFolder
from mixgan.training.control import Control

__all__ = ["queued", "told_how_it_ends", "under_way", "works_elsewhere"]

# of the processor; of CUDA and of Apple; of CUDA's libraries
OUT_OF_MEMORY = ("can't allocate memory", "Cannot allocate memory", "out of memory", "ALLOC_FAILED", "ALLOCATION_FAILED")


def works_elsewhere(folder: RunFolder) -> bool:
    """Whether another process says that it trains here: a lock on disk does not reach every other machine."""
    status = jobs.read(folder.path)
    own = status is not None and status.pid == os.getpid() and not jobs.elsewhere(status)   # in containers all have the pid 1
    return not own and jobs.state(folder.path) in jobs.UNDER_WAY


def under_way(folder: RunFolder) -> ConfigError:
    there = jobs.elsewhere(jobs.read(folder.path))
    if there:
        return ConfigError(f"The run '{folder.name}' says that it is under way on {there}.",
                           f"Stop it there first. If this is a copy of its folder, go on in a minute: its word is taken for "
                           f"{jobs.STALE_S:.0f} s.")
    return ConfigError(f"The run '{folder.name}' is under way in another process.",
                       f"Watch it, or stop it first: control {folder.name} stop")


@contextmanager
def told_how_it_ends(folder: RunFolder, is_first: bool) -> Iterator[None]:
    """What ends the run goes into its status, with its cause, and on."""
    try:
        yield
    except Exception as err:
        status, settings = jobs.read(folder.path), folder.config.training
        step = status.step if status is not None else 0
        told = _short_of_memory(err, folder.name, step, settings.batch) or err
        if is_first:
            with suppress(RunError):                                # a full disk takes no last word: the log has it
                jobs.write(folder.path, phase="failed", step=step, steps=settings.steps, message=str(told),
                           answered=status.answered if status is not None else "", cause=getattr(told, "cause", ""))
        if told is err:
            raise
        raise told from err


def _short_of_memory(err: Exception, run: str, step: int, batch: int) -> RunError | None:
    """A sentence, if that is what happened: torch has an error of its own for a part of it, and words for the rest."""
    said = not isinstance(err, MixganError) and any(words in str(err) for words in OUT_OF_MEMORY)     # ours may quote a path
    if not said and not isinstance(err, (MemoryError, torch.OutOfMemoryError)):
        return None
    return RunError(f"Memory ran out at step {step} with batches of {batch}; the last good state is kept.",
                    f"Free some memory and go on with --resume {run}; or take half the batch: "
                    f"--resume {run} --batch {max(2, batch // 2)}.", "memory")


@contextmanager
def queued(control: Control, folder: RunFolder, steps: int, device: str) -> Iterator[bool]:
    """The device's turn; False when this run was asked to stop while it waited."""
    step = (folder.points() or [0])[-1]

    def waiting(holder: str) -> bool:
        control.look(step)                                          # a pause begins with its turn
        if control.must_stop:
            jobs.write(folder.path, phase="stopped", step=step, steps=steps, message="stopped while it waited",
                       answered=control.answered)
            return False
        jobs.write(folder.path, phase="queued", step=step, steps=steps, message=f"waits until {holder or 'another run'} is done",
                   answered=control.answered)
        return True

    try:
        with jobs.turn(device, folder.name, waiting) as has_it:
            yield has_it
    except KeyboardInterrupt:
        jobs.write(folder.path, phase="stopped", step=step, steps=steps, message="stopped while it waited")
        raise
