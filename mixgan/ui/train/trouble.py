"""What went wrong, or is about to: a sentence with its evidence, and a button that does something about it."""

from __future__ import annotations

import shlex
import sys
from typing import Literal

import streamlit as st

from mixgan import data, families, files, jobs
from mixgan.analysis.settling import looks_of
from mixgan.config import RunConfig
from mixgan.errors import DataError, MixganError
from mixgan.families.amend import as_given
from mixgan.store import runs
from mixgan.store.runs import RunFolder
from mixgan.training.alarms import alarms
from mixgan.training.going_on import edits
from mixgan.training.remedies import Remedy, remedies
from mixgan.ui import look, states
from mixgan.ui.train import shared

__all__ = ["alarms_of", "apply", "changes", "failure", "likely_cause"]

OWN_WORDS = "mixgan: "           # of the command, in its log
_ASIDE = "_aside_"              # with a run's name: kinds of alarms


def failure(run: RunFolder, state: str) -> None:
    """Why the run ended, what helps, and the last lines of its log."""
    lines = [line for line in jobs.log_tail(run.path, 3) if line.strip()]
    status = jobs.read(run.path)
    told = status.message if status and status.phase == "failed" else ""
    last_word = bool(lines) and lines[-1].startswith(OWN_WORDS)
    how = "failed" if state == "failed" else "could not go on" if last_word else "ended without a word"
    try:
        config: RunConfig | None = run.config
    except MixganError:
        config = None
    moved = config is not None and not data.is_here(config.data)
    why = told or likely_cause(lines, state, jobs.elsewhere(status))
    more = "" if last_word or not moved else " Its pictures are not on this machine: say where they lie now."
    st.error(look.plain(f"{run.name} {how}. {why}{more}"))
    cause = status.cause if status else ""
    if config is not None and cause:
        for i, remedy in enumerate(remedies(cause, config, edits(run) if cause == "config" else {})):
            _button(run, remedy, f"remedy-{i}")
        if cause == "disk":
            st.caption(look.plain(f"{_free(run)} To free some: older runs can be removed from {files.runs_root()}."))
    if config is not None and moved:
        _moved(run, config)
    if lines:
        with st.expander("The last lines of its log", expanded=not told):
            st.code("\n".join(lines), language=None)


def _moved(run: RunFolder, config: RunConfig) -> None:
    """The way on for a run whose pictures lay elsewhere, as in a folder that came from another machine."""
    place, hand = st.columns([3, 1.4], vertical_alignment="bottom")
    key = f"train-moved-{run.name}"
    with place:
        st.text_input("Where its pictures lie now", placeholder=config.data, key=key,
                      help="A path to the same folder, zip or npz; others are refused.")
    with hand:
        st.button("Go on with them", key="train-go-on-with", width="stretch", on_click=_go_on_with, args=(run, key))


def _go_on_with(run: RunFolder, key: str) -> None:
    """Callback: resume it from the path in the field, or say that nothing is there."""
    given = str(st.session_state.get(key, "")).strip()
    with states.telling(run.name):
        if not data.is_here(given):
            raise DataError(f"There is nothing at {given[:200]!r}.", "Give a folder, a zip or an npz on this machine.")
        jobs.start([sys.executable, "-m", "mixgan", "train", "--resume", run.name, "--data", given], run.path)


def likely_cause(lines: list[str], state: str, there: str = "") -> str:
    """Of a run that left no word of its own: its log's last sentence, or what a lost process usually means.

    `there`: the other machine that it was on.
    """
    said = [line.removeprefix(OWN_WORDS) for line in lines if line.startswith(OWN_WORDS)]
    if said:
        return said[-1]                 # the command's own sentence
    text = " ".join(lines).lower()
    if "memory" in text or "killed" in text:
        return "It ran out of memory: take a smaller batch or narrower networks."
    if "disk" in text or "no space" in text:
        return "The disk is full: free some space, then resume it."
    if "nan" in text or "infinite" in text:
        return "A number ran away: lower the learning rates, or raise r1."
    if state == "lost" and there:
        return f"It was on {there}, and has said nothing for a minute. It can be resumed here."
    if state == "lost":
        return "Its process is gone (the machine slept, restarted, or ran out of memory). It can be resumed."
    return "Its log says why."


