"""The steps of the training on the Map: what its slider is given, and the step in its link."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import streamlit as st

from mixgan.analysis.growth import jump
from mixgan.analysis.in_frame import shown
from mixgan.errors import MixganError
from mixgan.store.growth import Moment, read_growth
from mixgan.store.models import ModelFolder
from mixgan.store.runs import run_of
from mixgan.ui import beside, links, look
from mixgan.ui.model import steps
from mixgan.ui.views.learning import over_steps

if TYPE_CHECKING:
    from mixgan.store.maps import StoredMap

__all__ = ["given", "is_earlier", "remember", "tell"]

UNREADY = "The run kept its steps: made ready on the page Learning, they are shown in this map too."


def given(key: str, found: ModelFolder, placed: StoredMap) -> dict[str, Any] | None:
    """`steps` of the packet of the map `key`; None where there are none to choose among, or no room beside another map."""
    there, _ = _there(found)
    if len(there) < 2 or beside.second() is not None:
        return None
    numbers = [one.step for one in there]
    asked, rests = steps.nearest_asked(found, numbers), (st.session_state.get(key) or {}).get("step")
    now = rests if rests in numbers else numbers[-1] if asked is None else asked
    at = links.as_it_came((key, placed.seed, placed.umap is not None, *numbers), now)   # another map begins where the hand was
    word = found.figures.get("expert_word") or "expert"
    return over_steps(there, jump(there), word) | {
        "of": found.name, "moments": [{"step": step} for step in numbers], "places": steps.addresses(found, numbers),
        "at": numbers.index(at), "axis": len(numbers), "live": False,
        "follows": False, "n": shown(found.config.facts.image_shape, placed.n)}


def is_earlier(found: ModelFolder) -> bool:
    """Whether the link names another step than the last."""
    return "step" in st.query_params and bool(_there(found)[0])


def remember(key: str, found: ModelFolder) -> None:
    """Callback: the link names the step that the slider rests at."""
    step, (there, _) = (st.session_state.get(key) or {}).get("step"), _there(found)
    if step is not None and there:
        links.keep("step", int(step), str(int(step)), str(there[-1].step), found.name)


def tell(found: ModelFolder) -> None:
    """A sentence for what is wrong with the steps; nothing where there are none."""
    for sentence in [] if beside.brief() else _there(found)[1]:
        st.caption(look.plain(sentence))


def _there(found: ModelFolder) -> tuple[list[Moment], list[str]]:
    """The steps that can be shown, the last one being the model's own, whose map is the frame of all; and what is wrong."""
    if found.config.facts.is_points or steps.is_alive(found):
        return [], []
    try:
        growth = read_growth(found.path)
    except MixganError as err:
        return [], [str(err)]
    if growth is None:
        run = run_of(found.path)
        return [], [UNREADY] if run is not None and run.snapshots() else []
    there, lost = steps.split(found, growth)
    last = found.config.training.steps
    if there and there[-1].step != last:
        return [], [*lost, f"The steps that were kept end at {there[-1].step:,}, and the model's own is {last:,}: the map shows "
                           "no other one."]
    return there, lost
