"""The Train page below its form: the run that is looked at, live, and the list of all runs."""

from __future__ import annotations

import sys
from typing import Any

import streamlit as st

from mixgan import files, jobs
from mixgan.errors import MixganError
from mixgan.store import runs
from mixgan.store.runs import RunFolder
from mixgan.ui import choice, links, look, sentences

__all__ = ["chosen_run", "is_alive", "live", "look_at", "past_runs", "title"]

POLL_S = 1.0
LISTED = 8
LOOKED_AT = 500                 # newest lines of figures that are drawn
ALIVE = ("queued", "running", "paused")


def chosen_run() -> RunFolder | None:
    """The run in the link, or the newest that is alive, or the newest. One that has just started has no config yet."""
    everything = runs.all_runs()
    asked = st.session_state.get("_run") or links.at_start("run", _known, "")
    if asked and _known(asked):
        return RunFolder(files.runs_root() / asked)
    return next((run for run in everything if is_alive(run)), everything[0] if everything else None)


def _known(name: str) -> str | None:
    try:
        folder = files.runs_root() / files.checked_name(name, "run name")
    except MixganError:
        return None
    return name if jobs.read(folder) is not None or (folder / "config.json").exists() else None


def is_alive(run: RunFolder) -> bool:
    return jobs.state(run.path).value in ALIVE


def title(run: RunFolder | None) -> str:
    if run is None:
        return "Train a model on pictures of your own"
    status, state = jobs.read(run.path), jobs.state(run.path).value
    done, of = (status.step, status.steps) if status else (0, 0)
    return {
        "queued": f"{run.name} is about to start",
        "running": f"{run.name} learns: step {done:,} of {of:,}",
        "paused": f"{run.name} rests at step {done:,} of {of:,}",
        "finished": f"{run.name} has learnt for {done:,} steps",
    }.get(state, f"{run.name} stopped at step {done:,} of {of:,}")


# --- one run -----------------------------------------------------------------------------------------------------------


def live(run: RunFolder) -> None:
    """Everything about one run; asks again every second while it is alive, and once more when it ends."""
    alive = is_alive(run)
    st.fragment(_body, run_every=POLL_S if alive else None)(run, alive)


def _body(run: RunFolder, was_alive: bool) -> None:
    alive = is_alive(run)
    if was_alive and not alive:
        st.rerun()                      # the interval of a fragment is fixed when it starts
    look.heading(title(run), _line(run))
    _progress(run, alive)
    left, right = st.columns([1, 1], gap="large")
    with left:
        _newest_sheet(run)
    with right:
        _curves(run)


def _line(run: RunFolder) -> str:
    try:
        config = run.config
    except MixganError:
        return "no settings yet"
    family, source = choice.FAMILY_TITLES.get(config.family, config.family), config.data.rsplit("/", 1)[-1]
    return f"{family} · {source} · seed {config.training.seed} · {config.training.steps:,} steps"


def _progress(run: RunFolder, alive: bool) -> None:
    status: Any = jobs.read(run.path)
    state = jobs.state(run.path).value
    bar, stop = st.columns([5, 1], vertical_alignment="center")
    share = min(1.0, status.step / status.steps) if status and status.steps else 0.0
    bar.progress(share, look.plain(_pace(status, state)))
    asked = jobs.asked(run.path)
    with stop:
        if not alive:
            _what_next(run, state)
        elif asked == "stop":
            st.button("Stopping …", disabled=True, width="stretch", key="train-stopping",
                      help="It ends after the step it is in, and keeps what it has learnt.")
        else:
            st.button("Stop", width="stretch", key="train-stop", help="Ends after this step; it can be resumed.",
                      on_click=jobs.ask, args=(run.path, "stop"))
    if state in ("failed", "lost"):
        _why(run, state)


def _pace(status: Any, state: str) -> str:
    if status is None:
        return "starting: PyTorch and the pictures are being loaded"
    said = [f"step {status.step:,} of {status.steps:,}"]
    if state == "queued":
        waiting = status.message not in ("", "starting")
        return status.message if waiting else "starting: PyTorch and the pictures are being loaded"
    if state != "running":
        return f"{state} · {said[0]}"
    if status.rate:
        said += [f"{status.rate:.0f} steps a second" if status.rate >= 2 else f"{status.rate:.1f} steps a second",
                 f"about {sentences.minutes((status.steps - status.step) / status.rate)} left"]
    elif status.message:
        said.append(status.message)
    return " · ".join(said)


def _why(run: RunFolder, state: str) -> None:
    """The last lines of the log, and what they usually mean."""
    lines = [line for line in jobs.log_tail(run.path, 3) if line.strip()]
    status = jobs.read(run.path)
    cause = (status.message if status and status.message else "") or likely_cause(lines, state)
    st.error(look.plain(f"{run.name} {'failed' if state == 'failed' else 'ended without a word'}. {cause}"))
    if lines:
        with st.expander("The last lines of its log", expanded=True):
            st.code("\n".join(lines), language=None)


