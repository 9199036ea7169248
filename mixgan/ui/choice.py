"""Which model is open: the sidebar's list, bound to the link, and the folder behind it. No torch here."""

from __future__ import annotations

from contextlib import suppress

import streamlit as st
from streamlit.errors import StreamlitAPIException

from mixgan import jobs
from mixgan.families.registry import place
from mixgan.store import runs
from mixgan.store.models import FIRST, Broken, ModelFolder, all_models
from mixgan.ui import links, look
from mixgan.ui.views.facts import classes_of, facts_line, model_line

__all__ = [
    "ALL_CLASSES", "ask_for", "asked_in_vain", "classes_of", "facts_line", "folder", "in_order", "label", "model_line",
    "open_model", "seed", "seed_line", "sidebar",
]

_ASKED, _GONE, _LABEL = "_asked", "_gone", "_label"
SEEDS = 9999
ALL_CLASSES = "all classes, as drawn"
OF_A_CLASS = ("Home", "Tree", "Experts", "Covariance", "Mixture")      # a map holds all classes; training asks for none
NAMED = 12                      # classes that a sentence lists


def sidebar(page: str) -> None:
    """Model, seed, class where the model was told classes, one line of facts, and a run in progress."""
    good, broken = all_models()
    good = in_order(good)
    names = [one.name for one in good]
    _note_what_was_asked(names)
    _note_what_is_gone(names)
    if good:
        _check_seed()
        _take_runs_name(good)
        _keep_in_link(model=names[0], seed=0)
        st.selectbox("Model", names, key="model", bind="query-params", filter_mode="contains",
                     on_change=_forget_what_was_asked)
        st.number_input("Seed", 0, SEEDS, 0, 1, key="seed", bind="query-params",
                        help="Decides the noise of every sample. Same seed, same pictures.")
        chosen = next((one for one in good if one.name == st.session_state["model"]), good[0])
        st.session_state["_folder"] = chosen
        _class_picker(chosen, page)
        st.caption(look.plain(facts_line(chosen)))
    else:
        st.session_state["_folder"] = None
    if broken:
        _say_what_is_broken(broken)
    _badge()


def in_order(models: list[ModelFolder]) -> list[ModelFolder]:
    """Shipped models by family, data and name, after the one that is opened first; then runs, as they come: the newest first."""

    def where(one: ModelFolder) -> tuple[int, bool, int, str, str]:
        if one.kind != "shipped":
            return 1, False, 0, "", ""
        return 0, one.name != FIRST, place(one.config.family), one.config.data.rsplit("/", 1)[-1], one.name

    return sorted(models, key=where)


def _take_runs_name(good: list[ModelFolder]) -> None:
    """`runs/NAME` opens any run, also one whose model is called NAME alone: no shipped model has its name."""
    asked = st.query_params.get("model", "")
    for one in good:
        if one.kind == "run" and asked == f"runs/{one.path.parent.name}" != one.name:
            open_model(one.name)


def _check_seed() -> None:
    # the widget drops what is no number in its bounds, and says nothing; 1.5 it takes for 1
    asked = st.query_params.get("seed")
    try:
        good = asked is None or 0 <= float(asked) <= SEEDS
    except ValueError:
        good = False
    if not good:
        links.drop("seed", str(asked), links.whole(0, SEEDS).allowed)


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


def label(beside: ModelFolder | None = None) -> int | None:
    """The class, from 0, that the samples are asked for; None for all of them, as drawn. Of the model `beside` the open one: the
    class that was chosen for that, where both have it."""
    found, name = folder(), st.session_state.get(_LABEL)
    if found is None or name not in classes_of(found):
        return None
    names = classes_of(beside or found)
    return names.index(name) if name in names else None


def seed_line(beside: ModelFolder | None = None) -> str:
    """`seed 3`, or `seed 3, all of class 7`: which samples a page shows."""
    return f"seed {seed()}" + ("" if label(beside) is None else f", all of class {st.session_state[_LABEL]}")


