"""A model in memory: its generator, and its program for the browser."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mixgan.families.contract import Generator

__all__ = ["Opened", "opened_from"]


@dataclass(frozen=True)
class Opened:
    """A generator in evaluation mode and its program for the browser, empty where the family writes none.

    Use it inside `with opened.use() as generator`.
    """

    generator: Generator
    program: bytes
    fingerprint: str = ""               # of the parameters, as `mixture.json` names them
    label: int | None = None            # the class that its samples are asked for; None: all classes, as drawn
    pad_of: Generator | None = None     # whose gates the pad crosses, where that is the other model
    lock: threading.Lock = field(default_factory=threading.Lock, compare=False)

    @contextmanager
    def use(self) -> Iterator[Generator]:
        import torch

        with self.lock, torch.inference_mode():
            yield self.generator


def opened_from(path: Path) -> Opened:
    """Read a model folder. Raises StoreError, ConfigError."""
    from mixgan import families
    from mixgan.analysis.own_mixture import fingerprint

    generator = families.load(path)
    program = generator.program()
    return Opened(generator, b"" if program is None else program.to_bytes(), fingerprint(path))
