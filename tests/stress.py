"""Runs that are killed again and again: `python -m tests.stress [--kills 50] [--seed 0]`. Exit status 1 when anything is lost.

A small run trains in a child process and is killed: by SIGKILL or SIGINT after a random time, or by SIGKILL in the middle of a
random file operation (a write half done, an fsync, a rename: most of them belong to a checkpoint). Then it is resumed, and so
on; when it has finished, its weights, its figures and its points must be, bit by bit, those of the run that was left alone.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import signal
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psutil
import torch
from safetensors.torch import load_file

from mixgan import jobs
from mixgan.errors import MixganError
from mixgan.store import runs
from mixgan.store.models import find
from mixgan.store.runs import RunFolder
from mixgan.training import loop
from tests.training.small import bars, config_of

__all__ = ["Result", "stress"]

STEPS = 60
LONGEST_S = 0.8
MOST_OPERATIONS = 120           # a run of 60 steps makes about 400
KINDS = ("SIGKILL at a random moment", "SIGINT at a random moment", "SIGKILL in a file operation")


@dataclass
class Result:
    kills: Counter[str] = field(default_factory=Counter)
    finished: int = 0
    faults: list[str] = field(default_factory=list)


def stress(kills: int, seed: int, say: Callable[[str], None] = lambda words: None) -> Result:
    """Kill until `kills` have hit; every run that finishes on the way is compared. MIXGAN_HOME should be an empty folder."""
    torch.set_num_threads(1)
    chance, result = random.Random(seed), Result()
    config = config_of("hmog", steps=STEPS, checkpoint_every=2, evaluate_every=4)
    alone = runs.create("alone", config)
    _in_child(lambda: _train(alone))
    while sum(result.kills.values()) < kills:
        run = runs.create(f"run-{result.finished + len(result.faults)}", config)
        while (state := _attempt(run, kind := _kind(chance, result, kills), chance)) != "finished":
            if not kind:
                result.faults.append(f"{run.name}: left alone it ended as {state}")
                return result
            result.kills[kind] += 1
            result.faults += [f"{run.name}: {words}" for words in _broken(run)]
            say(f"{sum(result.kills.values())} of {kills}: {kind}; {state}, points {run.points()}")
        different = _differences(run, alone)
        result.finished += not different
        result.faults += [f"{run.name}: {words}" for words in different]
    return result


def _kind(chance: random.Random, result: Result, kills: int) -> str:
    return chance.choice(KINDS) if sum(result.kills.values()) < kills else ""


def _attempt(run: RunFolder, kind: str, chance: random.Random) -> str:
    """One start of the run, killed as `kind` says; its state."""
    if "file" in kind:
        at = chance.randrange(1, MOST_OPERATIONS)
        _in_child(lambda: (_die_at(at), _train(run)))
    else:
        number = signal.SIGKILL if "KILL" in kind else signal.SIGINT
        _in_child(lambda: _train(run), (run, chance.uniform(0, LONGEST_S), number) if kind else None)
    return jobs.state(run.path).value


def _train(run: RunFolder) -> None:
    loop.run(run, bars(), beside=True)


def _in_child(work: Callable[[], object], kill: tuple[RunFolder, float, int] | None = None) -> None:
    """`work` in a forked process; waits for its end. `kill`: some seconds after the first word of this run, with this signal."""
    pid = os.fork()
    if pid == 0:
        os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
        try:
            work()
        finally:
            os._exit(0)
    if kill is not None:
        run, delay, number = kill
        while not _has_spoken(run, pid):
            time.sleep(0.002)
        time.sleep(delay)
        os.kill(pid, number)                                        # a zombie takes it too
    os.waitpid(pid, 0)


def _has_spoken(run: RunFolder, pid: int) -> bool:
    status = jobs.read(run.path)
    return (status is not None and status.pid == pid) or psutil.Process(pid).status() == psutil.STATUS_ZOMBIE


def _die_at(operation: int) -> None:
    """From now on the process kills itself in the middle of its n-th write, fsync or rename."""
    left = operation

    def fatal(real: Callable[..., Any], half: Callable[..., Any] | None = None) -> Callable[..., Any]:
        def call(*given: Any, **named: Any) -> Any:
            nonlocal left
            left -= 1
            if left == 0:
                if half is not None:
                    half(*given)
                os.kill(os.getpid(), signal.SIGKILL)
            return real(*given, **named)
        return call

    write_bytes, write = Path.write_bytes, os.write
    Path.write_bytes = fatal(write_bytes, lambda path, data: write_bytes(path, data[: len(data) // 2]))  # type: ignore[method-assign]
    os.write = fatal(write, lambda handle, data: write(handle, data[: len(data) // 2]))
    os.fsync = fatal(os.fsync)
    Path.replace = fatal(Path.replace)  # type: ignore[method-assign]


def _broken(run: RunFolder) -> list[str]:
    """What of a killed run cannot be opened."""
    faults = []
    for step in run.points():
        try:
            run.load_point(step)
        except MixganError as err:
            faults.append(f"point {step}: {err}")
    try:
        _ = run.config
    except MixganError as err:
        faults.append(str(err))
    return faults


def _differences(run: RunFolder, alone: RunFolder) -> list[str]:
    mine, other = (load_file(find(str(one.path)).path / "model.safetensors") for one in (run, alone))
    found = [f"{name} differs" for name in other if not torch.equal(mine[name], other[name])]
    if _figures(run) != _figures(alone):
        found.append("metrics.jsonl differs")
    if run.points()[-1] != STEPS or run.sheets().keys() != alone.sheets().keys():
        found.append("points or sheets are missing")
    return found + [f"{path.name} was left behind" for path in (run.path / "resume").glob("*.part")]


def _figures(run: RunFolder) -> list[str]:
    """Each line without what the clock decides."""
    return [json.dumps({name: value for name, value in line.items() if name not in ("rate", "minutes")})
            for line in run.metrics.read()]


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.stress", description=__doc__)
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--seed", type=int, default=0)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as home:
        os.environ["MIXGAN_HOME"] = home
        begun = time.monotonic()
        result = stress(asked.kills, asked.seed, lambda words: print(words, file=sys.stderr, flush=True))
    for kind in KINDS:
        print(f"{result.kills[kind]:4d} x {kind}")
    print(f"{result.finished} runs finished, bit-equal to the one that was left alone; {len(result.faults)} lost or different; "
          f"{time.monotonic() - begun:.0f} s")
    for fault in result.faults:
        print(fault)
    return 1 if result.faults else 0


if __name__ == "__main__":
    sys.exit(main())
