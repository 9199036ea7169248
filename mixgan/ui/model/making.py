"""What a page lacks and a command can make: a button starts it in a process of its own; its progress and Cancel while it runs."""

from __future__ import annotations

import sys
from dataclasses import dataclass, replace
from pathlib import Path

import streamlit as st

from mixgan import files, jobs
from mixgan.store.models import ModelFolder
from mixgan.ui import look, states
from mixgan.ui.job_bar import job_bar
from mixgan.ui.model import measured

__all__ = ["JUDGE", "Making", "is_under_way", "job_folder", "offer", "offer_judge", "start"]


@dataclass(frozen=True)
class Making:
    """One command of `python -m mixgan` that adds a file to a model folder, and the words around it."""

    command: str
    missing: str                # the page works without it; how long it takes
    button: str
    doing: str                  # before the model's name
    takes: str                  # after it, until there is a pace that says what is left
    failed: str
    cannot: str = ""            # instead of all that, before the reason, where no checker knows the pictures; "": it needs none


JUDGE = Making(
    command="judge",
    missing="One can learn the classes of these pictures, and then measures the model with them: two or three minutes, once.",
    button="Train a checker", doing="Training a checker for", takes="two or three minutes, longer on a busy machine",
    failed="No checker was trained.")
_BY_PIXELS = " No checker knows these pictures: distances will be those of principal components of the pixels, which reward blur."


def offer_judge(found: ModelFolder, unsaid: str) -> None:
    """`unsaid`: what is not said on a page while no checker knows the pictures. The button that trains one, where they have
    classes and are here."""
    from mixgan.data import is_here
    from mixgan.measures.own_judge import why_untrainable

    st.markdown(look.plain(f"No checker has read these samples, so {unsaid}."))
    if not why_untrainable(found.config) and is_here(found.config.data):
        offer(found, JUDGE)


def job_folder(found: ModelFolder, making: Making) -> Path:
    # a run's model may be called runs/<name>
    return files.home() / "cache" / making.command / files.checked_name(found.name.replace("/", "--"), "model name")


def is_under_way(found: ModelFolder, making: Making) -> bool:
    """A checker, for one, knows the pictures before the model is measured with it."""
    folder = job_folder(found, making)
    return jobs.read(folder) is not None and jobs.state(folder) in jobs.UNDER_WAY


def offer(found: ModelFolder, making: Making) -> None:
    """The button; while the process runs, its progress instead.

    No button where the command could only fail: the reason instead.
    """
    if making.cannot and (why := measured.why_unmeasured(found)):
        st.markdown(look.plain(f"{making.cannot}: {why}."))
        return
    if making.cannot and measured.judge_of(found) is None:
        making = replace(making, missing=making.missing + _BY_PIXELS)
    folder = job_folder(found, making)
    if is_under_way(found, making):
        job_bar(folder, f"{making.doing} {found.name}", making.takes, f"cancel-{making.command}")
        return
    if jobs.read(folder) is not None and jobs.state(folder) is jobs.State.failed:
        st.warning(look.plain(f"{making.failed} " + " ".join(jobs.log_tail(folder, 1))))
    states.missing_measure(making.missing, making.button, f"make-{making.command}-{found.name}",
                           lambda: start(found, making))
    states.told(making.command)


def start(found: ModelFolder, making: Making) -> None:
    """For callbacks: the process that makes it."""
    with states.telling(making.command):
        jobs.start([sys.executable, "-m", "mixgan", making.command, str(found.path)], job_folder(found, making))
