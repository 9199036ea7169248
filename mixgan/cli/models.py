"""`list`, `show`, `verify`, `doctor`: what is there, and whether it is whole."""

from __future__ import annotations

import argparse
import os
import sys
from typing import TYPE_CHECKING, Any

from mixgan.cli.common import Command, print_rows
from mixgan.cli.showing import show_picture
from mixgan.errors import ConfigError, MixganError

if TYPE_CHECKING:
    from mixgan.store.models import ModelFolder

__all__ = ["add", "listed"]


def add(command: Command) -> None:
    """Declare the commands of this file."""
    listing = command("list", _list, "The models that can be opened.")
    listing.add_argument("--json", action="store_true")
    listing.add_argument("--table", action="store_true", help="the measured ones as Markdown tables")
    show = command("show", _show, "One model: its card and figures. Or a picture: what it says of itself, and drawn again.")
    show.add_argument("model", help="a model, or a PNG that was saved by the app or by `sample`")
    show.add_argument("--out", help="of a picture: where to write it as drawn again")
    show.add_argument("--model", dest="drawn_by", help="of a picture: the model folder, where it lies elsewhere")
    verify = command("verify", _verify, "Check a model folder: files, shapes, one picture.")
    verify.add_argument("model")
    command("doctor", _doctor, "What this machine has: versions, device, data sets, models.")


def _list(a: argparse.Namespace) -> None:
    from mixgan.store.models import all_models

    good, bad = all_models()
    if a.table:
        from mixgan.analysis.overview import overview

        print(overview([(one.name, one.config, one.figures) for one in good if one.figures.get("figures")]))
        return
    for broken in bad:
        print(f"mixgan: {broken.name} is left out. {broken.sentence}", file=sys.stderr)
    rows = [listed(model) | ({} if a.json else {"figures": ""}) for model in good]
    print_rows(rows, a.json, "No model: put a model folder into checkpoints/, or train one.")


def listed(model: ModelFolder) -> dict[str, Any]:
    """One line of the list."""
    config, figures = model.config, model.figures
    return {"name": model.name, "family": config.family, "data": config.data,
            "n_experts": figures.get("n_experts") or _count(model), "image_shape": list(config.facts.image_shape),
            "parameters": figures.get("parameters") or _parameters(model), "bytes": model.n_bytes,
            "figures": {figure["name"]: figure["value"] for figure in figures.get("figures", [])}}


def _count(model: Any) -> int:
    options = model.config.options
    return int(2 ** options["depth"] if "depth" in options else options.get("n_experts", 1))


def _parameters(model: Any) -> int:
    import math

    from mixgan.store.tensors import header

    found = header(model.path / "model.safetensors").values()
    return sum(math.prod(shape) for dtype, shape in found if dtype.startswith("F"))


def _show(a: argparse.Namespace) -> None:
    from mixgan.store.models import find

    if a.model.lower().endswith(".png"):
        show_picture(a.model, a.out, a.drawn_by)
        return
    if a.out or a.drawn_by:
        raise ConfigError(f"--out and --model are for pictures, and {a.model} is no .png.", "Give a PNG, or leave them out.")
    model = find(a.model)
    print(model.card or f"{model.name}: {model.config.family} on {model.config.data}; no card yet: describe {a.model}")
    if model.card:              # it has the same figures, with intervals and what they rest on
        return
    for figure in model.figures.get("figures", []):
        known = {name: figure.get(key) for name, key in (("n =", "n_fake"), ("seed", "seed"))}
        basis = ", ".join(f"{name} {value}" for name, value in known.items() if value is not None)
        print(f"  {figure['name']}: {figure['value']}" + (f"  ({basis})" if basis else ""))


def _verify(a: argparse.Namespace) -> None:
    import torch

    from mixgan import families
    from mixgan.analysis.words import plural
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
    K = generator.n_experts
    print(f"{model.name} is whole: {model.config.family}, {K} {plural(generator.expert_word, K)}, {model.n_bytes:,} bytes.")


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
