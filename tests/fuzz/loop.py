"""The loop: one input after another, each with its own chance, and what is counted as a fault."""

from __future__ import annotations

import os
import random
import resource
import shutil
import signal
import tempfile
import time
import traceback
import warnings
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType

from mixgan.errors import MixganError
from tests.fuzz.mutate import Payload, mutated
from tests.fuzz.target import Target

__all__ = ["Fault", "Tally", "fuzz", "laid", "limits", "payload_of", "tried"]

SLOW_S, HANGS_S = 2.0, 60               # of processor time; by the clock
MOST_MB, ROOM_MB = 300, 4000            # more than was held before the input; more than that is not given
LONGEST = 1500                          # letters of two sentences


@dataclass
class Fault:
    target: str
    index: int
    words: str
    payload: Payload
    times: int = 0


@dataclass
class Tally:
    """Of one target. `kinds`: "read", or the kind of the refusal. `slowest`: (seconds, index). `grown_mb`: most in one input."""

    kinds: Counter[str] = field(default_factory=Counter)
    slowest: tuple[float, int] = (0.0, 0)
    grown_mb: float = 0.0
    faults: dict[str, Fault] = field(default_factory=dict)      # by their words: the first of each

    @property
    def inputs(self) -> int:
        return sum(self.kinds.values())


def fuzz(
    targets: Mapping[str, Target], seed: int, go_on: Callable[[int], bool], begin: Callable[[str, int], None] = lambda *_: None,
) -> dict[str, Tally]:
    """Every target in turn, input by input, while `go_on(inputs so far)`; `begin` hears of each input before it is read."""
    tallies = {name: Tally() for name in targets}
    seeds = {name: target.seeds() for name, target in targets.items()}
    done = 0
    with limits(), tempfile.TemporaryDirectory() as folder:
        while go_on(done):
            name, index = list(targets)[done % len(targets)], done // len(targets)
            payload = payload_of(targets[name], seeds[name], f"{seed} {name}", index)
            begin(name, index)
            found = _one(tallies[name], index, targets[name], payload, Path(folder, "input"), index < len(seeds[name]))
            if found:
                tallies[name].faults.setdefault(found, Fault(name, index, found, payload)).times += 1
            done += 1
    return tallies


def payload_of(target: Target, seeds: list[Payload], address: str, index: int) -> Payload:
    """Input number `index`: the seeds as they are first, each of which must be read."""
    if index < len(seeds):
        return seeds[index]
    chance = random.Random(f"{address} {index}")
    return mutated(chance, chance.choice(seeds), target.names)


def _one(tally: Tally, index: int, target: Target, payload: Payload, folder: Path, valid: bool) -> str:
    """What is wrong with how this input was met, or ""."""
    laid(payload, folder)
    before, begun = _peak_mb(), time.process_time()
    kind, words = tried(target, folder)
    took, grown = time.process_time() - begun, _peak_mb() - before
    tally.kinds[kind] += 1
    tally.slowest = max(tally.slowest, (took, index))
    tally.grown_mb = max(tally.grown_mb, grown)
    if grown > MOST_MB:
        _forget_peak()
        words = words or f"more than {MOST_MB} MB"
    if took > SLOW_S:
        words = words or f"more than {SLOW_S:g} s"
    return words or (f"a valid file is refused: {kind}" if valid and kind != "read" else "")


def tried(target: Target, folder: Path, loud: bool = False) -> tuple[str, str]:
    """("read" or the kind of the error, "" or what is wrong with that). `loud`: with the trace of a fault."""
    signal.setitimer(signal.ITIMER_REAL, HANGS_S)
    try:
        target.read(folder)
    except MixganError as err:
        return type(err).__name__, _no_sentence(str(err), folder)
    except BaseException as err:                                    # SystemExit and RecursionError too
        if isinstance(err, KeyboardInterrupt):
            raise
        if loud:
            traceback.print_exc()
        return "fault", _where(err)
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
    return "read", ""


def _no_sentence(text: str, folder: Path) -> str:
    """Why `text` is none that a person can read in one line; the place of the input counts for nothing."""
    if not text.isprintable():
        return f"a sentence with what cannot be printed: {ascii(text.replace(str(folder), ''))[:60]}"
    return f"a sentence of more than {LONGEST} letters: {text.replace(str(folder), '')[:60]}" if len(text) > LONGEST else ""


def _where(err: BaseException) -> str:
    """The kind of the error and the project's own line that it came through last, which tell one fault from another."""
    own = [frame for frame in traceback.extract_tb(err.__traceback__) if "/mixgan/" in frame.filename]
    place = f" at mixgan/{own[-1].filename.rpartition('/mixgan/')[2]}:{own[-1].lineno}" if own else ""
    return f"{type(err).__name__}{place}"


def laid(payload: Payload, folder: Path) -> None:
    """The payload's files, in an empty `folder`."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    for name, content in payload.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        match content:
            case bytes():
                path.write_bytes(content)
            case "a folder":
                path.mkdir()
            case "a link to itself":
                path.symlink_to(path)
            case "a link out of the folder":
                path.symlink_to("/etc/hostname")


# --- the machine -------------------------------------------------------------------------------------------------------


class Hangs(BaseException):
    """No reader catches it."""


@contextmanager
def limits() -> Iterator[None]:
    """A reader that waits or takes memory without end meets an error; a warning, which a person would see, is one too."""
    def stop(number: int, frame: FrameType | None) -> None:
        raise Hangs

    before, most = signal.signal(signal.SIGALRM, stop), resource.getrlimit(resource.RLIMIT_AS)
    held = int(Path("/proc/self/statm").read_text().split()[0]) * os.sysconf("SC_PAGE_SIZE")
    resource.setrlimit(resource.RLIMIT_AS, (held + ROOM_MB * 2**20, most[1]))
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            yield
    finally:
        resource.setrlimit(resource.RLIMIT_AS, most)
        signal.signal(signal.SIGALRM, before)


def _peak_mb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _forget_peak() -> None:
    Path("/proc/self/clear_refs").write_text("5")
