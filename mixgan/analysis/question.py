"""What asks a model: a picture, read from a file and brought to the model's form, or a sentence; and kept inside the recipe of
what it drew."""

from __future__ import annotations

import base64
import io
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from PIL import Image
from torch import Tensor

from mixgan.data import words
from mixgan.data.decode import Unreadable, decode
from mixgan.data.one_form import notes_of
from mixgan.errors import ConfigError, DataError, StoreError
from mixgan.families.contract import Generator, as_condition
from mixgan.pictures import png

__all__ = ["asked_with", "kept", "question_of", "read_question", "taken_out", "tokens_of"]

GREY = np.array([0.299, 0.587, 0.114])          # of the standard for television (BT.601), as Pillow has it
Question = NDArray                              # uint8 (H, W, C), or int64 (T,) words


def question_of(text: str, generator: Generator, name: str) -> tuple[Question, list[str]]:
    """A sentence for a model that words ask, else the path of a picture; and a sentence for each thing that was done to it.

    Raises ConfigError for a model that is asked nothing, DataError for unknown words and for what is no picture.
    """
    if not generator.reads_conditions:
        raise ConfigError(f"{name} takes no question: nothing is asked of it.", "Leave --condition out.")
    if generator.vocabulary:
        return tokens_of(text, generator), []
    return read_question(Path(text), generator.condition_shape)


def tokens_of(sentence: str, generator: Generator) -> Question:
    """(T,) of a sentence in the model's words. Raises DataError for others, with the nearest."""
    return words.encode([sentence], generator.vocabulary, generator.condition_shape[0])[0]


def read_question(path: Path, shape: tuple[int, ...]) -> tuple[Question, list[str]]:
    """A picture file as a model takes questions, `shape` (C, H, W), and a sentence for each thing that was done to it.

    Raises DataError.
    """
    channels, height, _ = shape
    try:
        with path.open("rb") as file:
            pixels, kinds = decode(file, height)
    except OSError as err:
        raise DataError(f"{path} cannot be opened: {err.strerror or err}.", "Give the path of a picture.") from err
    except Unreadable as err:
        raise DataError(f"{path} is no picture to ask with: {err}.", "Give a PNG, or another picture.") from err
    notes = list(notes_of({kind: 1 for kind in kinds}, height))
    if channels == 3:
        return pixels, notes
    if not (pixels == pixels[..., :1]).all():
        notes.append("Its colours were turned to grey, as the model's questions are.")
    return np.rint(pixels @ GREY).astype(np.uint8)[..., None], notes


def asked_with(question: Question, n: int) -> Tensor:
    """The same question for n rows, as a draw takes it."""
    return as_condition(torch.from_numpy(question.copy())[None].expand(n, *question.shape))


def kept(question: Question) -> str:
    """As a recipe has it: base64 of a PNG."""
    return base64.b64encode(png(question)).decode()


def taken_out(text: str, shape: tuple[int, ...]) -> Question:
    """The question of a recipe, for a model whose questions are `shape`. Raises StoreError for any other picture, or none."""
    channels, height, width = shape
    try:
        with Image.open(io.BytesIO(base64.b64decode(text.encode(), validate=True)), formats=("PNG",)) as image:
            if image.size != (width, height) or image.mode != ("L" if channels == 1 else "RGB"):
                raise StoreError(f"The recipe's question has {image.width} x {image.height} px of kind {image.mode}; the model's "
                                 f"have {width} x {height} and {channels} channels.", "Save the picture again.")
            return np.asarray(image).reshape(height, width, channels)
    except StoreError:
        raise
    except Exception as err:  # Pillow meets changed bytes with errors of many kinds; all mean the same
        raise StoreError("The recipe's question is no PNG picture.", "Save the picture again.") from err
