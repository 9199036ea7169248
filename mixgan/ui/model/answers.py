"""The Answers page: a question that is drawn, chosen or said, and its answers, with and without mode seeking."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import streamlit as st

from mixgan.analysis.words import with_article
from mixgan.families import described
from mixgan.store.models import ModelFolder, all_models
from mixgan.store.tables import tables_of
from mixgan.ui import choice, links, look, states
from mixgan.ui.components.answers import answers_view
from mixgan.ui.components.ways import Way, ways_view
from mixgan.ui.model import answers_told, own_sentence, recipe, sentence
from mixgan.ui.model.opened import Opened, open_folder
from mixgan.ui.views import answers as views
from mixgan.ui.views import films, sentences
from mixgan.ui.views.answerers import pair_of, title_of, twin_of
from mixgan.ui.views.answers import MOST_DRAWS, SHOWN, TITLE, Answers, Hand, is_asked

__all__ = ["show"]

VIEWS = ("both", "0", "1")


@states.part
def show(found: ModelFolder) -> None:
    if not is_asked(found):
        _offer(found)
        return
    opened = open_folder(found, height=520)
    if films.needed(opened):
        states.wrong_kind(TITLE, found, f"{films.why(opened)}: it cannot answer at once.", "Home", "See what it draws")
        return
    states.still_there(found)
    other = twin_of(found)
    models = pair_of(found, other)
    asked = {title_of(one): open_folder(one, height=520) for one in models}
    look.heading(TITLE, f"{choice.model_line(found)} · noise of {choice.seed_line()}")
    recipes = {one.name: recipe.basis(one, asked[title_of(one)], "Answers") for one in models}
    whole = replace(_whole(found, asked), recipe=recipes[found.name], recipes=list(recipes.values()))
    key, start = f"answers-{found.name}{links.step_mark()}", start_of(found, whole)
    answers_view(views.packed(whole, start), key=key, on_hand=lambda: remember(found, whole, key))
    if not look.talking():
        answers_told.tell(whole, other)
        answers_told.measured(models)
        if tested := tables_of(found.config.family, found.config.data):
            ways_view([Way(f"Put to the test: {table.title}", links.joined("Claims", {"table": name}))
                       for name, table in tested.items()], key="answers-tested")


def _is_told(found: ModelFolder) -> bool:
    """Whether a sentence asks it."""
    return described(found.config.family).needs == "words"


def _whole(found: ModelFolder, asked: Mapping[str, Opened]) -> Answers:
    """All that the component is given. A sentence is put together by boxes above it, or written in words of the model's own."""
    if not _is_told(found):
        return views.answers_of(asked, found.config.data, choice.seed())
    ask = sentence.ask if sentences.is_known(found.config.facts) else own_sentence.ask
    return views.answers_to(ask(found, asked[title_of(found)]), asked, choice.seed())


def _offer(found: ModelFolder) -> None:
    """A model that is asked nothing: which ones are."""
    others = [one for one in choice.in_order(all_models()[0]) if is_asked(one)]
    no = f"{found.name} answers no question: "
    if not others:
        states.wrong_kind(TITLE, found, f"{no}train one on outlines, on sentences, or on pairs of your own.", "Train",
                          "Train a model")
        return
    look.heading(TITLE, choice.facts_line(found))
    st.markdown(look.plain(f"{no}these do:"))
    for one in others:
        st.button(look.plain(one.name), key=f"ask-{one.name}", on_click=choice.open_model, args=(one.name,))


# --- the link ------------------------------------------------------------------------------------------------------------


def start_of(found: ModelFolder, whole: Answers) -> Hand:
    nothing: tuple[int | None, str] = (0, "")
    stored, ink = nothing if whole.said else links.at_start("question", question_parser(whole), nothing, found.name)
    return Hand(stored, ink, links.at_start("pad", links.pad(), (0.0, 0.0), found.name),
                links.at_start("draws", DRAWS, SHOWN, found.name),
                links.at_start("shown", links.one_of(*VIEWS), VIEWS[0], found.name))


def question_parser(whole: Answers) -> links.Parser[tuple[int | None, str]]:
    n, pixels = views.sizes(whole)
    return links.Parser(lambda text: views.parse_question(text, n, pixels),
                        f"a number from 0 to {n - 1}, or {with_article(whole.asks)} of {pixels:,} pixels as this page writes it")


def _read_draws(text: str) -> int | None:
    number = links.whole(SHOWN, MOST_DRAWS)(text)
    return None if number is None or number % SHOWN else number


DRAWS = links.Parser(_read_draws, f"a multiple of {SHOWN} up to {MOST_DRAWS}")


def remember(found: ModelFolder, whole: Answers, key: str) -> None:
    """Callback of the component: the link holds the question, the pad, and how far the board has come."""
    state: dict[str, Any] = dict(st.session_state.get(key) or {})
    if (sent := state.get("question")) is not None:
        text = views.question_text(Hand(sent["stored"], sent["ink"]))
        question = question_parser(whole)(text)
        if question is not None:                    # an empty outline asks nothing, and a link to it neither
            links.keep("question", question, text, "0", found.name)
    if state.get("pad") is not None:
        links.keep_pad(state["pad"], found.name)
    if (drawn := DRAWS(str(state.get("drawn")))) is not None:
        links.keep("draws", drawn, str(drawn), str(SHOWN), found.name)
    if state.get("shown") in VIEWS:
        links.keep("shown", state["shown"], state["shown"], VIEWS[0], found.name)
