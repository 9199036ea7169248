"""The page "When did it specialise?": the generator of every kept step runs in the page."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import streamlit as st

from mixgan.analysis.words import expert_name, plural
from mixgan.store.growth import Growth, path_of, program_at, read_growth
from mixgan.store.models import ModelFolder
from mixgan.ui import choice, links, look, states
from mixgan.ui.components.growth import growth_view
from mixgan.ui.components.live import draws_of
from mixgan.ui.model import making, measured
from mixgan.ui.model.making import Making
from mixgan.ui.model.opened import Opened

__all__ = ["show"]

COLUMNS = 8
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
    samples = f"the noise of samples 0 to {COLUMNS - 1} of {choice.seed_line()}"
    look.heading(_title(word, leap), f"{choice.model_line(found)} · {samples}")
    steps = [one.step for one in growth.moments]
    step = links.at_start("step", links.one_of(*map(str, steps)), str(steps[-1]), found.name)
    key = f"growth-{found.name}"
    growth_view(program_at(found.path, int(step)), _view(found, opened, growth, leap, steps.index(int(step))), key=key,
                on_step=lambda: _keep(key, found.name, steps[-1]))
    if not look.talking():
        st.caption(look.plain(_basis(growth, word)))


def _offer(found: ModelFolder) -> None:
    from mixgan.analysis.publish import why_no_growth

    if why := why_no_growth(found.path, found.config):
        st.markdown(look.plain(f"The steps of {found.name} cannot be shown: {why}."))
    else:
        making.offer(found, STEPS)


def _title(word: str, leap: tuple[int, int] | None) -> str:
    if leap is None:
        return f"When did its {plural(word, 2)} come apart?"
    return f"Its {plural(word, 2)} came apart most between steps {leap[0]:,} and {leap[1]:,}"


def _view(found: ModelFolder, opened: Opened, growth: Growth, leap: tuple[int, int] | None, at: int) -> dict[str, Any]:
    generator, seed = opened.generator, choice.seed()
    K, word = generator.n_experts, generator.expert_word
    steps = [one.step for one in growth.moments]
    return {
        "draws": draws_of(measured.draw_of(opened, seed, COLUMNS)), "directions": measured.pad_directions(opened, seed),
        "moments": [{"step": one.step, "shares": one.shares} for one in growth.moments],
        "places": [_address(path_of(found.path, step), f"growth-{found.name}-{step}") for step in steps], "at": at,
        "lines": _lines(growth, word), "jump": None if leap is None else [steps.index(one) for one in leap],
        "rows": [expert_name(word, k) for k in range(K)], "gated": generator.about.is_gated,
        "colours": look.colours(K), "shapes": look.shapes(K),
        "note": "Each column is one noise vector, the same at every step. A frame is as thick as the weight; faint pictures are "
                f"not used. On the right: how many samples each {word} leads in at this step.",
    }


def _lines(growth: Growth, word: str) -> list[tuple[str, list[float | None]]]:
    lines: list[tuple[str, list[float | None]]] = [
        (f"the {word} tells the class (NMI)", [one.information for one in growth.moments]),
        ("the gate hesitates (entropy)", [one.entropy for one in growth.moments]),
        (f"variance between {plural(word, 2)}", [one.explained for one in growth.moments])]
    return [(name, values) for name, values in lines if any(value is not None for value in values)]


def _basis(growth: Growth, word: str) -> str:
    read = f" Classes are those that the checker reads ({growth.features})." if growth.features else ""
    return ("Steps lie evenly in the logarithm; weights are the running mean that is kept, rounded to 8 bits for the page. Each "
            f"number rests on the same {growth.n:,} samples of seed 0.{read} NMI: 1 if the {word} says the class. Entropy: 1 if "
            f"every {word} has the same weight. Variance: the share of all pixels' that lies between the mean pictures of "
            f"{plural(word, 2)}.")


def _address(path: Path, place: str) -> str:
    """Where the browser fetches a file: as Streamlit's own pictures are, so only while a page of this visit shows it."""
    from streamlit.runtime import get_instance

    return get_instance().media_file_mgr.add(str(path), "application/octet-stream", place)


def _keep(key: str, scope: str, last: int) -> None:
    """Callback: the link names the step that the slider rests at."""
    step = (st.session_state.get(key) or {}).get("step")
    if step is not None:
        links.keep("step", str(int(step)), str(int(step)), str(last), scope)
