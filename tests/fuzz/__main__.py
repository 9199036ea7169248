"""`python -m tests.fuzz --seconds 600 [--seed 0] [--only map npz]`: exit status 1 when anything is a fault.

An input is a valid file that was changed; it is read, or refused in one sentence. Anything else is a fault: another error, a
warning, a sentence that cannot be printed, more than 2 s, more than 300 MB. Each is kept under cache/fuzz/, and
`--again TARGET INDEX` reads it once more and shows the trace. Should the process itself die: cache/fuzz/current names the input.
"""

from __future__ import annotations

import argparse
import logging
import os
import resource
import signal
import sys
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path

from tests.fuzz.loop import Fault, Tally, fuzz, laid, limits, payload_of, tried
from tests.fuzz.targets import TARGETS

KEPT = Path("cache", "fuzz")
DATA = "/nowhere"                       # as MIXGAN_DATA: nothing is to be found by chance


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--only", nargs="+", choices=TARGETS, default=list(TARGETS))
    parser.add_argument("--again", nargs=2, metavar=("TARGET", "INDEX"))
    asked = parser.parse_args()
    if asked.again and not (asked.again[0] in TARGETS and asked.again[1].isdecimal()):
        parser.error(f"--again takes one of {', '.join(TARGETS)}, and the number of an input (given {' '.join(asked.again)}).")
    kept = KEPT.resolve()
    kept.mkdir(parents=True, exist_ok=True)
    logging.disable(logging.CRITICAL)   # streamlit's, that no browser is there
    with tempfile.TemporaryDirectory() as home:
        os.environ |= {"MIXGAN_HOME": home, "MIXGAN_DATA": DATA, "OMP_NUM_THREADS": "1"}
        if asked.again:
            return _again(asked.again[0], int(asked.again[1]), asked.seed)
        ended: list[int] = []           # Ctrl-C and a polite kill end it, and it tells what it has found
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, lambda number, frame: ended.append(number))
        begun = time.monotonic()
        handle = os.open(kept / "current", os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
        tallies = fuzz({name: TARGETS[name] for name in asked.only}, asked.seed,
                       lambda done: not ended and time.monotonic() - begun < asked.seconds,
                       lambda name, index: _note(handle, f"{name} {index}"))
    return report(tallies, asked.seed, time.monotonic() - begun, kept)


def _note(handle: int, words: str) -> None:
    os.pwrite(handle, words.ljust(40).encode(), 0)


def _again(name: str, index: int, seed: int) -> int:
    target = TARGETS[name]
    with limits(), tempfile.TemporaryDirectory() as folder:
        place = Path(folder, "input")
        laid(payload_of(target, target.seeds(), f"{seed} {name}", index), place)
        kind, words = tried(target, place, loud=True)
    print(f"{name} {index}: {kind}. {words}")
    return 1 if words else 0


def report(tallies: Mapping[str, Tally], seed: int, seconds: float, kept: Path) -> int:
    """The tables, and the inputs of all faults in the folder `kept`."""
    print(f"{'target':12}{'inputs':>8}{'read':>8}{'slowest s':>11}{'+MB':>6}  refused")
    for name, tally in tallies.items():
        refused = ", ".join(f"{kind} {count:,}" for kind, count in sorted(tally.kinds.items()) if kind != "read")
        print(f"{name:12}{tally.inputs:8,}{tally.kinds['read']:8,}{tally.slowest[0]:11.2f}{tally.grown_mb:6.0f}  {refused}")
    faults = [fault for tally in tallies.values() for fault in tally.faults.values()]
    inputs, peak = sum(tally.inputs for tally in tallies.values()), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(f"{inputs:,} inputs of seed {seed} in {seconds:.0f} s, at most {peak:,} MB: {len(faults)} kinds of fault")
    for fault in faults:
        print(f"  {fault.words}, {fault.times:,} times; {_keep(fault, kept)}; "
              f"again by: python -m tests.fuzz --seed {seed} --again '{fault.target}' {fault.index}")
    return 1 if faults else 0


def _keep(fault: Fault, kept: Path) -> Path:
    folder = kept / f"{fault.target.replace(' ', '-')}-{fault.index}"
    laid(fault.payload, folder)
    return folder


if __name__ == "__main__":
    sys.exit(main())
