"""The generator of a run at its kept steps, as programs for the page, with the numbers that say when its experts came apart."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from mixgan import families, jobs
from mixgan.analysis.growth import N, moment, thinned
from mixgan.analysis.observe import drawn, observe
from mixgan.analysis.publish.beside import name_of
from mixgan.config import RunConfig
from mixgan.errors import ConfigError, StoreError
from mixgan.families.contract import Generator
from mixgan.measures import judges
from mixgan.store.growth import MAX_BYTES, MOST, Growth, Moment, Unread, add_moment, forget_growth, read_growth, written
from mixgan.store.runs import RunFolder, run_of, snapshot_steps
from mixgan.store.tensors import read_tensors

__all__ = ["at_snapshot", "is_behind", "store_growth", "why_no_growth"]


def why_no_growth(folder: Path, config: RunConfig) -> str:
    """Why a model's steps cannot be shown, as a sentence without its full stop; "" where they may be. From names alone."""
    if config.facts.is_points:
        return "it draws points in the plane, which need no making ready"
    run = run_of(folder)
    if run is None or not run.snapshots():
        return "the run that it came from is not here, and only a run keeps its steps"
    return ""


def is_behind(folder: Path, growth: Growth | None) -> bool:
    """Whether the run of the model in `folder` has kept a step since `growth` was made."""
    run = run_of(folder)
    snapshots = {} if run is None else run.snapshots()
    known = [] if growth is None else [one.step for one in growth.moments] + [one.step for one in growth.unread]
    return max(snapshots, default=0) > max(known, default=0)


def at_snapshot(generator: Generator, path: Path) -> None:
    """Give `generator` the weights of a kept step. Raises StoreError for a file that is torn or of another shape."""
    shapes = generator.state_dict()
    tensors = read_tensors(path, {key: tuple(value.shape) for key, value in shapes.items()})
    generator.load_state_dict({key: value.to(shapes[key].dtype) for key, value in tensors.items()})


def store_growth(folder: Path, progress: Callable[[int, int], None] = lambda done, of: None, *, limit: int = MAX_BYTES) -> Growth:
    """Of the run whose model's folder is `folder`, though it may not have come to one yet: as many of its kept steps as fit into
    `limit` bytes. What was made of a step before is kept; of a run under way the steps that it has so far.

    A step that cannot be read is named and left out. Raises ConfigError where there are none, or where the family has no program
    for the page; StoreError where none can be read.
    """
    name, run = name_of(folder), run_of(folder)
    config = (run or RunFolder(folder)).config
    if (why := why_no_growth(folder, config)) or run is None:
        raise ConfigError(f"The steps of {name} cannot be shown: {why}.", "Train it here: a run keeps about forty of its steps.")
    generator, judge = families.build(config).eval().requires_grad_(False), judges.of(config)
    program = generator.program()
    if program is None:
        raise ConfigError(f"{name} ({config.family}) has no program for the page, so its steps cannot run there.")
    snapshots = run.snapshots()
    steps = _wanted(run, config, snapshots, min(MOST, limit // len(program.to_bytes("int8"))))
    if not steps:
        raise StoreError(f"{name} is too large for the page.", "Train one with fewer experts, widths or noise numbers.")
    features = "" if judge is None else judge.features_id
    known = _known(folder, snapshots, steps, features)
    if not known:
        forget_growth(run.path)
    unread: list[Unread] = []
    for done, step in enumerate(steps, 1):
        if step not in known:
            try:
                at_snapshot(generator, snapshots[step])
            except StoreError as err:
                unread.append(Unread(step=step, why=str(err)))
                continue
            program = generator.program()
            assert program is not None
            known[step] = moment(step, observe(generator, drawn(generator, N, 0)), judge)
            add_moment(folder, _growth(known, unread, features), step, program.to_bytes("int8"))
        progress(done, len(steps))
    if not known:
        raise StoreError(f"No step of {name} can be read. {unread[0].why}")
    growth = _growth(known, unread, features)
    add_moment(folder, growth)
    return growth


def _growth(known: Mapping[int, Moment], unread: list[Unread], features: str) -> Growth:
    return Growth(n=N, features=features, moments=tuple(known[step] for step in sorted(known)), unread=tuple(unread))


def _wanted(run: RunFolder, config: RunConfig, snapshots: Mapping[int, Path], most: int) -> list[int]:
    """The kept steps that are shown. Of a run under way they are chosen among all that it will keep, so that none goes again."""
    coming = snapshot_steps(config.training.steps) if jobs.state(run.path) in jobs.UNDER_WAY else []
    return [step for step in thinned(sorted({*coming, *snapshots}), most) if step in snapshots] if most > 0 else []


def _known(folder: Path, snapshots: Mapping[int, Path], steps: list[int], features: str) -> dict[int, Moment]:
    """What was made before of these very steps, by the same judge: a run that goes on from an earlier point writes some anew."""
    try:
        growth = read_growth(folder)
    except (ConfigError, StoreError):
        return {}
    if growth is None or (growth.n, growth.features) != (N, features):
        return {}
    wanted = set(steps)
    return {one.step: one for one in growth.moments
            if one.step in wanted and written(folder, one.step) >= snapshots[one.step].stat().st_mtime}
