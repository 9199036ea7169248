"""What the run in the form will take: measured by a child process when the button asks for it, remembered for every length."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from mixgan import jobs
from mixgan.config import RunConfig
from mixgan.errors import MixganError
from mixgan.store import runs
from mixgan.training import expected
from mixgan.training.expected import Cost
from mixgan.ui import look, states

__all__ = ["beside_start", "known_cost", "sentence"]

TAKES = "about 10 s"


def beside_start(config: RunConfig, argv: list[str], side: int | None = None) -> None:
    """The cost, or a button that tries a few steps; `argv` is the command that does. `side`: of own pictures.

    Not by itself while the form changes: on two cores every try would slow down whatever is training.
    """
    folder = expected.folder_of(config)
    if jobs.read(folder) is not None and jobs.state(folder) in jobs.UNDER_WAY:
        states.part(_waiting, run_every=0.5)(config)
        return
    found = known_cost(config)
    told = sentence(found, config) if found else _untried(config, side)
    if found is not None and found.memory_mb:
        st.caption(look.plain(told))
        return
    words, hand = st.columns([1.6, 1], vertical_alignment="bottom")
    words.caption(look.plain(_failed(config) or told))
    hand.button("Measure it", key="train-measure", width="stretch", on_click=_measure, args=(argv, folder),
                help=f"Tries a few steps in a process of its own: {TAKES}.")
    states.told("cost")


def _untried(config: RunConfig, side: int | None) -> str:
    steps = f"{config.training.steps:,} steps"
    if side is None:
        return f"{steps}; how long is not known yet."
    return f"{steps}; about {expected.minutes_of(expected.guess(side).seconds(config))}, as an estimate."


def _measure(argv: list[str], folder: Path) -> None:
    with states.telling("cost"):
        jobs.start(argv, folder)


def _waiting(config: RunConfig) -> None:
    if jobs.state(expected.folder_of(config)) not in jobs.UNDER_WAY:
        st.rerun()
    st.caption(look.plain(f"Trying a few steps of this run: {TAKES} …"))


def _failed(config: RunConfig) -> str:
    folder = expected.folder_of(config)
    if jobs.read(folder) is None or jobs.state(folder) is jobs.State.finished:
        return ""
    said = [line for line in jobs.log_tail(folder, 3) if line.strip()]
    return "It could not be measured. " + (said[-1].removeprefix("mixgan: ") if said else "Its process ended without a word.")


def known_cost(config: RunConfig) -> Cost | None:
    """Measured for this configuration; else the same from a run of it, whose memory is then not known (0)."""
    found = expected.read(config)
    if found is not None:
        return found
    place = expected.folder_of(config)
    for run in runs.all_runs():
        try:
            status = jobs.read(run.path)
            if status is not None and status.rate and expected.folder_of(run.config) == place:
                return Cost("cpu", 0.0, 1 / status.rate, 1 / status.rate, 0.0, 0.0, 0, 0.0)
        except MixganError:
            continue
    return None


def sentence(cost: Cost, config: RunConfig) -> str:
    """`about 2 min and 600 MB on this CPU`, and what would make it untrue."""
    where = "this CPU" if cost.device == "cpu" else "this GPU"
    memory = f" and {cost.memory_mb:,.0f} MB" if cost.memory_mb else ""
    said = f"About {expected.minutes_of(cost.seconds(config))}{memory} on {where}"
    if cost.cores and cost.load > cost.cores:
        return f"{said}; it was busy when this was measured (load {cost.load:.1f}), alone it is faster."
    return f"{said}." if cost.memory_mb else f"{said}, at the speed of an earlier run."

