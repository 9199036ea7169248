"""Sentences checked on pictures: the reader against what pictures are drawn from, the shares against literal loops."""

from __future__ import annotations

import itertools
import math
from collections import Counter
from typing import Any

import numpy as np
import pytest

from mixgan.data import captions as data
from mixgan.data.captions import ATTRIBUTES, SILENT, Factors
from mixgan.errors import DataError
from mixgan.measures import captions
from mixgan.rng import Stream

NAMES = list(ATTRIBUTES)
N_VALUES = [len(values) for values in ATTRIBUTES.values()]


@pytest.fixture(scope="module")
def known() -> Factors:
    return data.factors("test")


@pytest.fixture(scope="module")
def images(known: Factors) -> np.ndarray:
    return data.draw(known)


def test_every_real_picture_is_read_right_and_is_clean(known: Factors, images: np.ndarray) -> None:
    """All five attributes of all 2,044 held-out pictures; none differs plainly from the figure that was read by a tenth."""
    read = captions.read(images)
    assert np.array_equal(read.values, known.values)
    assert read.off.max() < captions.CLEAN / 10


@pytest.mark.parametrize("noise", [5, 15])
def test_a_ground_that_is_not_flat_changes_nothing(known: Factors, images: np.ndarray, noise: float) -> None:
    """As of a generator: `noise` grey levels of deviation in every px and channel."""
    grain = noise * Stream(1).normal(len(images), 32, 32, 3)
    read = captions.read(np.clip(images + grain, 0, 255).astype(np.uint8))
    assert (read.values == known.values).all(1).mean() > 0.995
    assert read.is_clean.mean() > 0.995


def test_paler_and_darker_figures_keep_their_values(known: Factors, images: np.ndarray) -> None:
    """Colours drawn with 0.85 of their distance to the ground."""
    ground = 255.0 * known.values[:, 4][:, None, None, None]
    read = captions.read(np.rint(ground + 0.85 * (images - ground)).astype(np.uint8))
    assert np.array_equal(read.values, known.values)


def doubled(known: Factors, images: np.ndarray) -> np.ndarray:
    """The same figure once more, in the mirror: of all that stand aside."""
    aside = known.values[:, 3] % 3 != 1
    return np.where(data.cover(known)[..., None] > 0, images, images[:, :, ::-1])[aside]


def striped(known: Factors, images: np.ndarray) -> np.ndarray:
    """Figures whose every other line has the next hue."""
    return np.where(np.arange(32)[None, :, None, None] % 2 == 0, images, np.roll(images, 1, -1))


def halved(known: Factors, images: np.ndarray) -> np.ndarray:
    right = np.arange(32)[None, None, :, None] >= known.x[:, None, None, None]
    return np.where(right, images[:, :1, :1], images)


def empty(known: Factors, images: np.ndarray) -> np.ndarray:
    return np.broadcast_to(images[:, :1, :1], images.shape)


@pytest.mark.parametrize("change", [doubled, striped, halved, empty])
def test_what_the_set_does_not_hold_is_not_clean(known: Factors, images: np.ndarray, change: Any) -> None:
    """n = 2,044, of those doubled 1,365. Half of a square or of a cross may pass for a small triangle: so nearly none."""
    assert captions.read(change(known, images)).is_clean.mean() < 0.02


def test_a_figure_is_not_clean_as_another(known: Factors, images: np.ndarray) -> None:
    """`off` of each picture against the figure of every other shape, of the same area in the same place: seven in eight and more
    are told apart by it alone."""
    covered = data.cover(known)
    for shape, other in itertools.permutations(range(6), 2):
        rows = known.values[:, 2] == shape
        x, y, area = known.x[rows], known.y[rows], covered[rows].sum((1, 2))
        unlike = captions._figures(other, x, y, np.sqrt(area / captions.areas()[other]).astype(np.float32))
        plainly = np.abs(unlike - covered[rows]) > captions.PLAINLY / 0.75
        large = known.radius[rows] > 7
        assert (plainly.sum((1, 2)) / area)[large].min() > 0.05


@pytest.mark.parametrize("pictures", [np.zeros((2, 32, 32, 1), np.uint8), np.zeros((2, 16, 16, 3), np.uint8),
                                      np.zeros((2, 32, 32, 3), np.float32)])
def test_pictures_of_another_kind_are_refused(pictures: np.ndarray) -> None:
    with pytest.raises(ValueError, match=r"sentences are checked on uint8 pictures \(n, 32, 32, 3\), got"):
        captions.read(pictures)


# --- slow and obvious --------------------------------------------------------------------------------------------------


def slow(read: np.ndarray, asked: np.ndarray, of_stated: bool) -> dict[str, tuple[float, int]]:
    """Share of answers that show what is stated, or entropy of what is open, by loops over questions, attributes, answers."""
    per: dict[str, list[float]] = {name: [] for name in [*NAMES, "all"]}
    for answers, question in zip(read.tolist(), asked.tolist(), strict=True):
        here = []
        for i, name in enumerate(NAMES):
            if (question[i] >= 0) != of_stated:
                continue
            shown = [answer[i] for answer in answers]
            shares = [count / len(shown) for count in Counter(shown).values()]
            value = shown.count(question[i]) / len(shown) if of_stated else \
                -sum(p * math.log(p) for p in shares) / math.log(N_VALUES[i])
            per[name].append(value)
            here.append(value)
        per["all"] += [sum(here) / len(here)] if here else []
    return {name: (sum(values) / len(values), len(values)) for name, values in per.items() if values}


