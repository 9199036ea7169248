"""What Home shows: from stored files alone, where the seed is theirs."""

from __future__ import annotations

from concurrent.futures import Future
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import streamlit as st

from mixgan import pictures
from mixgan.analysis.words import plural
from mixgan.families import described
from mixgan.store.models import ModelFolder
from mixgan.ui import choice, links, look, sentences, states
from mixgan.ui.components.sheet import SheetLook, sheet_packet
from mixgan.ui.model import measured, picture_links, recipe, warm
from mixgan.ui.model.opened import Opened, open_folder, stamp

if TYPE_CHECKING:
    from mixgan.measures.judges import Judge

__all__ = ["Shelf", "caption", "key", "nobody", "packet", "picked", "remember_sample", "shelf", "story", "without_sheet"]



DIGITS = "Nobody wrote these digits: the model drew every one."
MADE = {"mnist": DIGITS, "digits": DIGITS, "fashion-mnist": "Nobody photographed these clothes: the model drew every one."}


def key() -> str:
    return f"sheet{links.step_mark()}"


@dataclass(frozen=True)
class Shelf:
    """What Home shows: the samples of one seed as a sheet, and the model's figures with their facts."""

    found: ModelFolder
    seed: int
    sheet: bytes | None
    figures: dict[str, Any]

    @property
    def n(self) -> int:
        return len((self.figures.get("samples") or {}).get("expert") or [])


def shelf(found: ModelFolder) -> Shelf:
    """The stored samples, which need no torch; those of another seed than theirs, or of one class, are drawn."""
    seed = choice.seed()
    stored = choice.label() is None and seed == (found.figures.get("samples") or {}).get("seed", 0)
    if found.samples is None or stored:
        return Shelf(found, seed, found.samples, found.figures)
    opened = open_folder(found)
    mark = stamp(found, opened) + measured.judge_mark(found)
    future = _drawing(str(found.path), mark, seed, opened, measured.judge_of(found))
    sheet, facts = states.waited_for(future, f"Drawing the samples of {choice.seed_line()}", 480)
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
    return f"{choice.model_line(shown.found)} · {shown.n} samples of {choice.seed_line()}"


def picked(shown: Shelf) -> int:
    """The sample whose story is told: what was clicked, or the link's; -1 for none."""
    clicked = (st.session_state.get(key()) or {}).get("sample")
    start = links.at_start("sample", links.whole(0, max(0, shown.n - 1)), -1, shown.found.name)
    index = start if clicked is None else int(clicked)
    return index if index < shown.n else -1


def remember_sample() -> None:
    """Callback of the sheet: the link names the sample."""
    sample = (st.session_state.get(key()) or {}).get("sample")
    found = choice.folder()
    if sample is not None and found is not None:
        links.keep("sample", int(sample), str(int(sample)), scope=found.name)


def packet(shown: Shelf) -> bytes:
    """The sheet as it stood when it came: what is clicked later stays in the browser."""
    figures, names = shown.figures, shown.found.config.facts.class_names
    stored = figures.get("samples") or {}
    K, word = int(figures.get("n_experts") or 1), figures.get("expert_word", "expert")
    facts = [sentences.sample_facts(figures, names, i) for i in range(shown.n)]
    known = [one for one in facts if one is not None]
    view = SheetLook(
        expert=[one.expert for one in known], weight=[one.weight for one in known],
        labels=[sentences.tile_label(one, word) for one in known], colours=look.colours(K), shapes=look.shapes(K),
        alt=sentences.grid_alt(shown.found.name, shown.n, shown.seed), channels=shown.found.config.facts.image_shape[0],
        recipe=recipe.stored_basis(shown.found, "Home") if len(shown.found.config.facts.image_shape) == 3 else None,
    )
    chosen = links.as_it_came((key(), shown.found.name, choice.seed_line()), picked(shown))
    return sheet_packet(shown.sheet or b"", int(stored.get("columns", 8)), view, chosen)


def story(shown: Shelf, index: int) -> None:
    """The sentence of one sample, and the pages that prove it."""
    found, figures = shown.found, shown.figures
    chooses = min((figures.get("samples") or {}).get("weight") or [1.0]) >= 1
    facts = sentences.sample_facts(figures, found.config.facts.class_names, index)
    if facts is None:
        word, K = figures.get("expert_word", "expert"), int(figures.get("n_experts") or 1)
        look.paragraph(f"<b>{nobody(found.config.data)}</b>", _legend(found, word, K, chooses),
                       "Choose a picture to see who made it." if K > 1 else "")
        return
    st.subheader(f"Sample {index}", anchor=False)
    look.paragraph(
        sentences.about_sample(facts, figures, chooses, described(found.config.family).is_gated),
        sentences.about_expert(facts.expert, figures, found.config.facts.class_names),
    )
    picture_links.show(found, facts.index, here="Home", expert=facts.expert)


def nobody(data: str) -> str:
    """The first thing to know of these pictures, true of the data they were learned from."""
    return MADE.get(data, "Nobody made these pictures: the model drew every one.")


def _legend(found: ModelFolder, word: str, K: int, chooses: bool) -> str:
    """How to read the frames; `chooses`: each picture is one expert's alone, so no frame is thicker than another."""
    if K == 1:
        return "One generator made all of these."
    meaning = described(found.config.family).meaning
    return (f"{K} {look.term(plural(word, K), meaning)} made these. The frame's colour and the name below say "
            + (f"which {word} made it." if chooses else
               "whose weight was largest; the thicker the frame, the larger the weight."))


def without_sheet(found: ModelFolder) -> None:
    st.markdown(f"No sample sheet is stored with {look.plain(found.name)}; the pages below draw from the model itself.")
