from __future__ import annotations

import numpy as np
import pytest

from mixgan import families
from mixgan.analysis.growth import explained, jump, moment, thinned
from mixgan.analysis.observe import drawn, observe
from mixgan.measures import judges
from mixgan.measures.clustering import contingency, nmi
from mixgan.store.growth import Moment
from tests.ui.tiny import tiny_config


def at(step: int, information: float | None = None, entropy: float | None = None, explains: float = 0.0) -> Moment:
    return Moment(step=step, shares=(0.5, 0.5), explained=explains, entropy=entropy, information=information)


def test_variance_between_experts_is_that_of_their_means() -> None:
    rng = np.random.default_rng(0)
    pictures, expert = rng.integers(0, 256, (90, 2, 3, 1)), rng.integers(0, 3, 90)
    flat = pictures.reshape(90, -1).astype(float)
    means = np.stack([flat[expert == k].mean(0) for k in range(3)])
    assert explained(pictures, expert) == pytest.approx(means[expert].var(0).sum() / flat.var(0).sum())
    assert explained(pictures, np.zeros(90, int)) == pytest.approx(0)
    assert explained(np.full((8, 2, 2, 1), 7), np.arange(8) % 2) == 0
    alone = np.repeat(rng.integers(0, 256, (3, 2, 3, 1)), 5, 0)
    assert explained(alone, np.repeat(np.arange(3), 5)) == pytest.approx(1)


def test_the_jump_is_where_the_class_is_told_most_of_a_sudden() -> None:
    values = [0.0, 0.1, 0.6, 0.9, 0.95]
    assert jump([at(10 * i, value, explains=1 - value) for i, value in enumerate(values, 1)]) == (20, 30)


def test_without_a_judge_the_gate_tells_and_without_a_gate_the_pictures() -> None:
    assert jump([at(1, entropy=0.9), at(2, entropy=0.8), at(3, entropy=0.2), at(4, entropy=0.1)]) == (2, 3)
    assert jump([at(1, explains=0.1), at(2, explains=0.5), at(3, explains=0.6)]) == (1, 2)


@pytest.mark.parametrize("values", [[0.1, 0.9], [0.5, 0.4, 0.3], [0.5, 0.5, 0.5]])
def test_no_jump_where_nothing_rises_or_too_little_is_known(values: list[float]) -> None:
    assert jump([at(i, value) for i, value in enumerate(values)]) is None


@pytest.mark.parametrize(("most", "kept"), [
    (9, list(range(7))), (7, list(range(7))), (4, [0, 2, 4, 6]), (2, [0, 6]), (1, [6]), (0, [6])])
def test_thinning_keeps_the_ends(most: int, kept: list[int]) -> None:
    assert thinned(range(7), most) == kept


@pytest.mark.parametrize("family", ["hmog", "gmgan"])
def test_the_numbers_of_a_step_are_those_of_the_measures(family: str) -> None:
    generator = families.build(tiny_config(family)).eval()
    judge = judges.load("digits")
    assert judge is not None
    seen = observe(generator, drawn(generator, 200, 0))
    found = moment(40, seen, judge)
    K = generator.n_experts
    expected = nmi(contingency(seen.expert, judge(seen.pictures).classes, K, 10))
    assert found.information == pytest.approx(expected, abs=1e-4)
    assert found.shares == pytest.approx(np.bincount(seen.expert, minlength=K) / 200, abs=1e-4)
    if family == "gmgan":                                           # no gate reads its noise
        assert found.entropy is None
    else:
        w = seen.weights
        assert found.entropy == pytest.approx(float(-(w * np.log(np.maximum(w, 1e-30))).sum(1).mean() / np.log(K)), abs=1e-3)
    assert moment(40, seen, None).information is None
