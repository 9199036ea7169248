"""The film of a run, or of two: from run folders to the component that plays it."""

from __future__ import annotations

from typing import Any

import streamlit as st

from mixgan.errors import MixganError
from mixgan.families import described
from mixgan.figures import training as figures
from mixgan.pictures import sides_of
from mixgan.store.runs import RunFolder
from mixgan.ui import links, look
from mixgan.ui.components.run import run_packet, run_view

__all__ = ["comparable", "show"]

N_SHEET, COLUMNS = 64, 8


def show(runs: list[RunFolder], live: bool) -> None:
    """Sheets, losses and use under one scrubber; nothing where no sheet was written yet."""
    name = "-and-".join(run.name for run in runs)
    found = [_sheets(run) for run in runs]
    if not any(found):
        st.skeleton(480) if live else st.caption("No samples were drawn yet.")
        return
    films = [figures.film(run.name, run.config, run.metrics.read(), sheets) for run, sheets in zip(runs, found, strict=True)]
    any_sheet = next(sheet for sheets in found for sheet in sheets.values())
    view = {
        "colours": [look.colours(film["K"]) for film in films], "tile": _tile(runs[0], any_sheet), "n": N_SHEET,
        "word": described(runs[0].config.family).expert_word, "live": live,
        "at": links.at_start("step", links.whole(0, _last(films, live)), -1, name),
    }
    key = f"film-{name}"
    run_view(run_packet(films, found, view), key=key, on_step=lambda: _keep(key, name))


def _last(films: list[dict[str, Any]], live: bool) -> int:
    """The last step that a link may name: of a run under way any that it will come to, else the newest with a sheet."""
    return max(film["steps"] if live else max(film["frames"], default=0) for film in films)


def _keep(key: str, scope: str) -> None:
    """Callback: the link names the step that the scrubber rests at."""
    step = (st.session_state.get(key) or {}).get("step")
    if step is not None:
        links.keep("step", int(step), str(int(step)), "-1", scope)


def _sheets(run: RunFolder) -> dict[int, bytes]:
    """The sheets of the film's frames; one that is just being replaced, or is gone, is left out."""
    there = run.sheets()
    out = {}
    for step in figures.frames(there):
        try:
            out[step] = there[step].read_bytes()
        except OSError:
            continue
    return out


def _tile(run: RunFolder, sheet: bytes) -> dict[str, int]:
    """Size and number of the pictures in a sheet; `asked`: how many of a row are the question. Points are one picture of where
    they fall."""
    shape, (width, height) = run.config.facts.image_shape, sides_of(sheet, f"The sheet of {run.name}")
    if len(shape) == 3:
        asked = int(width > COLUMNS * shape[2])
        return {"width": shape[2], "height": shape[1], "columns": asked + COLUMNS, "rows": N_SHEET // COLUMNS, "asked": asked}
    return {"width": width, "height": height, "columns": 1, "rows": 1, "asked": 0}


def comparable(run: RunFolder, other: RunFolder) -> bool:
    """Whether both have pictures of one shape to show side by side, behind questions or not."""
    try:
        same = _shape(run) == _shape(other)
        return bool(same and run.sheets() and other.sheets())
    except MixganError:
        return False


def _shape(run: RunFolder) -> tuple[tuple[int, ...], bool]:
    config = run.config
    return config.facts.image_shape, described(config.family).needs in ("pairs", "two sets")
