"""`export`: a model or a run in the forms of other tools, or a talk as one file."""

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
    export = command("export", _export, "Write models as one HTML file, a model as ONNX or for the Embedding Projector, or a "
                     "run for TensorBoard.")
    export.add_argument("names", nargs="+", metavar="MODEL", help="a model, for --html one or several; for --tensorboard a run")
    export.add_argument("--html", metavar="FILE", help="a talk as one file that runs the models without any network")
    export.add_argument("--site", metavar="FOLDER", help="the same for a static host: a file for every model, and a page of them")
    export.add_argument("--script", metavar="FILE", help="with --html or --site: the talk's steps, a Markdown file")
    export.add_argument("--learning", action="store_true", help="with --html or --site: also the steps of the training")
    export.add_argument("--onnx", metavar="FILE", help="the generator, for ONNX Runtime and others")
    export.add_argument("--projector", metavar="FOLDER", help="the stored map, for TensorBoard's Embedding Projector")
    export.add_argument("--tensorboard", metavar="FOLDER", help="a run's figures and sheets; follows it to its end")


def _export(a: argparse.Namespace) -> None:
    ways = {"onnx": _onnx, "projector": _projector, "tensorboard": _tensorboard}
    asked = {name: Path(getattr(a, name)) for name in ways if getattr(a, name)}
    if not (asked or a.html or a.site):
        raise ConfigError("export needs to be told what to write.", "Give --html, --site, --onnx, --projector or --tensorboard.")
    if asked and len(a.names) > 1:
        raise ConfigError(f"--{next(iter(asked))} takes one name, and {len(a.names)} were given.",
                          "--html and --site take several.")
    if a.script and not (a.html or a.site):
        raise ConfigError("--script is of --html and --site: it has the steps of a talk.", "Give --html FILE too.")
    if a.learning and not (a.html or a.site):
        raise ConfigError("--learning is of --html and --site: it adds a page to a talk.", "Give --html FILE too.")
    if a.html or a.site:
        _talk(a)
    for name, path in asked.items():
        ways[name](a.names[0], path)
        print(f"Written: {path}", file=sys.stderr)


def _talk(a: argparse.Namespace) -> None:
    from mixgan.analysis.script import open_script
    from mixgan.store.models import find
    from mixgan.ui.talkfile import usual_script, write_site, write_talk

    models = [find(name) for name in dict.fromkeys(a.names)]
    script = open_script(Path(a.script)) if a.script else usual_script(models)
    steps = f", {len(script.steps)} steps" if script is not None else ""
    if a.html:
        size, notes = write_talk(Path(a.html), models, script, a.learning)
        print(*notes, f"Written: {a.html} ({size / 1e6:.1f} MB{steps})", sep="\n", file=sys.stderr)
    if a.site:
        print(f"Written: {a.site} ({len(write_site(Path(a.site), models, script, a.learning))} files{steps})", file=sys.stderr)


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
