from __future__ import annotations

import numpy as np
import pytest

from mixgan.analysis.biography import BLOCK_ROWS, biography, from_mean, nearest, nearest_few, twins
from mixgan.analysis.observe import drawn, observe
from mixgan.measures.energy import energy_distance
from mixgan.measures.records import wilson
from tests.analysis.planted import PlantedChooser


@pytest.fixture(scope="module")
def seen():
    """0 and 2 draw the left, 1 the right, 3 is never drawn."""
    return observe(chooser(), drawn(chooser(), 400, 0))


def chooser() -> PlantedChooser:
    return PlantedChooser([0, 1, 0, 1], [0.3, 0.4, 0.3, 1e-12]).eval()


@pytest.mark.parametrize(("k", "other"), [(0, 2), (2, 0)])
def test_equal_experts_are_each_others_twins(seen, k, other):
    first, second = twins(k, seen.pictures, seen.expert, 4)
    assert first.expert == other
    assert first.distance == pytest.approx(0, abs=0.003)
    assert (second.expert, second.distance > 0.2) == (1, True)


def test_the_distance_is_the_measured_one(seen):
    near = twins(1, seen.pictures, seen.expert, 4)
    a, b = (seen.pictures[seen.expert == k][:100].reshape(-1, 64) / 255 for k in (1, near[0].expert))
    assert near[0].distance == pytest.approx(energy_distance(a, b))


def test_share_mean_typical_and_extreme(seen):
    life = biography(1, seen.pictures, seen.expert, seen.expert, 4, shown=5)
    mine = np.flatnonzero(seen.expert == 1)
    assert (life.n, life.of, life.interval) == (len(mine), 400, wilson(len(mine), 400))
    assert life.mean is not None
    assert np.abs(life.mean - seen.pictures[mine].mean(0)).max() <= 0.5
    distance = {int(row): value for row, value in zip(mine, from_mean(seen.pictures[mine]), strict=True)}
    ranked = sorted(distance.values())
    assert [distance[int(row)] for row in life.typical] == ranked[:5]
    assert [distance[int(row)] for row in life.extreme] == ranked[::-1][:5]


def test_an_expert_without_samples_has_no_picture_and_no_twin(seen):
    life = biography(3, seen.pictures, seen.expert, seen.expert, 4)
    assert (life.n, life.mean, life.near) == (0, None, ())
    assert len(life.typical) == len(life.extreme) == 0
    assert life.interval[0] == 0


def test_few_samples_are_shown_once():
    pictures = np.arange(6, dtype=np.uint8).reshape(6, 1, 1, 1)
    life = biography(0, pictures, np.zeros(6, int), np.zeros(6, int), 1, shown=4)
    assert not set(life.typical) & set(life.extreme)
    assert len(life.typical) + len(life.extreme) == 6


def test_distance_to_the_mean_has_a_closed_form():
    """One black and one white picture: each half the range from their mean."""
    assert from_mean(np.array([0, 255], np.uint8).reshape(2, 1, 1, 1)).tolist() == [0.5, 0.5]


def test_the_nearest_real_picture_is_found():
    real = np.zeros((3, 2, 2, 1), np.uint8)
    real[1], real[2] = 255, 100
    rows, distance = nearest(np.full((1, 2, 2, 1), 151, np.uint8), real)
    assert rows.tolist() == [2]
    assert distance == pytest.approx([51 / 255])
    with pytest.raises(ValueError, match="one shape"):
        nearest(np.zeros((1, 4, 4, 1), np.uint8), real)


def test_the_nearest_few_are_those_of_the_nearest_in_order():
    chance = np.random.default_rng(3)
    real = chance.integers(0, 256, (BLOCK_ROWS + 40, 3, 4, 1), np.uint8)
    real[BLOCK_ROWS + 7] = real[11] ^ 1
    rows, distances = nearest_few(real[11], real, 4)
    assert rows[:2].tolist() == [11, BLOCK_ROWS + 7]                   # also across blocks
    assert distances[:2] == pytest.approx([0, 1 / 255])
    assert (np.diff(distances) >= 0).all()
    best, distance = nearest(real[11][None], np.delete(real, 11, 0))
    assert distance[0] == pytest.approx(distances[1], rel=1e-5)
    assert best[0] == BLOCK_ROWS + 6
