"""What is measured of answers to outlines, of a generator whose answers are known: every colour, one colour, or none."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from torch import Tensor

from mixgan.analysis.answer_names import APART, EDGES, EVEN, EXPERT, FOUND, RIGHT
from mixgan.analysis.answers import answer_figures, apart
from mixgan.data import edges
from mixgan.families.contract import Draw, GateTrace, Generator, Parts
from mixgan.pictures import to_float

N, SOURCE = 12, "edges-shapes"


class Right(Generator):
    """It knows the grey picture behind every outline, and paints it in one of the first `colours` of the palette by its noise."""

    n_experts, noise_dim, image_shape = 1, 1, (3, 32, 32)

    def __init__(self, colours: int = 8) -> None:
        super().__init__()
        grey = edges.greys(SOURCE, "test", False)[:N]
        self.grey, self.colours, self.condition_shape = grey, colours, (1, 32, 32)
        self.by_outline = {asked.tobytes(): i for i, asked in enumerate(edges.outlines(grey))}

    def parts(self, draw: Draw, spread: Tensor | None) -> Parts:
        assert draw.condition is not None
        asked = ((draw.condition + 1) * 127.5).round().to(torch.uint8).permute(0, 2, 3, 1).numpy()
        rows = [self.by_outline[one.tobytes()] for one in asked]
        mode = (self.colours * torch.special.ndtr(draw.noise[:, 0])).long().numpy()
        return to_float(torch.from_numpy(edges.coloured(self.grey[rows], mode, np.zeros_like(mode))))

    def route(self, draw: Draw, parts: Parts) -> GateTrace | None:
        return None

    def blend(self, parts: Parts, weights: Tensor) -> Tensor:
        images: Tensor = parts
        return images[:, None]


def values(generator: Generator) -> dict[str, float]:
    return {figure.name: figure.value for figure in answer_figures(generator.eval(), SOURCE, 0, N)}


def test_all_colours_are_found_right_and_apart() -> None:
    found = values(Right())
    assert 7.5 < found[FOUND] <= 8                                  # 32 draws of eight miss one now and then
    assert found[RIGHT] == 1
    assert found[EDGES] > 0.9
    assert found[EVEN] < 0.02
    assert found[APART] > 0.02
    assert EXPERT not in found                                      # there is one alone


def test_one_colour_is_right_and_no_two_answers_are_apart() -> None:
    found = values(Right(colours=1))
    assert (found[FOUND], found[RIGHT]) == (1, 1)
    assert found[APART] == pytest.approx(0, abs=1e-12)
    assert found[EVEN] > 0.3


def test_the_distance_is_that_of_every_pair() -> None:
    pictures = np.random.default_rng(0).integers(0, 256, (5, 4, 4, 3), np.uint8)
    by_hand = np.mean([np.abs(pictures[i].astype(float) - pictures[j]).mean() / 127.5 for i in range(5) for j in range(i)])
    assert apart(pictures) == pytest.approx(by_hand)
