"""The page "When did it specialise?": the generator of every kept step runs in the page, of a run under way too."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import streamlit as st

from mixgan import jobs
from mixgan.analysis.words import expert_name, plural
from mixgan.errors import StoreError
from mixgan.store.growth import Growth, Moment, path_of, program_at, read_growth, written
from mixgan.store.models import ModelFolder
from mixgan.store.runs import run_of, snapshot_steps
from mixgan.ui import choice, links, look, states
from mixgan.ui.components.growth import growth_view
from mixgan.ui.components.live import draws_of
from mixgan.ui.model import making, measured, steps
from mixgan.ui.model.making import Making
from mixgan.ui.model.opened import Opened, open_folder

__all__ = ["show"]

COLUMNS = 8
POLL_S = 2.0
STEPS = Making(
    command="growth",
    missing="The run of this model kept its steps. They can be made ready for this page in about a minute, once.",
    button="Make its steps ready", doing="Reading the steps of", takes="about a minute, longer on a busy machine",
    failed="The steps were not made ready.")


def show(title: str, found: ModelFolder) -> None:
    """All of the page; drawn anew when the run has kept a step, or one was made ready."""
    seen = _stamp(found)
    with st.container():                # what waits here at first and not the next time must not move what stands below
        opened = _open(found)
    if opened is None:
        look.heading(title, choice.facts_line(found))
        st.markdown(look.plain(f"{found.name} has kept no step yet: the first one comes soon."))
    elif states.has_experts(title, found, opened):
        _body(found, opened)
    steps.watch(lambda: _stamp(found), seen, POLL_S if _grows(found) else None)


def _stamp(found: ModelFolder) -> tuple[object, ...]:
    """Changes when there is more to show."""
    return _newest(found) > 0, written(found.path), _grows(found)


def _open(found: ModelFolder) -> Opened | None:
    """The model; of a run itself the newest step that it had when this visit began."""
    if not steps.is_alone(found):
        return open_folder(found, height=520)
    newest = _newest(found)
    return steps.opened_at(found, links.as_it_came(("growth", found.name), newest), height=520) if newest else None


def _newest(found: ModelFolder) -> int:
    run = run_of(found.path)
    return max({} if run is None else run.snapshots(), default=0)


def _grows(found: ModelFolder) -> bool:
    return steps.is_alive(found) or making.is_under_way(found, STEPS)


@states.part
def _body(found: ModelFolder, opened: Opened) -> None:
    from mixgan.analysis.growth import jump
    from mixgan.analysis.publish import is_behind

    if not steps.is_alone(found):
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
    there, lost = _split(found, growth)
    if there:
        _view_of(found, opened, there, leap)
    for sentence in lost:
        st.error(look.plain(sentence))
    if is_behind(found.path, growth):
        _offer(found)
    if there and not look.talking():
        st.caption(look.plain(_basis(growth, word)))


def _split(found: ModelFolder, growth: Growth) -> tuple[list[Moment], list[str]]:
    """The steps whose generator is here, and a sentence for each that is not."""
    there, lost = [], [f"Step {one.step:,} is left out: {one.why}" for one in growth.unread]
    for one in growth.moments:
        try:
            path_of(found.path, one.step)
            there.append(one)
        except StoreError as err:
            lost.append(str(err))
    return there, lost


def _view_of(found: ModelFolder, opened: Opened, there: list[Moment], leap: tuple[int, int] | None) -> None:
    numbers = [one.step for one in there]
    alive = steps.is_alive(found)
    asked = steps.nearest_asked(found, numbers)
    # the packet's own program: of the step that was shown first, so that it does not change while steps come
    first = links.as_it_came(("growth-first", found.name), numbers[-1] if asked is None else asked)
    at = first if first in numbers else numbers[-1]
    tree = opened.generator.tree
    show = links.at_start("show", links.one_of("experts", "tree"), "experts", found.name)
    node = links.at_start("node", links.Parser(lambda path: None if tree is None or tree.node(path) is None else path,
                                               "a path of L and R in the tree"), "", found.name)
    key = f"growth-{found.name}{links.step_mark()}"
    view = _view(found, opened, there, leap) | {
        "at": numbers.index(at), "follows": alive and asked is None, "live": alive, "axis": _axis(found, len(there), alive),
        "show": show if tree is not None else "experts", "selected": node}
    growth_view(program_at(found.path, at), view, key=key, on_state=lambda: _keep(key, found.name, -1 if alive else numbers[-1]))


def _axis(found: ModelFolder, there: int, alive: bool) -> int:
    """Places of the slider: of a run under way also those of the steps that will come, so that none moves when they do."""
    return max(there, len(snapshot_steps(found.config.training.steps))) if alive else there


def _offer(found: ModelFolder) -> None:
    from mixgan.analysis.publish import why_no_growth

    if why := why_no_growth(found.path, found.config):
        st.markdown(look.plain(f"The steps of {found.name} cannot be shown: {why}."))
    else:
        # those of a run under way are made ready as they come; after a failure, or a Cancel, only when asked
        folder = making.job_folder(found, STEPS)
        if steps.is_alive(found) and (jobs.read(folder) is None or jobs.state(folder) is jobs.State.finished):
            making.start(found, STEPS)
        making.offer(found, STEPS)


def _title(word: str, leap: tuple[int, int] | None) -> str:
    if leap is None:
        return f"When did its {plural(word, 2)} come apart?"
    return f"Its {plural(word, 2)} came apart most between steps {leap[0]:,} and {leap[1]:,}"


def _view(found: ModelFolder, opened: Opened, there: list[Moment], leap: tuple[int, int] | None) -> dict[str, Any]:
    generator, seed = opened.generator, choice.seed()
    K, word = generator.n_experts, generator.expert_word
    numbers = [one.step for one in there]
    named = [] if generator.tree is None else [["experts", plural(word, 2).capitalize()], ["tree", "Tree"]]
    return {
        "draws": draws_of(measured.draw_of(opened, seed, COLUMNS)), "directions": measured.pad_directions(opened, seed),
        "moments": [{"step": one.step, "shares": one.shares} for one in there],
        "places": [_address(path_of(found.path, step), f"growth-{found.name}-{step}") for step in numbers],
        "lines": _lines(there, word), "jump": None if leap is None else [numbers.index(s) for s in leap if s in numbers],
        "rows": [expert_name(word, k) for k in range(K)], "gated": generator.about.is_gated, "expert_word": word,
        "colours": look.colours(K), "shapes": look.shapes(K), "modes": named, "of": f"{found.name} {seed}",
        "alt": f"the gates of {found.name}, each node with its own picture",
        "note": "Each column is one noise vector, the same at every step. A frame is as thick as the weight; faint pictures are "
                f"not used. On the right: how many samples each {word} leads in at this step.",
        "treenote": "Every node draws the same noise, as it was at this step. Ribbons and percentages: how many samples are led "
                    "below. Thin lines and the numbers at a fork: how much of this one goes there. Arrow keys walk, L and R "
                    "force a gate, U frees it, Space takes another noise.",
    }


def _lines(there: list[Moment], word: str) -> list[tuple[str, list[float | None]]]:
    lines: list[tuple[str, list[float | None]]] = [
        (f"the {word} tells the class (NMI)", [one.information for one in there]),
        ("the gate hesitates (entropy)", [one.entropy for one in there]),
        (f"variance between {plural(word, 2)}", [one.explained for one in there])]
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
    """Callback: the link names the step that the slider rests at, which view is open, and the node of the tree."""
    state = st.session_state.get(key) or {}
    if (step := state.get("step")) is not None:
        links.keep("step", int(step), str(int(step)), str(last), scope)
    for name, default in (("show", "experts"), ("node", "")):
        if isinstance(value := state.get(name), str):
            links.keep(name, value, value, default, scope)
