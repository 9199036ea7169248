"""The parts that random views are made of, by name, with what each tells a head to ignore. No torch here: forms read it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from mixgan.errors import ConfigError, unknown

__all__ = ["PARTS", "Part", "Strengths", "ignored", "strengths"]

Strengths = dict[str, float]        # part -> strength


class Part(NamedTuple):
    """`usual` strength, the `largest` that is allowed, what it says of kinds, and what of a picture it tells to `ignore`."""

    usual: float
    largest: float
    says: str
    ignore: str


PARTS = {
    "place": Part(0.12, 0.5, "where it is does not matter", "where it is"),
    "size": Part(0.2, 0.5, "large or small is the same", "how large it is"),
    "turn": Part(0.35, 3.1416, "a little turned is the same", "whether it is a little turned"),
    "slant": Part(0.3, 1.0, "leaning is the same", "whether it leans"),
    "crop": Part(0.3, 0.8, "a part stands for the whole", "how much of it is seen"),
    "mirror": Part(1.0, 1.0, "left and right are the same", "left or right"),
    "brightness": Part(0.5, 0.9, "bright or dark is the same", "how bright it is"),
    "contrast": Part(0.4, 1.0, "pale or strong is the same", "how strong its contrast is"),
    "colour": Part(1.0, 1.0, "the colour does not matter", "its colour"),
    "grey": Part(0.3, 1.0, "it may have no colour at all", "whether it has any colour"),
}


def strengths(parts: Sequence[str]) -> Strengths:
    """`("place", "size:0.3")` -> how strong each part is. Raises ConfigError with the nearest name or what is allowed."""
    out: Strengths = {}
    for text in parts:
        name, _, given = text.partition(":")
        if name not in PARTS:
            raise ConfigError(unknown("view", name, PARTS))
        if name in out:
            raise ConfigError(f"views name '{name}' twice: give each part once.")
        out[name] = _strength(name, given) if given else PARTS[name].usual
    return out


def ignored(parts: Sequence[str]) -> str:
    """`where it is, how large it is`: what does not matter under these views. Raises ConfigError as `strengths` does."""
    return ", ".join(PARTS[name].ignore for name in strengths(parts))


def _strength(name: str, given: str) -> float:
    largest = PARTS[name].largest
    try:
        value = float(given)
    except ValueError:
        value = -1.0
    if not 0 < value <= largest:
        raise ConfigError(f"The view '{name}' takes a strength over 0 and up to {largest:g} (given '{given[:20]}').",
                          f"Leave it out for {PARTS[name].usual:g}.")
    return value
