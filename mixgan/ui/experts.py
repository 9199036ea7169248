"""The Experts page: the same noise through every expert, how often each is used, and what is lost without one."""

from __future__ import annotations

from typing import Any

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from mixgan import pictures as draw_sheet
from mixgan.store.models import ModelFolder
from mixgan.ui import choice, links, look, measured, sentences
from mixgan.ui.components.experts import experts_view
from mixgan.ui.opened import Opened

__all__ = ["parse_off", "show", "title"]

COLUMNS = 8
COMPARED = 64


def key_of(found: ModelFolder) -> str:
    return f"experts-{found.name}"


def parse_off(text: str, K: int) -> tuple[int, ...] | None:
    """`3,5` -> (2, 4); None for anything that is not a list of experts, or would leave none on."""
    try:
        off = sorted({int(part) - 1 for part in text.split(",") if part})
    except ValueError:
        return None
    return tuple(off) if all(0 <= k < K for k in off) and len(off) < K else None


def title(found: ModelFolder, K: int, off: tuple[int, ...]) -> str:
    word = found.figures.get("expert_word") or "expert"
    number = {2: "two", 3: "three", 4: "four", 5: "five", 6: "six", 7: "seven", 8: "eight", 9: "nine", 10: "ten"}.get(K, str(K))
    if not off:
        return f"The same noise, {number} hands"
    names = ", ".join(str(k + 1) for k in off)
    which = f"{word} {names}" if len(off) == 1 else f"{choice.plural(word, 2)} {names}"
    return f"Without {which}, the others take over"


@st.fragment
def show(found: ModelFolder, opened: Opened) -> None:
    K = opened.generator.n_experts
    none: tuple[int, ...] = ()
    start = links.at_start("off", lambda text: parse_off(text, K), none, found.name)
    state = dict(st.session_state.get(key_of(found)) or {})
    off = tuple(sorted(int(k) for k in state["off"])) if state.get("off") is not None else start
    off = off if all(0 <= k < K for k in off) and len(off) < K else ()
    look.heading(title(found, K, off), f"{choice.model_line(found)} · {COLUMNS} noise vectors of seed {choice.seed()}")
    view = view_of(found, opened, start)
    experts_view(opened.program, view, key=key_of(found), on_select=lambda: remember(found))
    left, right = st.columns([1, 1], gap="large")
    with left:
        usage(found, opened)
    with right:
        before_and_after(found, opened, off)


def remember(found: ModelFolder) -> None:
    off = (st.session_state.get(key_of(found)) or {}).get("off")
    if off is not None:
        links.keep("off", tuple(off), ",".join(str(int(k) + 1) for k in sorted(off)), scope=found.name)


def view_of(found: ModelFolder, opened: Opened, start: tuple[int, ...]) -> dict[str, Any]:
    generator, seed = opened.generator, choice.seed()
    K, word = generator.n_experts, generator.expert_word
    draw = measured.draw_of(opened, seed, COLUMNS)
    chance = None if draw.chance is None else draw.chance.tolist()
    return {
        "model": found.name, "family": found.config.family, "expert_word": word, "noise": draw.noise[0].tolist(),
        "chance": None if chance is None else chance[0], "directions": measured.pad_directions(opened, seed),
        "colours": look.colours(K), "shapes": look.shapes(K), "rows": [f"{word} {k + 1}" for k in range(K)],
        "draws": {"noise": draw.noise.tolist(), "chance": chance}, "shares": measured.usage(found, opened, seed).hard.tolist(),
        "purity": found.figures.get("purity"), "off": list(start),
        "alt": f"{COLUMNS} noise vectors, each drawn by all {K} {choice.plural(word, K)} of {found.name}",
    }


# --- below -------------------------------------------------------------------------------------------------------------


def usage(found: ModelFolder, opened: Opened) -> None:
    """Shares with their n, and what each expert draws where a checker knows."""
    generator = opened.generator
    word = generator.expert_word
    used = measured.usage(found, opened, choice.seed())
    st.subheader(f"How often each {word} is used", anchor=False)
    counts, names = found.figures.get("expert_class"), found.config.facts.class_names
    head = [word, "leads in", "mean weight"] + (["read as", "purity"] if counts else [])
    rows = []
    for k in range(generator.n_experts):
        row = [str(k + 1), sentences.percent(float(used.hard[k])), sentences.percent(float(used.soft[k]))]
        rows.append(row + (sentences.reading(counts[k], names) if counts else []))
    st.html(look.table(head, rows))
    st.caption(f"Shares of {measured.N:,} draws, seed {choice.seed()}." + (
        f" Read by the checker in {int(np.sum(counts)):,} stored samples; purity is the largest class's share." if counts else
        " No checker knows these pictures, so what each draws is not named."))


def before_and_after(found: ModelFolder, opened: Opened, off: tuple[int, ...]) -> None:
    """The same samples with everything on and without the experts that are off."""
    word = opened.generator.expert_word
    st.subheader("What changes without it", anchor=False)
    rows = np.arange(COMPARED)
    before = measured.pictures(opened, choice.seed(), rows)
    if not off:
        st.markdown(f"Switch a {look.plain(word)} off, above or with its number key: its samples go to the others, and what "
                    "changes is framed here.")
        st.image(_sheet(before, np.zeros(COMPARED, bool)), alt=f"{COMPARED} samples of {found.name}, seed {choice.seed()}")
        return
    after = measured.pictures(opened, choice.seed(), rows, off=off)
    changed = changed_rows(before, after)
    one, two = st.columns(2)
    one.image(_sheet(before, changed), caption="before", alt=f"{COMPARED} samples with every {word}")
    two.image(_sheet(after, changed), caption="after", alt=f"the same samples, {len(off)} off")
    st.markdown(f"**{int(changed.sum())} of {COMPARED}** samples changed.")


def changed_rows(before: NDArray[np.uint8], after: NDArray[np.uint8]) -> NDArray[np.bool_]:
    """(n,) bool: pictures that differ by more than 4 grey levels in the mean; less cannot be seen."""
    difference = np.abs(before.astype(np.int16) - after.astype(np.int16)).reshape(len(before), -1).mean(1)
    return difference > 4


def _sheet(images: NDArray[np.uint8], framed: NDArray[np.bool_]) -> bytes:
    """Eight a row, framed where `framed`."""
    n, _, width, channels = images.shape
    scale = max(1, 44 // width)
    big = images.repeat(scale, 1).repeat(scale, 2)
    tiles = np.zeros((n, big.shape[1] + 4, big.shape[2] + 4, 3), np.uint8)
    tiles[framed] = (230, 159, 0)
    tiles[:, 2:-2, 2:-2] = big if channels == 3 else big.repeat(3, 3)
    return draw_sheet.webp(draw_sheet.sheet(tiles, 8, gap=1), lossless=True)
