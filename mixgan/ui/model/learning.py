"""The page "When did it specialise?": the generator of every kept step runs in the page, of a run under way too."""

from __future__ import annotations

import streamlit as st

from mixgan import jobs
from mixgan.analysis.words import plural
from mixgan.store.growth import Moment, program_at, read_growth, written
from mixgan.store.models import ModelFolder, all_models
from mixgan.store.runs import run_of, snapshot_steps
from mixgan.ui import choice, links, look, states
from mixgan.ui.components.growth import growth_view
from mixgan.ui.model import making, steps
from mixgan.ui.model.kept import Kept
from mixgan.ui.model.making import Making
from mixgan.ui.model.opened import Opened, open_folder
from mixgan.ui.views import learning as views

__all__ = ["show"]

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
    samples = f"the noise of samples 0 to {views.COLUMNS - 1} of {choice.seed_line()}"
    look.heading(views.title(word, leap), f"{choice.model_line(found)} · {samples}")
    there, lost = steps.split(found, growth)
    if there:
        _view_of(found, opened, there, leap)
    for sentence in lost:
        st.error(look.plain(sentence))
    if is_behind(found.path, growth):
        _offer(found)
    if there and not look.talking():
        st.caption(look.plain(views.facts(growth, word)))


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
    view = views.view(Kept(found, opened, choice.seed()), there, leap, numbers.index(at)) | {
        "places": steps.addresses(found, numbers),
        "follows": alive and asked is None, "live": alive, "axis": _axis(found, len(there), alive),
        "show": show if tree is not None else "experts", "selected": node}
    growth_view(program_at(found.path, at), view, key=key, on_state=lambda: _keep(key, found.name, -1 if alive else numbers[-1]))


def _axis(found: ModelFolder, there: int, alive: bool) -> int:
    """Places of the slider: of a run under way also those of the steps that will come, so that none moves when they do."""
    return max(there, len(snapshot_steps(found.config.training.steps))) if alive else there


def _offer(found: ModelFolder) -> None:
    from mixgan.analysis.publish import why_no_growth

    if why := why_no_growth(found.path, found.config):
        others = [one for one in choice.in_order(all_models()[0]) if written(one.path)]
        st.markdown(look.plain(f"The steps of {found.name} cannot be shown: {why}." + (" Those of these can:" if others else "")))
        for one in others:
            st.button(look.plain(one.name), key=f"grown-{one.name}", on_click=choice.open_model, args=(one.name,))
    else:
        # those of a run under way are made ready as they come; after a failure, or a Cancel, only when asked
        folder = making.job_folder(found, STEPS)
        if steps.is_alive(found) and (jobs.read(folder) is None or jobs.state(folder) is jobs.State.finished):
            making.start(found, STEPS)
        making.offer(found, STEPS)


def _keep(key: str, scope: str, last: int) -> None:
    """Callback: the link names the step that the slider rests at, which view is open, and the node of the tree."""
    state = st.session_state.get(key) or {}
    if (step := state.get("step")) is not None:
        links.keep("step", int(step), str(int(step)), str(last), scope)
    for name, default in (("show", "experts"), ("node", "")):
        if isinstance(value := state.get(name), str):
            links.keep(name, value, value, default, scope)
