"""The command line: python -m mixgan COMMAND.

Exit status: 0 done, 2 the user's mistake in one sentence on stderr, 1 a fault of ours or a run that could not go on,
130 stopped by Ctrl-C after the state was written.
"""

from __future__ import annotations

import argparse
import json
import logging
import os
import sys
import traceback
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from mixgan import jobs
from mixgan.errors import ConfigError, MixganError
from mixgan.jobs.status import own_folder

__all__ = ["main"]

STOPPED = 130


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; the exit status."""
    logging.basicConfig(level=logging.WARNING, format="%(message)s", stream=sys.stderr)
    try:
        arguments, rest = _parser().parse_known_args(argv)
        if rest and arguments.command != "train":
            name = arguments.command
            raise ConfigError(f"{name} does not take {rest[0]}.", f"See python -m mixgan {name} --help.")
        arguments.rest = rest
        return int(arguments.run(arguments) or 0)
    except MixganError as err:
        print(f"mixgan: {err}", file=sys.stderr)
        return err.exit_status
    except KeyboardInterrupt:
        return STOPPED
    except BrokenPipeError:
        # the reader went away (head, less): nothing is wrong
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except Exception as err:
        return _fault(err)


def _fault(err: Exception) -> int:
    """Ours: a sentence for the person, the traceback for the log."""
    from mixgan.files import home, write_bytes

    log = home() / "mixgan-fault.txt"
    print(f"mixgan: this should not have happened ({type(err).__name__}: {err}). The details are in {log}.", file=sys.stderr)
    write_bytes(log, traceback.format_exc().encode())
    return 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m mixgan", description="Mixtures of generators on small pictures.")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")

    def command(name: str, run: Callable[[argparse.Namespace], int | None], words: str) -> argparse.ArgumentParser:
        sub = commands.add_parser(name, help=words, description=words)
        sub.set_defaults(run=run)
        return sub

    train = command("train", _train, "Train a model, or go on with a run. Every setting of the family is an option.")
    train.add_argument("--family", help="gan, mog, hmog, megan, gmgan")
    train.add_argument("--data", help="digits, ring, grid, mnist, fashion-mnist, or a path to a folder, a zip or an npz")
    train.add_argument("--run", dest="name", help="name of the run folder under runs/")
    train.add_argument("--preset", default="", help="settings to start from; the data set's own unless given")
    train.add_argument("--resume", metavar="NAME", help="go on with a run from its last good point")
    train.add_argument("--quick", action="store_true", help="leave the figures of the finished model for `describe`")
    train.add_argument("--settings", action="store_true", help="list every setting of --family with its bounds, and stop")

    sample = command("sample", _sample, "Draw samples into a PNG sheet or an npz.")
    sample.add_argument("model")
    sample.add_argument("--n", type=int, default=64)
    sample.add_argument("--seed", type=int, default=0)
    sample.add_argument("--expert", type=int, help="number of the expert, from 0")
    sample.add_argument("--spread", type=float)
    sample.add_argument("--out", required=True, help="sheet.png or samples.npz")

    listing = command("list", _list, "The models that can be opened.")
    listing.add_argument("--json", action="store_true")
    show = command("show", _show, "One model: its card and figures.")
    show.add_argument("model")
    verify = command("verify", _verify, "Check a model folder: files, shapes, one picture.")
    verify.add_argument("model")
    command("doctor", _doctor, "What this machine has: versions, device, data sets, models.")
    runs = command("runs", _runs, "The runs and their states.")
    runs.add_argument("--json", action="store_true")
    control = command("control", _control, "Pause, step, resume or stop a run.")
    control.add_argument("name")
    control.add_argument("request", choices=["pause", "step", "resume", "stop"])
    make_map = command("map", _map, "Lay a fixed draw of a model out in the plane (UMAP) and store it with the model.")
    make_map.add_argument("model")
    describe = command("describe", _describe, "Measure a model: figures, sheets, map, card.")
    describe.add_argument("model")
    describe.add_argument("--out", help="write a float16 copy with everything into this folder, as shipped models are")
    describe.add_argument("--minutes", type=float, help="CPU-minutes of training, for the card")
    describe.add_argument("--trained_by", default="", help="command that trained it, for the card")
    return parser


# --- training -------------------------------------------------------------------------------------------------------


def _train(a: argparse.Namespace) -> int:
    from mixgan import data, families
    from mixgan.store import runs

    if a.settings:
        return _print_settings(a.family or "hmog")
    if a.resume:
        folder = runs.open_run(a.resume)
        if a.rest or a.family or a.data:
            raise ConfigError("--resume goes on with the run as it was configured.", "Leave the other options out.")
        pictures = data.load(folder.config.data, size=_side(folder.config.facts.image_shape))
        if pictures.digest != folder.config.facts.digest:
            raise ConfigError(f"The data set {folder.config.data} has changed since the run '{a.resume}' began.",
                              "Put the old pictures back, or start a new run.")
    else:
        for option, value in (("--family", a.family), ("--data", a.data), ("--run", a.name)):
            if not value:
                raise ConfigError(f"train needs {option}.", "For example: --family hmog --data digits --run first")
        overrides = _pairs(a.rest)
        size = overrides.pop("size", None)
        families.module(a.family)                                   # a wrong name is told before the data are read
        pictures = data.load(a.data, size=None if size is None else _whole("size", size))
        config = families.configure(a.family, a.data, pictures.facts(), a.preset, overrides)
        folder = runs.create(a.name, config)
    for note in [*pictures.notes, *(f"left out {s.name}: {s.reason}" for s in pictures.skipped[:20])]:
        print(note, file=sys.stderr)
    return _run(folder, pictures, a.quick)


def _side(shape: tuple[int, ...]) -> int | None:
    return shape[1] if len(shape) == 3 else None


def _run(folder: Any, pictures: Any, quick: bool) -> int:
    from tqdm import tqdm

    from mixgan.analysis.publish import publish
    from mixgan.training import loop

    steps = folder.config.training.steps
    with tqdm(total=steps, unit="step", mininterval=0.5, disable=None, dynamic_ncols=True) as bar:
        def progress(step: int, of: int, words: str) -> None:
            if step > bar.n and bar.n == 0:
                bar.initial = step - 1
            bar.n = step
            bar.set_description_str(words, refresh=False)
            bar.update(0)

        outcome = loop.run(folder, pictures, progress, None if quick else lambda path: publish(path, full=False))
    if outcome == "stopped":
        print(f"Stopped; go on with: python -m mixgan train --resume {folder.name}", file=sys.stderr)
        return STOPPED
    print(f"Finished: {folder.model}", file=sys.stderr)
    return 0


def _pairs(rest: Sequence[str]) -> dict[str, str]:
    """--key value, --key=value and bare --switch (true) as settings; '-' and '_' are the same in a key."""
    out: dict[str, str] = {}
    words = list(rest)
    while words:
        word = words.pop(0)
        if not word.startswith("--"):
            raise ConfigError(f"'{word}' stands alone.", "Settings are given as --name value.")
        name, given, value = word[2:].partition("=")
        if not given:
            value = words.pop(0) if words and not words[0].startswith("--") else "true"
        out[name.replace("-", "_")] = value
    return out


def _whole(name: str, text: str) -> int:
    try:
        return int(text)
    except ValueError as err:
        raise ConfigError(f"{name} should be a whole number (given '{text}').") from err


def _print_settings(family: str) -> int:
    """From the declarations themselves."""
    from mixgan import families
    from mixgan.config import TrainingSettings

    module = families.module(family)
    print(f"presets of {family}: {', '.join(module.presets())}")
    for model in (module.Options, TrainingSettings):
        for name, schema in model.model_json_schema()["properties"].items():
            low, high = (schema.get(f"exclusive{m.capitalize()}", schema.get(m)) for m in ("minimum", "maximum"))
            bounds = f"{low} .. {high}" if low is not None else schema.get("type", "")
            allowed = "|".join(schema["enum"]) if "enum" in schema else bounds
            print(f"  --{name:<18} {schema.get('default')!s:<12} {allowed:<28} {schema.get('description', '')}")
    return 0


def _runs(a: argparse.Namespace) -> None:
    from mixgan.store.runs import all_runs

    rows = []
    for run in all_runs():
        status = jobs.read(run.path)
        rows.append({"name": run.name, "state": jobs.state(run.path).value, "step": status.step if status else 0,
                     "steps": run.config.training.steps, "family": run.config.family, "data": run.config.data,
                     "message": status.message if status else ""})
    _print_rows(rows, a.json, "No run yet: python -m mixgan train --family hmog --data digits --run first")


def _control(a: argparse.Namespace) -> None:
    from mixgan.store.runs import open_run

    run = open_run(a.name)
    state = jobs.state(run.path)
    if state.value not in ("running", "paused", "queued"):
        raise ConfigError(f"The run '{a.name}' is {state.value}; there is nothing to {a.request}.",
                          "" if state.value == "finished" else f"Go on with: train --resume {a.name}")
    jobs.ask(run.path, a.request)


# --- models ---------------------------------------------------------------------------------------------------------


def _sample(a: argparse.Namespace) -> None:
    import numpy as np
    import torch

    from mixgan import families, pictures
    from mixgan.files import write_bytes, write_with
    from mixgan.rng import Stream
    from mixgan.store.models import find

    if not 1 <= a.n <= 100_000:
        raise ConfigError(f"n should be from 1 to 100,000 (given {a.n}).")
    model = find(a.model)
    generator = families.load(model.path)
    if a.expert is not None and not 0 <= a.expert < generator.n_experts:
        raise ConfigError(f"expert should be from 0 to {generator.n_experts - 1} (given {a.expert}).")
    draw = generator.draw(a.n, Stream(a.seed).child("sample"), expert=a.expert)
    with torch.inference_mode():
        out = generator.sample(draw, spread=a.spread)
    path = Path(a.out)
    recipe = {"model": model.name, "seed": a.seed, "n": a.n, "expert": a.expert, "spread": a.spread}
    if path.suffix == ".npz":
        images = out.images.numpy() if len(generator.image_shape) == 1 else pictures.to_uint8(out.images)
        arrays = {"images": images, "expert": out.weights.argmax(1).numpy(), "noise": draw.noise.numpy()}
        write_with(path, lambda temporary: _savez(temporary, arrays, np))
    elif path.suffix == ".png" and len(generator.image_shape) == 3:
        columns = max(1, round(a.n**0.5))
        try:
            picture = pictures.sheet(pictures.to_uint8(out.images), columns)
        except ValueError as err:
            raise ConfigError(f"{a.n} pictures do not fit one sheet ({err}).", "Take fewer, or write an npz.") from err
        write_bytes(path, pictures.png(picture, recipe))
    else:
        raise ConfigError(f"--out should end in .npz, or in .png for pictures (given '{a.out}').")


def _savez(path: Path, arrays: dict[str, Any], np: Any) -> None:
    with path.open("wb") as file:
        np.savez_compressed(file, **arrays)


def _list(a: argparse.Namespace) -> None:
    from mixgan.store.models import all_models

    good, bad = all_models()
    rows = []
    for model in good:
        facts, figures = model.config.facts, model.figures
        rows.append({"name": model.name, "family": model.config.family, "data": model.config.data,
                     "n_experts": figures.get("n_experts") or _count(model), "image_shape": list(facts.image_shape),
                     "parameters": figures.get("parameters") or _parameters(model), "bytes": model.n_bytes,
                     "figures": {f["name"]: f["value"] for f in figures.get("figures", [])} if a.json else ""})
    for broken in bad:
        print(f"mixgan: {broken.name} is left out. {broken.sentence}", file=sys.stderr)
    _print_rows(rows, a.json, "No model: put a model folder into checkpoints/, or train one.")


def _count(model: Any) -> int:
    options = model.config.options
    return int(2 ** options["depth"] if "depth" in options else options.get("n_experts", 1))


def _parameters(model: Any) -> int:
    import math

    from mixgan.store.tensors import header

    found = header(model.path / "model.safetensors").values()
    return sum(math.prod(shape) for dtype, shape in found if dtype.startswith("F"))


def _print_rows(rows: list[dict[str, Any]], as_json: bool, empty: str) -> None:
    if as_json:
        print(json.dumps(rows, indent=1))
    elif not rows:
        print(empty)
    else:
        names = [name for name in rows[0] if any(row[name] != "" for row in rows)]
        widths = {name: max(len(name), *(len(str(row[name])) for row in rows)) for name in names}
        for row in [{name: name for name in names}, *rows]:
            print("  ".join(f"{row[name]!s:<{widths[name]}}" for name in names).rstrip())


def _show(a: argparse.Namespace) -> None:
    from mixgan.store.models import find

    model = find(a.model)
    print(model.card or f"{model.name}: {model.config.family} on {model.config.data}; no card yet: describe {a.model}")
    for figure in model.figures.get("figures", []):
        print(f"  {figure['name']}: {figure['value']}  (n = {figure.get('n_fake')}, seed {figure.get('seed')})")


def _verify(a: argparse.Namespace) -> None:
    import torch

    from mixgan import families
    from mixgan.rng import Stream
    from mixgan.store import maps
    from mixgan.store.models import find

    model = find(a.model)
    generator = families.load(model.path)
    with torch.inference_mode():
        images = generator(generator.draw(16, Stream(0)))
    if not bool(torch.isfinite(images).all()):
        raise ConfigError(f"{model.name} draws values that are not numbers.", "Train it again; the folder is unchanged.")
    _ = model.figures
    if model.map_path:
        maps.read(model.map_path)
    print(f"{model.name} is whole: {model.config.family}, {generator.n_experts} {generator.expert_word}s, "
          f"{model.n_bytes:,} bytes.")


def _doctor(a: argparse.Namespace) -> None:
    import platform

    import accelerate
    import torch
    import torchvision

    from mixgan import data
    from mixgan.files import data_root, home
    from mixgan.store.models import all_models

    print(f"python {platform.python_version()}, torch {torch.__version__}, torchvision {torchvision.__version__}, "
          f"accelerate {accelerate.__version__}")
    gpu = torch.cuda.get_device_name() if torch.cuda.is_available() else "none; models train on the processor"
    print(f"processor: {os.cpu_count()} cores; GPU: {gpu}")
    print(f"home: {home()}\ndata: {data_root()}")
    for name in data.known():
        try:
            print(f"  {name}: {len(data.load(name).images):,} pictures")
        except MixganError as err:
            print(f"  {name}: {err}")
    good, bad = all_models()
    print(f"models: {len(good)} open, {len(bad)} broken")
    for broken in bad:
        print(f"  {broken.name}: {broken.sentence}")


def _map(a: argparse.Namespace) -> None:
    from mixgan.analysis.publish import store_map
    from mixgan.store.models import find

    model = find(a.model)
    with _reported("laying out the map"):
        store_map(model.path)
    print(f"{model.name}: map.npz is written.", file=sys.stderr)


def _describe(a: argparse.Namespace) -> None:
    from mixgan.analysis.publish import publish, ship
    from mixgan.store.models import find

    model = find(a.model)
    with _reported("measuring"):
        target = ship(model.path, Path(a.out)) if a.out else model.path
        publish(target, full=True, minutes=a.minutes, command=a.trained_by)
    print(f"{target.name}: figures, sheets, map and card are written.", file=sys.stderr)


class _reported:
    """Says running, finished or failed in the job folder this process was started for, if any."""

    def __init__(self, words: str) -> None:
        self.words, self.folder = words, own_folder()

    def __enter__(self) -> None:
        if self.folder:
            jobs.write(self.folder, phase="running", steps=1, message=self.words)

    def __exit__(self, kind: type[BaseException] | None, err: BaseException | None, trace: object) -> None:
        if self.folder:
            jobs.write(self.folder, phase="failed" if kind else "finished", step=0 if kind else 1, steps=1,
                       message=str(err) if err else "")


