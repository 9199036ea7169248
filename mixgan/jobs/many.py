"""Several jobs, some at a time, until each is over: what a sweep does with its runs.

An engine starts the job of a folder somewhere; that it is over, and how it ended, is told by the folder. So whatever dies,
this process included, calling `drive` again goes on with what is left.
"""

from __future__ import annotations

import time
from collections import Counter, deque
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Protocol

from mixgan.jobs.control import ask, pending
from mixgan.jobs.process import start
from mixgan.jobs.status import State, alive, read, state

__all__ = ["Engine", "Processes", "drive"]

POLL_S = 0.2
RESTARTS = 3                    # of a job whose process was killed, in one call
Tell = Callable[[Path, str], None]                                  # a folder, a few words


class Engine(Protocol):
    """Where jobs run."""

    def start(self, folder: Path) -> None: ...
    def works_on(self, folder: Path) -> bool:
        """Whether what `start` began for this folder goes on, or will."""


class Processes:
    """Plain processes of this machine, in sessions of their own: they outlive this one, and the next call finds them."""

    def __init__(self, argv: Callable[[Path], Sequence[str]]) -> None:
        self.argv = argv

    def start(self, folder: Path) -> None:
        start(self.argv(folder), folder)

    def works_on(self, folder: Path) -> bool:
        return alive(read(folder))


def drive(
    folders: Sequence[Path], engine: Engine, at_once: int, tell: Tell, finished: Callable[[Path], None] = lambda folder: None,
) -> dict[Path, State]:
    """Bring every job to its end, `at_once` at a time; the state of each. `finished` is called with each that is.

    A finished job is left alone, one that is under way already is waited for, one whose process is killed is started again
    (three times). On Ctrl-C all are asked to stop, and KeyboardInterrupt is raised when they have.
    """
    over: dict[Path, State] = {}
    waiting = deque(folders)
    begun: set[Path] = set()
    restarts: Counter[Path] = Counter()
    try:
        while waiting or begun:
            while waiting and len(begun) < at_once:
                folder = waiting.popleft()
                if state(folder) is State.finished:
                    over[folder] = State.finished
                    tell(folder, "finished before")
                    finished(folder)
                    continue
                begun.add(folder)
                if alive(read(folder)):
                    tell(folder, "under way already")
                else:
                    before = read(folder)
                    engine.start(folder)
                    tell(folder, f"goes on from step {before.step} or the last point before it" if before else "starts")
            for folder in [one for one in begun if not _at_work(engine, one)]:
                begun.remove(folder)
                ended = state(folder)
                if ended in (State.lost, State.queued) and restarts[folder] < RESTARTS:
                    restarts[folder] += 1
                    waiting.appendleft(folder)
                    continue
                over[folder] = ended
                status = read(folder)
                tell(folder, f"{ended.value}: {status.message}" if status and status.message else ended.value)
                if ended is State.finished:
                    finished(folder)
            time.sleep(POLL_S if begun else 0)
    except KeyboardInterrupt:
        _stop(begun, engine, tell)
        raise
    return over


def _at_work(engine: Engine, folder: Path) -> bool:
    return engine.works_on(folder) or alive(read(folder))


def _stop(folders: set[Path], engine: Engine, tell: Tell) -> None:
    """Ask each to stop after the step at hand, and wait until all have written their points.

    Asked anew while nothing is pending: one that had not begun to speak when it was asked was not meant.
    """
    for folder in folders:
        tell(folder, "asked to stop")
    while left := [folder for folder in folders if _at_work(engine, folder)]:
        for folder in left:
            if alive(read(folder)) and pending(folder) is None:
                ask(folder, "stop")
        time.sleep(POLL_S)