def _class_picker(found: ModelFolder, page: str) -> None:
    names, kept = classes_of(found), st.session_state.get(_LABEL)
    asked = st.query_params.get("label")
    if asked is not None and asked not in (ALL_CLASSES, *names) and asked != kept:     # what was kept is of the model before
        links.drop("label", asked, _allowed(found, names))
    if asked is not None and not names:
        with suppress(StreamlitAPIException):                       # a widget that is gone since the last run takes it along
            del st.query_params["label"]
    if not names or page not in OF_A_CLASS:
        return
    before = st.session_state.get("label", kept)                    # the widget's own, but on the way from a page without it
    if before is not None and (asked is None or before not in (ALL_CLASSES, *names)):
        st.session_state["label"] = before if before in names else ALL_CLASSES
    chosen = st.selectbox("Class", [ALL_CLASSES, *names], key="label", bind="query-params",
                          help="Which class the model is asked for; the noise stays the same.")
    st.session_state[_LABEL] = None if chosen == ALL_CLASSES else chosen


def _allowed(found: ModelFolder, names: tuple[str, ...]) -> str:
    if not names:
        return f"none, since {found.name} was not told classes"
    return f"a class of {found.name} ({', '.join(names[:NAMED])}{', …' if len(names) > NAMED else ''})"


def open_model(name: str, label: str | None = None) -> None:
    """For callbacks: make `name` the open model, asked for the class `label` or for all; the link follows the widgets."""
    st.session_state["model"] = name
    st.session_state["label"] = ALL_CLASSES if label is None else label
    _forget_what_was_asked()


def ask_for(name: str) -> None:
    """For callbacks: as a link that names `name`, which is not here; the page says so."""
    st.session_state[_ASKED] = name


# --- a link that names what is not there -------------------------------------------------------------------------------


def _note_what_was_asked(names: list[str]) -> None:
    # the widget drops a value that is not in its list, so the link is read before it
    asked = st.query_params.get("model")
    if asked is not None and asked not in names:
        st.session_state[_ASKED] = asked


def _note_what_is_gone(names: list[str]) -> None:
    """The open model was removed meanwhile: say so, and open it again once it is back."""
    before, gone = st.session_state.get("_folder"), st.session_state.get(_GONE)
    if gone is not None and gone in names:
        st.session_state["model"] = gone
        _forget_what_was_asked()
    elif before is not None and before.name not in names:
        st.session_state[_GONE] = st.session_state[_ASKED] = before.name


def _forget_what_was_asked() -> None:
    st.session_state.pop(_ASKED, None)
    st.session_state.pop(_GONE, None)


def asked_in_vain() -> tuple[str, str] | None:
    """(name, sentence) of a model that the link asked for and that cannot be opened."""
    asked = st.session_state.get(_ASKED)
    if asked is None:
        return None
    if asked == st.session_state.get(_GONE):
        return asked, f"{asked} was open and is no longer here: put its folder back, and it opens again as you left it."
    broken = {one.name: one.sentence for one in all_models()[1]}
    return asked, broken.get(asked, f"There is no model named '{asked[:80]}' here.")


def _say_what_is_broken(broken: list[Broken]) -> None:
    title = "1 folder cannot be opened" if len(broken) == 1 else f"{len(broken)} folders cannot be opened"
    with st.expander(title):
        for one in broken:
            st.markdown(f"**{look.plain(one.name)}**: {look.plain(one.sentence)}")


# --- a run in progress -------------------------------------------------------------------------------------------------


def _badge() -> None:
    """The run that trains now, else one that is paused: that one takes no time from the pages."""
    under_way = {run: jobs.state(run.path) for run in runs.all_runs() if jobs.read(run.path) is not None}
    for wanted, verb, says in ((jobs.State.running, "training", "Pages answer a little slower while a training runs."),
                               (jobs.State.paused, "paused", "It waits; the Train page lets it go on.")):
        for run, state in under_way.items():
            status = jobs.read(run.path) if state is wanted else None
            if status is not None:
                share = 100 * status.step // max(1, status.steps)
                st.page_link("pages/Train.py", label=f"{verb} {look.plain(run.name)}: {share} %", query_params={"run": run.name},
                             help=says)
                return
