"""What the commands share."""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from mixgan import jobs
from mixgan.errors import ConfigError
from mixgan.jobs.status import own_folder

__all__ = ["STOPPED", "Command", "as_job", "pairs", "print_rows"]

STOPPED = 130
# command(name, run, words) -> its parser
Command = Callable[[str, Callable[[argparse.Namespace], int | None], str], argparse.ArgumentParser]


@contextmanager
def as_job(message: str) -> Iterator[Callable[[int, int], None]]:
    """Tells the folder of the job that this process was started for, if it was, how its work goes and how it ended.

    Gives tell(done, of). The rate is counted from the first that is done: what comes before it is loading.
    """
    folder = own_folder()
    first: tuple[int, float] | None = None

    def tell(done: int, of: int) -> None:
        nonlocal first
        if folder is None:
            return
        now = time.monotonic()
        first = first or ((done, now) if done else None)
        rate = (done - first[0]) / (now - first[1]) if first and now > first[1] else 0.0
        jobs.write(folder, phase="running", step=done, steps=of, rate=rate, message=message)

    tell(0, 1)
    try:
        yield tell
    except BaseException as err:                                    # Ctrl-C too ends the job
        if folder is not None:
            jobs.write(folder, phase="failed", steps=1, message=str(err))
        raise
    if folder is not None:
        jobs.write(folder, phase="finished", step=1, steps=1)


def print_rows(rows: list[dict[str, Any]], as_json: bool, empty: str) -> None:
    """A table, or JSON, or what to do where there is nothing."""
    if as_json:
        print(json.dumps(rows, indent=1))
    elif not rows:
        print(empty)
    else:
        names = [name for name in rows[0] if any(row[name] != "" for row in rows)]
        widths = {name: max(len(name), *(len(str(row[name])) for row in rows)) for name in names}
        for row in [{name: name for name in names}, *rows]:
            print("  ".join(f"{row[name]!s:<{widths[name]}}" for name in names).rstrip())


def pairs(rest: Sequence[str]) -> dict[str, str]:
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
