"""About one expert: its mean, typical and extreme samples, how often it is used, what is read in it, and its nearest twin."""

from __future__ import annotations

import html
from typing import TYPE_CHECKING

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from mixgan import pictures
from mixgan.analysis.factors import told_by
from mixgan.analysis.words import expert_name, percent, percent_with
from mixgan.store.models import ModelFolder
from mixgan.ui import choice, look, sentences
from mixgan.ui.experts import measures as expert_measures
from mixgan.ui.model import measured
from mixgan.ui.model.opened import Opened

if TYPE_CHECKING:
    from mixgan.analysis.biography import Biography

__all__ = ["share_line", "show", "twin_line"]

SHOWN = 8


def show(found: ModelFolder, opened: Opened, k: int) -> None:
    from mixgan.analysis.biography import biography

    generator, seed = opened.generator, choice.seed()
    K, word = generator.n_experts, generator.expert_word
    st.subheader(f"About {expert_name(word, k)}", anchor=False)
    sampled = expert_measures.sampled(found, opened, seed)
    all_experts = measured.usage(found, opened, seed).weights.argmax(1)
    life = biography(k, sampled.pictures, sampled.experts, all_experts, K, SHOWN)
    if life.mean is None:
        look.paragraph(html.escape(share_line(life, word)),
                       "It leads in none of the samples drawn here, so there is nothing to show.")
        return
    left, right = st.columns([3, 2], gap="large")
    with left:
        _pictures(found, life, sampled.pictures)
    with right:
        one, two = st.columns([1, 3])
        with one:
            look.picture(_strip(life.mean[None], _scale(life.mean.shape[1])), alt="the mean of its samples", caption="mean")
        with two:
            _read(found, k)
        look.paragraph(*(html.escape(line) for line in (share_line(life, word), twin_line(life, word, sampled)) if line))
        st.caption(f"Distances are between pixels, as a share of the range from black to white; {len(sampled.experts):,} "
                   f"samples, seed {seed}. Pixels see strokes and thickness, not meaning.")


def share_line(life: Biography, word: str) -> str:
    share, low, high = (percent_with(one, 1) for one in (life.share, *life.interval))
    return f"{expert_name(word.capitalize(), life.expert)} leads in {share} of {life.of:,} draws (95 % interval {low} to {high})."


def twin_line(life: Biography, word: str, sampled: expert_measures.Sampled) -> str:
    """The nearest other expert and the runner-up: the nearest of many is near by selection."""
    if not life.near:
        return f"With fewer than two samples its nearest {word} is not known."
    counts = np.bincount(sampled.experts)
    first, *rest = life.near
    n = min(100, int(counts[life.expert])), min(100, int(counts[first.expert]))
    after = f"; the next, {expert_name(word, rest[0].expert)}, at {rest[0].distance:.3f}" if rest else ""
    return (f"Its nearest twin is {expert_name(word, first.expert)}, at an energy distance of {first.distance:.3f} ({n[0]} "
            f"against {n[1]} samples){after}. Two equal ones would lie at 0.")


def _pictures(found: ModelFolder, life: Biography, images: NDArray[np.uint8]) -> None:
    scale = _scale(images.shape[2])
    look.picture(_strip(images[life.typical], scale), caption="most typical: nearest to the mean in pixels",
                 alt=f"{len(life.typical)} samples nearest to the mean")
    real = _nearest_real(found, images[life.typical])
    if real is not None:
        look.picture(_strip(real[0], scale), alt="the real training pictures nearest to these samples",
                     caption=f"the real training picture nearest to each, at {real[1]:.3f} in the median")
    if len(life.extreme):
        look.picture(_strip(images[life.extreme], scale), caption="most extreme: farthest from the mean",
                     alt=f"{len(life.extreme)} samples farthest from the mean")
    if real is None:
        st.caption("The nearest real pictures are not shown: the data set is not on this machine.")


def _scale(width: int) -> int:
    return max(1, 56 // width)


def _strip(images: NDArray[np.uint8], scale: int) -> bytes:
    colour = images if images.shape[-1] == 3 else images.repeat(3, 3)
    return pictures.webp(pictures.sheet(colour, len(images), scale=scale, gap=2, background=64), lossless=True)


def _nearest_real(found: ModelFolder, images: NDArray[np.uint8]) -> tuple[NDArray[np.uint8], float] | None:
    """The real training pictures nearest to these, and the median distance; None where the set is not on this machine."""
    from mixgan.analysis.biography import nearest

    real = expert_measures.real_pictures(found.config.data, "train", found.config.facts.image_shape[1])
    if real is None or real.images.shape[1:] != images.shape[1:]:
        return None
    rows, distance = nearest(images, real.images)
    return real.images[rows], float(np.median(distance))


def _read(found: ModelFolder, k: int) -> None:
    """The classes read in its stored samples, or the factor that it is told by; most first, and its purity."""
    told = told_by(found.figures, found.config.facts.class_names)
    if told is None or k >= len(told.counts):
        return
    counts, names = told.counts, told.names
    n = int(sum(counts[k]))
    if n < sentences.MIN_N:
        st.caption(f"With {n} of its samples read, what it draws is too few to say.")
        return
    order = sorted(range(len(counts[k])), key=lambda c: -counts[k][c])[:4]
    rows = [[names[c] if c < len(names) else str(c), f"{counts[k][c]:,}", percent(counts[k][c] / n)]
            for c in order if counts[k][c]]
    st.html(look.table(["read as" if told.is_class else told.what, "samples", "share"], rows))
    st.caption(f"Purity {percent(counts[k][order[0]] / n)}: the share of its largest {told.what}, of {n:,} stored samples.")
