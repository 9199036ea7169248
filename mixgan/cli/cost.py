"""`cost`: what a run would take, from a few of its steps."""

from __future__ import annotations

import argparse
import dataclasses
import json
from typing import Any

import psutil

from mixgan.cli.asked import asked, require_names
from mixgan.cli.common import Command, as_job
from mixgan.config import RunConfig

__all__ = ["add", "sentence"]


def add(command: Command) -> None:
    """Declare the command of this file."""
    cost = command("cost", _cost, "Seconds and memory that a run would take, from a few of its steps; options as of train.")
    cost.add_argument("--family", required=True)
    cost.add_argument("--data", required=True)
    cost.add_argument("--pairs", metavar="ASKS:ANSWERS")
    cost.add_argument("--unpaired", metavar="ASKS:ANSWERS")
    cost.add_argument("--captions", metavar="LIST")
    cost.add_argument("--match", metavar="MODEL")
    cost.add_argument("--preset", default="")
    cost.add_argument("--json", action="store_true")


def _cost(a: argparse.Namespace) -> None:
    with as_job("trying a few steps"):
        config = _measured(a)
    print(sentence(config) if not a.json else json.dumps(_numbers(config)))


def _measured(a: argparse.Namespace) -> RunConfig:
    import time

    require_names(a)
    from mixgan.training import cost, expected

    pictures: Any                                                   # a set is frozen, what is trained on need not be
    pictures, config = asked(a)
    begun = time.monotonic() - (time.time() - psutil.Process().create_time())
    expected.write(config, cost.measure(config, pictures, begun))
    return config


def sentence(config: RunConfig) -> str:
    """`about 2 min and 600 MB on the CPU: 28 ms a step`."""
    from mixgan.training import expected

    found = expected.read(config)
    assert found is not None, "it was just written"
    return (f"about {expected.minutes_of(found.seconds(config))} and {found.memory_mb:,.0f} MB on {found.device}: "
            f"{1000 * found.step_s:.1f} ms a step, {found.cores} cores at a load of {found.load:.1f}")


def _numbers(config: RunConfig) -> dict[str, float | str]:
    from mixgan.training import expected

    found = expected.read(config)
    assert found is not None, "it was just written"
    return {"seconds": round(found.seconds(config), 1), **dataclasses.asdict(found)}
