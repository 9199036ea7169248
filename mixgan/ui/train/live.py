"""One run on the Train page: how far it is, the hands on it, and its film. All of it is read from the run's folder."""

from __future__ import annotations

from typing import Any

import streamlit as st

from mixgan import jobs
from mixgan.analysis.words import plural
from mixgan.errors import MixganError
from mixgan.families import described
from mixgan.families.augmented import notes
from mixgan.store.runs import RunFolder
from mixgan.training import expected
from mixgan.ui import look, states
from mixgan.ui.components import reveal
from mixgan.ui.train import compare, film, settling, shared, trouble

__all__ = ["live"]

POLL_S = 1.0
HAND_PX, WIDE_PX, HIGH_PX = 104, 160, 40    # of a button: none moves when its word changes
STARTING = "starting: PyTorch and the pictures are being loaded"
UNDER_WAY = [state.value for state in jobs.UNDER_WAY]
_WISH = "_wish"


def live(run: RunFolder) -> None:
    """Everything about one run; asks again every second while it is alive, and once more when it ends."""
    alive = shared.is_alive(run)
    with st.container(key=reveal.block("run")):
        states.part(_body, run_every=POLL_S if alive else None)(run, alive)
        reveal.here("run")


def _body(run: RunFolder, was_alive: bool) -> None:
    alive = shared.is_alive(run)
    if was_alive != alive:
        st.rerun()                      # the interval of a fragment is fixed when it starts
    other = compare.chosen(run) if _has_config(run) else None
    if other is None:
        look.heading(shared.title(run), shared.line(run))
    else:
        look.heading(f"{run.name} beside {other.name}", f"{shared.line(run)}; {shared.line(other)}")
    state = jobs.state(run.path).value
    if _has_config(run):
        for note in [trouble.changes(run.config), *notes(run.config)]:
            if note:
                st.caption(look.plain(note))
    _progress(run, state)
    states.told(run.name)
    if (broken := _broken_config(run)) is not None:
        states.problem(broken)          # what it learnt is not touched
        return
    if state in ("failed", "lost"):
        trouble.failure(run, state)
    elif state in ("running", "paused"):
        trouble.alarms_of(run)
    if settling.warms_up(run, alive):
        settling.show(run, alive)
    else:
        film.show([run] if other is None else [run, other], alive)
        if other is None and _has_config(run):
            settling.show(run, alive)
    if _has_config(run):
        _to_its_steps(run)
        compare.below(run, other)


def _to_its_steps(run: RunFolder) -> None:
    """To the Learning page, once there is a step that it can show."""
    config = run.config
    if run.snapshots() and (config.facts.is_points or described(config.family).divides != "nothing"):
        word = plural(described(config.family).expert_word, 2)
        label = "See its points at every step" if config.facts.is_points else f"See when its {word} come apart"
        st.page_link("pages/Learning.py", label=label, query_params={"run": run.name})


def _progress(run: RunFolder, state: str) -> None:
    """Where it is, as a bar between two lines of words; beside it the buttons, in places that do not change.

    A longer sentence would be broken on a narrow page, and the buttons would slip from under the pointer.
    """
    status: Any = jobs.read(run.path)
    bar, hands = st.columns([3.6, 4.8], vertical_alignment="center")
    share = min(1.0, status.step / status.steps) if status and status.steps else 0.0
    words = [_pace(status, state), answer(run, status)]
    with bar, st.container(gap="xxsmall"):
        st.progress(share, look.plain(_place(status, state)))
        st.caption(look.plain(" · ".join(word for word in words if word)) or "\u00a0")
    with hands, st.container(horizontal=True, horizontal_alignment="right", gap="small"):
        if shared.is_alive(run):
            _hands(run, state)
        else:
            _afterwards(run, state)


