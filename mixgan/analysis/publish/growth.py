"""The generator of a run at its kept steps, as programs for the page, with the numbers that say when its experts came apart."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from mixgan import families
from mixgan.analysis.growth import N, moment, thinned
from mixgan.analysis.observe import drawn, observe
from mixgan.analysis.publish.beside import name_of
from mixgan.config import RunConfig
from mixgan.errors import ConfigError, StoreError
from mixgan.measures import judges
from mixgan.store.growth import MAX_BYTES, MOST, Growth, write_growth
from mixgan.store.models import read_config
from mixgan.store.runs import RunFolder
from mixgan.store.tensors import read_tensors

__all__ = ["store_growth", "why_no_growth"]


def why_no_growth(folder: Path, config: RunConfig) -> str:
    """Why a model's steps cannot be shown, as a sentence without its full stop; "" where they may be. From names alone."""
    if config.facts.is_points:
        return "it draws points in the plane"
    if folder.name != "model" or not RunFolder(folder.parent).snapshots():
        return "the run that it came from is not here, and only a run keeps its steps"
    return ""


def store_growth(folder: Path, progress: Callable[[int, int], None] = lambda done, of: None, *, limit: int = MAX_BYTES) -> Growth:
    """Of the run's model in `folder`: as many of its kept steps as fit into `limit` bytes.

    Raises ConfigError where there are none, or where the family has no program for the page.
    """
    name, config = name_of(folder), read_config(folder)
    if why := why_no_growth(folder, config):
        raise ConfigError(f"The steps of {name} cannot be shown: {why}.", "Train it here: a run keeps about forty of its steps.")
    generator, judge = families.load(folder), judges.of(config)
    program = generator.program()
    if program is None:
        raise ConfigError(f"{name} ({config.family}) has no program for the page, so its steps cannot run there.")
    snapshots = RunFolder(folder.parent).snapshots()
    steps = thinned(sorted(snapshots), min(MOST, limit // len(program.to_bytes("int8"))))
    if not steps:
        raise StoreError(f"{name} is too large for the page.", "Train one with fewer experts, widths or noise numbers.")
    moments, programs = [], {}
    shapes = generator.state_dict()
    for done, step in enumerate(steps, 1):
        tensors = read_tensors(snapshots[step], {key: tuple(value.shape) for key, value in shapes.items()})
        generator.load_state_dict({key: value.to(shapes[key].dtype) for key, value in tensors.items()})
        program = generator.program()
        assert program is not None
        programs[step] = program.to_bytes("int8")
        moments.append(moment(step, observe(generator, drawn(generator, N, 0)), judge))
        progress(done, len(steps))
    growth = Growth(n=N, features="" if judge is None else judge.features_id, moments=tuple(moments))
    write_growth(folder, growth, programs)
    return growth
