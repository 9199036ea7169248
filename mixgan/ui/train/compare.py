"""Two runs beside each other: which one, under the film that shows both, and their last figures with the difference in words."""

from __future__ import annotations

from typing import Any

import streamlit as st

from mixgan.errors import MixganError
from mixgan.figures import training as figures
from mixgan.store import runs
from mixgan.store.models import ModelFolder
from mixgan.store.runs import RunFolder
from mixgan.ui import links, look
from mixgan.ui.train import film

__all__ = ["below", "chosen", "rows"]

NONE = "no other run"


def chosen(run: RunFolder) -> RunFolder | None:
    """The run that stands beside this one, if any: from the select box, or from the link."""
    others = {other.name: other for other in _others(run)}
    parse = links.Parser(lambda name: name if name in others else None, "the name of a run whose pictures have the same shape")
    return others.get(st.session_state.get(_key(run)) or links.at_start("with", parse, "", run.name))


def below(run: RunFolder, other: RunFolder | None) -> None:
    """The choice, and the table where one is made."""
    names = [NONE, *(one.name for one in _others(run))]
    if len(names) == 1:
        return
    st.selectbox("Compare with", names, names.index(other.name) if other else 0, key=_key(run), filter_mode="contains",
                 on_change=_keep, args=(run,), help="Runs whose pictures have the same shape: one scrubber drives both.",
                 width=320)
    if other is None:
        return
    if run.config.data != other.config.data:
        st.markdown(look.plain(f"{run.name} learns {_data(run)} and {other.name} learns {_data(other)}: figures of different "
                               "pictures are not compared."))
        return
    st.html(look.table(["last figures", run.name, other.name, "difference"], rows(run, other)))
    st.caption("One run of each: differences under 5 % are called ties, and another seed may turn larger ones round. "
               "Energy distance is between 512 samples and 512 real ones.")


def _data(run: RunFolder) -> str:
    return run.config.data.rsplit("/", 1)[-1]


def rows(run: RunFolder, other: RunFolder) -> list[list[str]]:
    """What both have measured, the newest values; those of the finished model after those of the training."""
    names = (run.name, other.name)
    values = [figures.last_values(one.metrics.read(), one.config) for one in (run, other)]
    return figures.compared(values[0], values[1], names) + figures.measured(_measured(run), _measured(other), names)


def _measured(run: RunFolder) -> list[dict[str, Any]]:
    try:
        found = ModelFolder(run.model, run.name).figures.get("figures")
    except MixganError:
        return []
    return found if isinstance(found, list) else []


def _others(run: RunFolder) -> list[RunFolder]:
    return [other for other in runs.all_runs() if other.name != run.name and film.comparable(run, other)]


def _key(run: RunFolder) -> str:
    return f"train-with-{run.name}"


def _keep(run: RunFolder) -> None:
    name = st.session_state[_key(run)]
    links.keep("with", name, "" if name == NONE else name, "", run.name)
