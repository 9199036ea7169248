"""The page "When did it specialise?": the generator of every kept step runs in the page."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from mixgan.analysis.words import plural
from mixgan.store.growth import path_of, program_at, read_growth
from mixgan.store.models import ModelFolder
from mixgan.ui import choice, links, look, states
from mixgan.ui.components.growth import growth_view
from mixgan.ui.model import making
from mixgan.ui.model.kept import Kept
from mixgan.ui.model.making import Making
from mixgan.ui.model.opened import Opened
from mixgan.ui.views import learning as views

__all__ = ["show"]

STEPS = Making(
    command="growth",
    missing="The run of this model kept its steps. They can be made ready for this page in about a minute, once.",
    button="Make its steps ready", doing="Reading the steps of", takes="about a minute, longer on a busy machine",
    failed="The steps were not made ready.")


@states.part
def show(found: ModelFolder, opened: Opened) -> None:
    from mixgan.analysis.growth import jump

    states.still_there(found)
    growth = read_growth(found.path)
    word = opened.generator.expert_word
    if growth is None:
        look.heading(f"When did its {plural(word, 2)} come apart?", choice.facts_line(found))
        _offer(found)
        return
    leap = jump(growth.moments)
    samples = f"the noise of samples 0 to {views.COLUMNS - 1} of {choice.seed_line()}"
    look.heading(views.title(word, leap), f"{choice.model_line(found)} · {samples}")
    steps = [one.step for one in growth.moments]
    step = links.at_start("step", links.one_of(*map(str, steps)), str(steps[-1]), found.name)
    key = f"growth-{found.name}{links.step_mark()}"
    places = [_address(path_of(found.path, one), f"growth-{found.name}-{one}") for one in steps]
    view = views.view(Kept(found, opened, choice.seed()), growth, leap, steps.index(int(step))) | {"places": places}
    growth_view(program_at(found.path, int(step)), view, key=key, on_step=lambda: _keep(key, found.name, steps[-1]))
    if not look.talking():
        st.caption(look.plain(views.facts(growth, word)))


def _offer(found: ModelFolder) -> None:
    from mixgan.analysis.publish import why_no_growth

    if why := why_no_growth(found.path, found.config):
        st.markdown(look.plain(f"The steps of {found.name} cannot be shown: {why}."))
    else:
        making.offer(found, STEPS)


def _address(path: Path, place: str) -> str:
    """Where the browser fetches a file: as Streamlit's own pictures are, so only while a page of this visit shows it."""
    from streamlit.runtime import get_instance

    return get_instance().media_file_mgr.add(str(path), "application/octet-stream", place)


def _keep(key: str, scope: str, last: int) -> None:
    """Callback: the link names the step that the slider rests at."""
    step = (st.session_state.get(key) or {}).get("step")
    if step is not None:
        links.keep("step", str(int(step)), str(int(step)), str(last), scope)
