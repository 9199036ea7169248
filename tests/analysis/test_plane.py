"""Points in the plane: whose place is where, which modes are found, and what the page is sent of it."""

from __future__ import annotations

import numpy as np
import pytest

from mixgan import data, families
from mixgan.analysis.plane import CELLS, REACH, N, Plane, found_from, packed, plane, regions
from mixgan.measures.toy import mode_count
from tests.ui.tiny import POINTS, tiny_config


def cell(x: float, y: float) -> tuple[int, int]:
    """Row and column of a place in the plane: the first row is at the top."""
    column, row = ((v + REACH) / (2 * REACH) * CELLS for v in (x, -y))
    return int(row), int(column)


def test_a_place_belongs_to_the_expert_of_the_points_near_it() -> None:
    points = np.array([[1.0, 1.5]] * 20 + [[-1.5, -1.0]] * 20 + [[-1.5, 1.0]] * 10 + [[-1.5, 1.0]] * 10)
    expert = np.repeat([0, 1, 0, 2], [20, 20, 10, 10])
    owner, sure = regions(points, expert, 3)
    assert owner.shape == sure.shape == (CELLS, CELLS)
    assert owner[cell(1.0, 1.5)] == 0
    assert owner[cell(-1.5, -1.0)] == 1
    assert sure[cell(1.0, 1.5)] == sure[cell(-1.5, -1.0)] == 255    # nobody else is there
    assert sure[cell(-1.5, 1.0)] == pytest.approx(255 / 4, abs=1)   # half of two: (1/2 - 1/3) / (2/3)
    assert sure[cell(1.5, -1.5)] == 0                               # nobody is


def test_one_generator_has_every_place_that_it_comes_to() -> None:
    owner, sure = regions(np.zeros((50, 2)), np.zeros(50, int), 1)
    assert (owner == 0).all()
    assert sure[cell(0, 0)] == 255


def test_the_modes_of_a_step_are_those_that_the_measure_counts() -> None:
    generator = families.build(tiny_config("megan", POINTS, "ring")).eval()
    ring = data.load("ring", split="test")
    seen = plane(generator, ring)
    assert seen.modes is not None
    assert ring.modes is not None
    assert ring.sigma is not None
    assert seen.modes.covered == mode_count(seen.points, ring.modes, ring.sigma).covered
    assert seen.points.shape == (N, 2)
    assert sum(seen.shares) == pytest.approx(1, abs=1e-3)
    assert seen.shares == pytest.approx(np.bincount(seen.expert, minlength=seen.K) / N, abs=1e-4)
    assert plane(generator, None).modes is None
    assert plane(generator, data.load("digits", split="test")).modes is None


def test_the_page_is_sent_points_experts_and_places() -> None:
    points = np.array([[0.0, 0.0], [REACH, -REACH], [9 * REACH, np.nan]], np.float32)
    one = Plane(points, np.array([0, 1, 1]), 2, None)
    sent = packed(one)
    assert len(sent) == 5 * 3 + 2 * CELLS**2
    assert np.frombuffer(sent[:12], "<i2").tolist() == [0, 0, 16383, -16383, 32767, 32767]
    assert list(sent[12:15]) == [0, 1, 1]


@pytest.mark.parametrize(("found", "first"), [
    ([1, 7, 8, 8], 300), ([8, 7, 8], 300), ([8, 8], 100), ([8, 7], None), ([], None)])
def test_all_modes_are_found_from_the_step_on_that_loses_none_again(found: list[int], first: int | None) -> None:
    assert found_from([(100 * i, n) for i, n in enumerate(found, 1)], 8) == first


def test_one_generator_is_looked_at_in_the_same_way() -> None:
    one = plane(families.build(tiny_config("gan", POINTS, "grid")).eval(), data.load("grid", split="test"))
    assert (one.K, one.shares) == (1, [1.0])
    assert one.modes is not None
    assert len(one.modes.counts) == 25
    assert len(packed(one)) == 5 * N + 2 * CELLS**2
