"""Numbers of the open model at a seed (`views.numbers`), kept while they are used, and what the checker reads."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from mixgan.store.models import ModelFolder
from mixgan.ui.model.opened import Opened, stamp
from mixgan.ui.views import numbers
from mixgan.ui.views.numbers import SAMPLES, N, Usage, draw_of, pad_directions, pictures, rows_of

if TYPE_CHECKING:
    from mixgan.families.contract import Draw
    from mixgan.measures.judges import Judge, Judgement

__all__ = [
    "SAMPLES", "N", "Usage", "draw_of", "judge_mark", "judge_of", "one_of", "pad_directions", "pictures", "rows_of", "usage",
    "why_unmeasured", "why_unread",
]

def usage(found: ModelFolder, opened: Opened, seed: int, first: int = 0) -> Usage:
    """Of N samples of the seed, from number `first` on."""
    return _usage(str(found.path), stamp(found, opened), seed, first, opened)


@st.cache_data(max_entries=12, show_spinner=False)
def _usage(path: str, mark: str, seed: int, first: int, _opened: Opened) -> Usage:
    return numbers.usage(_opened, seed, first)


def one_of(opened: Opened, seed: int, index: int) -> Draw:
    """All chance of one sample: a draw of one row."""
    return draw_of(opened, seed, index + 1)[index:]


def mixture_picture(opened: Opened, draw: Draw, weights: NDArray) -> NDArray:
    """(H, W, C) uint8: a draw of one row through a given mixture of the experts (K,)."""
    import torch

    from mixgan.analysis.observe import as_arrays

    with opened.use() as generator:
        return as_arrays(generator(draw, weights=torch.from_numpy(np.asarray(weights, np.float32))[None]))[0]


def judge_of(found: ModelFolder) -> Judge | None:
    """The checker of the model's pictures; None where there is none, or where it cannot be read."""
    from mixgan.errors import MixganError
    from mixgan.measures import judges

    try:
        return judges.of(found.config)
    except MixganError:
        return None


def judge_mark(found: ModelFolder) -> str:
    """Changes when the model's pictures get a checker."""
    judge = judge_of(found)
    return "" if judge is None else judge.features_id


def why_unread(found: ModelFolder) -> str:
    """Why no checker reads the model's pictures, as the end of a sentence; "" where one does."""
    from mixgan.errors import MixganError
    from mixgan.measures import judges

    try:
        if judges.of(found.config) is not None:
            return ""
        other = judges.load(found.config.data)
    except MixganError:
        return "the checker of these pictures cannot be read"
    if other is None:
        return "no checker knows these pictures"
    (_, height, width), facts = other.config.image_shape, found.config.facts
    return f"their checker reads {width} by {height} px, and these have {' by '.join(map(str, facts.image_shape[:0:-1]))} px"


def why_unmeasured(found: ModelFolder) -> str:
    """Why no distance to real pictures can be measured, as the end of a sentence; "" where one may be: with a checker, or in
    principal components of the pixels."""
    from mixgan.data import is_here
    from mixgan.measures.features import LEAST_REALS

    why, facts = why_unread(found), found.config.facts
    if not why or facts.is_points:
        return why
    if not is_here(found.config.data):
        return f"{why}, and the real ones are not on this machine"
    few = facts.n_train < 9 * LEAST_REALS                           # one in ten is held out
    return f"{why}, and {facts.n_train:,} are too few to measure distances" if few else ""


def read(found: ModelFolder, images: NDArray) -> list[tuple[str, float]] | None:
    """(class name, confidence) of pictures by the checker of the model's data; None where there is none."""
    verdict, names = _verdict(found, images)
    if verdict is None:
        return None
    return [(names[c], float(p)) for c, p in zip(verdict.classes, verdict.confidence, strict=True)]


def read_classes(found: ModelFolder, images: NDArray) -> tuple[tuple[str, ...], NDArray[np.int64]] | None:
    """The checker's class names, and the class (n,) that it reads in each picture; None where there is no checker."""
    verdict, names = _verdict(found, images)
    return None if verdict is None else (names, verdict.classes)


def _verdict(found: ModelFolder, images: NDArray) -> tuple[Judgement | None, tuple[str, ...]]:
    judge = judge_of(found)
    if judge is None or images.ndim != 4:
        return None, ()
    return judge(images), judge.config.class_names
