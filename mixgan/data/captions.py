"""Words over the procedural shapes: a sentence says some of what its picture shows, and the rest is left open.

    a [small|large] [red|...|magenta] <shape> [at the <top|middle|bottom> <left|centre|right>] [on a <black|white> background]

Every attribute is dropped from the sentence with p = 0.4, the shape with p = 0.1 ("a thing"), whatever it is: so the true set of
answers to a sentence is known, each equally likely. One in ten of the triples of shape, hue and place is in no picture of either
split: a model that draws what such a sentence says has understood its words one by one. Source: mode-seeking.md 6.4.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from mixgan.data import shapes, words
from mixgan.data.imageset import ImageSet, digest_of
from mixgan.data.shapes import COLOURS, HUES, SHAPES, SIDE
from mixgan.data.splits import Split
from mixgan.rng import Stream

__all__ = ["ATTRIBUTES", "LENGTH", "NAME", "SILENT", "VOCABULARY", "Factors", "asked_of", "captions", "cover", "draw", "factors",
           "held_out", "held_out_questions", "load", "with_open_ones"]

NAME = "captions-shapes"
PLACES = tuple(f"{row} {column}" for row in ("top", "middle", "bottom") for column in ("left", "centre", "right"))
# in the order of the columns of `values` and of questions
ATTRIBUTES: dict[str, tuple[str, ...]] = {
    "size": ("small", "large"), "hue": HUES, "shape": SHAPES, "place": PLACES, "background": ("black", "white")}
SILENT = -1                                             # in a question: the sentence does not say
DROPPED = np.array([0.4, 0.4, 0.1, 0.4, 0.4])
VOCABULARY = words.vocabulary_of(["a thing at the on background", *(" ".join(values) for values in ATTRIBUTES.values())])
LENGTH = 12                                             # words of the longest sentence
RADII = (5.0, 8.5)                                      # px, small and large
UNLIKE = 0.5                                            # px by which radii differ at most from these
ASIDE = 0.75                                            # px by which centres differ at most from the grid's
GROUNDS = np.array([0, 1], np.float32)                  # black and white
HELD_OUT_SHARE = 0.1
QUESTIONS = 64                                          # sentences of the test split that a model is kept with
PER_TRIPLE = {"train": 41, "test": 7}                   # pictures of each triple that is not held out
Values = NDArray[np.int64]                              # (n, 5)


@dataclass(frozen=True, eq=False)
class Factors:
    """What each of n pictures shows, and what its sentence says of it. Places and radius in px, from the top left corner."""

    values: Values                      # (n, 5) into the values of each of ATTRIBUTES
    asked: Values                       # (n, 5) the same, SILENT where the sentence does not say
    x: NDArray[np.float32]              # (n,) of the centre, to the right
    y: NDArray[np.float32]              # and downwards
    radius: NDArray[np.float32]         # of the circle that the figure lies in


def held_out() -> NDArray[np.bool_]:
    """(6, 6, 9) shape, hue and place: whether no picture shows the three together; 32 of 324."""
    n = len(SHAPES) * len(HUES) * len(PLACES)
    out = np.zeros(n, bool)
    out[Stream(0).child("data", NAME, "held out").permutation(n)[: int(HELD_OUT_SHARE * n)]] = True
    return out.reshape(len(SHAPES), len(HUES), len(PLACES))


def factors(split: Split) -> Factors:
    """Of the rows that `load` gives for this split, in their order; each triple that is not held out comes equally often."""
    stream = Stream(0).child("data", NAME, split)
    shown = np.argwhere(~held_out())                    # (292, 3)
    shown = shown[stream.child("triples").permutation(len(shown))]
    n = len(shown) * PER_TRIPLE[split]
    shape, hue, place = shown[np.arange(n) % len(shown)].T
    size, ground = (stream.child(name).integers(n, 2) for name in ("size", "background"))
    values = np.stack([size, hue, shape, place, ground], 1)
    asked = np.where(stream.child("dropped").uniform(n, 5) < DROPPED, SILENT, values)
    return Factors(values, asked, *_spot(values, stream))


def with_open_ones(asked: Values, stream: Stream) -> Factors:
    """True answers to questions (n, 5): what the sentence leaves open is drawn, each value equally likely."""
    drawn = np.stack([stream.child(name).integers(len(asked), len(values)) for name, values in ATTRIBUTES.items()], 1)
    values = np.where(asked == SILENT, drawn, asked)
    return Factors(values, asked, *_spot(values, stream))


def _spot(values: Values, stream: Stream) -> tuple[NDArray[np.float32], NDArray[np.float32], NDArray[np.float32]]:
    """x, y and radius (n,) of each row: near the middle of its cell, whose grid reaches the border."""
    u = 2 * stream.child("spot").uniform(len(values), 3) - 1
    size, place = values[:, 0], values[:, 3]
    margin = np.array(RADII, np.float32)[size] + np.float32(UNLIKE + ASIDE + shapes.SOFT)
    x, y = (margin + cell * (SIDE / 2 - margin) + ASIDE * u[:, i] for i, cell in enumerate((place % 3, place // 3)))
    radius = np.array(RADII, np.float32)[size] + np.float32(UNLIKE) * u[:, 2]
    return x.astype(np.float32), y.astype(np.float32), radius


def load(split: Split) -> ImageSet:
    """uint8 (N, 32, 32, 3), the shapes as labels, int64 (N, 12) words; 11,972 rows to train with, 2,044 to test."""
    known = factors(split)
    images, label = draw(known), known.values[:, 2]
    tokens = words.encode(captions(known.asked), VOCABULARY, LENGTH)
    questions = words.encode(captions(factors("test").asked[:QUESTIONS]), VOCABULARY, LENGTH)
    return ImageSet(images, label, SHAPES, NAME, digest_of(images, label, tokens), conditions=tokens, questions=questions,
                    vocabulary=VOCABULARY, notes=("A sentence says some of what each picture shows; the rest is open.",))


def draw(known: Factors) -> NDArray[np.uint8]:
    """uint8 (n, 32, 32, 3): the figure in its colour on black or white, its edge soft over one px."""
    colour, ground = COLOURS[known.values[:, 1]], GROUNDS[known.values[:, 4]][:, None]
    blend = cover(known)[..., None] * (colour - ground)[:, None, None, :] + ground[:, None, None, :]
    return np.rint(255 * blend).astype(np.uint8)


def cover(known: Factors) -> NDArray[np.float32]:
    """(n, 32, 32) in [0, 1]: by how much each px is covered by the figure."""
    out = np.zeros((len(known.values), SIDE, SIDE), np.float32)
    hue = shape = known.values[:, 2]
    for rows, covered in shapes.covers(shapes.Factors(shape, hue, known.x, known.y, known.radius, np.ones_like(known.x))):
        out[rows] = covered
    return out


# --- sentences --------------------------------------------------------------------------------------------------------


def captions(asked: Values) -> list[str]:
    """(n, 5) questions -> their sentences."""
    return [_sentence(*row) for row in asked.tolist()]


def _sentence(size: int, hue: int, shape: int, place: int, ground: int) -> str:
    said = ["a"]
    said += [ATTRIBUTES["size"][size]] if size != SILENT else []
    said += [HUES[hue]] if hue != SILENT else []
    said += ["thing" if shape == SILENT else SHAPES[shape]]
    said += [f"at the {PLACES[place]}"] if place != SILENT else []
    said += [f"on a {ATTRIBUTES['background'][ground]} background"] if ground != SILENT else []
    return " ".join(said)


def asked_of(tokens: words.Tokens, vocabulary: Sequence[str] = VOCABULARY) -> Values:
    """(n, T) words -> (n, 5): what each sentence asks for; of no other grammar, but the order of its words is free."""
    said = [set(sentence.split()) for sentence in words.decode(tokens, vocabulary)]
    return np.array([[_named(row, values) for values in ATTRIBUTES.values()] for row in said], np.int64).reshape(-1, 5)


def _named(said: set[str], values: Sequence[str]) -> int:
    return next((index for index, value in enumerate(values) if said.issuperset(value.split())), SILENT)


def held_out_questions(more: int = 1) -> Values:
    """(32 * more, 5): sentences of shape, hue and place that no picture shows together; size and background are open."""
    shape, hue, place = np.argwhere(held_out()).T
    silent = np.full_like(shape, SILENT)
    return np.tile(np.stack([silent, hue, shape, place, silent], 1), (more, 1))
