"""`runs`, `control`: the runs, and a word to one of them."""

from __future__ import annotations

import argparse
import time
from typing import TYPE_CHECKING

from mixgan import jobs
from mixgan.cli.common import Command, pairs, print_rows
from mixgan.errors import ConfigError, RunError

if TYPE_CHECKING:
    from mixgan.store.runs import RunFolder

__all__ = ["add"]

ANSWER_S = 20.0                 # a step of a large model, or the sheet and the figures between two steps


def add(command: Command) -> None:
    """Declare the commands of this file."""
    runs = command("runs", _runs, "The runs and their states.")
    runs.add_argument("--json", action="store_true")
    control = command("control", _control, "Pause a run, let it go some steps, resume it, change its settings "
                      "(control NAME change --lr_critic 0.0001), or stop it and keep what it learnt.")
    control.add_argument("name")
    control.add_argument("request", choices=jobs.REQUESTS)
    control.add_argument("n", nargs="?", type=int, default=1, help="steps to go, for step; then it pauses")


def _runs(a: argparse.Namespace) -> None:
    from mixgan.store.runs import all_runs

    rows = []
    for run in all_runs():
        status = jobs.read(run.path)
        rows.append({"name": run.name, "state": jobs.state(run.path).value, "step": status.step if status else 0,
                     "steps": run.config.training.steps, "family": run.config.family, "data": run.config.data,
                     "message": status.message if status else ""})
    print_rows(rows, a.json, "No run yet: python -m mixgan train --family hmog --data digits --run first")


def _control(a: argparse.Namespace) -> None:
    from mixgan.families.amend import amended, told
    from mixgan.store.runs import open_run

    run, settings = open_run(a.name), pairs(a.rest)
    state = jobs.state(run.path)
    if state not in jobs.UNDER_WAY:
        raise ConfigError(f"The run '{a.name}' is {state.value}; there is nothing to {a.request}.",
                          "" if state.value == "finished" else f"Go on with: train --resume {a.name}")
    if settings and a.request != "change":
        raise ConfigError(f"{a.request} takes no --{next(iter(settings))}.", f"Settings change with: control {a.name} change")
    status, before = jobs.read(run.path), run.config
    if a.request == "change" and amended(before, settings, status.step if status else 0, running=True) == before:
        raise ConfigError("Nothing would change.", f"Say what, for example: control {a.name} change --lr_critic 0.0001")
    print(_answer(run, jobs.ask(run.path, a.request, a.n, settings)))
    for note in run.config.amended[len(before.amended):]:
        print(told(note))
    if settings and run.config == before:
        raise RunError(f"The run '{a.name}' goes on unchanged.", f"Its log says why: {run.log}")


def _answer(run: RunFolder, wish: str) -> str:
    """What the run did about it; raises RunError when it says nothing for a while."""
    until = time.monotonic() + ANSWER_S
    while time.monotonic() < until:
        heard = jobs.answered(run.path, wish)
        status, state = jobs.read(run.path), jobs.state(run.path)
        if heard or state not in jobs.UNDER_WAY:
            doing = f" ({status.message})" if status and status.message and state in jobs.UNDER_WAY else ""
            return f"{run.name} is {state.value}, at step {status.step if status else 0} of {run.config.training.steps}{doing}."
        time.sleep(0.05)
    there = jobs.elsewhere(status)
    raise RunError(f"The run '{run.name}' has not answered for {ANSWER_S:.0f} s ({status.message if status else state.value}).",
                   f"It is on {there}: in a copy of its folder it is asked in vain." if there else
                   "It is asked, and answers when it comes to a step.")
