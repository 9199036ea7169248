"""Models in memory: at most three, shared by all visitors, never changed, opened in the background."""

from __future__ import annotations

from concurrent.futures import Future
from dataclasses import replace
from pathlib import Path

import streamlit as st

from mixgan.store.models import ModelFolder
from mixgan.ui import beside, choice, states
from mixgan.ui.model import warm
from mixgan.ui.views.opening import Opened, opened_from

__all__ = ["Opened", "open_ahead", "open_folder", "stamp"]


def open_folder(found: ModelFolder, height: int = 480) -> Opened:
    """The opened model, asked for the class of the sidebar; waits with a skeleton of `height` px where it is not in memory yet.
    Of two models on one noise the second takes the pad of the first.

    Raises StoreError, ConfigError.
    """
    opened, first = replace(_opened(found, height), label=choice.label(found)), choice.folder()
    if beside.latent() is None or first is None or found == first:
        return opened
    return replace(opened, pad_of=_opened(first, height).generator)


def _opened(found: ModelFolder, height: int) -> Opened:
    key = (str(found.path), stamp(found))
    future = _opening(*key)
    try:
        return states.waited_for(future, f"Opening {found.name}", height)
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
    return warm.later(opened_from, Path(path))
