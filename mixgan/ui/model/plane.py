"""The Learning page of points in the plane: every kept step of a run at once, in the colours of the experts."""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import streamlit as st

from mixgan.analysis.words import expert_name
from mixgan.errors import MixganError
from mixgan.families import described
from mixgan.store.models import ModelFolder
from mixgan.store.runs import run_of, snapshot_steps
from mixgan.ui import choice, links, look
from mixgan.ui.components.plane import plane_view
from mixgan.ui.model import steps
from mixgan.ui.model.opened import open_folder
from mixgan.ui.views import plane as plane_words

if TYPE_CHECKING:
    from mixgan.analysis.plane import Plane
    from mixgan.config import RunConfig
    from mixgan.families.contract import Generator

__all__ = ["show"]

POLL_S, WAITS_S = 1.0, 0.3
BUDGET_S = 0.4                  # of steps that are looked at before the page is drawn: the others come a moment later
Steps = dict[int, tuple["Plane", bytes]]


def show(found: ModelFolder) -> None:
    """All of the page; drawn anew when steps have come, from the run or from the disk."""
    seen = _stamp(found)
    there, lost, waits = _read(found)
    alive = steps.is_alive(found)
    word = described(found.config.family).expert_word
    if there:
        _view_of(found, there, alive, waits, word)
    else:
        look.heading("No step was kept yet", choice.facts_line(found))
        if alive:
            st.markdown("The first one comes soon.")
    for sentence in lost:
        st.error(look.plain(sentence))
    if there and not look.talking():
        st.caption(look.plain(plane_words.basis(next(iter(there.values()))[0], word)))
    if waits:
        steps.watch(lambda: None, seen, WAITS_S)                    # the others, a moment later
    else:
        steps.watch(lambda: _stamp(found), seen, POLL_S if alive else None)


def _stamp(found: ModelFolder) -> tuple[object, ...]:
    """Changes when there is more to show."""
    run = run_of(found.path)
    return tuple({} if run is None else run.snapshots()), steps.is_alive(found)


def _view_of(found: ModelFolder, there: Steps, alive: bool, waits: bool, word: str) -> None:
    from mixgan.analysis import plane

    numbers = list(there)
    planes = [one for one, _ in there.values()]
    data, K = _data(found.config), planes[0].K
    modes = [one.modes for one in planes]
    centres = data.modes.tolist() if data is not None and data.modes is not None else []
    of = len(centres)
    counts = [(step, one.covered) for step, one in zip(numbers, modes, strict=True) if one is not None]
    title = plane_words.title(counts, of, K, word, whole=not waits)
    look.heading(title, f"{choice.model_line(found)} · the same {plane.N:,} draws at every step")
    asked = steps.nearest_asked(found, numbers)
    at = numbers.index(numbers[-1] if asked is None else asked)
    lines = [(name, values) for name, values in (
        ("modes found", [None if one is None else one.covered / of for one in modes]),
        ("points near a mode", [None if one is None else one.high_quality for one in modes]),
        (f"smallest {word}'s share", [min(one.shares) for one in planes] if K > 1 else [None])) if values[0] is not None]
    key = f"plane-{found.name}{links.step_mark()}"
    plane_view({
        "header": {"id": "plane", "n_experts": K, "shape": [2], "chooses": False}, "of": found.name,
        "moments": [{"step": step, "shares": one.shares, "found": None if one.modes is None else one.modes.covered}
                    for step, one in zip(numbers, planes, strict=True)],
        "counts": [[] if one is None else _found(one) for one in modes], "n": plane.N, "cells": plane.CELLS, "reach": plane.REACH,
        "centres": centres, "sigma": 0 if data is None or data.sigma is None else data.sigma,
        "axis": max(len(there), len(snapshot_steps(found.config.training.steps))) if alive else len(there),
        "at": at, "live": alive, "follows": alive and asked is None, "lines": lines, "jump": None,
        "rows": [expert_name(word, k) for k in range(K)], "colours": look.colours(K), "shapes": look.shapes(K),
        "note": plane_words.note(K, word, of)},
        [packed for _, packed in there.values()], key=key, on_step=lambda: _keep(key, found.name, -1 if alive else numbers[-1]))


def _found(modes: Any) -> list[int]:
    """(modes,) 1 for each that is found: with a hundredth of its fair share."""
    from mixgan.measures.toy import enough

    return (modes.counts >= enough(len(modes.nearest), len(modes.counts))).astype(int).tolist()


# --- the steps ---------------------------------------------------------------------------------------------------------


def _read(found: ModelFolder) -> tuple[Steps, list[str], bool]:
    """The steps that can be shown, in order; a sentence for each that cannot; and whether some were left for the next time."""
    run = run_of(found.path)
    snapshots = {} if run is None else run.snapshots()
    if not snapshots:
        return _model_alone(found), [], False
    asked = st.query_params.get("step", "")
    first = min(snapshots, key=lambda step: abs(step - int(asked))) if asked.isdecimal() else max(snapshots)
    order = sorted(snapshots, key=lambda step: (step != first, step))
    generator = cache(lambda: _generator(found.config))
    there: Steps = {}
    lost, until = {}, time.monotonic() + BUDGET_S
    for step in order:
        if time.monotonic() > until and there:
            break
        path = snapshots[step]
        try:
            there[step] = _step(str(path), path.stat().st_mtime_ns, found.config, generator)
        except (MixganError, OSError) as err:
            lost[step] = f"Step {step:,} is left out: {err}"
    waits = len(there) + len(lost) < len(order)
    return dict(sorted(there.items())), [lost[step] for step in sorted(lost)], waits


def _model_alone(found: ModelFolder) -> Steps:
    """Of a model whose run is not here, the one step that it is."""
    if not (found.path / "model.safetensors").exists():
        return {}
    from mixgan.analysis.plane import packed, plane

    with open_folder(found).use() as generator:
        one = plane(generator, _data(found.config))
    return {found.config.training.steps: (one, packed(one))}


@st.cache_data(max_entries=400, show_spinner=False)
def _step(path: str, mark: int, _config: RunConfig, _of: Callable[[], Generator]) -> tuple[Plane, bytes]:
    from mixgan.analysis.plane import packed, plane
    from mixgan.analysis.publish import at_snapshot

    generator = _of()
    at_snapshot(generator, Path(path))
    one = plane(generator, _data(_config))
    return one, packed(one)


def _generator(config: RunConfig) -> Generator:
    from mixgan import families

    return families.build(config).eval().requires_grad_(False)


@st.cache_data(max_entries=4, show_spinner=False)
def _points(name: str) -> Any:
    from mixgan import data
    from mixgan.errors import DataError

    try:
        return data.load(name, split="test")
    except DataError:
        return None


def _data(config: RunConfig) -> Any:
    """The data that were learnt, for their modes; None where they are not here."""
    return _points(config.data)


def _keep(key: str, scope: str, last: int) -> None:
    """Callback: the link names the step that the slider rests at."""
    step = (st.session_state.get(key) or {}).get("step")
    if step is not None:
        links.keep("step", int(step), str(int(step)), str(last), scope)