def likely_cause(lines: list[str], state: str) -> str:
    said = [line.removeprefix("mixgan: ") for line in lines if line.startswith("mixgan: ")]
    if said:
        return said[-1]                 # the command's own sentence
    text = " ".join(lines).lower()
    if "memory" in text or "killed" in text:
        return "It ran out of memory: take a smaller batch or narrower networks."
    if "disk" in text or "no space" in text:
        return "The disk is full: free some space, then resume it."
    if "nan" in text or "infinite" in text:
        return "A number ran away: lower the learning rates, or raise r1."
    if state == "lost":
        return "Its process is gone (the machine slept, restarted, or ran out of memory). It can be resumed."
    return "Its log says why."


def _what_next(run: RunFolder, state: str) -> None:
    if state == "finished":
        st.button("Explore", type="primary", width="stretch", key="train-open", on_click=_open, args=(run,))
    else:
        st.button("Resume", width="stretch", key="train-resume", on_click=_resume, args=(run,))


def _newest_sheet(run: RunFolder) -> None:
    sheets = run.sheets()
    if not sheets:
        st.skeleton(360) if is_alive(run) else st.caption("No samples were drawn yet.")
        return
    step = max(sheets)
    st.image(look.spread_out(sheets[step].read_bytes(), run.config.facts.image_shape), width="content",
             alt=f"Samples of {run.name} after {step:,} steps, from the same noise each time")
    st.caption(f"The same noise at every look: now step {step:,}.")


def _curves(run: RunFolder) -> None:
    from mixgan.figures import training as figures

    lines = run.metrics.read()
    if not lines:
        st.caption("Losses and the use of the experts show after the first evaluation.")
        return
    theme = st.context.theme.type or "dark"
    if lines[-1].get("usage"):
        st.plotly_chart(figures.usage_bars(lines[-1], theme), key=f"usage-{run.name}", config={"displayModeBar": False},
                        alt=f"Share of samples of each expert at step {lines[-1]['step']}")
    losses = figures.losses(lines[-LOOKED_AT:], theme).update_layout(
        margin_t=64, height=280, legend={"yanchor": "bottom", "y": 1.02, "font_size": 11})
    st.plotly_chart(losses, key=f"losses-{run.name}", config={"displayModeBar": False}, alt="Losses against the step")
    for alarm in lines[-1].get("alarms") or []:
        st.warning(look.plain(alarm))


# --- all runs ----------------------------------------------------------------------------------------------------------


def past_runs(shown: RunFolder | None) -> None:
    everything = runs.all_runs()
    st.subheader("All runs", anchor=False)
    if not everything:
        st.caption("None yet. A run on digits takes a few minutes on two cores.")
        return
    for run in everything[:LISTED]:
        _row(run, shown is not None and run.name == shown.name)
    if len(everything) > LISTED:
        with st.expander(f"{len(everything) - LISTED} older runs"):
            for run in everything[LISTED:]:
                _row(run, False)


def _row(run: RunFolder, current: bool) -> None:
    name, what, state_at, one, two = st.columns([3, 3, 3, 1, 1], vertical_alignment="center")
    state, status = jobs.state(run.path).value, jobs.read(run.path)
    name.markdown(f"**{look.plain(run.name)}**" if current else look.plain(run.name))
    what.caption(look.plain(_line(run)))
    at = f" at step {status.step:,} of {status.steps:,}" if status and state != "finished" else ""
    state_at.caption(look.plain(f"{state}{at}"))
    if not current:
        one.button("Show", key=f"show-{run.name}", on_click=look_at, args=(run.name,), width="stretch")
    if state == "finished":
        two.button("Explore", key=f"open-{run.name}", on_click=_open, args=(run,), width="stretch")
    elif state not in ALIVE:
        two.button("Resume", key=f"resume-{run.name}", on_click=_resume, args=(run,), width="stretch")


def look_at(name: str) -> None:
    """For callbacks: the page shows this run, and its link names it."""
    st.session_state["_run"] = name
    links.keep("run", name, name)
    st.rerun()                          # the button may stand in the fragment, and this concerns the page


def _open(run: RunFolder) -> None:
    """The finished model in the page that fits it best."""
    choice.open_model(run.name)
    try:
        family = run.config.family
    except MixganError:
        family = ""
    links.follow("Tree" if family == "hmog" else "Home" if family == "gan" else "Experts")


def _resume(run: RunFolder) -> None:
    if not is_alive(run):
        jobs.start([sys.executable, "-m", "mixgan", "train", "--resume", run.name], run.path)
    look_at(run.name)
