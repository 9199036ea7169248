"""`sweep`: many runs from one file, as processes or on a Ray cluster; the table of them."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from mixgan.cli.common import STOPPED, Command, print_rows
from mixgan.errors import ConfigError

if TYPE_CHECKING:
    from mixgan.jobs.many import Engine
    from mixgan.training.sweep import Planned

__all__ = ["MOST_AT_ONCE", "add", "add_engine", "drive_all", "drive_asked", "require_at_once", "words_of"]

MOST_AT_ONCE = 256
Finished = Callable[[Path], None]


def add(command: Command) -> None:
    """Declare the commands of this file."""
    sweep = command("sweep", _sweep, "Train every combination in a file with every seed. Again: go on with what is left.")
    sweep.add_argument("file", help="TOML or JSON: name, family, data, seeds = [..], [settings] key = value, [vary] key = [..]")
    add_engine(sweep)
    sweep.add_argument("--quick", action="store_true", help="leave the figures of the finished models for `describe`")
    sweep.add_argument("--table", action="store_true", help="start nothing: print the runs, and mean and sd over seeds")
    sweep.add_argument("--csv", metavar="FILE", help="start nothing: write that table as CSV, over FILE if it is there")
    sweep.add_argument("--json", action="store_true", help="with --table: as JSON")


def add_engine(command: argparse.ArgumentParser) -> None:
    """The options that say where many runs are made."""
    command.add_argument("--at-once", type=int, metavar="N", help="runs at a time: 1 unless given; with --ray one per core")
    command.add_argument("--ray", metavar="ADDRESS",
                         help="run on a Ray cluster; 'local' starts one here (needs: pip install ray)")


def require_at_once(a: argparse.Namespace) -> None:
    if a.at_once is not None and not 1 <= a.at_once <= MOST_AT_ONCE:
        raise ConfigError(f"--at-once should be from 1 to {MOST_AT_ONCE} (given {a.at_once}).")


def _sweep(a: argparse.Namespace) -> int:
    from mixgan.training.sweep import folder_of, plan, read_sweep

    path = Path(a.file)
    require_at_once(a)
    planned = plan(read_sweep(path), str(path))
    for one in planned:
        folder_of(one, make=False)                                  # a clash is told before anything is made
    if a.table or a.csv:
        _tabulate(planned, a)
        return 0
    status = drive_asked(planned, a, a.quick, f"sweep {a.file}")
    if status != STOPPED:
        print(f"The table: python -m mixgan sweep {a.file} --table", file=sys.stderr)
    return status


def _nothing(folder: Path) -> None:
    pass


def words_of(folder: Path, quick: bool) -> list[str]:
    """The command that brings a run folder to its end, the same wherever it is given."""
    return ["train", "--resume", folder.name, "--beside", *(["--quick"] if quick else [])]


def drive_asked(
    planned: Sequence[Planned], a: argparse.Namespace, quick: bool, again: str, finished: Finished = _nothing,
) -> int:
    """`drive_all` where the options of `add_engine` say."""
    from mixgan.cli.on_ray import OnRay

    on_ray = OnRay(a.ray, a.at_once, quick) if a.ray else None
    try:
        return drive_all(planned, on_ray.at_once if on_ray else a.at_once or 1, quick, again, on_ray, finished)
    finally:
        if on_ray:
            on_ray.close()


def drive_all(
    planned: Sequence[Planned], at_once: int, quick: bool, again: str, engine: Engine | None = None,
    finished: Finished = _nothing,
) -> int:
    """Bring every run to its end; the exit status. `again`: the command that goes on with what is left; `engine`: other than
    processes of this machine; `finished` is called with the folder of each run that is."""
    from mixgan.jobs import State
    from mixgan.jobs.many import Processes, drive
    from mixgan.training.sweep import folder_of

    here = engine or Processes(lambda folder: [sys.executable, "-m", "mixgan", *words_of(folder, quick)])
    try:
        folders = [made.path for one in planned if (made := folder_of(one, make=True)) is not None]
        states = drive(folders, here, at_once, _tell, finished)
    except KeyboardInterrupt:
        print(f"Stopped; go on with: python -m mixgan {again}", file=sys.stderr)
        return STOPPED
    left = [folder.name for folder, state in states.items() if state is not State.finished]
    print(f"{len(states) - len(left)} of {len(states)} runs are finished.", file=sys.stderr)
    if left:
        print(f"mixgan: not finished: {', '.join(left[:10])}. Their log.txt says why.", file=sys.stderr)
    return 1 if left else 0


def _tell(folder: Path, words: str) -> None:
    print(f"{folder.name}: {words}", file=sys.stderr, flush=True)


def _tabulate(planned: Sequence[Planned], a: argparse.Namespace) -> None:
    from mixgan.files import write_bytes
    from mixgan.training.sweep_table import as_csv, observe_runs, table

    rows = table(observe_runs(planned))
    if a.csv:
        write_bytes(Path(a.csv), as_csv(rows).encode())
    if a.table:
        print_rows(rows, a.json, "")
