"""Pictures, classes and names of a tree's nodes (`views.nodes`), drawn from the open model and kept."""

from __future__ import annotations

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from mixgan.store.models import ModelFolder
from mixgan.ui.model import measured
from mixgan.ui.model.opened import Opened, stamp
from mixgan.ui.views import nodes, numbers
from mixgan.ui.views.nodes import SEEN, Reading, Strips, captions

__all__ = ["SEEN", "Reading", "Strips", "captions", "reading", "strips"]


def strips(found: ModelFolder, opened: Opened, seed: int) -> Strips:
    return _strips(str(found.path), stamp(found), seed, found, opened)


@st.cache_data(max_entries=6, show_spinner=False)
def _strips(path: str, mark: str, seed: int, _found: ModelFolder, _opened: Opened) -> Strips:
    density = numbers.density(_opened, measured.usage(_found, _opened, seed).weights)
    return nodes.strips_of(density, _seen(_found, _opened, seed), measured.pictures(_opened, seed, density.argmax(0)))


def reading(found: ModelFolder, opened: Opened, seed: int) -> Reading | None:
    """None where no checker knows these pictures."""
    return _reading(str(found.path), stamp(found) + measured.judge_mark(found), seed, found, opened)


@st.cache_data(max_entries=6, show_spinner=False)
def _reading(path: str, mark: str, seed: int, _found: ModelFolder, _opened: Opened) -> Reading | None:
    images = _seen(_found, _opened, seed)
    read = measured.read_classes(_found, images)
    weights = measured.usage(_found, _opened, seed).weights[:SEEN]
    return None if read is None else nodes.reading_of(read, weights, images, _opened.generator.tree)


@st.cache_data(max_entries=2, show_spinner=False)
def _seen_of(path: str, mark: str, seed: int, _opened: Opened) -> NDArray[np.uint8]:
    return measured.pictures(_opened, seed, np.arange(SEEN))


def _seen(found: ModelFolder, opened: Opened, seed: int) -> NDArray[np.uint8]:
    return _seen_of(str(found.path), stamp(found), seed, opened)

