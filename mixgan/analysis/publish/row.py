"""A finished run as a row of its table: measured at its end, and as it was after the CPU seconds that all arms are given."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np

from mixgan import data, families
from mixgan.analysis.answers import answer_figures
from mixgan.analysis.clustered import Effort
from mixgan.analysis.describe import clusterings
from mixgan.analysis.group_names import GROUP_MEASURES
from mixgan.analysis.observe import drawn, observe
from mixgan.analysis.publish.beside import head_of
from mixgan.analysis.publish.evaluate import store_evaluation
from mixgan.analysis.publish.growth import at_snapshot
from mixgan.analysis.said import said_figures
from mixgan.analysis.styled import style_figures
from mixgan.analysis.toys import toy_figures
from mixgan.config import RunConfig, checked
from mixgan.errors import ConfigError, StoreError
from mixgan.families.matched import n_parameters
from mixgan.measures.records import Figure
from mixgan.store.figures import FigureRecord
from mixgan.store.models import write_model
from mixgan.store.runs import RunFolder
from mixgan.store.table_rows import Measured, Row

__all__ = ["measured_row", "step_within"]

_Found = tuple[list[FigureRecord], str, list[str]]                  # records, what they rest on, why others are missing
NEAR = 0.8                      # of the seconds; kept steps lie a sixth apart


def measured_row(
    run: RunFolder, arm: str, data: str, n: int, measures: Sequence[str], cpu_seconds: float | None = None,
) -> Row:
    """Measure the model of a finished run: `measures`, of `n` pictures on each side, or of answers to `n` questions. What cannot
    be measured is left out.

    Raises ConfigError for a run that was changed half-way.
    """
    config, lines = run.config, run.metrics.read()
    if config.amended:
        raise ConfigError(f"{run.name} was trained under settings that changed half-way, so it is no row of a table.",
                          "Remove its folder and begin again.")
    if not lines or "minutes" not in lines[-1]:
        raise StoreError(f"{run.name} has no line that says how long it trained.", "Remove its folder and begin again.")

    left_out: dict[str, None] = {}                                  # reasons, in their order

    def at(folder: Path, step: int, seconds: float) -> tuple[Measured, str]:
        records, reference, why = _of_answers(folder, config, n) if config.facts.condition_shape else (
            _of_pictures(folder, config, n, measures))
        left_out.update(dict.fromkeys(why))
        pictures = step * config.training.critic_steps * config.training.batch
        return Measured(step=step, pictures=pictures, seconds=round(seconds, 1),
                        records=tuple(record for record in records if record.name in measures)), reference

    ended, reference = at(run.model, config.training.steps, 60 * float(lines[-1]["minutes"]))
    within = None
    if cpu_seconds is not None and (moment := step_within(run, cpu_seconds)) is not None:
        within, _ = at(_as_model(run, moment[0]), *moment)
    return Row(arm=arm, data=data, seed=config.training.seed, config=config, parameters=n_parameters(config), n=n,
               reference=reference, asked=tuple(measures), left_out=tuple(left_out), cpu_seconds=cpu_seconds, ended=ended,
               within=within)


def _of_pictures(folder: Path, config: RunConfig, n: int, measures: Sequence[str]) -> _Found:
    if config.facts.is_points:
        return _of_points(folder, config, n)
    found = store_evaluation(folder, n=n)
    records = [record for part in found.parts.values() for record in part]
    if not set(GROUP_MEASURES).isdisjoint(measures):
        records += _groups(folder, config, n)
    return (records,
            f"{found.basis.digest} {found.basis.features} {found.basis.seed}", list(found.left_out.values()))


def _of_points(folder: Path, config: RunConfig, n: int) -> _Found:
    generator, test = families.load(folder), data.load(config.data, split="test")
    found = toy_figures(observe(generator, drawn(generator, n, 0)).pictures, test, 0)
    return [] if found is None else _records(found[1]), f"{test.digest} modes 0", []


def _groups(folder: Path, config: RunConfig, n: int) -> list[FigureRecord]:
    """Of real pictures, all that are held out: by the mixture, by its head, and by what needs no network."""
    generator, test = families.load(folder), data.load(config.data, split="test", size=config.facts.image_shape[1])
    figures = clusterings(generator, test, head_of(folder, config, generator), Effort.beside(n), 0, config.data)
    return _records(figures)


def _of_answers(folder: Path, config: RunConfig, n: int) -> _Found:
    generator = families.load(folder)
    facts = config.facts
    figures = said_figures(generator, 0, n) if facts.vocabulary else (
        style_figures if facts.unpaired else answer_figures)(generator, config.data, 0, n)
    return _records(figures), f"{facts.digest} answers 0", []


def _records(figures: Iterable[Figure]) -> list[FigureRecord]:
    return [checked(FigureRecord, figure.to_dict(), figure.name) for figure in figures]


def step_within(run: RunFolder, seconds: float) -> tuple[int, float] | None:
    """The newest kept step that the run came to in so many CPU seconds, and when it did; None where that is under four fifths of
    them: the run ended before, or keeps no step that is near."""
    lines = [(line["step"], 60 * float(line["minutes"])) for line in run.metrics.read() if "minutes" in line]
    if not lines:
        return None
    steps, times = map(np.array, zip(*lines, strict=True))
    kept = {step: float(np.interp(step, steps, times)) for step in run.snapshots()}
    found = max(((step, time) for step, time in kept.items() if time <= seconds), default=None)
    return found if found is not None and found[1] >= NEAR * seconds else None


def _as_model(run: RunFolder, step: int) -> Path:
    """A kept step as a model folder of its own. Nothing of a training but MEGAN's temperature hangs on where it ends, so it is
    the model of a run that ended there."""
    generator, folder = families.build(run.config).eval().requires_grad_(False), run.path / f"at-{step:06d}"
    at_snapshot(generator, run.snapshots()[step])
    write_model(folder, run.config, generator.state_dict(), half=True)
    return folder
