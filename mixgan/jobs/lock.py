"""A lock on a file, which the system gives back when its holder dies, however that happens. Windows: every lock is granted."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from mixgan.files import made, write_error

__all__ = ["claim", "held", "opened", "taken"]


def opened(path: Path) -> IO[bytes]:
    """The file of a lock, to read and to add to. Raises RunError, with what to do, where it cannot be written."""
    try:
        return path.open("a+b")
    except OSError as err:
        raise write_error(path, err) from err


@contextmanager
def held(path: Path) -> Iterator[None]:
    """Hold `path`, waiting for whoever holds it now."""
    with opened(path) as file:
        if sys.platform != "win32":
            import fcntl

            fcntl.flock(file, fcntl.LOCK_EX)
        yield


def taken(file: IO[bytes]) -> bool:
    """Whether `file` is now held by this process; never waits. Closing it gives it back."""
    if sys.platform == "win32":
        return True
    import fcntl

    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


@contextmanager
def claim(folder: Path) -> Iterator[bool]:
    """For the job itself: True while no other process works in `folder`; of two that begin together one wins."""
    with opened(made(folder) / ".claim") as file:
        yield taken(file)
