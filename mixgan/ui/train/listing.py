"""All runs below the one that is looked at: what each is, where it stands, and one button for the next thing to do."""

from __future__ import annotations

import streamlit as st

from mixgan import jobs
from mixgan.store import runs
from mixgan.store.runs import RunFolder
from mixgan.ui import look
from mixgan.ui.train import shared

__all__ = ["all_runs"]

LISTED = 8


def all_runs(shown: RunFolder | None) -> None:
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
    name, what, state_at, one, two = st.columns([3, 3.4, 2.6, 1.1, 1.4], vertical_alignment="center")
    state, status = jobs.state(run.path).value, jobs.read(run.path)
    name.markdown(f"**{look.plain(run.name)}**" if current else look.plain(run.name))
    what.caption(look.plain(shared.line(run)))
    at = f" at step {status.step:,} of {status.steps:,}" if status and state != "finished" else ""
    state_at.caption(look.plain(f"{state}{at}"))
    if not current:
        one.button("Show", key=f"show-{run.name}", on_click=shared.look_at, args=(run.name,), width="stretch")
    if state == "finished":
        two.button("Explore", key=f"open-{run.name}", on_click=shared.explore, args=(run,), width="stretch")
    elif not shared.is_alive(run):
        two.button("Resume", key=f"resume-{run.name}", on_click=shared.resume, args=(run,), width="stretch")
