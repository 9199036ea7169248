"""`train`: a new run, or one that goes on."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from mixgan import jobs
from mixgan.cli.asked import asked, require_names
from mixgan.cli.common import STOPPED, Command, pairs
from mixgan.errors import ConfigError, DataError
from mixgan.families.registry import names

if TYPE_CHECKING:
    from mixgan.config import RunConfig
    from mixgan.data import ImageSet
    from mixgan.store.runs import RunFolder
    from mixgan.training.going_on import GoOn
    from mixgan.training.processes import Processes

__all__ = ["add"]


def add(command: Command) -> None:
    """Declare the commands of this file."""
    train = command("train", _train, "Train a model, or go on with a run. Every setting of the family is an option.")
    train.add_argument("--family", help=", ".join(names()))
    train.add_argument("--data", help="digits, ring, grid, shapes, mnist, fashion-mnist, edges-shapes, or a path to a folder, a "
                       "zip or an npz; --size PX brings pictures to another side; with --resume: where the same pictures lie now")
    train.add_argument("--pairs", metavar="ASKS:ANSWERS", help="of --data: two folders, such as A:B, whose pictures of the "
                       "same name belong together, or left:right for pictures side by side")
    train.add_argument("--unpaired", metavar="ASKS:ANSWERS", help="of --data: two folders of pictures that are no pairs, such as "
                       "A:B; what one asks is answered in the style of the other")
    train.add_argument("--captions", metavar="LIST", help="of --data: a table in it, such as captions.csv, whose columns file "
                       "and caption give pictures a sentence each")
    train.add_argument("--run", "--name", dest="name",
                       help="name of the run folder under runs/, hmog-digits-1 or the next that is free unless given "
                       "(--name under torchrun, which takes --run for its own)")
    train.add_argument("--match", metavar="MODEL", help="widths that give the generator as many parameters as this model's")
    train.add_argument("--preset", default="", help="settings to start from; the data set's own unless given")
    train.add_argument("--resume", metavar="NAME", help="go on with a run from its last good point; settings may be given")
    train.add_argument("--best", action="store_true", help="with --resume: from the kept point nearest to the data instead")
    train.add_argument("--as-saved", action="store_true",
                       help="with --resume: put back what a hand changed in config.json since the last point")
    train.add_argument("--beside", action="store_true", help="do not wait for another run on the same device to end")
    train.add_argument("--quick", action="store_true", help="leave the figures of the finished model for `describe`")
    train.add_argument("--settings", action="store_true", help="list every setting of --family with its bounds, and stop")


def _train(a: argparse.Namespace) -> int:
    if a.settings:
        return _print_settings(a.family or "hmog")
    if not a.resume:
        for option, value in (("--family", a.family), ("--data", a.data)):
            if not value:
                raise ConfigError(f"train needs {option}.", "For example: --family hmog --data digits")
        require_names(a)
    from mixgan.data.imageset import held_out_note
    from mixgan.data.pairing import as_before
    from mixgan.families.augmented import notes
    from mixgan.store import runs
    from mixgan.training.compiled import why_not
    from mixgan.training.device import accelerator_for
    from mixgan.training.going_on import GoOn
    from mixgan.training.processes import Processes

    if a.resume:
        folder = runs.open_run(a.resume)
        if a.family or a.preset:
            raise ConfigError("--resume goes on with the run's own family and preset.",
                              "Leave --family and --preset out, or start a new run.")
        for option, value, what in (("--pairs", a.pairs, "pairs"), ("--unpaired", a.unpaired, "two sets"),
                                    ("--captions", a.captions, "captions")):
            if value:
                raise ConfigError(f"--resume goes on with {what} as they were.", f"Leave {option} out, or start a new run.")
        a.data = as_before(a.data, folder.config.data) if a.data else ""
        pictures = _same_pictures(folder, a.data)
        start = GoOn(pairs(a.rest), _best(folder) if a.best else None, a.as_saved, a.data)
        config = start.config(folder)
        processes = Processes(accelerator_for(config))
    else:
        pictures, config = asked(a)
        start, processes = GoOn(), Processes(accelerator_for(config))
        name = a.name or _free_name(config, processes)
        with processes.one_after_another():
            folder = runs.create(name, config) if processes.is_first else runs.open_run(name)
    if processes.is_first:
        left_out = [f"left out {s.name}: {s.reason}" for s in pictures.skipped[:20]]
        for line in [*held_out_note(pictures.n_held_out), *pictures.notes, *left_out, *notes(config)]:
            print(line, file=sys.stderr)
        if plainly := why_not(config.training, processes.accelerator.device):
            print(plainly, file=sys.stderr)
    return _run(folder, pictures, processes, start, config.training.steps, a.quick, a.beside)


def _free_name(config: RunConfig, processes: Processes) -> str:
    """What the page would call the run, and said: it is what --resume asks for."""
    from mixgan.store.runs import free_name

    if processes.count > 1:                                         # each would look at another moment
        raise ConfigError("Several processes of one run need its name.", "For example: --name first")
    name = free_name(config.family, config.data)
    print(f"The run is called {name}.", file=sys.stderr)
    return name


def _same_pictures(folder: RunFolder, moved_to: str | None) -> ImageSet:
    """The data of a run that goes on, from where they lay or from where they lie now."""
    from mixgan import data

    config, where = folder.config, moved_to or folder.config.data
    try:
        pictures = data.load(where, size=_side(config.facts.image_shape))
    except DataError as err:
        if moved_to or where in data.known():
            raise
        why = f"cannot be read: {err.problem}" if data.is_here(where) else "is not on this machine."
        raise DataError(f"The run '{folder.name}' learns from {where}, which {why}",
                        f"Say where the same pictures lie now: --resume {folder.name} --data PATH.") from err
    if pictures.digest != config.facts.digest:
        raise ConfigError(f"The data set {where} is not the one that the run '{folder.name}' began with.",
                          f"Put the old pictures back, say where they lie now (--resume {folder.name} --data PATH), or start a "
                          "new run.")
    return pictures


def _best(folder: RunFolder) -> int:
    step = folder.best_point()
    if step is None:
        raise ConfigError(f"The run '{folder.name}' has no point with a distance to the data.", "Leave --best out.")
    return step


def _side(shape: tuple[int, ...]) -> int | None:
    return shape[1] if len(shape) == 3 else None


def _run(
    folder: RunFolder, pictures: ImageSet, processes: Processes, start: GoOn, steps: int, quick: bool, beside: bool
) -> int:
    from tqdm import tqdm

    from mixgan.analysis.publish import publish
    from mixgan.training import loop

    quiet = None if processes.is_first else True                    # None: no bar where nobody looks
    with tqdm(total=steps, unit="step", mininterval=0.5, disable=quiet, dynamic_ncols=True) as bar:
        def progress(step: int, of: int, words: str) -> None:
            if step > bar.n and bar.n == 0:
                bar.initial = step - 1
            bar.n = step
            bar.set_description_str(words, refresh=False)
            bar.update(0)

        def show(path: Path, minutes: float, between: Callable[[], None]) -> None:
            publish(path, full=False, minutes=minutes, between=between)

        outcome = loop.run(folder, pictures, progress, None if quick else show, beside=beside, processes=processes,
                           start=start)
    # one that left while others still hold its connections was seen to end them by a signal
    processes.accelerator.wait_for_everyone()
    processes.accelerator.end_training()
    if not processes.is_first:
        return 0
    if outcome == "stopped":
        print(f"Stopped; go on with: python -m mixgan train --resume {folder.name}", file=sys.stderr)
        return STOPPED
    status = jobs.read(folder.path)
    print(f"Finished: {folder.model}", *([status.message] if status and status.message else []), sep="\n", file=sys.stderr)
    return 0


def _print_settings(family: str) -> int:
    """From the declarations themselves."""
    from mixgan import families
    from mixgan.config import TrainingSettings

    module = families.module(family)
    named = [f"{name} (for {preset.side} px)" if preset.side else name for name, preset in module.presets().items()]
    print(f"presets of {family}: {', '.join(named)}")
    for name, preset in module.presets().items():
        if preset.note:
            print(f"  {name}: {preset.note}")
        for one in preset.deviations:
            print(f"    differs: {one}")
    for model in (module.Options, TrainingSettings):
        for name, schema in model.model_json_schema()["properties"].items():
            low, high = (schema.get(f"exclusive{m.capitalize()}", schema.get(m)) for m in ("minimum", "maximum"))
            bounds = f"{low} .. {high}" if low is not None else schema.get("type", "")
            allowed = "|".join(schema["enum"]) if "enum" in schema else bounds
            print(f"  --{name:<18} {schema.get('default')!s:<12} {allowed:<28} {schema.get('description', '')}")
    return 0
