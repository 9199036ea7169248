"""The form's part of the self-labelling head: its settings, and what it is told to ignore, as words and as pictures."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import streamlit as st
from numpy.typing import NDArray
from PIL import Image

from mixgan import data, pictures
from mixgan.analysis.twins import HEAD
from mixgan.analysis.words import plural
from mixgan.config import DataFacts
from mixgan.errors import MixganError
from mixgan.families.registry import Family
from mixgan.training.views_shown import N_VIEWS, example, views_shown
from mixgan.ui import look
from mixgan.ui.train import fields
from mixgan.ui.train.data import Chosen
from mixgan.view_names import PARTS, ignored, strengths

__all__ = ["HEAD", "settings"]

WEIGHT, VIEWS, SHARES = "self_label", "views", "shares"
OF_COLOUR = ("colour", "grey")      # parts that do nothing to grey pictures
AMONG = 64                          # pictures of a set, of which one is shown
KINDS = "train-kinds"
# the sentence is longer with each part: what is below stays where it is. Lines on a wide and on a narrow page, with all parts
_STYLE = """<style>
.st-key-{key} {{ min-height: {wide}rem; }}
@media (max-width: 760px) {{ .st-key-{key} {{ min-height: {narrow}rem; }} }}
</style>"""
LINE_REM = 1.43
LINES = {False: (2, 6), True: (3, 8)}       # of grey pictures, of coloured ones


def settings(specs: Sequence[fields.FieldSpec], before: Mapping[str, Any], now: dict[str, Any],
             put: Callable[[fields.FieldSpec], None], chosen: Chosen, about: Family, where: str) -> None:
    """The fields of the head into `now`, from `before`: its weight alone where that is 0, since the others would do nothing.

    `put` draws one plain field and keeps what it holds.
    """
    st.subheader("The self-labelling head", anchor=False)
    by_name = {spec.name: spec for spec in specs}
    columns = st.columns(4)
    with columns[0]:
        put(by_name[WEIGHT])
    if not _is_on(now[WEIGHT]):
        return
    plain = [spec for spec in specs if spec.name not in (WEIGHT, VIEWS, SHARES)]
    for i, spec in enumerate(plain, 1):
        with columns[i % 4]:
            put(spec)
    now[SHARES] = st.segmented_control(
        "How much each draws", by_name[SHARES].choices, default=before[SHARES], required=True, key=f"{where}-{SHARES}",
        format_func={"equal": f"All {plural(about.expert_word, 2)} as much as each other",
                     "found": "As much as the head finds of its kind"}.__getitem__)
    if not chosen.facts.is_points:                                  # those are jittered, whatever the views
        now[VIEWS] = _views(before[VIEWS], chosen, where)


def _is_on(weight: Any) -> bool:
    try:
        return float(weight) > 0
    except ValueError:
        return False                                                # typed wrongly, which is told below the form


def _views(before: Sequence[str], chosen: Chosen, where: str) -> str:
    """The chosen parts as a command line gives them; a strength that the preset gives stays with its part."""
    given = dict(zip(strengths(before), before, strict=True))
    picked = st.pills("What does not matter", offered(chosen.facts, given), selection_mode="multi", default=list(given),
                      format_func=lambda name: PARTS[name].says.capitalize(), key=f"{where}-{VIEWS}",
                      help="What the head is told to ignore. On the command line a strength can be given: --views place,size:0.3")
    # in the order of the preset first, so that what was not changed is not taken for a change
    parts = [given.get(name, name) for name in sorted(picked, key=[*given, *PARTS].index)]
    wide, narrow = (LINE_REM * n for n in LINES[chosen.facts.image_shape[0] == 3])
    st.markdown(_STYLE.format(key=KINDS, wide=wide, narrow=narrow), unsafe_allow_html=True)
    with st.container(key=KINDS):
        st.caption(look.plain(kinds(parts)))
    if (sheet := _sheet(chosen, tuple(parts))) is not None:
        look.picture(sheet, f"A picture of {chosen.argument.rsplit('/', 1)[-1]}, and {N_VIEWS} views of it",
                     f"One of the pictures, and {N_VIEWS} views of it")
    return ",".join(parts)


def offered(facts: DataFacts, given: Mapping[str, str]) -> list[str]:
    """Names of the parts that these pictures can be changed by, and of those that the preset has."""
    return [name for name in PARTS if facts.image_shape[0] == 3 or name not in OF_COLOUR or name in given]


def kinds(parts: Sequence[str]) -> str:
    """What is assumed."""
    if not parts:
        return "Kinds are what stays the same under these views. There are none: nothing says which pictures are of one kind."
    return f"Kinds are what stays the same under these views, so of a picture these do not matter: {ignored(parts)}."


# --- the pictures --------------------------------------------------------------------------------------------------------


def _sheet(chosen: Chosen, parts: tuple[str, ...]) -> bytes | None:
    """WebP; None where none of the set's pictures is on this machine."""
    try:
        return _made(chosen.argument, str(chosen.example or ""), parts)
    except MixganError:
        return None                                                 # not fetched yet: no reason to keep the form back


@st.cache_data(max_entries=64, show_spinner=False)
def _made(source: str, stored: str, parts: tuple[str, ...]) -> bytes:
    return pictures.webp(views_shown(_stored(Path(stored)) if stored else _of_known(source), parts), lossless=True)


@st.cache_data(max_entries=8, show_spinner=False)
def _of_known(name: str) -> NDArray[np.uint8]:
    return example(data.load(name, fetch=False).images[:AMONG])


def _stored(path: Path) -> NDArray[np.uint8]:
    """(H, W, C), as a look at own pictures left it."""
    with Image.open(path) as picture:
        pixels = np.asarray(picture)
    return pixels if pixels.ndim == 3 else pixels[..., None]
