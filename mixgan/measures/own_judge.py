"""A judge of one's own pictures: trained once on their class folders, kept by their digest, found by every model of them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from mixgan import data
from mixgan.config import RunConfig
from mixgan.data.imageset import ImageSet
from mixgan.errors import ConfigError, DataError
from mixgan.measures.features import LEAST_REALS
from mixgan.measures.judges import Judge, load_folder, of, own_folder
from mixgan.measures.train_judge import LabelledPictures, Recipe, make, write_floors

__all__ = ["recipe_for", "train_own", "why_untrainable"]

STEPS = 1000                    # about a minute on one core at 32 px
BATCH = 64
MOST_EPOCHS = 400


def why_untrainable(config: RunConfig) -> str:
    """Why no judge can be trained of a model's pictures, as a sentence without its full stop; "" where one may be.

    From the model's facts alone; the data have the last word.
    """
    facts = config.facts
    if facts.is_points:
        return "points in the plane are read by nobody"
    if len(facts.class_names) < 2:
        return "they have no classes that one could learn, or one class only" if facts.class_names else "they have no classes"
    if own_folder(config) is None:
        return "this model was trained by a version that does not know its pictures again"
    return ""


def recipe_for(n: int, *, mirrored: bool) -> Recipe:
    """Some 1,000 steps, however many pictures there are. `mirrored`: left may be right, as the model was told."""
    batch = min(BATCH, max(8, n // 4))
    return Recipe(epochs=max(1, min(MOST_EPOCHS, round(STEPS * batch / n))), batch=batch, flip=mirrored)


def train_own(config: RunConfig, progress: Callable[[int, int], None] = lambda done, of: None) -> Judge:
    """The judge of a model's own pictures, trained now unless there is one.

    Raises ConfigError where there can be none, DataError where the pictures are not here, are others now, or are too few.
    """
    known = of(config)
    if known is not None and known.floors is not None:              # floors come last: without them it was killed half-way
        return known
    if why := why_untrainable(config):
        raise ConfigError(f"No judge can be trained of these pictures: {why}.", "Put each class into a folder of its own.")
    folder = own_folder(config)
    assert folder is not None
    seen, held_out = (split_of(config, split) for split in ("train", "test"))
    if seen.digest != config.facts.digest:
        raise DataError(f"The pictures at {config.data} are others than the model was trained with.",
                        "Give it back its pictures, or train a model with the new ones.")
    if len(held_out) < LEAST_REALS:
        raise DataError(f"{len(held_out)} pictures are held out, and {LEAST_REALS} are the least that a judge is tried on.",
                        f"Give {10 * LEAST_REALS} pictures or more: one in ten is held out.")
    mirrored = config.training.mirrored or any(part.split(":")[0] == "mirror" for part in config.training.views)
    name = Path(config.data).stem or "pictures"
    make(folder, name, _labelled(seen), _labelled(held_out), seen.class_names, recipe_for(len(seen), mirrored=mirrored),
         "python -m mixgan judge MODEL, of any model of these pictures", progress)
    load_folder.cache_clear()                                       # one that was killed half-way was another
    write_floors(folder, _labelled(seen), _labelled(held_out))
    load_folder.cache_clear()                                       # read before its floors were there
    return load_folder(folder)


def split_of(config: RunConfig, split: data.Split) -> ImageSet:
    """Pictures of the model's set, brought to its side. Raises DataError where they are not here."""
    return data.load(config.data, split=split, size=config.facts.image_shape[1])


def _labelled(found: ImageSet) -> LabelledPictures:
    if found.labels is None:
        raise DataError(f"{found.source} has no classes now.", "Put each class into a folder of its own.")
    return LabelledPictures(found.images, found.labels)
