"""What is measured of answers in styles, of a generator whose answers are known: it draws what is right, or does not."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from torch import Tensor

from mixgan.analysis.answer_names import APART, HUED, HUES, KEPT, STYLE_MEASURES, WIDTHS
from mixgan.analysis.styled import style_figures
from mixgan.data import styles
from mixgan.families.contract import Draw, GateTrace, Generator, Parts
from mixgan.measures.records import Figure
from mixgan.measures.styled import expected_evenness
from mixgan.pictures import to_float

N = 20


class Right(Generator):
    """It knows every held-out digit as it was written, and draws it in a hue and a width by two numbers of noise."""

    n_experts, noise_dim, image_shape = 1, 2, (3, 32, 32)

    def __init__(self, hued: bool = True, wide: bool = True, shift: int = 0) -> None:
        super().__init__()
        known = styles.plain("styles-digits")
        self.by_question = {asked.tobytes(): i for i, asked in enumerate(known.asked)}
        self.written, self.hued, self.wide, self.shift = known.written, hued, wide, shift
        self.condition_shape = (1, 32, 32)

    def parts(self, draw: Draw, spread: Tensor | None) -> Parts:
        assert draw.condition is not None
        asked = ((draw.condition + 1) * 127.5).round().to(torch.uint8).permute(0, 2, 3, 1).numpy()
        rows = np.array([self.by_question[one.tobytes()] for one in asked]) + self.shift
        part = torch.special.ndtr(draw.noise)
        hue = (6 * part[:, 0]).long().numpy() * self.hued
        width = (3 * part[:, 1]).long().numpy() * self.wide
        return to_float(torch.from_numpy(styles.styled(self.written[rows % len(self.written)], hue, width)))

    def route(self, draw: Draw, parts: Parts) -> GateTrace | None:
        return None

    def blend(self, parts: Parts, weights: Tensor) -> Tensor:
        images: Tensor = parts
        return images[:, None]


def measured(generator: Generator) -> dict[str, Figure]:
    return {one.name: one for one in style_figures(generator.eval(), "styles-digits", 0, N)}


@pytest.fixture(scope="module")
def right() -> dict[str, Figure]:
    return measured(Right())


def test_of_right_answers_all_is_as_it_should_be(right: dict[str, Figure]) -> None:
    assert set(right) == {*STYLE_MEASURES, APART}
    assert all((one.n_fake, one.n_real) == (32 * N, N) for one in right.values())
    assert right[HUED].value == 1
    assert right[HUES].value == pytest.approx(expected_evenness(6, 32), abs=0.02)
    true = float(right[WIDTHS].note.split("digit; ")[1].split(" of")[0])
    assert right[WIDTHS].value == pytest.approx(true, rel=0.05)
    most = float(right[KEPT].note.split("channel; ")[1].split(" of")[0])
    assert right[KEPT].value == pytest.approx(most, abs=0.02)
    assert most > 0.85


def test_what_ignores_the_noise_has_one_hue_and_one_width(right: dict[str, Figure]) -> None:
    still = measured(Right(hued=False, wide=False))
    assert [still[name].value for name in (HUES, WIDTHS, APART)] == pytest.approx([0, 0, 0], abs=1e-12)
    assert still[HUED].value == 1
    assert still[KEPT].value > 0.85


def test_another_digit_is_not_kept_however_it_is_styled(right: dict[str, Figure]) -> None:
    other = measured(Right(shift=1))
    assert other[HUES].value == pytest.approx(right[HUES].value)
    assert other[KEPT].value < 0.4
