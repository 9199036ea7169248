"""What Home shows: from stored files alone, where the seed is theirs."""

from __future__ import annotations

from concurrent.futures import Future
from typing import TYPE_CHECKING, Any

import streamlit as st

from mixgan import pictures
from mixgan.analysis.words import plural
from mixgan.families import described
from mixgan.store.models import ModelFolder
from mixgan.ui import beside, choice, links, look, sentences, states
from mixgan.ui.model import measured, picture_links, recipe, warm
from mixgan.ui.model.opened import Opened, open_folder, stamp
from mixgan.ui.views import home as views
from mixgan.ui.views.home import Shelf

if TYPE_CHECKING:
    from mixgan.measures.judges import Judge

__all__ = ["Shelf", "caption", "key", "packet", "picked", "remember_sample", "shelf", "story", "without_sheet"]


def key(found: ModelFolder) -> str:
    mark = links.step_mark()
    return f"sheet{mark}" if found == choice.folder() else f"sheet-second{mark}"


def shelf(found: ModelFolder) -> Shelf:
    """The stored samples, which need no torch; those of another seed than theirs, or of one class, are drawn."""
    seed = choice.seed()
    stored = choice.label(found) is None and seed == (found.figures.get("samples") or {}).get("seed", 0)
    if found.samples is None or stored:
        return Shelf(found, seed, found.samples, found.figures)
    opened = open_folder(found)
    mark = stamp(found, opened) + measured.judge_mark(found)
    future = _drawing(str(found.path), mark, seed, opened, measured.judge_of(found))
    sheet, facts = states.waited_for(future, f"Drawing the samples of {choice.seed_line(found)}", 480)
    return Shelf(found, seed, sheet, found.figures | {"samples": facts})


@st.cache_resource(max_entries=12, show_spinner=False)
def _drawing(path: str, mark: str, seed: int, _opened: Opened, _judge: Judge | None) -> Future[tuple[bytes, dict[str, Any]]]:
    return warm.later(_draw, _opened, _judge, seed)


def _draw(opened: Opened, judge: Judge | None, seed: int) -> tuple[bytes, dict[str, Any]]:
    from mixgan.analysis.describe import samples_of

    with opened.use() as generator:
        sheet, facts = samples_of(generator, judge, seed, opened.label)
    return pictures.webp(sheet, lossless=True), facts


def caption(shown: Shelf) -> str:
    return f"{choice.model_line(shown.found)} · {shown.n} samples of {choice.seed_line(shown.found)}"


def picked(shown: Shelf) -> int:
    """The sample whose story is told: what was clicked, or the link's; -1 for none."""
    clicked = (st.session_state.get(key(shown.found)) or {}).get("sample")
    start = links.at_start("sample", links.whole(0, max(0, shown.n - 1)), -1, shown.found.name)
    index = start if clicked is None else int(clicked)
    return index if index < shown.n else -1


def remember_sample(found: ModelFolder) -> None:
    """Callback of the sheet: the link names the sample."""
    sample = (st.session_state.get(key(found)) or {}).get("sample")
    if sample is not None:
        links.keep("sample", int(sample), str(int(sample)), scope=found.name)


def packet(shown: Shelf) -> bytes:
    """The sheet as it stood when it came: what is clicked later stays in the browser."""
    is_picture = len(shown.found.config.facts.image_shape) == 3
    came = links.as_it_came((key(shown.found), shown.found.name, choice.seed_line(shown.found)), picked(shown))
    return views.packet(shown, came, recipe.stored_basis(shown.found, "Home") if is_picture else None, beside.latent())


def story(shown: Shelf, index: int) -> None:
    """The sentence of one sample, and the pages that prove it."""
    found = shown.found
    facts = sentences.sample_facts(shown.figures, found.config.facts.class_names, index)
    if facts is None:
        word = look.term(plural(shown.word, shown.K), described(found.config.family).meaning)
        look.paragraph(f"<b>{views.nobody(found.config.data)}</b>", views.legend(shown, word),
                       "Choose a picture to see who made it." if shown.K > 1 else "")
        return
    st.subheader(f"Sample {index}", anchor=False)
    look.paragraph(*views.story(shown, facts))
    if beside.second() is not None:                 # the links would open the page of both
        return
    picture_links.show(found, facts.index, here="Home", expert=facts.expert)


def without_sheet(found: ModelFolder) -> None:
    st.markdown(f"No sample sheet is stored with {look.plain(found.name)}; the pages below draw from the model itself.")
