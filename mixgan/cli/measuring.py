"""`judge`, `map`, `curve`, `losses`, `growth`, `describe`: what is measured of a model and stored with it."""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

from mixgan import jobs
from mixgan.cli.common import Command, as_job
from mixgan.errors import ConfigError

if TYPE_CHECKING:
    from mixgan.store.models import ModelFolder

__all__ = ["add"]

POLL_S = 1.0                    # a run under way is asked for new steps


def add(command: Command) -> None:
    """Declare the commands of this file."""
    judge = command("judge", _judge, "Train a judge of a model's own pictures, which says what class each shows, and measure the "
                                     "model with it.")
    judge.add_argument("model")
    make_map = command("map", _map, "Lay a fixed draw of a model out in the plane (UMAP) and store it with the model.")
    make_map.add_argument("model")
    make_map.add_argument("--real", action="store_true", help="only lay real pictures into the map that is there")
    curve = command("curve", _curve, "Measure precision, recall and coverage at every spread and store the curve with the model.")
    curve.add_argument("model")
    losses = command("losses", _losses, "Measure what is lost without each expert of a model and store it with its figures.")
    losses.add_argument("model")
    growth = command("growth", _growth, "Keep the generator at some forty steps of its run, for the page that shows when its "
                                        "experts came apart. A run under way is followed to its end.")
    growth.add_argument("model", help="a model whose run is here, or a run under way")
    growth.add_argument("--most-mb", type=float, default=32, metavar="MB", help="of all steps together: fewer fit into less")
    describe = command("describe", _describe, "Measure a model: figures, sheets, curve, map, card.")
    describe.add_argument("model")
    describe.add_argument("--out", help="write a float16 copy with everything into this folder, as shipped models are")
    describe.add_argument("--card", action="store_true", help="measure nothing: write the card anew from the stored figures")
    describe.add_argument("--minutes", type=float, help="minutes of training for the card, instead of those that the run counted")


def _judge(a: argparse.Namespace) -> None:
    from mixgan.analysis.publish import publish
    from mixgan.analysis.words import percent_with
    from mixgan.measures.own_judge import train_own
    from mixgan.store.models import find

    model = find(a.model)
    if (known := model.figures.get("checker")) is not None:
        print(f"{model.name} is read by a judge already: it is right in {percent_with(known['accuracy'], 1)} of "
              f"{known['n_test']:,} held-out pictures.", file=sys.stderr)
        return
    with as_job("training the judge") as tell:
        config = train_own(model.config, tell).config
        publish(model.path, full=True)
    print(f"{model.name}: its judge is right in {percent_with(config.accuracy, 1)} of {config.n_test:,} held-out pictures.",
          file=sys.stderr)


def _map(a: argparse.Namespace) -> None:
    from mixgan.analysis.publish import store_map, store_reals
    from mixgan.store.models import find

    model = find(a.model)
    if a.real:
        with as_job("placing real pictures"):
            placed = store_reals(model.path)
        count = 0 if placed.hosts is None else len(placed.hosts)
        print(f"{model.name}: {count:,} real pictures are on its map." if count else
              f"{model.name}: no real pictures are on this machine; its map stays as it is.", file=sys.stderr)
        return
    with as_job("laying out the map"):
        store_map(model.path)
    print(f"{model.name}: map.npz is written.", file=sys.stderr)


def _curve(a: argparse.Namespace) -> None:
    from mixgan.analysis.publish import store_curve
    from mixgan.store.models import find

    model = find(a.model)
    with as_job("measuring the curve") as tell:
        store_curve(model.path, tell)
    print(f"{model.name}: curve.json is written.", file=sys.stderr)


def _losses(a: argparse.Namespace) -> None:
    from mixgan.analysis.publish import store_losses
    from mixgan.store.models import find

    model = find(a.model)
    with as_job("measuring the losses") as tell:
        store_losses(model.path, tell)
    print(f"{model.name}: the losses are written into figures.json.", file=sys.stderr)


def _growth(a: argparse.Namespace) -> None:
    from mixgan.analysis.growth import jump
    from mixgan.analysis.publish import is_behind, store_growth
    from mixgan.analysis.words import percent
    from mixgan.store.growth import read_growth

    if not 0 < a.most_mb <= 32:
        raise ConfigError(f"--most-mb should be above 0 and at most 32 (given {a.most_mb:g}).")
    model = _grown(a.model)
    with as_job("measuring the steps") as tell:
        while True:
            was_under_way = jobs.state(model.path.parent) in jobs.UNDER_WAY
            if is_behind(model.path, read_growth(model.path)) or not was_under_way:
                growth = store_growth(model.path, tell, limit=int(a.most_mb * 2**20))
            if not was_under_way:
                break
            time.sleep(POLL_S)
    for one in growth.unread:
        print(f"Step {one.step:,} is left out: {one.why}", file=sys.stderr)
    moments = growth.moments
    when = jump(moments)
    said = f", and came apart most between steps {when[0]:,} and {when[1]:,}" if when else ""
    print(f"{model.name}: {len(moments)} steps are kept; experts explain {percent(moments[-1].explained)} of the pictures' "
          f"variance at the last one{said}.", file=sys.stderr)


def _grown(name: str) -> ModelFolder:
    """A model, or the place where that of a run under way will lie: by the run's name or by the folder itself."""
    from mixgan.errors import StoreError
    from mixgan.store.models import ModelFolder, find
    from mixgan.store.runs import all_runs

    try:
        return find(name)
    except StoreError:
        for run in all_runs():
            if name in (run.name, f"runs/{run.name}", str(run.path), str(run.model)):
                return ModelFolder(run.model, run.name, "run")
        raise


def _describe(a: argparse.Namespace) -> None:
    from mixgan.analysis.publish import publish, ship, store_card
    from mixgan.store.models import find

    model = find(a.model)
    if a.card:
        if a.out or a.minutes is not None:
            raise ConfigError("--card writes what is stored, where it is stored.", "Leave --out and --minutes out.")
        store_card(model.path)
        print(f"{model.name}: card.md is written.", file=sys.stderr)
        return
    with as_job("measuring"):
        target = ship(model.path, Path(a.out)) if a.out else model.path
        publish(target, full=True, minutes=_counted(model) if a.minutes is None else a.minutes)
    print(f"{target.name}: it is measured, and card.md says what was found.", file=sys.stderr)


def _counted(model: ModelFolder) -> float | None:
    """Minutes of training: those of its figures, else those that its run wrote down (`train --quick` makes no figures)."""
    from mixgan.store.runs import RunFolder

    lines = RunFolder(model.path.parent).metrics.read() if model.path.name == "model" else []
    return model.figures.get("minutes", lines[-1].get("minutes") if lines else None)
