"""What is lost without some experts: the same samples before and after, the stored knock-outs, the judge's figures."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from mixgan import pictures
from mixgan.analysis.words import short_name, with_article
from mixgan.store.models import ModelFolder
from mixgan.ui import choice, look
from mixgan.ui.experts import measures as expert_measures
from mixgan.ui.experts import words
from mixgan.ui.experts.words import MEASURES
from mixgan.ui.model import making
from mixgan.ui.model.making import Making
from mixgan.ui.model.opened import Opened

if TYPE_CHECKING:
    from mixgan.analysis.losing import Losses, Missed, Mode, Quality

__all__ = ["before_and_after", "changed_rows", "measured_effect", "most_missed", "stored_losses"]

COMPARED = 64
FRAME = (230, 159, 0)
HOLE = (128, 128, 128)          # 4 : 1 on the sheet's black


def before_and_after(found: ModelFolder, opened: Opened, off: tuple[int, ...], mode: Mode) -> None:
    """The same samples with everything on and without the experts that are off."""
    word, seed = opened.generator.expert_word, choice.seed()
    st.subheader("What changes without it", anchor=False)
    before = expert_measures.without(found, opened, seed, COMPARED, (), "reroute").pictures
    nothing = np.zeros(COMPARED, bool)
    if not off:
        st.markdown(f"Switch {look.plain(with_article(word))} off, above or with its number key: its samples go to the others, "
                    "or leave holes, and what changes is framed here.")
        look.picture(_sheet(before, nothing, nothing), alt=f"{COMPARED} samples of {found.name}, seed {seed}")
        return
    after = expert_measures.without(found, opened, seed, COMPARED, off, mode)
    changed = changed_rows(before, after.pictures) & ~after.holes
    one, two = st.columns(2)
    with one:
        look.picture(_sheet(before, changed | after.holes, nothing), f"{COMPARED} samples with every {word}", "before")
    with two:
        look.picture(_sheet(after.pictures, changed, after.holes), f"the same samples, {len(off)} off", "after")
    holes = int(after.holes.sum())
    if mode == "drop":
        rest = f"; of the others {int(changed.sum())} changed, since what is off had a part in them" if changed.any() else ""
        st.markdown(f"**{holes} of {COMPARED}** samples {'is a hole' if holes == 1 else 'are holes'}{rest}.")
    else:
        st.markdown(f"**{int(changed.sum())} of {COMPARED}** samples changed.")


def changed_rows(before: NDArray[np.uint8], after: NDArray[np.uint8]) -> NDArray[np.bool_]:
    """(n,) bool: pictures that differ by more than 4 grey levels in the mean; less cannot be seen."""
    difference = np.abs(before.astype(np.int16) - after.astype(np.int16)).reshape(len(before), -1).mean(1)
    return difference > 4


@st.cache_data(max_entries=12, show_spinner=False)
def _sheet(images: NDArray[np.uint8], framed: NDArray[np.bool_], holes: NDArray[np.bool_]) -> bytes:
    """Eight a row, framed where `framed`; an empty dashed frame where `holes`."""
    n, _, width, channels = images.shape
    scale = max(1, 44 // width)
    big = images.repeat(scale, 1).repeat(scale, 2)
    height, width = big.shape[1] + 4, big.shape[2] + 4
    tiles = np.zeros((n, height, width, 3), np.uint8)
    tiles[framed] = FRAME
    tiles[:, 2:-2, 2:-2] = big if channels == 3 else big.repeat(3, 3)
    tiles[holes] = _empty(height, width)
    return pictures.webp(pictures.sheet(tiles, 8, gap=1), lossless=True)


def _empty(height: int, width: int) -> NDArray[np.uint8]:
    """(height, width, 3): nothing, in a dashed outline."""
    tile = np.zeros((height, width, 3), np.uint8)
    dash = (np.arange(max(height, width)) // 4) % 2 == 0
    for edge in (tile[2, 2:-2], tile[-3, 2:-2], tile[2:-2, 2], tile[2:-2, -3]):
        edge[dash[: len(edge)]] = HOLE
    return tile


# --- numbers -----------------------------------------------------------------------------------------------------------


LOSSES = Making(
    command="losses",
    missing="What is lost without each one was not measured for this model. It takes about half a minute, once.",
    button="Measure the losses", doing="Measuring the losses of", takes="about half a minute, longer on a busy machine",
    failed="The losses were not measured.", cannot="What is lost without each one cannot be measured for this model")
MORE = replace(LOSSES, missing="Recall, precision and intervals were not measured yet.",
               cannot="Recall, precision and intervals cannot be measured for this model")


def stored_losses(found: ModelFolder) -> Losses | None:
    from mixgan.analysis.losing import read_losses

    return read_losses(found.figures.get("knock_out"), found.figures.get("expert_class"))


def most_missed(found: ModelFolder) -> None:
    """The stored single knock-outs, worst first: in a sentence, as bars, and in numbers with their intervals."""
    word = found.figures.get("expert_word") or "expert"
    st.subheader(f"Which {word} is missed most", anchor=False)
    losses = stored_losses(found)
    if not found.figures:                                           # the losses are kept with them
        st.markdown(look.plain(f"Nothing was measured of this model yet: python -m mixgan describe {found.name} does."))
        return
    if losses is None:
        making.offer(found, LOSSES)
        return
    K, names = len(losses.missed), found.config.facts.class_names
    st.markdown(look.plain(words.missed_verdict(losses, word)))
    top = max(*(one.lost for one in losses.missed), 1e-9)
    st.html(look.bars([
        look.Bar(short_name(one.expert), max(0.0, one.lost / top), _lost(one, names), colours=look.pair(one.expert, K))
        for one in losses.missed], f"coverage lost without each {word}, worst first"))
    st.caption(look.plain(words.missed_basis(losses, word)))
    if losses.sets < 2:
        making.offer(found, MORE)
        return
    with st.expander("Recall and precision too"):
        rows = [[short_name(one.expert), *(words.change(one.losses[name]) for name in MEASURES)] for one in losses.missed]
        st.html(look.table([word, *MEASURES], rows))
        st.caption(look.plain(words.losses_floor(losses)))


def _lost(one: Missed, names: tuple[str, ...]) -> str:
    only = ", ".join(names[c] if c < len(names) else str(c) for c in one.classes)
    return words.change(one.losses["coverage"]) + (f"; alone draws {only}" if only else "")


def stored_effect(found: ModelFolder, off: tuple[int, ...], mode: Mode) -> bool:
    """What the stored knock-outs say where one expert is off and the others take over; False where they say nothing."""
    losses = stored_losses(found)
    if losses is None or losses.sets < 2 or len(off) != 1 or mode != "reroute":
        return False
    lost = next((one.losses for one in losses.missed if one.expert == off[0]), None)
    if lost is None:
        return False
    rows = [[name, words.measured(losses.whole[name]), words.change(lost[name])] for name in MEASURES]
    st.html(look.table(["", "with every one", f"without {short_name(off[0])}"], rows))
    st.caption(look.plain(words.losses_basis(losses)))
    return True


def measured_effect(found: ModelFolder, opened: Opened, off: tuple[int, ...], mode: Mode) -> None:
    """Classes, precision, recall and coverage with and without, on samples read now."""
    from mixgan.analysis.losing import fallen

    st.markdown("**What the checker says of it**")
    stored = stored_effect(found, off, mode)
    found_pair = expert_measures.effect(found, opened, choice.seed(), off, mode)
    if found_pair is None:
        st.markdown("Not measured: no checker knows these pictures.")
        return
    before, after = found_pair
    rows = [list(row) for row in zip(_NAMES, _numbers(before), _numbers(after), strict=True)]
    rows = rows[: _COUNTED if stored else len(rows)]
    st.html(look.table(["", "with every one", "without " + ", ".join(map(short_name, off))], rows))
    names = found.config.facts.class_names
    lost = ", ".join(f"{names[c] if c < len(names) else c} ({before.classes[c]} → {after.classes[c]})"
                     for c in fallen(before, after))
    read = f"Read less than half as often: {lost}. " if lost else "No class is read less than half as often. "
    covered = f"A class is covered with 5 samples and a tenth of an even share of all {before.n}; a hole covers nothing. "
    real = "Precision, recall and coverage need the real test pictures, which are not on this machine."
    if stored:
        real = f"Counted in {before.n} samples of this page's seed."
    elif before.coverage is not None:
        real = (f"Distances to {expert_measures.MEASURED} real test pictures, 5th neighbour: with so few, compare the two "
                "columns with each other, not with a card.")
    st.caption(look.plain(read + covered + real))


_NAMES = ("samples", "classes covered", "precision", "recall", "coverage")
_COUNTED = 2                    # of them are counts; the others are distances


def _numbers(one: Quality) -> list[str]:
    distances = [one.precision, one.recall, one.coverage]
    shown = ["not known" if value is None else f"{value:.3f}" for value in distances]
    return [f"{one.left} of {one.n}" if one.left < one.n else str(one.n), f"{one.covered} of {len(one.classes)}", *shown]


