"""`export`: a model or a run in the forms of other tools."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from mixgan import jobs
from mixgan.cli.common import Command
from mixgan.errors import ConfigError

__all__ = ["add"]


def add(command: Command) -> None:
    """Declare the commands of this file."""
    export = command("export", _export, "Write a model as ONNX or for the Embedding Projector, or a run for TensorBoard.")
    export.add_argument("name", help="a model; for --tensorboard a run")
    export.add_argument("--onnx", metavar="FILE", help="the generator, for ONNX Runtime and others")
    export.add_argument("--projector", metavar="FOLDER", help="the stored map, for TensorBoard's Embedding Projector")
    export.add_argument("--tensorboard", metavar="FOLDER", help="a run's figures and sheets; follows it to its end")


def _export(a: argparse.Namespace) -> None:
    ways = {"onnx": _onnx, "projector": _projector, "tensorboard": _tensorboard}
    asked = {name: Path(getattr(a, name)) for name in ways if getattr(a, name)}
    if not asked:
        raise ConfigError("export needs to be told what to write.", "Give --onnx, --projector or --tensorboard.")
    for name, path in asked.items():
        ways[name](a.name, path)
        print(f"Written: {path}", file=sys.stderr)


def _onnx(name: str, path: Path) -> None:
    from mixgan import families
    from mixgan.analysis.onnx_file import write_onnx
    from mixgan.store.models import find

    model = find(name)
    config = model.config
    write_onnx(families.load(model.path), path, {"name": model.name, "family": config.family, "data": config.data})


def _projector(name: str, path: Path) -> None:
    from mixgan import families
    from mixgan.analysis.projector import write_projector
    from mixgan.store import maps
    from mixgan.store.models import find

    model = find(name)
    if model.map_path is None:
        raise ConfigError(f"{model.name} has no map yet.", f"Make it: python -m mixgan map {name}")
    write_projector(families.load(model.path), maps.read(model.map_path), path)


def _tensorboard(name: str, path: Path) -> None:
    from mixgan.store.runs import open_run
    from mixgan.training.tensorboard import export

    run = open_run(name)
    export(run, path, lambda: jobs.state(run.path) in jobs.UNDER_WAY)
