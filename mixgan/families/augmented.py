"""Which augmentation a set of pictures needs, and what a visitor is told about few pictures. No torch here: forms read it."""

from __future__ import annotations

from collections.abc import Sequence

from mixgan.config import AUGMENTS, DataFacts, RunConfig
from mixgan.errors import ConfigError, unknown

__all__ = ["AUTO", "NONE", "notes", "resolved"]

AUTO, NONE = "auto", "none"
MANY, FEW = 10_000, 1_000       # pictures: from so many on none is needed; below so few a part is cut out as well
TOO_FEW = 200
_SEEN = {"moved": ("translation",), "toned": ("brightness", "contrast", "saturation"), "with a part cut out": ("cutout",)}


def resolved(asked: Sequence[str], facts: DataFacts) -> tuple[str, ...]:
    """The parts that are meant, in the order of their declaration: `auto` is decided by how many pictures there are.

    Raises ConfigError for a name that there is not, with the nearest; and for auto or none beside others.
    """
    names = list(dict.fromkeys(asked))
    for name in names:
        if name not in (*AUGMENTS, AUTO, NONE):
            raise ConfigError(unknown("augment", name, (*AUGMENTS, AUTO, NONE)))
    if len(names) > 1 and {AUTO, NONE} & {*names}:
        raise ConfigError(f"augment takes {AUTO} or {NONE} alone (given '{','.join(names)}').",
                          f"Give one of them, or parts: {', '.join(AUGMENTS)}.")
    wanted = _auto(facts) if names == [AUTO] else [name for name in names if name != NONE]
    return tuple(name for name in AUGMENTS if name in wanted)


def _auto(facts: DataFacts) -> list[str]:
    if facts.is_points or not 0 < facts.n_train < MANY:             # 0: how many is not known
        return []
    colour = ["saturation"] if facts.image_shape[0] == 3 else []
    return ["translation", "brightness", "contrast", *colour, *(["cutout"] if facts.n_train < FEW else [])]


def notes(config: RunConfig) -> list[str]:
    """What a form, a run's page and the command line say: that augmentation is on, and why; that the pictures are too few."""
    n, said = config.facts.n_train, []
    if parts := config.training.augment:
        how = _listed([word for word, names in _SEEN.items() if {*names} & {*parts}])
        off = "augment none switches it off."
        said.append(f"{n:,} pictures: the critic sees them {how}, or it would learn them by heart; {off}" if 0 < n < MANY
                    else f"The critic sees pictures {how}; {off}")
    if 0 < n < TOO_FEW and not config.facts.is_points:
        said.append(f"{n:,} pictures are too few: a generator will learn them by heart and draw copies of them. Give some "
                    "hundreds, thousands if there are.")
    return said


def _listed(words: Sequence[str]) -> str:
    return " and ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)
