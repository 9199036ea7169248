"""Run folders: everything a run leaves behind, so that it can be watched, resumed and opened.

    config.json  metrics.jsonl  log.txt  sheets/000500.webp  snapshots/000500.safetensors  resume/000500/  model/
"""

from __future__ import annotations

import json
import os
import shutil
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mixgan.config import CONFIG_VERSION, RunConfig
from mixgan.errors import ConfigError, MixganError, StoreError, unknown
from mixgan.files import checked_name, inside, read_json, runs_root, write_bytes, write_error, write_json
from mixgan.store.models import read_config
from mixgan.store.tensors import read_tensors, write_tensors

if TYPE_CHECKING:
    from torch import Tensor

__all__ = ["KEPT_POINTS", "Metrics", "RunFolder", "all_runs", "create", "open_run"]

KEPT_POINTS = 3
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
                os.write(handle, data)
                os.fsync(handle)
            finally:
                os.close(handle)
        except OSError as err:
            raise write_error(self.path, err) from err

    def read(self) -> list[dict[str, Any]]:
        if not self.path.exists():
            return []
        lines = []
        for text in self.path.read_bytes().split(b"\n"):
            try:
                line = json.loads(text)
            except ValueError:
                continue                                            # torn by a kill: dropped at the next truncate
            if isinstance(line, dict) and isinstance(line.get("step"), int):
                lines.append(line)
        return lines

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

    @property
    def metrics(self) -> Metrics:
        return Metrics(self.path / "metrics.jsonl")

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
            if place.exists():
                shutil.rmtree(place)
            building.replace(place)
        except OSError as err:
            raise write_error(place, err) from err
        finally:
            shutil.rmtree(building, ignore_errors=True)
        for old in self.points()[:-KEPT_POINTS]:
            shutil.rmtree(self.path / "resume" / f"{old:06d}", ignore_errors=True)
        for left in place.parent.glob(".*.part"):                   # of a run that was killed while writing
            shutil.rmtree(left, ignore_errors=True)

    def points(self) -> list[int]:
        """Steps of the complete points, oldest first; leftovers of a kill are not among them."""
        root = self.path / "resume"
        if not root.is_dir():
            return []
        return sorted(int(p.name) for p in root.iterdir() if p.name.isdigit() and (p / MANIFEST).is_file())

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


def _numbered(folder: Path, suffix: str) -> dict[int, Path]:
    if not folder.is_dir():
        return {}
    files = [path for path in folder.iterdir() if path.suffix == suffix and path.stem.isdigit()]
    return {int(path.stem): path for path in sorted(files)}


def create(name: str, config: RunConfig) -> RunFolder:
    """A new run folder. A folder that has a run is refused; what was made by hand beside it is left alone."""
    path = runs_root() / checked_name(name, "run name")
    if (path / "config.json").exists():
        raise ConfigError(f"The run '{name}' exists already.",
                          f"Go on with it by --resume {name}, or choose another name.")
    try:
        path.mkdir(parents=True, exist_ok=True)
        os.close(os.open(path / ".claimed", os.O_CREAT | os.O_EXCL, 0o644))      # of two that start together, one wins
    except FileExistsError as err:
        raise ConfigError(f"The run '{name}' is being started by somebody else.", "Choose another name.") from err
    except OSError as err:
        raise write_error(path, err) from err
    try:
        write_json(path / "config.json", config.model_dump(mode="json"), CONFIG_VERSION)
    except BaseException:
        (path / ".claimed").unlink(missing_ok=True)                 # the name stays free
        raise
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
