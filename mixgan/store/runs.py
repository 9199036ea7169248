"""Run folders: everything a run leaves behind, so that it can be watched, resumed and opened.

    config.json  metrics.jsonl  settling.jsonl  log.txt  sheets/000500.webp  snapshots/000500.safetensors  resume/000500/  model/

Of the points to resume from, the last three are kept, and the one nearest to the data (`distance` in its meta).
"""

from __future__ import annotations

import json
import math
import os
import re
import shutil
import uuid
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mixgan.config import CONFIG_VERSION, RunConfig
from mixgan.errors import ConfigError, MixganError, StoreError, unknown
from mixgan.files import checked_name, inside, read_json, runs_root, sync_folder, write_bytes, write_error, write_json
from mixgan.store.figures import is_line
from mixgan.store.models import read_config
from mixgan.store.tensors import read_tensors, write_tensors

if TYPE_CHECKING:
    from torch import Tensor

__all__ = ["KEPT_POINTS", "Metrics", "RunFolder", "all_runs", "create", "free_name", "namesakes", "open_run", "run_of",
           "snapshot_steps"]

KEPT_POINTS = 3
N_SNAPSHOTS = 40                # for the page that shows when experts came apart
MANIFEST = "manifest.json"
Groups = Mapping[str, Mapping[str, "Tensor"]]


@dataclass(frozen=True)
class Metrics:
    """`metrics.jsonl`: one line per evaluation, written whole; a torn last line is not read."""

    path: Path

    def append(self, line: Mapping[str, Any]) -> None:
        """One write, then flushed to the disk."""
        data = (json.dumps(dict(line), allow_nan=False) + "\n").encode()
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            handle = os.open(self.path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o644)
            try:
                while data:                                         # a disk that is nearly full takes a part
                    data = data[os.write(handle, data):]
                os.fsync(handle)
            finally:
                os.close(handle)
        except OSError as err:
            raise write_error(self.path, err) from err

    def parsed(self) -> list[Any]:
        """What each whole line says, unchecked."""
        if not self.path.is_file():
            return []
        lines = []
        for text in self.path.read_bytes().split(b"\n"):
            try:
                lines.append(json.loads(text))
            except (ValueError, RecursionError):
                continue                                            # torn by a kill: dropped at the next truncate
        return lines

    def read(self) -> list[dict[str, Any]]:
        return [line for line in self.parsed() if is_line(line)]

    def clear(self) -> None:
        self.path.unlink(missing_ok=True)

    def truncate(self, step: int) -> None:
        """Drop what was written after `step`, since a resumed run writes it again."""
        if self.path.exists():
            kept = [line for line in self.read() if line["step"] <= step]
            write_bytes(self.path, "".join(json.dumps(line) + "\n" for line in kept).encode())


@dataclass(frozen=True)
class RunFolder:
    """A folder under `runs/` with a config."""

    path: Path

    @property
    def name(self) -> str:
        return self.path.name

    @property
    def config(self) -> RunConfig:
        return read_config(self.path)

    def write_config(self, config: RunConfig) -> None:
        """For a run that goes on with other settings."""
        write_json(self.path / "config.json", config.model_dump(mode="json"), CONFIG_VERSION)

    @property
    def metrics(self) -> Metrics:
        return Metrics(self.path / "metrics.jsonl")

    @property
    def settling(self) -> Metrics:
        """`settling.jsonl`: a line for each look at a head that warmed up (`analysis/settling.py`)."""
        return Metrics(self.path / "settling.jsonl")

    @property
    def log(self) -> Path:
        return self.path / "log.txt"

    @property
    def model(self) -> Path:
        return self.path / "model"

    # --- pictures and snapshots ---------------------------------------------------------------------------------

    def write_sheet(self, step: int, webp: bytes) -> None:
        write_bytes(self.path / "sheets" / f"{step:06d}.webp", webp)

    def sheets(self) -> dict[int, Path]:
        return _numbered(self.path / "sheets", ".webp")

    def write_snapshot(self, step: int, tensors: Mapping[str, Tensor]) -> None:
        write_tensors(self.path / "snapshots" / f"{step:06d}.safetensors", tensors)

    def snapshots(self) -> dict[int, Path]:
        return _numbered(self.path / "snapshots", ".safetensors")

    # --- points to resume from ----------------------------------------------------------------------------------

    def save_point(self, step: int, groups: Groups, meta: Mapping[str, Any] | None = None) -> None:
        """Write all groups into a hidden folder, its manifest last, then rename it: a point is whole or not there."""
        place = self.path / "resume" / f"{step:06d}"
        building = place.with_name(f".{place.name}.{uuid.uuid4().hex[:8]}.part")
        try:
            for name, tensors in groups.items():
                write_tensors(building / f"{name}.safetensors", tensors)
            write_json(building / MANIFEST, {"step": step, "groups": sorted(groups), "meta": dict(meta or {})})
            _discard(place)
            building.replace(place)
            sync_folder(place.parent)
        except OSError as err:
            raise write_error(place, err) from err
        finally:
            shutil.rmtree(building, ignore_errors=True)
        for old in set(self.points()[:-KEPT_POINTS]) - {self.best_point()}:
            with suppress(OSError):                                 # one too many does no harm
                _discard(self.path / "resume" / f"{old:06d}")
        for left in place.parent.glob(".*.part"):                   # of a run that was killed while writing
            shutil.rmtree(left, ignore_errors=True)

    def points(self) -> list[int]:
        """Steps of the complete points, oldest first; leftovers of a kill are not among them."""
        root = self.path / "resume"
        if not root.is_dir():
            return []
        return sorted(int(p.name) for p in root.iterdir() if p.name.isdigit() and (p / MANIFEST).is_file())

    def best_point(self) -> int | None:
        """Step of the kept point with the smallest `distance` in its meta; None where no point states one."""
        found: list[tuple[float, int]] = []
        for step in self.points():
            with suppress(KeyError, OverflowError, TypeError, ValueError):         # of a run without a distance
                found.append((float(self.meta(step)["distance"]), step))
        return min(found)[1] if found else None

    def meta(self, step: int) -> dict[str, Any]:
        """What was noted with the point at `step`; nothing where it cannot be read."""
        try:
            return dict(read_json(self.path / "resume" / f"{step:06d}" / MANIFEST)["meta"])
        except (StoreError, KeyError, TypeError, ValueError):
            return {}

    def sweep(self) -> None:
        """Remove what a kill left half-written; for the one process that works here, before it writes."""
        for folder in ("sheets", "snapshots", "resume"):
            for unfinished in (self.path / folder).glob(".*.part"):
                if unfinished.is_dir():
                    shutil.rmtree(unfinished, ignore_errors=True)
                else:
                    unfinished.unlink(missing_ok=True)

    def rewind(self, step: int) -> None:
        """Forget the points after `step`, so that the run goes on from there."""
        for later in self.points():
            if later > step:
                _discard(self.path / "resume" / f"{later:06d}")

    def load_point(self, step: int) -> tuple[dict[str, dict[str, Tensor]], dict[str, Any]]:
        """(groups, meta) of the point at `step`."""
        place = self.path / "resume" / f"{step:06d}"
        content = read_json(place / MANIFEST)
        return {name: read_tensors(inside(place, f"{name}.safetensors")) for name in content["groups"]}, content["meta"]

    def newest_point(self) -> tuple[int, dict[str, dict[str, Tensor]], dict[str, Any]] | None:
        """The newest point that opens; a broken one is passed over for the one before it. None at the start."""
        for step in reversed(self.points()):
            try:
                groups, meta = self.load_point(step)
            except (StoreError, KeyError, TypeError):
                continue
            return step, groups, meta
        return None