def _free(run: RunFolder) -> str:
    import shutil

    return f"{shutil.disk_usage(run.path).free / 2**30:.1f} GB are free where the runs lie."


def alarms_of(run: RunFolder) -> None:
    """The signs of trouble of a run under way, each with what helps, but for those that this visitor has put aside."""
    try:
        found = alarms(run.metrics.read(), run.config, looks_of(run.settling.parsed()))
    except MixganError:
        return
    for i, alarm in enumerate(found):
        if alarm.kind in st.session_state.get(_ASIDE + run.name, ()):
            continue
        text = f"{alarm.kind.capitalize()}. {alarm.sentence}"
        if len(alarm.remedies) == 1:
            words, hand = st.columns([4, 1.4], vertical_alignment="center")
            words.warning(look.plain(text))
            with hand:
                _button(run, alarm.remedies[0], f"alarm-{i}")
            continue
        st.warning(look.plain(text))
        with st.container(horizontal=True, gap="small"):
            for j, remedy in enumerate(alarm.remedies):
                _button(run, remedy, f"alarm-{i}-{j}", alarm.kind, "content")


def _button(run: RunFolder, remedy: Remedy, key: str, alarm: str = "", width: Literal["content", "stretch"] = "stretch") -> None:
    """`alarm`: the kind of the one that the remedy may put aside."""
    if remedy.dismiss:
        st.button(remedy.label, key=f"train-{key}", on_click=_put_aside, args=(run, alarm), width=width, help=remedy.why)
        return
    wish = jobs.pending(run.path)
    how = ("Starts another run of the same kind." if remedy.anew else
           "Changes the setting after this step, and goes on from there." if shared.is_alive(run) else
           "Goes on from its last good state.")
    st.button(remedy.label, key=f"train-{key}", on_click=apply, args=(run, remedy), width=width,
              disabled=wish is not None and wish.request == "change", help=f"{how} {remedy.why}".strip())


def _put_aside(run: RunFolder, alarm: str) -> None:
    """Callback: say no more of it, in this tab."""
    st.session_state[_ASIDE + run.name] = {*st.session_state.get(_ASIDE + run.name, ()), alarm}


def apply(run: RunFolder, remedy: Remedy) -> None:
    """Callback: another run, or this one with other settings; one that is under way is asked to change them."""
    with states.telling(run.name):
        _apply(run, remedy)


def _apply(run: RunFolder, remedy: Remedy) -> None:
    if remedy.anew:
        name = _next_name(run.name)
        argv = [sys.executable, *shlex.split(families.command_line(run.config, name).splitlines()[0])[1:]]
        argv += [word for setting, value in remedy.settings.items() for word in (f"--{setting}", str(value))]
        jobs.start(argv, files.runs_root() / name)
        shared.look_at(name)
    elif shared.is_alive(run):
        jobs.ask(run.path, "change", settings=remedy.settings)
    else:
        jobs.start([sys.executable, "-m", "mixgan", "train", *remedy.arguments(run.name)], run.path)


def _next_name(name: str) -> str:
    taken = {one.name.casefold() for one in runs.all_runs()}
    stem, _, number = name.rpartition("-")
    stem = stem if stem and number.isdigit() else name
    return next(free for n in range(2, 10_000) if (free := f"{stem[:56]}-{n}").casefold() not in taken)


def changes(config: RunConfig) -> str:
    """`From step 400 on: balance 0.5 instead of 0.`: what was changed half-way; nothing where nothing was."""
    return " ".join(
        f"From step {one.step:,} on: " + ", ".join(f"{name} {as_given(value)} instead of {as_given(one.before[name])}"
                                                   for name, value in one.settings.items()) + "."
        for one in config.amended)
