"""`growth/`: the generator at some forty steps of its training, as programs for the page, and a few numbers.

    growth.json  000020.mixg  000027.mixg  ...  006000.mixg

It lies in the folder of the run, beside the snapshots that it is made of, or in that of a model that was shipped without its
run. growth.json is written after a program, and only names what is whole.
"""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

from pydantic import Field

from mixgan.config import Strict, checked
from mixgan.errors import StoreError
from mixgan.files import inside, read_json, write_bytes, write_json

__all__ = ["MAX_BYTES", "MOST", "Growth", "Moment", "Unread", "add_moment", "forget_growth", "path_of", "program_at",
           "read_growth", "write_growth", "written"]

FOLDER, FILE = "growth", "growth.json"
MAX_BYTES = 32 * 2**20          # of all programs together: they go to the browser one by one
MAX_PROGRAM_BYTES = 8 * 2**20
MOST = 64                       # steps
Share = Annotated[float, Field(ge=0, le=1)]


class Moment(Strict):
    """A generator at a step. `shares`: (K,) samples that each expert leads in. `explained`: share of the pictures' variance
    that lies between experts. `entropy`: of the gate, as a share of ln K; None where the noise has no say. `information`: NMI of
    expert and class; None where no judge read."""

    step: int = Field(ge=0)
    shares: tuple[Share, ...] = Field(min_length=1, max_length=4096)
    explained: Share
    entropy: Share | None = None
    information: Share | None = None


class Unread(Strict):
    """A step that was kept and could not be read."""

    step: int = Field(ge=0)
    why: str = Field(max_length=1000)


class Growth(Strict):
    """What growth.json holds; moments by ascending step."""

    n: int = Field(ge=1, description="samples behind every number")
    features: str = Field("", max_length=200, description="the judge that read the classes; empty where none did")
    moments: tuple[Moment, ...] = Field(min_length=1, max_length=MOST)
    unread: tuple[Unread, ...] = Field((), max_length=1000)


def read_growth(model: Path) -> Growth | None:
    """Of the model folder `model`; None where nothing was kept. Raises StoreError for a file that is no growth."""
    path = inside(_home(model), FOLDER, FILE)
    if not path.is_file():
        return None
    found = checked(Growth, read_json(path), f"{model.name}/{FOLDER}/{FILE}")
    steps = [one.step for one in found.moments]
    if steps != sorted(set(steps)) or len({len(one.shares) for one in found.moments}) > 1:
        raise StoreError(f"{model.name}/{FOLDER}/{FILE} has steps out of order, or not one share for each expert.",
                         "Make it again: python -m mixgan growth MODEL.")
    return found


def path_of(model: Path, step: int) -> Path:
    """Where the program of one step lies. Raises StoreError where it is missing or too large."""
    path = inside(_home(model), FOLDER, _name(step))
    try:
        if path.stat().st_size <= MAX_PROGRAM_BYTES:
            return path
    except OSError as err:
        raise StoreError(f"{model.name} has no generator of step {step:,}.",
                         "Make its steps again: python -m mixgan growth MODEL.") from err
    raise StoreError(f"The generator of step {step:,} in {model.name} is larger than 8 MB.", "It was not opened.")


def program_at(model: Path, step: int) -> bytes:
    return path_of(model, step).read_bytes()


def write_growth(model: Path, growth: Growth, programs: Mapping[int, bytes]) -> None:
    """`programs`: by step, one for each moment. What was there before is replaced."""
    forget_growth(_home(model))
    for step, program in programs.items():
        write_bytes(_home(model) / FOLDER / _name(step), program)
    write_json(_home(model) / FOLDER / FILE, growth.model_dump(mode="json"))


def add_moment(model: Path, growth: Growth, step: int = 0, program: bytes = b"") -> None:
    """`growth` as it is now, after the program of the `step` that it names for the first time: pages may read it meanwhile."""
    if program:
        write_bytes(_home(model) / FOLDER / _name(step), program)
    write_json(_home(model) / FOLDER / FILE, growth.model_dump(mode="json"))


def written(model: Path, step: int | None = None) -> float:
    """When the program of a step was written, or what names them all, seconds since 1970; 0 where there is none."""
    try:
        return inside(_home(model), FOLDER, FILE if step is None else _name(step)).stat().st_mtime
    except OSError:
        return 0.0


def _home(model: Path) -> Path:
    """Where the growth of a model lies, whose folder may not be there yet."""
    return model.parent if model.name == "model" and (model.parent / "snapshots").is_dir() else model


def forget_growth(model: Path) -> None:
    """growth.json first: without it the programs are nothing."""
    (model / FOLDER / FILE).unlink(missing_ok=True)
    shutil.rmtree(model / FOLDER, ignore_errors=True)


def _name(step: int) -> str:
    return f"{step:06d}.mixg"
