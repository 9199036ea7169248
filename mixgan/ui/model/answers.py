"""The Answers page: a question under the hand, what a model answers to it, and its twin with mode seeking beside it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import streamlit as st

from mixgan.analysis.words import plural
from mixgan.families import described
from mixgan.store.models import ModelFolder, all_models
from mixgan.ui import choice, links, look, states
from mixgan.ui.components.answers import answers_view
from mixgan.ui.model.opened import Opened, open_ahead, open_folder
from mixgan.ui.views.answers import MOST_DRAWS, SHOWN, Hand, answers_of, packed, parse_question, question_text

__all__ = ["is_asked", "show", "twins"]

SEEKING = "-seeking"            # ends the name of the twin with mode seeking
FOUND, RIGHT, EDGES = "right answers found", "answers that are right", "edge F1"


def is_asked(found: ModelFolder) -> bool:
    """Whether the model answers pictures."""
    return described(found.config.family).needs == "pairs"


def twins(found: ModelFolder, models: list[ModelFolder]) -> dict[str, ModelFolder]:
    """The model by its title; with the one of the same name with mode seeking, or without, where both are here and alike."""
    base = found.name.removesuffix(SEEKING)
    both = {one.name: one for one in models if one.name in (base, base + SEEKING) and is_asked(one)}
    alike = len(both) == 2 and len({(one.config.data, str(one.config.options)) for one in both.values()}) == 1
    if not alike:
        return {found.name: found}
    return {"without mode seeking": both[base], "with mode seeking": both[base + SEEKING]}


@states.part
def show(title: str, found: ModelFolder) -> None:
    models = all_models()[0]
    if not is_asked(found):
        _offer(title, found, [one for one in models if is_asked(one)])
        return
    states.still_there(found)
    asked = twins(found, models)
    for one in asked.values():
        open_ahead(one)
    opened = {name: open_folder(one, height=520) for name, one in asked.items()}
    heading = title if len(asked) == 1 else f"{title}: without mode seeking and with"
    look.heading(heading, f"{choice.model_line(found)} · noises of {choice.seed_line()}")
    view = answers_of(opened, found.config.data, choice.seed())
    if not all(one.program for one in view.answerers):
        st.markdown("This model is too large to answer in the page: its samples stand on Home.")
        return
    key = f"answers-{found.name}-{choice.seed()}{links.step_mark()}"
    answers_view(packed(replace(view, latent=found.name), _start(found, opened)), key=key, on_hand=lambda: _keep(found, key))
    if not look.talking():
        _explain(asked)


def _start(found: ModelFolder, opened: Mapping[str, Opened]) -> Hand:
    questions = next(iter(opened.values())).generator.questions
    assert questions is not None
    n, pixels = len(questions), questions[0].numel()
    parser = links.Parser(lambda text: parse_question(text, n, pixels), f"a whole number from 0 to {n - 1}, or an outline")
    first: tuple[int | None, str] = (0, "")
    stored, ink = links.at_start("question", parser, first, found.name)
    return Hand(stored, ink, links.at_start("pad", links.pad(), (0.0, 0.0), found.name),
                links.at_start("draws", links.whole(SHOWN, MOST_DRAWS), SHOWN, found.name),
                links.at_start("side", links.one_of("both", "0", "1"), "both", found.name))


def _keep(found: ModelFolder, key: str) -> None:
    """Callback of the component: the link holds question, pad, draws and side."""
    state = dict(st.session_state.get(key) or {})
    if asked := state.get("question"):
        hand = Hand(asked.get("stored"), asked.get("ink") or "")
        links.keep("question", (hand.stored, hand.ink), question_text(hand), "0", found.name)
    if pad := state.get("pad"):
        links.keep_pad(pad, found.name)
    if drawn := state.get("drawn"):
        links.keep("draws", int(drawn), str(int(drawn)), str(SHOWN), found.name)
    if side := state.get("shown"):
        links.keep("side", side, side, "both", found.name)


def _explain(asked: Mapping[str, ModelFolder]) -> None:
    """What is compared, and what was measured of it."""
    term = look.term("mode seeking", "A term of the training: two answers to one question should differ as much as their noises "
                                     "do (Mao et al. 2019).")
    look.paragraph(f"Both are asked the same question with the same noises, and differ in {term} alone." if len(asked) == 2
                   else "Every answer is to the same question, with another noise.")
    measured = {name: {record["name"]: record for record in one.figures.get("figures", [])} for name, one in asked.items()}
    lines = [_measured(name, records) for name, records in measured.items() if FOUND in records]
    if lines:
        n = next(records[FOUND] for records in measured.values() if FOUND in records)["n_real"]
        st.markdown(look.plain(f"Measured on {n} held-out {plural('question', n)}:") + "\n\n" + "\n".join(lines))


def _measured(name: str, records: Mapping[str, Any]) -> str:
    found = records[FOUND]
    more = [f"{words} {records[figure]['value']:.2f}" for figure, words in ((RIGHT, "share of answers that are right"),
                                                                          (EDGES, "edge F1")) if figure in records]
    return look.plain(f"- {name}: {found['value']:.1f} right answers are found {found['note']}; {', '.join(more)}")


def _offer(title: str, found: ModelFolder, others: list[ModelFolder]) -> None:
    """A model that is asked nothing: which ones are."""
    look.heading(title, choice.facts_line(found))
    st.markdown(look.plain(f"{found.name} draws from noise alone: it answers no question. "
                           + ("These do:" if others else "Train one: choose outlines as data, and Picture to picture.")))
    for one in others:
        st.button(one.name, key=f"ask-{one.name}", on_click=choice.open_model, args=(one.name,))
    if not others:
        st.page_link("pages/Train.py", label="Train a model")
