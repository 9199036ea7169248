"""A run under control: paused, let go for some steps, changed, stopped; by request or by Ctrl-C."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import Any

from mixgan import jobs

__all__ = ["Control"]


class Control:
    """What was asked of the run in `folder` so far. `answered` is the request that was taken up last."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        status = jobs.read(folder)
        if status is not None and status.pid == os.getpid() and jobs.alive(status) and not jobs.elsewhere(status):
            self.answered = status.answered
        else:                                                       # what a dead process with our pid was asked is not ours
            self.answered = next((wish.id for wish in reversed(jobs.asked(folder, os.getpid()))), "")
        self.must_stop = False
        self.pause_at: int | None = None                            # a step; the run goes no further
        self.settings: dict[str, Any] = {}                          # to go on with

    def look(self, step: int) -> bool:
        """Take up what was asked; whether there was something."""
        wishes = jobs.asked(self.folder, os.getpid(), self.answered)
        for wish in wishes:
            self.answered = wish.id
            if wish.request == "stop":
                self.must_stop = True
            elif wish.request == "resume":
                self.pause_at = None
            elif wish.request == "pause":
                self.pause_at = step
            elif wish.request == "change":
                self.settings.update(wish.settings)
            else:                                                   # steps not yet gone are added to, not forgotten
                self.pause_at = max(step, self.pause_at or 0) + wish.n
        return bool(wishes)

    def is_paused(self, step: int) -> bool:
        return self.pause_at is not None and step >= self.pause_at

    @contextmanager
    def signals(self) -> Iterator[None]:
        """Ctrl-C and a polite kill end the run after the step at hand, with a point to go on from."""

        def handler(number: int, frame: FrameType | None) -> None:
            self.must_stop = True

        try:
            old = {number: signal.signal(number, handler) for number in (signal.SIGINT, signal.SIGTERM)}
        except ValueError:                                          # not the main thread: a test, a notebook's worker
            yield
            return
        try:
            yield
        finally:
            for number, previous in old.items():
                signal.signal(number, previous)
