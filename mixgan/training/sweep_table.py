"""The table of a sweep: a row per run, then mean and spread over the seeds of each combination."""

from __future__ import annotations

import csv
import io
import statistics
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from mixgan import jobs
from mixgan.store.models import ModelFolder
from mixgan.training.sweep import Planned, folder_of

__all__ = ["Observed", "as_csv", "observe_runs", "table"]

Row = dict[str, Any]


@dataclass(frozen=True)
class Observed:
    """A planned run as it stands. `figures`: what its model states, and the distance to the data of its last evaluation."""

    run: Planned
    state: str
    step: int
    figures: Mapping[str, float]


def observe_runs(planned: Sequence[Planned]) -> list[Observed]:
    """Reads the run folders; a run without one has not begun."""
    return [_observed(one) for one in planned]


def _observed(one: Planned) -> Observed:
    folder = folder_of(one, make=False)
    if folder is None:
        return Observed(one, "not begun", 0, {})
    status, state = jobs.read(folder.path), jobs.state(folder.path)
    if status is None:
        return Observed(one, "not begun", 0, {})
    lines = folder.metrics.read()
    figures: dict[str, Any] = {"distance": lines[-1].get("distance")} if lines else {}
    if state is jobs.State.finished:
        figures |= {figure["name"]: figure["value"] for figure in ModelFolder(folder.model, one.name).figures.get("figures", [])}
    return Observed(one, state.value, status.step, {name: value for name, value in figures.items() if _is_number(value)})


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def table(observed: Sequence[Observed]) -> list[Row]:
    """Rows with equal keys: run, what varies, seed, state, step, figures.

    After the runs of a combination that has several finished ones come two rows whose seed is "mean" and "sd": over finished
    runs only, sd being that of a sample (divided by n - 1). How this misleads: of two or three seeds
    an sd says little, and runs that failed are in no mean.
    """
    names = list(dict.fromkeys(name for one in observed for name in one.figures))
    rows: list[Row] = []
    for varied in _distinct(observed):
        own = [one for one in observed if one.run.varied == varied]
        rows += [{"run": one.run.name, **_shown(varied), "seed": one.run.seed, "state": one.state, "step": one.step,
                  **{name: _cell(one.figures.get(name)) for name in names}} for one in own]
        done = [one for one in own if one.state == "finished"]
        if len(done) > 1:
            for seed, measure in (("mean", statistics.fmean), ("sd", statistics.stdev)):
                rows.append({"run": "", **_shown(varied), "seed": seed, "state": f"{len(done)} finished", "step": "",
                             **{name: _cell(_over([one.figures.get(name) for one in done], measure)) for name in names}})
    return rows


def _distinct(observed: Sequence[Observed]) -> list[Mapping[str, Any]]:
    found: list[Mapping[str, Any]] = []
    for one in observed:
        if one.run.varied not in found:
            found.append(one.run.varied)
    return found


def _shown(varied: Mapping[str, Any]) -> Row:
    return {name: ",".join(map(str, value)) if isinstance(value, list) else value for name, value in varied.items()}


def _over(values: Sequence[float | None], measure: Any) -> float | None:
    """None unless every run states the figure: a mean over some of them would be of another set."""
    return None if None in values else measure(values)


def _cell(value: float | None) -> float | str:
    return "" if value is None else float(f"{value:.5g}")


def as_csv(rows: Sequence[Row]) -> str:
    """RFC 4180, a header first. A text that a spreadsheet would run as a formula gets an apostrophe."""
    if not rows:
        return ""
    out = io.StringIO()
    writer = csv.DictWriter(out, list(rows[0]))
    writer.writeheader()
    for row in rows:
        writer.writerow({name: f"'{value}" if isinstance(value, str) and value[:1] in "=+-@" and value else value
                         for name, value in row.items()})
    return out.getvalue()
