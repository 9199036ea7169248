"""The Covariance page: how wide each expert draws; the pictures follow the thumb in the browser."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import streamlit as st

from mixgan.store.models import ModelFolder
from mixgan.ui import choice, links, look, measured, sentences
from mixgan.ui.components.covariance import covariance_view
from mixgan.ui.opened import Opened

__all__ = ["TRAINED", "show", "spread_of", "title"]

TRAINED = 8                     # the level of spread 1: level / 8
LEVELS = 24
PER_ROW = 8                     # noise vectors that each expert draws


def key_of(found: ModelFolder) -> str:
    return f"covariance-{found.name}"


def spread_of(level: int) -> float:
    return level / 8


def title(word: str, level: int) -> str:
    if level == 0:
        return f"Each {word} at its centre: one picture, no variety"
    if level == TRAINED:
        return f"Each {word} as wide as it was trained"
    side = "narrower" if level < TRAINED else "wider"
    return f"Each {word} {side} than trained: spread {spread_of(level):g}"


@st.fragment
def show(found: ModelFolder, opened: Opened) -> None:
    generator = opened.generator
    K = generator.n_experts
    start = links.at_start("level", links.whole(0, LEVELS - 1), TRAINED, found.name)
    alone = links.at_start("comp", parse_comp(K), "all", found.name)
    state = dict(st.session_state.get(key_of(found)) or {})
    level = start if state.get("level") is None else int(state["level"])
    word = generator.expert_word if K > 1 else "generator"
    look.heading(title(word, level), f"{choice.model_line(found)} · seed {choice.seed()}")
    covariance_view(opened.program, view_of(found, opened, start, alone), key=key_of(found),
                    on_select=lambda: remember(found), on_comp=lambda: remember(found))
    curve(found, level)


def parse_comp(K: int) -> Callable[[str], str | None]:
    """`all`, or the number of one expert, from 1."""
    return links.one_of("all", *(str(k + 1) for k in range(K)))


def remember(found: ModelFolder) -> None:
    state = dict(st.session_state.get(key_of(found)) or {})
    level, comp = state.get("level"), state.get("comp")
    if level is not None:
        links.keep("level", int(level), str(int(level)), str(TRAINED), scope=found.name)
    if comp is not None:
        text = "all" if comp == "all" else str(int(comp) + 1)
        links.keep("comp", text, text, "all", scope=found.name)


def view_of(found: ModelFolder, opened: Opened, level: int, alone: str) -> dict[str, Any]:
    generator, seed = opened.generator, choice.seed()
    K, word = generator.n_experts, generator.expert_word
    draw = measured.draw_of(opened, seed, PER_ROW)
    return {
        "model": found.name, "family": found.config.family, "expert_word": word, "noise": draw.noise[0].tolist(),
        "draws": {"noise": draw.noise.numpy()}, "directions": measured.pad_directions(opened, seed), "colours": look.colours(K),
        "shapes": look.shapes(K), "rows": [f"{word} {k + 1}" for k in range(K)], "spreads": [level / 8] * K, "level": level,
        "comp": alone if alone == "all" else int(alone) - 1, "meaning": generator.spread_meaning,
        "curve": (found.curve or {}).get("points"), "n": PER_ROW,
        "alt": f"Samples of each {word} of {found.name}; the slider widens or narrows them",
    }


def curve(found: ModelFolder, level: int) -> None:
    """Quality and diversity against spread, where they were measured."""
    if not found.curve:
        st.caption("Quality and variety against spread were not measured for this model; the pictures do not need it.")
        return
    points = found.curve.get("points") or []
    near = min(points, key=lambda point: abs(point["spread"] - spread_of(level)), default=None)
    if near is not None:
        st.caption(look.plain(sentences.curve_point(near)))
