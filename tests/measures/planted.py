"""Pictures that a judge learns in a second: class c has its bright half at the left (0) or at the right (1)."""

from __future__ import annotations

import numpy as np

from mixgan.measures.judges import Judge, load_folder
from mixgan.measures.train_judge import LabelledPictures, Recipe, make
from mixgan.rng import Stream

NAMES = ("left", "right")
RECIPE = Recipe(epochs=3, shift_px=1, batch=32)


def halves(n: int, seed: int, side: int = 8) -> LabelledPictures:
    """n grey pictures and their labels; brightness and noise vary."""
    stream = Stream(seed, ("halves",))
    labels = stream.child("label").integers(n, 2)
    bright = 120 + 100 * stream.child("bright").uniform(n)[:, None, None]
    noise = 40 * stream.child("noise").uniform(n, side, side)
    right = np.arange(side) >= side // 2
    images = noise + bright * (right[None, None, :] == labels[:, None, None].astype(bool))
    return LabelledPictures(images.round().astype(np.uint8)[..., None], labels)


def judge_of_halves(folder, seed: int = 0) -> Judge:
    """Trained on 320 pictures, written into `folder` and read back."""
    recipe = Recipe(RECIPE.epochs, seed, shift_px=1, batch=32)
    make(folder, "halves", halves(320, 1), halves(100, 2), NAMES, recipe, "the command")
    return load_folder(folder)
