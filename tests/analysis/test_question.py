"""A picture that asks: read from any file, brought to the model's form, and the same again from a recipe."""

from __future__ import annotations

import base64
from pathlib import Path

import numpy as np
import pytest
import torch

from mixgan.analysis.question import asked_with, kept, read_question, taken_out
from mixgan.errors import DataError, StoreError
from mixgan.pictures import png, to_uint8
from tests.data.planted import encoded, noise

SHAPE = (1, 8, 8)


def test_a_picture_of_the_form_is_taken_as_it_is(tmp_path: Path) -> None:
    for channels in (1, 3):
        question = noise(8, 8, channels)
        (tmp_path / "a.png").write_bytes(encoded(question.squeeze()))
        found, notes = read_question(tmp_path / "a.png", (channels, 8, 8))
        assert np.array_equal(found, question)
        assert notes == []


def test_one_of_another_form_is_brought_to_it_and_that_is_said(tmp_path: Path) -> None:
    picture = np.zeros((20, 30, 3), np.uint8)
    picture[:, :, 1] = 255
    (tmp_path / "a.jpg").write_bytes(encoded(picture, "PNG"))
    found, notes = read_question(tmp_path / "a.jpg", SHAPE)
    assert found.shape == (8, 8, 1)
    assert np.unique(found).tolist() == [150]                       # green is .587 as bright as white
    assert notes == ["1 picture was cropped to the central square.", "1 picture was shrunk to 8 by 8 px.",
                     "Its colours were turned to grey, as the model's questions are."]
    assert read_question(tmp_path / "a.jpg", (3, 8, 8))[0].shape == (8, 8, 3)


def test_what_is_no_picture_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "a.png").write_bytes(b"nothing")
    with pytest.raises(DataError, match=r"a\.png is no picture to ask with: not a PNG"):
        read_question(tmp_path / "a.png", SHAPE)
    with pytest.raises(DataError, match="cannot be opened: No such file"):
        read_question(tmp_path / "b.png", SHAPE)


@pytest.mark.parametrize("channels", [1, 3])
def test_a_recipe_keeps_it_whole(channels: int) -> None:
    question = noise(8, 8, channels)
    assert np.array_equal(taken_out(kept(question), (channels, 8, 8)), question)


@pytest.mark.parametrize(("text", "why"), [
    ("!", "is no PNG picture"), (base64.b64encode(b"x").decode(), "is no PNG picture"),
    (base64.b64encode(encoded(noise(8, 8), "BMP")).decode(), "is no PNG picture"),
    (base64.b64encode(png(noise(8, 9, 1))).decode(), "9 x 8 px of kind L; the model's have 8 x 8 and 1 channels"),
    (base64.b64encode(png(noise(8, 8, 3))).decode(), "8 x 8 px of kind RGB")])
def test_a_recipe_s_other_picture_is_a_sentence(text: str, why: str) -> None:
    with pytest.raises(StoreError, match=why):
        taken_out(text, SHAPE)


def test_every_row_is_asked_the_same() -> None:
    question = noise(8, 8, 3)
    asked = asked_with(question, 5)
    assert asked.dtype == torch.float32
    assert np.array_equal(to_uint8(asked), np.broadcast_to(question, (5, 8, 8, 3)))
