from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from mixgan.data import edges
from mixgan.errors import DataError
from mixgan.measures.coloured import NONE, edge_f1, expected_coverage, modes, paint, summary
from mixgan.rng import Stream


def greys(n: int) -> NDArray[np.uint8]:
    """A bright square each, not all of it at its brightest, on black."""
    out = np.zeros((n, 8, 8), np.uint8)
    out[:, 2:6, 2:6] = 180
    out[:, 3, 3] = 255
    return out


def drawn(colour: list[int], ground: list[int]) -> NDArray[np.uint8]:
    return edges.coloured(greys(len(colour)), np.array(colour), np.array(ground))


def test_the_paint_is_solved_for_however_bright_the_picture_is() -> None:
    found, ground = paint(drawn([0, 1], [0, 1]), greys(2))
    assert found + ground == pytest.approx(edges.COLOURS[:2] / 255, abs=0.01)
    assert ground.tolist() == [[0, 0, 0], [1, 1, 1]]


def test_every_mode_is_read() -> None:
    colour, ground = list(range(8)) * 2, [0] * 8 + [1] * 8
    painted = [c for c in range(16) if c != 15]                     # white on white shows nothing, and is still the last mode
    assert modes(drawn(colour, ground), greys(16), 16)[painted].tolist() == painted
    assert modes(drawn(colour, ground), greys(16), 16)[15] == 15


def test_how_bright_it_is_does_not_matter_down_to_a_limit() -> None:
    images = np.concatenate([drawn([5] * 3, [0] * 3) * np.array([1, 0.3, 0.2])[:, None, None, None],
                             255 - (255 - drawn([5] * 3, [1] * 3)) * np.array([1, 0.3, 0.2])[:, None, None, None]])
    assert modes(np.rint(images).astype(np.uint8), greys(6), 16).tolist() == [5, 5, NONE, 13, 13, NONE]


def test_what_is_far_from_every_mode_is_none_and_its_limit_is_one_channel() -> None:
    images = drawn([0, 0, 0], [0, 0, 0]).astype(np.int16)
    images[1, ..., 2] = images[1, ..., 0] * 21 // 100               # red with some blue
    images[2, ..., 2] = images[2, ..., 0] * 18 // 100
    assert modes(images.astype(np.uint8), greys(3), 8).tolist() == [0, NONE, 0]
    grey_ground = drawn([0], [0])
    grey_ground[grey_ground.max(3) == 0] = 60
    assert modes(grey_ground, greys(1), 8).tolist() == [NONE]
    assert modes(drawn([0], [1]), greys(1), 8).tolist() == [NONE], "a white ground is no right answer where all are black"


def test_a_picture_without_ground_or_paint_is_a_sentence() -> None:
    for grey in (np.zeros((1, 8, 8), np.uint8), np.full((1, 8, 8), 255, np.uint8)):
        with pytest.raises(DataError, match="no bright pixel, or no black one"):
            paint(np.zeros((1, 8, 8, 3), np.uint8), grey)


def test_the_summary_counts_right_answers_only() -> None:
    said = summary(np.array([[0, 0, 1, NONE], [2, 2, 2, 2]]), 8)
    assert (said.questions, said.draws, said.covered) == (2, 4, 1.5)
    assert said.on_mode == 7 / 8
    share, even = np.array([2, 1, 4, 0, 0, 0, 0, 0]) / 7, np.full(8, 1 / 8)
    middle = (share + even) / 2
    kl = [sum(p * np.log(p / m) for p, m in zip(one, middle, strict=True) if p > 0) for one in (share, even)]
    assert said.divergence == pytest.approx(sum(kl) / 2)
    assert summary(np.full((2, 4), NONE), 8).covered == 0


def test_a_perfect_model_finds_what_chance_lets_it() -> None:
    """32 draws of 8: 7.89 in the mean, against 4,000 simulated questions."""
    drawn = Stream(0).child("simulated").uniform(4000, 32) * 8
    assert expected_coverage(8, 32) == pytest.approx(np.mean([len(set(row)) for row in drawn.astype(int).tolist()]), abs=0.02)


def test_edge_f1_is_one_for_the_same_outline_on_any_ground_and_falls_with_another() -> None:
    asked = edges.outlines(greys(3))
    images = np.concatenate([drawn([0], [0]), drawn([3], [1]), np.zeros((1, 8, 8, 3), np.uint8)])
    assert edge_f1(images, asked)[[0, 2]].tolist() == [1.0, 0.0]
    assert edge_f1(images, asked)[1] > 0.9
    moved = np.roll(drawn([0], [0]), 2, axis=2)
    assert 0 < edge_f1(moved, asked[:1])[0] < 0.7
