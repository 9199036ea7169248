"""Models in memory: at most three, shared by all visitors, never changed, opened in the background."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

import streamlit as st

from mixgan.store.models import ModelFolder
from mixgan.ui import choice, states
from mixgan.ui.model import warm

if TYPE_CHECKING:
    from mixgan.families.contract import Generator

__all__ = ["Opened", "open_ahead", "open_folder", "stamp"]


@dataclass(frozen=True)
class Opened:
    """A generator in evaluation mode and its program for the browser, empty where the family writes none.

    Use it inside `with opened.use() as generator`.
    """

    generator: Generator
    program: bytes
    fingerprint: str = ""               # of the parameters, as `mixture.json` names them
    label: int | None = None            # the class that its samples are asked for; None: all classes, as drawn
    lock: threading.Lock = field(default_factory=threading.Lock, compare=False)

    @contextmanager
    def use(self) -> Iterator[Generator]:
        import torch

        with self.lock, torch.inference_mode():
            yield self.generator


def open_folder(found: ModelFolder, height: int = 480) -> Opened:
    """The opened model, asked for the class of the sidebar; waits with a skeleton of `height` px where it is not in memory yet.

    Raises StoreError, ConfigError.
    """
    key = (str(found.path), stamp(found))
    future = _opening(*key)
    try:
        return replace(states.waited_for(future, f"Opening {found.name}", height), label=choice.label())
    except Exception:
        _opening.clear(*key)            # the file may be mended: try again next time
        raise


def open_ahead(found: ModelFolder) -> Future[Opened]:
    """Begin to open a model that will be asked for soon."""
    return _opening(str(found.path), stamp(found))


def stamp(found: ModelFolder, opened: Opened | None = None) -> str:
    """Changes when the model's file does; of one that is `opened`, with the class that is asked for too."""
    asked = "" if opened is None or opened.label is None else f"-{opened.label}"
    file = found.path / "model.safetensors"
    try:
        facts = file.stat()
    except OSError:
        return f"missing{asked}"
    return f"{facts.st_mtime_ns}-{facts.st_size}{asked}"


@st.cache_resource(max_entries=3, show_spinner=False)
def _opening(path: str, stamp: str) -> Future[Opened]:
    return warm.later(_open, Path(path))


def _open(path: Path) -> Opened:
    from mixgan import families
    from mixgan.analysis.own_mixture import fingerprint

    generator = families.load(path)
    program = generator.program()
    return Opened(generator, b"" if program is None else program.to_bytes(), fingerprint(path))
