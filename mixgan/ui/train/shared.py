"""What the parts of the Train page share: which run is looked at, what it is called, and where one goes from it."""

from __future__ import annotations

import sys

import streamlit as st

from mixgan import data, files, jobs
from mixgan.errors import MixganError
from mixgan.families import described
from mixgan.store import runs
from mixgan.store.models import name_of_run
from mixgan.store.runs import RunFolder
from mixgan.ui import choice, links, states

__all__ = ["chosen_run", "explore", "is_alive", "known", "line", "look_at", "resume", "title"]


def chosen_run() -> RunFolder | None:
    """The run in the link, or the newest that is alive, or the newest. One that has just started has no config yet."""
    everything = runs.all_runs()
    asked = st.session_state.get("_run") or links.at_start("run", links.Parser(known, "the name of a run that is here"), "")
    if asked and known(asked):
        return RunFolder(files.runs_root() / asked)
    return next((run for run in everything if is_alive(run)), everything[0] if everything else None)


def known(name: str) -> str | None:
    """`name`, if a run of that name is there, were it only about to start."""
    try:
        folder = files.runs_root() / files.checked_name(name, "run name")
    except MixganError:
        return None
    return name if jobs.read(folder) is not None or (folder / "config.json").exists() else None


def is_alive(run: RunFolder) -> bool:
    return jobs.state(run.path) in jobs.UNDER_WAY


def title(run: RunFolder | None) -> str:
    if run is None:
        return "Train a model on pictures of your own"
    status, state = jobs.read(run.path), jobs.state(run.path).value
    done, of = (status.step, status.steps) if status else (0, 0)
    return {
        "queued": f"{run.name} waits for its turn" if status and status.message.startswith("waits") else
                  f"{run.name} is about to start",
        "running": f"{run.name} learns",
        "paused": f"{run.name} rests at step {done:,} of {of:,}",
        "finished": f"{run.name} has learnt for {done:,} steps",
    }.get(state, f"{run.name} stopped at step {done:,} of {of:,}")


def line(run: RunFolder) -> str:
    """`HMoG · digits · seed 0 · 4,000 steps`."""
    try:
        config = run.config
    except MixganError:
        return "no settings yet"
    family, source = described(config.family).title, config.data.rsplit("/", 1)[-1]
    if config.data not in data.known() and not config.facts.is_points:
        source = f"{source} at {config.facts.image_shape[1]} px"
    return f"{family} · {source} · seed {config.training.seed} · {config.training.steps:,} steps"


# --- for callbacks -----------------------------------------------------------------------------------------------------


def look_at(name: str) -> None:
    """The page shows this run, and its link names it."""
    st.session_state["_run"] = name
    links.keep("run", name, name)
    st.rerun()                          # the button may stand in the fragment, and this concerns the page


def explore(run: RunFolder) -> None:
    """The finished model in the page that fits it best."""
    choice.open_model(name_of_run(run.name))
    try:
        page = described(run.config.family).page
    except MixganError:
        page = "Home"
    links.follow(page)


def resume(run: RunFolder) -> None:
    """Start the run's own command again; it goes on from its last good point."""
    if not is_alive(run):
        with states.telling(run.name):
            jobs.start([sys.executable, "-m", "mixgan", "train", "--resume", run.name], run.path)
    look_at(run.name)
