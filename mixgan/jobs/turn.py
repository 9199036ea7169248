"""One run at a time per device: a lock on disk that the system gives back when its holder dies, however that happens."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import IO

from mixgan.files import home, made
from mixgan.jobs.lock import opened, taken

__all__ = ["turn"]

POLL_S = 0.2
NAME_BYTES = 64


@contextmanager
def turn(device: str, name: str, waiting: Callable[[str], bool]) -> Iterator[bool]:
    """Hold `device` ("cpu", "cuda") for the work called `name`; True once it is held.

    While another holds it, `waiting(holder)` is called five times a second; when it says False, False is given and nothing is
    held. Processes of one MIXGAN_HOME see each other. Where the system has no such locks (Windows), every turn is granted.
    """
    with opened(made(home() / ".turns") / f"{device}.lock") as file:
        while not taken(file):
            if not waiting(_holder(file)):
                yield False
                return
            time.sleep(POLL_S)
        file.truncate(0)
        file.write(name.encode()[:NAME_BYTES])
        file.flush()
        yield True


def _holder(file: IO[bytes]) -> str:
    file.seek(0)
    return file.read(NAME_BYTES).decode(errors="replace")
