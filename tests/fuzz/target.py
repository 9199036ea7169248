"""One reader to fuzz: valid files, which of them are changed, and what reads them."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.fuzz.mutate import Payload

__all__ = ["Target", "files_of", "made"]


@dataclass(frozen=True)
class Target:
    """`seeds`: valid files by name. `names`: those of them that are changed. `read`: of the folder where they lie."""

    seeds: Callable[[], list[Payload]]
    names: tuple[str, ...]
    read: Callable[[Path], Any]


def files_of(folder: Path) -> Payload:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def made(write: Callable[[Path], object]) -> Payload:
    with tempfile.TemporaryDirectory() as folder:
        write(Path(folder))
        return files_of(Path(folder))
