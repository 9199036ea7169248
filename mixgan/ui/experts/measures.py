"""What the Experts page measures beyond `measured`: with some experts off, and on many samples at a time.

What takes longer than a blink runs in the background thread and is kept, so that the same question is answered at once.
"""

from __future__ import annotations

from concurrent.futures import Future
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from mixgan.store.models import ModelFolder
from mixgan.ui import states
from mixgan.ui.model import measured, warm
from mixgan.ui.model.opened import Opened, stamp
from mixgan.ui.views.basis import alike_of

if TYPE_CHECKING:
    from mixgan.analysis.losing import Mode, Quality, Without
    from mixgan.data import ImageSet
    from mixgan.measures.judges import Judge

__all__ = ["MEASURED", "Sampled", "alike", "effect", "real_pictures", "sampled", "shares_without", "without"]

MEASURED = 512                  # samples, and real pictures, behind a combination of experts that are off
SAMPLED = 1000                  # samples behind a biography
MOST_VALUES = 24 * 2**20        # of them at once: fewer samples of larger pictures


@dataclass(frozen=True)
class Sampled:
    """The first n of the page's draws as pictures, and the expert of largest weight of each."""

    pictures: NDArray[np.uint8]
    experts: NDArray[np.int64]


def without(found: ModelFolder, opened: Opened, seed: int, n: int, off: tuple[int, ...], mode: Mode) -> Without:
    """The first n of the page's draws with some experts off."""
    return _kept(str(found.path), stamp(found, opened), seed, n, off, mode, opened)


@st.cache_data(max_entries=12, show_spinner=False)
def _kept(path: str, mark: str, seed: int, n: int, off: tuple[int, ...], mode: Mode, _opened: Opened) -> Without:
    return _without(_opened, seed, n, off, mode)


def _without(opened: Opened, seed: int, n: int, off: tuple[int, ...], mode: Mode) -> Without:
    from mixgan.analysis import losing

    with opened.use() as generator:
        return losing.without(generator, measured.draw_of(opened, seed, n), off, mode)


def shares_without(found: ModelFolder, opened: Opened, seed: int, off: tuple[int, ...], mode: Mode) -> NDArray[np.float64]:
    """(K,) share of the page's draws that each expert leads in, once `off` are off."""
    from mixgan.analysis.losing import shares_left
    from mixgan.measures.usage import hard_usage

    if mode == "drop":
        return shares_left(measured.usage(found, opened, seed).weights, off)
    return hard_usage(_rerouted(str(found.path), stamp(found, opened), seed, off, opened))


@st.cache_data(max_entries=12, show_spinner=False)
def _rerouted(path: str, mark: str, seed: int, off: tuple[int, ...], _opened: Opened) -> NDArray[np.float32]:
    import torch

    with _opened.use() as generator:
        only = torch.ones(generator.n_experts, dtype=torch.bool)
        only[list(off)] = False
        weights: NDArray[np.float32] = generator.weights(measured.draw_of(_opened, seed), only=only).float().numpy()
        return weights


# --- orders ------------------------------------------------------------------------------------------------------------


def alike(found: ModelFolder, opened: Opened, seed: int) -> list[int]:
    """The experts in one line, neighbours drawing alike."""
    return _alike(str(found.path), stamp(found, opened), seed, opened)


@st.cache_data(max_entries=12, show_spinner=False)
def _alike(path: str, mark: str, seed: int, _opened: Opened) -> list[int]:
    return alike_of(_opened, seed)


# --- many samples ------------------------------------------------------------------------------------------------------


def sampled(found: ModelFolder, opened: Opened, seed: int) -> Sampled:
    """Waits where it is not known yet, and says so."""
    future = _sampled(str(found.path), stamp(found, opened), seed, opened)
    return states.waited_for(future, f"Drawing {SAMPLED:,} samples", 160)


@st.cache_resource(max_entries=3, show_spinner=False)
def _sampled(path: str, mark: str, seed: int, _opened: Opened) -> Future[Sampled]:
    return warm.later(_draw_samples, _opened, seed)


def _draw_samples(opened: Opened, seed: int) -> Sampled:
    from mixgan.analysis.observe import observe

    n = max(64, min(SAMPLED, MOST_VALUES // int(np.prod(opened.generator.image_shape))))
    with opened.use() as generator:
        seen = observe(generator, measured.draw_of(opened, seed, n))
    return Sampled(seen.pictures, seen.expert)


def effect(found: ModelFolder, opened: Opened, seed: int, off: tuple[int, ...], mode: Mode) -> tuple[Quality, Quality] | None:
    """What the judge says of the samples with every expert and without some; None where no judge knows these pictures."""
    judge = measured.judge_of(found)
    if judge is None:
        return None
    place = (str(found.path), stamp(found, opened) + measured.judge_mark(found), seed)
    before = _quality(*place, (), "reroute", opened, judge, found.config.data)
    after = _quality(*place, off, mode, opened, judge, found.config.data)
    what = f"Reading {MEASURED} samples with and without"
    return states.waited_for(before, what, 120), states.waited_for(after, what, 120)


@st.cache_resource(max_entries=64, show_spinner=False)
def _quality(path: str, mark: str, seed: int, off: tuple[int, ...], mode: Mode, _opened: Opened, _judge: Judge, _data: str,
             ) -> Future[Quality]:
    return warm.later(_measure, _opened, seed, off, mode, _judge, _data)


def _measure(opened: Opened, seed: int, off: tuple[int, ...], mode: Mode, judge: Judge, data: str) -> Quality:
    from mixgan.analysis.losing import quality

    return quality(judge, _without(opened, seed, MEASURED, off, mode), real_features(judge, data))


@lru_cache(maxsize=2)
def real_features(judge: Judge, data: str) -> NDArray[np.float64] | None:
    """(512, d) of held-out pictures, the first of those that stored figures rest on; None where they are not on this machine."""
    from mixgan.rng import Stream

    held_out = real_pictures(data, "test", judge.config.image_shape[1])
    if held_out is None or held_out.image_shape != judge.config.image_shape:
        return None
    rows = Stream(0, ("reference",)).permutation(len(held_out))[:MEASURED]
    return judge(held_out.images[rows]).features


@lru_cache(maxsize=2)
def real_pictures(data: str, split: str, side: int) -> ImageSet | None:
    """The model's data at its size, only where it is on this machine: a page asks no other host."""
    from mixgan.data import load
    from mixgan.errors import MixganError

    try:
        return load(data, split="test" if split == "test" else "train", size=side, fetch=False)
    except MixganError:
        return None