def planted(seed: int, questions: int = 12, answers: int = 9) -> tuple[np.ndarray, np.ndarray]:
    """(questions, answers, 5) values and (questions, 5) questions, of no relation."""
    stream = Stream(seed)
    drawn = np.stack([stream.child(name).integers(questions * (answers + 1), n) for name, n in
                      zip(NAMES, N_VALUES, strict=True)], 1).reshape(questions, answers + 1, 5)
    silent = stream.child("silent").uniform(questions, 5) < 0.5
    return drawn[:, 1:], np.where(silent, SILENT, drawn[:, 0])


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("of_stated", [True, False])
def test_both_are_those_of_literal_loops(seed: int, of_stated: bool) -> None:
    read, asked = planted(seed)
    asked[0], asked[1] = SILENT, read[1, 0]                             # a question that states nothing, and one that states all
    found, expected = (captions.faithfulness if of_stated else captions.openness)(read, asked), slow(read, asked, of_stated)
    assert found.keys() == expected.keys()
    for name, (value, n) in expected.items():
        assert (found[name][0], found[name][2]) == (pytest.approx(value), n)


def broken(read: np.ndarray, asked: np.ndarray) -> list[float]:
    """Openness by slips that look right: of stated ones as well, of all questions' answers together, in bits, of no norm."""
    shares = [np.bincount(read[q, :, i], minlength=N_VALUES[i]) / read.shape[1] for q in range(len(read)) for i in range(5)]
    entropies = [-sum(p * math.log(p) for p in one if p) for one in shares]
    norms = [math.log(n) for _ in range(len(read)) for n in N_VALUES]
    is_open = (asked == SILENT).reshape(-1)
    together = [np.bincount(read[asked[:, i] == SILENT, :, i].reshape(-1), minlength=N_VALUES[i]) for i in range(5)]
    pooled = [-sum(p * math.log(p) for p in one / one.sum() if p) / math.log(n)
              for one, n in zip(together, N_VALUES, strict=True)]
    chosen = [(e, norm) for e, norm, silent in zip(entropies, norms, is_open, strict=True) if silent]
    return [float(np.mean([e / norm for e, norm in zip(entropies, norms, strict=True)])), float(np.mean(pooled)),
            float(np.mean([e / math.log(2) / norm for e, norm in chosen])), float(np.mean([e for e, _ in chosen]))]


def test_slips_give_other_figures() -> None:
    """On answers that keep what is stated, and vary what is open for half of the questions alone."""
    read, asked = planted(7, 40, 16)
    read = np.where(asked[:, None] == SILENT, read, asked[:, None])
    read[::2] = read[::2, :1]
    value = captions.openness(read, asked)["all"][0]
    for other in broken(read, asked):
        assert abs(other - value) > 0.02


def test_the_truth_is_faithful_and_as_open_as_expected() -> None:
    """True answers, 64 to each of 200 questions, read from their pictures: within five deviations of the closed form."""
    asked = data.factors("test").asked[:200]
    answers = data.with_open_ones(np.repeat(asked, 64, 0), Stream(3))
    read = captions.read(data.draw(answers)).values
    read = read.reshape(200, 64, 5)
    assert captions.faithfulness(read, asked)["all"][0] == 1
    found = captions.openness(read, asked)
    for i, name in enumerate(NAMES):
        value, interval, _ = found[name]
        assert interval is not None
        deviation = (interval[1] - value) / 1.96
        assert value == pytest.approx(captions.expected_openness(N_VALUES[i], 64), abs=5 * max(deviation, 1e-3))


def test_expected_openness_by_all_draws() -> None:
    """Three draws of two values: of eight as likely ones two are of one value, and the rest have entropy H(1/3)."""
    mixed = -(math.log(1 / 3) / 3 + 2 * math.log(2 / 3) / 3) / math.log(2)
    assert captions.expected_openness(2, 3) == pytest.approx(0.75 * mixed)
    assert captions.expected_openness(9, 1) == pytest.approx(0)
    assert captions.expected_openness(9, 20_000) == pytest.approx(1, abs=1e-3)


def test_one_answer_to_a_question_is_closed_and_swinging_what_is_stated_is_unfaithful() -> None:
    asked = np.array([[SILENT, 2, 1, SILENT, 0]])
    same = np.tile([[0, 2, 1, 4, 0]], (1, 8, 1)).reshape(1, 8, 5)
    assert captions.openness(same, asked)["all"][0] == 0
    swung = same.copy()
    swung[0, ::2, 4] = 1
    assert captions.faithfulness(swung, asked)["background"] == (0.5, None, 1)
    assert captions.faithfulness(swung, asked)["all"] == (pytest.approx(5 / 6), None, 1)
    assert captions.openness(swung, asked)["all"][0] == 0               # what is stated has no part in it


def test_questions_of_nothing_and_of_everything_are_refused() -> None:
    nothing, everything = np.full((2, 5), SILENT), np.zeros((2, 5), int)
    with pytest.raises(DataError, match=r"No sentence states anything.*Ask for something\."):
        captions.faithfulness(np.zeros((2, 3, 5), int), nothing)
    with pytest.raises(DataError, match=r"Every sentence states everything.*Ask for less\."):
        captions.openness(np.zeros((2, 3, 5), int), everything)
    with pytest.raises(ValueError, match=r"values are \(questions, answers, 5\) and \(questions, 5\), got"):
        captions.faithfulness(everything, everything)
