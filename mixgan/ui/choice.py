"""Which model is open: the sidebar's list, bound to the link, and the folder behind it. No torch here."""

from __future__ import annotations

import streamlit as st

from mixgan import jobs
from mixgan.store import runs
from mixgan.store.models import Broken, ModelFolder, all_models
from mixgan.ui import look

__all__ = ["asked_in_vain", "facts_line", "folder", "model_line", "open_model", "plural", "seed", "sidebar"]

_ASKED = "_asked"
SEEDS = 9999
FAMILY_TITLES = {"gan": "GAN", "mog": "MoG", "hmog": "HMoG", "megan": "MEGAN", "gmgan": "GM-GAN"}     # as the papers write them


def sidebar() -> None:
    """Model, seed, one line of facts, and a run in progress."""
    good, broken = all_models()
    names = [one.name for one in good]
    _note_what_was_asked(names)
    if good:
        _keep_in_link(model=names[0], seed=0)
        st.selectbox("Model", names, key="model", bind="query-params", on_change=_forget_what_was_asked)
        st.number_input("Seed", 0, SEEDS, 0, 1, key="seed", bind="query-params",
                        help="Decides the noise of every sample. Same seed, same pictures.")
        chosen = next((one for one in good if one.name == st.session_state["model"]), good[0])
        st.session_state["_folder"] = chosen
        st.caption(look.plain(facts_line(chosen)))
    else:
        st.session_state["_folder"] = None
    if broken:
        _say_what_is_broken(broken)
    _badge()


def _keep_in_link(**defaults: object) -> None:
    """Write a choice back into a link that lost it: a page change that overtakes a run arrives without the link's parameters.

    Setting a bound widget's state before it is drawn is what writes the link; its default stays out of it.
    """
    for name, default in defaults.items():
        value = st.session_state.get(name, default)
        if value != default and name not in st.query_params:
            st.session_state[name] = value


def folder() -> ModelFolder | None:
    """The open model's folder; None when there is none at all."""
    return st.session_state.get("_folder")


def seed() -> int:
    return int(st.session_state.get("seed") or 0)


def facts_line(one: ModelFolder) -> str:
    """`HMoG · mnist · 8 leaves · 6,000 steps`."""
    config, figures = one.config, one.figures
    parts = [FAMILY_TITLES.get(config.family, config.family), config.data.rsplit("/", 1)[-1]]
    n_experts, word = figures.get("n_experts"), figures.get("expert_word", "expert")
    if n_experts:
        parts.append(f"{n_experts} {plural(word, n_experts)}")
    parts.append(f"{config.training.steps:,} steps")
    return " · ".join(parts)


def model_line(one: ModelFolder) -> str:
    """The model and its facts, for the line under a title."""
    return f"{one.name}: {facts_line(one)}"


def plural(word: str, n: int) -> str:
    if n == 1:
        return word
    return {"leaf": "leaves"}.get(word, word + "s")


def open_model(name: str) -> None:
    """For callbacks: make `name` the open model; the link follows the widget."""
    st.session_state["model"] = name
    _forget_what_was_asked()


# --- a link that names what is not there -------------------------------------------------------------------------------


def _note_what_was_asked(names: list[str]) -> None:
    # the widget drops a value that is not in its list, so the link is read before it
    asked = st.query_params.get("model")
    if asked is not None and asked not in names:
        st.session_state[_ASKED] = asked


def _forget_what_was_asked() -> None:
    st.session_state.pop(_ASKED, None)


def asked_in_vain() -> tuple[str, str] | None:
    """(name, sentence) of a model that the link asked for and that cannot be opened."""
    asked = st.session_state.get(_ASKED)
    if asked is None:
        return None
    broken = {one.name: one.sentence for one in all_models()[1]}
    return asked, broken.get(asked, f"There is no model named '{asked[:80]}' here.")


def _say_what_is_broken(broken: list[Broken]) -> None:
    title = "1 folder cannot be opened" if len(broken) == 1 else f"{len(broken)} folders cannot be opened"
    with st.expander(title):
        for one in broken:
            st.markdown(f"**{look.plain(one.name)}**: {look.plain(one.sentence)}")


# --- a run in progress -------------------------------------------------------------------------------------------------


def _badge() -> None:
    for run in runs.all_runs():
        status = jobs.read(run.path)
        if status is not None and jobs.state(run.path) in (jobs.State.running, jobs.State.paused):
            share = 100 * status.step // max(1, status.steps)
            st.page_link("pages/Train.py", label=f"training {look.plain(run.name)}: {share} %", query_params={"run": run.name},
                         help="Pages answer a little slower while a training runs.")
            return
