"""The run behind a model, as the Learning page shows it: also one that is under way and has no model yet."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from pathlib import Path

import streamlit as st

from mixgan import files, jobs
from mixgan.errors import MixganError, StoreError
from mixgan.store.growth import Growth, Moment, path_of
from mixgan.store.models import ModelFolder, name_of_run
from mixgan.store.runs import RunFolder, run_of
from mixgan.ui import choice, links, states
from mixgan.ui.model import warm
from mixgan.ui.model.opened import Opened

__all__ = ["addresses", "asked", "is_alive", "is_alone", "nearest_asked", "opened_at", "split", "watch"]


def asked() -> ModelFolder | None:
    """The run that the link names, read as a model's folder, until another model is chosen; None for the model itself."""
    here = choice.folder()
    name = links.at_start("run", links.Parser(_known, "the name of a run that is here"), "", "" if here is None else here.name)
    if not name:
        st.query_params.pop("run", None)                            # of a model that was left
        return None
    return ModelFolder(RunFolder(files.runs_root() / name).path, name_of_run(name), "run")


def _known(name: str) -> str | None:
    try:
        return name if (files.runs_root() / files.checked_name(name, "run name") / "config.json").is_file() else None
    except MixganError:
        return None


def is_alive(found: ModelFolder) -> bool:
    """Whether the run of a model may still keep steps."""
    run = run_of(found.path)
    folder = found.path if run is None else run.path
    return found.kind == "run" and jobs.state(folder) in jobs.UNDER_WAY


def is_alone(found: ModelFolder) -> bool:
    """Whether it is a run itself (`asked`), not the model in its folder: its steps alone are shown."""
    return found.kind == "run" and found.path.name != "model"


def nearest_asked(found: ModelFolder, numbers: list[int]) -> int | None:
    """Of the steps that are here the one nearest to the link's, None where it names none. Of a run under way the link may name
    one that it has not come to."""
    last = max(numbers[-1], found.config.training.steps)
    asked = links.at_start("step", links.whole(0, last), -1, found.name)
    return None if asked < 0 else min(numbers, key=lambda step: abs(step - asked))


def split(found: ModelFolder, growth: Growth) -> tuple[list[Moment], list[str]]:
    """The steps whose generator is here, and a sentence for each that is not."""
    there, lost = [], [f"Step {one.step:,} is left out: {one.why}" for one in growth.unread]
    for one in growth.moments:
        try:
            path_of(found.path, one.step)
            there.append(one)
        except StoreError as err:
            lost.append(str(err))
    return there, lost


def addresses(found: ModelFolder, numbers: list[int]) -> list[str]:
    """Where the browser fetches the generators of these steps: as Streamlit's own pictures, so only while a page of this visit
    shows them."""
    from streamlit.runtime import get_instance

    media = get_instance().media_file_mgr
    return [media.add(str(path_of(found.path, step)), "application/octet-stream", f"growth-{found.name}-{step}")
            for step in numbers]


def watch(stamp: Callable[[], object], seen: object, every: float | None) -> None:
    """Draw the page anew when `stamp()` is no longer `seen`, asked `every` so many seconds. A fragment without a picture: one
    that is drawn again and again would fade whenever the machine is busy."""
    states.part(_look, run_every=every)(stamp, seen)


def _look(stamp: Callable[[], object], seen: object) -> None:
    if stamp() != seen:
        st.rerun()


def opened_at(found: ModelFolder, step: int, height: int = 480) -> Opened:
    """The generator of a run without a model, with the weights of a kept step. Raises StoreError."""
    key = (str(found.path), step)
    try:
        return states.waited_for(_opening(*key), f"Opening {found.name}", height)
    except Exception:
        _opening.clear(*key)
        raise


@st.cache_resource(max_entries=3, show_spinner=False)
def _opening(path: str, step: int) -> Future[Opened]:
    return warm.later(_opened_at, Path(path), step)


def _opened_at(path: Path, step: int) -> Opened:
    from mixgan import families
    from mixgan.analysis.publish import at_snapshot

    run = RunFolder(path)
    generator = families.build(run.config).eval().requires_grad_(False)
    at_snapshot(generator, run.snapshots()[step])
    return Opened(generator, b"")
