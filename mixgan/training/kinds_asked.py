"""A question about a set of pictures, how many kinds it has, and the stored answer to it. No torch here: pages read it.

`python -m mixgan kinds` answers (`training/kinds.py`); the same question is answered once.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from mixgan.analysis.kinds_answer import Found
from mixgan.config import DataFacts, TrainingSettings, checked
from mixgan.data.known import known
from mixgan.errors import ConfigError, DataError, StoreError
from mixgan.families.recipes import HEADS
from mixgan.files import home, read_json, write_json

__all__ = ["FEWEST", "MOST", "Asked", "asked_of", "folder_of", "numbers_up_to", "read", "write"]

FEWEST = 60                     # pictures: of fewer, each is a kind of its own
MOST, MOST_ALLOWED = 20, 40     # kinds that are tried, unless another number is given
TRIES = 3
EVERY_UP_TO = 16                # above it, every second number
FILE = "kinds.json"
METHOD = 2                      # how it is answered: small sets are read off pictures that were not learnt from


@dataclass(frozen=True)
class Asked:
    """Everything that the answer depends on: the pictures, how views change them, the network, the chance.

    `pictures`: the name of a known set as it comes, whose facts a page knows before it is read; else their digest.
    """

    pictures: str
    image_shape: tuple[int, ...]
    views: tuple[str, ...]
    both_sides: bool
    widths: tuple[int, ...]
    learning_rate: float
    most: int = MOST
    tries: int = TRIES
    seed: int = 0


def asked_of(facts: DataFacts, data: str, *, views: Sequence[str] | None = None, most: int = MOST, tries: int = TRIES,
             seed: int = 0) -> Asked:
    """The question with the settings that a head on `data` has; `views` in the place of its own where they are given.

    Raises DataError for points and for too few pictures, ConfigError for a number or a view that is not allowed.
    """
    if facts.is_points:
        raise DataError("This asks how many kinds pictures have, and these are points.", "Give pictures.")
    if facts.n_train < FEWEST:
        raise DataError(f"{facts.n_train:,} pictures to learn from are too few to tell kinds by: {FEWEST} are the least.",
                        "Give more pictures, or choose the number yourself.")
    limit = min(MOST_ALLOWED, facts.n_train // 3)
    if not 4 <= most <= limit:
        raise ConfigError(f"Kinds are tried up to a number from 4 to {limit}, of {facts.n_train:,} pictures (given {most}).",
                          "A kind needs three pictures or more.")
    if views is not None and not views:
        raise ConfigError("Without a view nothing says which pictures are of one kind.", "Give one: --views place,size")
    if not 1 <= tries <= 20:
        raise ConfigError(f"tries should be from 1 to 20 (given {tries}).")
    if seed < 0:
        raise ConfigError(f"seed should be 0 or more (given {seed}).")
    recipe = HEADS.get(data) or HEADS[_own(facts)]
    given = {name: recipe[name] for name in ("views", "view_sides", "head_widths", "lr_head") if name in recipe}
    settings = checked(TrainingSettings, given | ({} if views is None else {"views": tuple(views)}), "kinds")
    if 2 ** len(settings.head_widths) > min(facts.image_shape[1:]):
        height, width = facts.image_shape[1:]
        raise DataError(f"Pictures of {width} by {height} px are too small: at {2 ** len(settings.head_widths)} px it begins.",
                        "Give a larger --size.")
    info = known().get(data)
    name = data if info is not None and info.image_shape == facts.image_shape else facts.digest
    return Asked(name, facts.image_shape, settings.views, settings.view_sides == "both", settings.head_widths,
                 settings.lr_head, most, tries, seed)


def _own(facts: DataFacts) -> str:
    """As `families.default_preset` chooses for pictures that are no known set."""
    return "pictures" if all(side % 8 == 0 and side >= 16 for side in facts.image_shape[1:]) else "small-pictures"


def numbers_up_to(most: int) -> tuple[int, ...]:
    """2, 3, 4 ... 16, and every second above."""
    return (*range(2, min(most, EVERY_UP_TO) + 1), *range(EVERY_UP_TO + 2, most + 1, 2))


def folder_of(asked: Asked) -> Path:
    """Where the answer lies, and the job that finds it."""
    text = json.dumps({"method": METHOD} | asdict(asked), sort_keys=True)
    return home() / "cache" / "kinds" / hashlib.blake2b(text.encode(), digest_size=10).hexdigest()


def write(asked: Asked, found: Found) -> None:
    write_json(folder_of(asked) / FILE, found.content())


def read(asked: Asked) -> Found | None:
    """The stored answer; None where there is none that can be read."""
    try:
        return Found.read(read_json(folder_of(asked) / FILE))
    except (StoreError, ValueError):
        return None
