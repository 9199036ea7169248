"""Faults that a disk can have, injected where a write can meet them (as root, a read-only folder refuses nothing)."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

WHERE = ("write", "fsync", "replace")
FAULTS = {errno.ENOSPC: "disk is full", errno.EROFS: "cannot be written to", errno.EACCES: "cannot be written to",
          errno.EIO: "could not be written"}


def break_disk(patch: pytest.MonkeyPatch, where: str, code: int, after: int = 0) -> None:
    """From now on the calls `where` fail with `code`, once `after` of them have succeeded. A failing write leaves half."""
    done = 0

    def failing(real: Callable[..., Any], begin: Callable[..., Any] | None = None) -> Callable[..., Any]:
        def call(*args: Any, **named: Any) -> Any:
            nonlocal done
            done += 1
            if done <= after:
                return real(*args, **named)
            if begin is not None:
                begin(*args)
            raise OSError(code, os.strerror(code))
        return call

    if where == "write":
        write_bytes = Path.write_bytes
        patch.setattr(Path, "write_bytes", failing(write_bytes, lambda path, data: write_bytes(path, data[: len(data) // 2])))
    elif where == "fsync":
        patch.setattr(os, "fsync", failing(os.fsync))
    else:
        patch.setattr(Path, "replace", failing(Path.replace))
        patch.setattr(os, "link", failing(os.link))


def leftovers(folder: Path) -> list[Path]:
    """What an unfinished write would leave anywhere below `folder`."""
    return sorted(folder.rglob("*.part"))
