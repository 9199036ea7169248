"""The curve of a generator whose answer is known: Gaussian points written as the grey levels of a tiny picture."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pytest
import torch
from torch import Tensor

from mixgan.analysis import curve as m
from mixgan.analysis.observe import drawn, observe
from mixgan.families.contract import Draw, GateTrace, Generator
from mixgan.measures.neighbours import expected_coverage
from mixgan.rng import Stream
from tests.analysis.planted import PlantedChooser
from tests.measures import slow

DIM, DEVIATION = 4, 0.12                    # in units of the picture's [-1, 1]: six deviations stay inside


class Gaussian(Generator):
    """One Gaussian: a picture of DIM pixels, each the mean 0 and spread x 0.12 x noise."""

    def __init__(self) -> None:
        super().__init__()
        self.n_experts, self.noise_dim, self.image_shape = 1, DIM, (1, 1, DIM)

    def parts(self, draw: Draw, spread: Tensor | None) -> Tensor:
        return DEVIATION * draw.noise * (1 if spread is None else spread)

    def route(self, draw: Draw, parts: Tensor) -> GateTrace | None:
        return None

    def blend(self, parts: Tensor, weights: Tensor) -> Tensor:
        return parts.view(-1, 1, 1, 1, DIM).expand(-1, weights.shape[1], -1, -1, -1)


@dataclass(frozen=True)
class Read:
    features: np.ndarray


class PixelJudge:
    """Its features are the pixels."""

    features_id = "pixels"

    def __call__(self, images: np.ndarray) -> Read:
        return Read(images.reshape(len(images), -1).astype(np.float64))


def reals(n: int) -> np.ndarray:
    noise = torch.from_numpy(Stream(7, ("real",)).normal(n, DIM))
    return observe(Gaussian().eval(), replace(drawn(Gaussian(), n, 0), noise=noise)).pictures.reshape(n, DIM).astype(np.float64)


@pytest.fixture(scope="module")
def found() -> dict:
    return m.spread_curve(Gaussian().eval(), PixelJudge(), reals(1200), 0)


def series(found: dict, name: str) -> np.ndarray:
    return np.array([point[name] for point in found["points"]])


def test_every_level_of_the_slider_is_measured(found):
    assert series(found, "spread").tolist() == [level / 8 for level in range(24)]
    assert (found["n"], found["sets"], found["k"], found["features"], found["split"]) == (500, 5, 5, "pixels", "test")
    assert "truncation" in found["meaning"]


def test_without_spread_all_are_alike(found):
    """One point in the middle of the cloud: precise, recalls nothing, and covers little."""
    assert series(found, "precision")[0] == 1
    assert series(found, "recall")[0] == 0
    assert series(found, "coverage")[0] < 0.2
    assert series(found, "coverage_sd")[0] == 0


def test_the_trained_spread_is_the_data(found):
    """Equal distributions: coverage has its closed form, precision equals recall, and all lie near the floor."""
    at = {name: series(found, name)[8] for name in m.MEASURES}
    error = series(found, "coverage_sd")[8] / np.sqrt(5)
    assert at["coverage"] == pytest.approx(expected_coverage(500, 500, 5), abs=5 * max(error, 0.004))
    assert at["precision"] == pytest.approx(at["recall"], abs=0.04)
    for name, value in at.items():
        low, high = found["floor"][name]
        assert low - 0.03 < value < high + 0.03


def test_wider_means_less_precise_and_more_recalled(found):
    precision, recall = series(found, "precision"), series(found, "recall")
    assert (np.diff(precision) < 0.01).all()
    assert (np.diff(recall) > -0.01).all()
    assert precision[-1] < 0.5 < precision[8]
    assert recall[2] < 0.3 < recall[8]


def test_equal_to_the_definitions_one_spread_at_a_time():
    """Small enough for the literal loops: 30 fakes against 30 reals, the path of `observe`, no sharing of anything."""
    generator, real, judge = Gaussian().eval(), reals(60), PixelJudge()
    fast = m.spread_curve(generator, judge, real, 3)
    assert fast["n"] == 30
    draw = generator.draw(150, Stream(3, ("curve",)))
    for level in (0, 3, 8, 23):
        points = judge(observe(generator, draw, spread=level / 8).pictures).features.tolist()
        sets = [slow.manifolds(real[:30].tolist(), points[30 * i : 30 * i + 30], 5) for i in range(5)]
        for name, values in zip(("precision", "recall", "_", "coverage"), zip(*sets, strict=True), strict=True):
            if name != "_":
                assert fast["points"][level][name] == pytest.approx(np.mean(values), abs=6e-5)
                assert fast["points"][level][f"{name}_sd"] == pytest.approx(np.std(values, ddof=1), abs=6e-5)
    others = slow.manifolds(real[:30].tolist(), real[30:].tolist(), 5)
    assert fast["floor"]["precision"] == pytest.approx([others[0]] * 2, abs=6e-5)


def test_pictures_are_those_that_a_sample_would_be():
    """The gate is asked once, and the expert stays the one it chose."""
    chooser = PlantedChooser([0, 1, 1], [0.3, 0.5, 0.2]).eval()
    draw = chooser.draw(300, Stream(1))
    weights = m._weights(chooser, draw)
    for spread in (0.0, 1.0, 2.5):
        seen = observe(chooser, draw, spread=spread)
        assert np.array_equal(m.pictures_at(chooser, draw, weights, spread), seen.pictures)


def test_a_generator_in_training_mode_is_refused():
    with pytest.raises(ValueError, match="training mode"):
        m.spread_curve(Gaussian().train(), PixelJudge(), reals(60), 0)


def test_progress_and_the_reals_that_are_looked_at():
    told = []
    real = reals(40)
    m.spread_curve(Gaussian().eval(), PixelJudge(), real, 0, lambda done, of: told.append((done, of)))
    assert told == [(level, 24) for level in range(1, 25)]
    assert m.reals_needed(10**6) == 3000
    assert m.reals_needed(40) == 40


def test_what_lies_beyond_the_needed_reals_changes_nothing():
    real = reals(3200)
    whole, cut = (m.spread_curve(Gaussian().eval(), PixelJudge(), part, 0) for part in (real, real[: m.reals_needed(3200)]))
    assert whole == cut
