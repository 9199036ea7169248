"""The command line: python -m mixgan COMMAND.

Exit status: 0 done, 2 the user's mistake in one sentence on stderr, 1 a fault of ours or a run that could not go on,
130 stopped by Ctrl-C after the state was written.
"""

from __future__ import annotations

import argparse
import logging
import os
import sys
import traceback
from collections.abc import Callable, Sequence

from mixgan.cli import (
    cost,
    evaluating,
    exporting,
    kinds,
    measuring,
    models,
    repeat,
    reproduce,
    runs,
    sampling,
    sweep,
    training,
)
from mixgan.cli.common import STOPPED
from mixgan.errors import ConfigError, MixganError
from mixgan.files import home, temporary_folder, write_bytes

__all__ = ["main", "parser"]

SETTINGS = ("train", "cost", "control")            # commands that take every setting of a family as an option


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; the exit status."""
    logging.basicConfig(level=logging.WARNING, format="%(message)s", stream=sys.stderr)
    try:
        arguments, rest = parser().parse_known_args(argv)
        if rest and arguments.command not in SETTINGS:
            name = arguments.command
            raise ConfigError(f"{name} does not take {rest[0]}.", f"See python -m mixgan {name} --help.")
        arguments.rest = rest
        temporary_folder()
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
    log = home() / "mixgan-fault.txt"
    try:
        write_bytes(log, traceback.format_exc().encode())
        where = f"The details are in {log}."
    except MixganError as unwritten:
        where = f"The details are lost: {unwritten}"
    print(f"mixgan: this should not have happened ({type(err).__name__}: {err}). {where}", file=sys.stderr)
    return 1


def parser() -> argparse.ArgumentParser:
    """Every command with its options; those of `train` that are a family's settings are read later, from its declarations."""
    whole = argparse.ArgumentParser(prog="python -m mixgan", description="Mixtures of generators on small pictures.")
    commands = whole.add_subparsers(dest="command", required=True, metavar="COMMAND")

    def command(name: str, run: Callable[[argparse.Namespace], int | None], words: str) -> argparse.ArgumentParser:
        sub = commands.add_parser(name, help=words, description=words)
        sub.set_defaults(run=run)
        return sub

    for group in (training, cost, kinds, sampling, models, runs, sweep, repeat, reproduce, measuring,
                  evaluating, exporting):
        group.add(command)
    return whole