def _hands(run: RunFolder, state: str) -> None:
    wish = jobs.pending(run.path)
    status = jobs.read(run.path)
    to_do = status is not None and status.step < status.steps
    waiting, working = wish.request if wish else "", state in ("running", "paused") and to_do

    def button(label: str, request: str, help: str, n: int = 1, enabled: bool = working) -> None:
        key = f"train-{request}" + (f"-{n}" if request == "step" else "")
        st.button(label, key=key, width=HAND_PX, help=help, disabled=bool(waiting) or not enabled, on_click=ask,
                  args=(run, request, n))

    # When one takes the other's place, the page shows both for a moment: in a box of their own that moves no other button.
    # Two keys, since a click means what was read: the run may have begun to rest meanwhile.
    with st.container(width=HAND_PX, height=HIGH_PX, border=False):
        if state == "paused":
            button("Resume", "resume", "Goes on until the end.")
        else:
            button("Pause", "pause", "Rests after this step and keeps its memory.")
    button("Step 1", "step", "One step, then a pause.")
    button("Step 100", "step", "A hundred steps, then a pause.", 100)
    if waiting == "stop":
        st.button("Stopping …", disabled=True, width=HAND_PX, key="train-stop",
                  help="It ends after what it is at, and keeps what it has learnt.")
    else:
        button("Stop, keep", "stop", "Ends after this step and keeps the model; it can be resumed." if to_do or state == "queued"
               else "Ends the measuring and keeps the finished model.", enabled=True)


def ask(run: RunFolder, request: str, n: int = 1) -> None:
    """Callback: ask it of the run, and remember what was asked until it is done."""
    with states.telling(run.name):
        status = jobs.read(run.path)
        asked = jobs.ask(run.path, request, n)
        st.session_state[_WISH] = (run.name, status.pid if status else 0, asked, request, n)


def answer(run: RunFolder, status: Any) -> str:
    """`pause: asked`, then `pause: done`: what became of this visitor's last wish to the process that works now."""
    name, pid, wish, request, n = st.session_state.get(_WISH) or ("", 0, "", "", 1)
    if name != run.name or status is None or status.pid != pid:
        return ""
    words = f"{n:,} {'step' if n == 1 else 'steps'}" if request == "step" else request
    if not jobs.answered(run.path, wish):
        return f"{words}: asked"
    if status.phase == "finished" and request != "stop":
        return ""                       # it came after the last step
    if request == "step" and status.phase != "paused":
        return f"{words}: going"
    return f"{words}: done"


def _place(status: Any, state: str) -> str:
    if status is None:
        return STARTING
    if state == "queued":
        return status.message if status.message not in ("", "starting") else STARTING
    said = [state] if state != "running" else []
    said.append(f"step {status.step:,} of {status.steps:,}")
    if state in UNDER_WAY and (there := jobs.elsewhere(status)):
        said.append(f"on {there}")
    return " · ".join(said)


def _pace(status: Any, state: str) -> str:
    if status is None or state != "running":
        return ""
    if left := expected.left(status):
        pace = f"{status.rate:.0f} steps a second" if status.rate >= 2 else f"{status.rate:.1f} steps a second"
        return f"{pace} · {left}"
    return str(status.message)          # before the first step, or after the last one


def _afterwards(run: RunFolder, state: str) -> None:
    """One click explores what was learnt; a run that has not come to its end can go on."""
    can_open = (run.model / "model.safetensors").exists()
    if state == "finished":
        st.button("Explore", type="primary", width=WIDE_PX, key="train-open", on_click=shared.explore, args=(run,))
        return
    if can_open:
        st.button("Explore", width=HAND_PX, key="train-open", on_click=shared.explore, args=(run,))
    st.button("Resume", type="primary", width=HAND_PX, key="train-resume", on_click=shared.resume, args=(run,),
              disabled=not _has_config(run), help="Goes on from its last good state.")


def _broken_config(run: RunFolder) -> MixganError | None:
    """Why its config cannot be read: cut off, changed by a hand, of a newer version. None where it can, or is not there yet."""
    try:
        run.config if (run.path / "config.json").exists() else None
    except MixganError as err:
        return err
    return None


def _has_config(run: RunFolder) -> bool:
    try:
        return bool(run.config)
    except MixganError:
        return False