def _discard(place: Path) -> None:
    """Remove a point at one moment: first its name, then its files; what a kill leaves is swept by the next point."""
    if place.exists():
        hidden = place.with_name(f".{place.name}.{uuid.uuid4().hex[:8]}.part")
        place.rename(hidden)
        shutil.rmtree(hidden, ignore_errors=True)


def _numbered(folder: Path, suffix: str) -> dict[int, Path]:
    if not folder.is_dir():
        return {}
    files = [path for path in folder.iterdir() if path.suffix == suffix and path.stem.isdigit()]
    return {int(path.stem): path for path in sorted(files)}


def snapshot_steps(steps: int) -> list[int]:
    """Of a run of that many steps those that it keeps: from about 20 to the last, evenly spaced in the logarithm, since
    specialisation happens early."""
    first = min(20, steps)
    spaced = {round(first * math.exp(i / (N_SNAPSHOTS - 1) * math.log(steps / first))) for i in range(N_SNAPSHOTS)}
    return sorted(spaced | {steps})


def run_of(folder: Path) -> RunFolder | None:
    """The run whose folder, or whose model's folder, this is; None for a model without its run."""
    path = folder.parent if folder.name == "model" else folder
    return RunFolder(path) if (path / "config.json").is_file() and (path / "snapshots").is_dir() else None


def namesakes(name: str) -> list[Path]:
    """Folders under `runs/` of that name, in capitals or not: on many disks they are one."""
    root = runs_root()
    return sorted(path for path in root.iterdir() if path.name.casefold() == name.casefold()) if root.is_dir() else []


def free_name(family: str, data: str) -> str:
    """`hmog-digits-3`, for a run that was given no name: the first number that nothing under `runs/` has, in capitals or not."""
    root = runs_root()
    taken = {path.name.casefold() for path in root.iterdir()} if root.is_dir() else set()
    bare = data.rstrip("/").rsplit("/", 1)[-1].rsplit(".", 1)[0]
    stem = f"{family}-{re.sub(r'[^A-Za-z0-9_-]', '-', bare).strip('-')[:40] or 'own'}"
    return next(name for n in count(1) if (name := f"{stem}-{n}").casefold() not in taken)


def create(name: str, config: RunConfig) -> RunFolder:
    """A new run folder. A folder that has a run is refused; what was made by hand beside it is left alone.

    The config is the claim: of two that start together one wins, and a kill at any moment leaves a run or a free name.
    """
    path = runs_root() / checked_name(name, "run name")
    for other in namesakes(name):
        if other.name != name and (other / "config.json").exists():
            raise ConfigError(f"The run '{other.name}' exists already, and '{name}' differs from it in capitals only.",
                              "Choose another name: on many disks these two are one folder.")
    try:
        write_json(path / "config.json", config.model_dump(mode="json"), CONFIG_VERSION, new=True)
    except FileExistsError as err:
        raise ConfigError(f"The run '{name}' exists already.",
                          f"Go on with it by --resume {name}, or choose another name.") from err
    return RunFolder(path)


def open_run(name: str) -> RunFolder:
    """The run of that name, or a StoreError naming the nearest known."""
    path = runs_root() / checked_name(name, "run name")
    if not (path / "config.json").exists():
        raise StoreError(unknown("run", name, [run.name for run in all_runs()]))
    return RunFolder(path)


def all_runs() -> list[RunFolder]:
    """Every readable run, newest first."""
    root = runs_root()
    found = []
    for path in root.iterdir() if root.is_dir() else []:
        try:
            if (path / "config.json").is_file() and read_config(path):
                found.append(RunFolder(path))
        except MixganError:
            continue                                                # its own page names it; a list goes on
    return sorted(found, key=lambda run: (run.path / "config.json").stat().st_mtime, reverse=True)
