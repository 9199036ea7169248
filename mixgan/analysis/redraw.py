"""A picture drawn again from its recipe.

What the command line drew comes out bit for bit on the same kind of processor. What the page drew was made by its own engine
from float16 parameters: it agrees within `PAGE_LEVELS` of 255 grey levels (tests/ui/components/test_saved.py). A sheet that
lies beside a model is a WebP: how far that is from its samples is measured, and nothing is promised.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import torch
from numpy.typing import NDArray

from mixgan.analysis.observe import as_arrays, drawn
from mixgan.analysis.own_mixture import fingerprint, own_weights
from mixgan.analysis.question import asked_with, taken_out, tokens_of
from mixgan.errors import StoreError
from mixgan.families.contract import Draw, Generator
from mixgan.pictures import sheet
from mixgan.store.models import ModelFolder
from mixgan.store.picture_recipe import Recipe, numbers

__all__ = ["PAGE_LEVELS", "Compared", "compared", "redrawn", "require_same"]

PAGE_LEVELS = 1
ALLOWED = {"command line": 0, "page": PAGE_LEVELS, "stored sheet": 255}


@dataclass(frozen=True)
class Compared:
    """How far a picture is from the one drawn again, of 255: the largest difference, that on average, and what is allowed."""

    levels: int
    average: float
    allowed: int


def require_same(found: ModelFolder, recipe: Recipe) -> None:
    """Raises StoreError where the model's parameters are not those that drew the picture."""
    own = fingerprint(found.path)
    if own != recipe.fingerprint:
        raise StoreError(f"The picture was drawn by parameters {recipe.fingerprint} of {recipe.model}, and here they are {own}.",
                         "Open it where that model is, or name its folder by --model.")


def redrawn(generator: Generator, recipe: Recipe, shape: tuple[int, ...]) -> NDArray[np.uint8]:
    """(H, W, C) uint8, the whole picture, of `shape`: that of the file, which is compared before anything is drawn.

    Raises StoreError for a recipe that is not of this generator, or not of a picture of this shape.
    """
    require_fitting(generator, recipe, shape)
    with torch.inference_mode():
        draw = _draw(generator, recipe)
        weights = None
        if recipe.shares is not None:
            weights = own_weights(generator, draw, recipe.shares)
        elif recipe.weights:
            weights = torch.from_numpy(numbers(recipe.weights, recipe.tiles, generator.n_experts, "weights"))
        spread = torch.tensor(recipe.spread) if isinstance(recipe.spread, tuple) else recipe.spread
        images = as_arrays(generator.sample(draw, weights=weights, spread=spread).images)
    if recipe.columns is not None:
        return sheet(images, recipe.columns, scale=recipe.scale, background=recipe.background)
    out = np.full(shape, recipe.background, np.uint8)
    for image, (x, y) in zip(images, recipe.places or (), strict=True):
        large = image.repeat(recipe.scale, 0).repeat(recipe.scale, 1)
        left, top = x * recipe.scale, y * recipe.scale
        out[top : top + large.shape[0], left : left + large.shape[1]] = large
    return out


def compared(picture: NDArray[np.uint8], again: NDArray[np.uint8], recipe: Recipe) -> Compared:
    """Two pictures of one shape."""
    apart = np.abs(picture.astype(int) - again.astype(int))
    return Compared(int(apart.max()), float(apart.mean()), ALLOWED[recipe.by])


def require_fitting(generator: Generator, recipe: Recipe, shape: tuple[int, ...]) -> None:
    K, C = generator.n_experts, len(generator.class_shares)
    if len(generator.image_shape) != 3:
        raise StoreError(f"{recipe.model} draws points in the plane, not pictures.")
    lengths = {len(of) for of in (recipe.shares, recipe.spread) if isinstance(of, tuple)}
    asked = (*(recipe.labels or ()), *(() if recipe.label is None else (recipe.label,)))
    if recipe.condition and len(generator.condition_shape) != 3:
        raise StoreError(f"The recipe asks {recipe.model} with a picture, which it does not take.", "Save the picture again.")
    if recipe.sentence and not generator.vocabulary:
        raise StoreError(f"The recipe asks {recipe.model} with a sentence, which it does not read.", "Save the picture again.")
    known = (recipe.expert is None or recipe.expert < K) and all(label < C for label in asked) and lengths <= {K}
    if not known or max(recipe.samples or (0,)) >= recipe.n:
        raise StoreError(f"The recipe asks {recipe.model} for what it does not have: it has {K} {generator.expert_word}s"
                         + (f" and {C} classes." if C else "."), "Save the picture again.")
    channels, height, width = generator.image_shape
    if recipe.columns is not None:
        columns = min(recipe.columns, recipe.tiles)
        right, bottom = columns * width, -(-recipe.tiles // columns) * height
    else:
        right, bottom = recipe.size or (0, 0)
        if any(x + width > right or y + height > bottom for x, y in recipe.places or ()):
            raise StoreError("The recipe's places lie outside of its picture.", "Save the picture again.")
    if shape != (bottom * recipe.scale, right * recipe.scale, channels):
        raise StoreError(f"The picture has {shape[1]} x {shape[0]} px and {shape[2]} channels, its recipe makes "
                         f"{right * recipe.scale} x {bottom * recipe.scale} and {channels}.",
                         "It was changed after it was saved.")


def _draw(generator: Generator, recipe: Recipe) -> Draw:
    """The draw of all that were drawn at once, or of the tiles' samples with their own noise."""
    if recipe.expert is not None:
        from mixgan.analysis.observe import sample_stream

        draw = generator.draw(recipe.n, sample_stream(recipe.seed), expert=recipe.expert, label=recipe.label)
    else:
        draw = drawn(generator, recipe.n, recipe.seed, recipe.label)
    if recipe.samples is not None:
        draw = draw[torch.tensor(recipe.samples)]
    if recipe.labels is not None:
        draw = draw.with_label(torch.tensor(recipe.labels))
    if recipe.condition:
        draw = replace(draw, condition=asked_with(taken_out(recipe.condition, generator.condition_shape), len(draw)))
    if recipe.sentence:
        draw = replace(draw, condition=asked_with(tokens_of(recipe.sentence, generator), len(draw)))
    if recipe.noise:
        draw = draw.with_noise(torch.from_numpy(numbers(recipe.noise, recipe.tiles, generator.noise_dim, "noise")))
    return draw
