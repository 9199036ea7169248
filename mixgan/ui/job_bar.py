"""While a child process works: a bar with the time that is left, and Cancel."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from mixgan import jobs
from mixgan.training import expected
from mixgan.ui import look, states

__all__ = ["job_bar"]


def job_bar(folder: Path, doing: str, takes: str, key: str) -> None:
    """`doing`, then `takes`, or what is left once the work has a pace. The whole page is drawn anew when it has ended."""
    states.part(_bar, run_every=1.0)(folder, doing, takes, key)


def _bar(folder: Path, doing: str, takes: str, key: str) -> None:
    status = jobs.read(folder)
    if jobs.state(folder) not in jobs.UNDER_WAY:
        st.rerun()
    bar, hand = st.columns([4, 1], vertical_alignment="center")
    share = status.step / status.steps if status and status.steps else 0.0
    bar.progress(min(1.0, share), look.plain(f"{doing}: {expected.left(status) or takes}"))
    hand.button("Cancel", key=key, width="stretch", on_click=lambda: jobs.end(folder))
