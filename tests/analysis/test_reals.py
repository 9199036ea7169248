"""Real pictures among the samples of a map."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from mixgan import data, families
from mixgan.analysis.landing import HOSTS, agreement, hosts
from mixgan.analysis.reals import MOST, features, reals_of
from mixgan.errors import DataError
from mixgan.store.reals import read_shipped

SHIPPED = sorted(path.parent.name for path in (Path(__file__).resolve().parents[2] / "checkpoints" / "judges").glob("*/real.npz"))


def test_a_real_picture_lies_where_most_of_its_neighbours_lie() -> None:
    """Of its ten nearest samples six lie in one group of the layout and four in another: the mean of all would lie between."""
    known = np.arange(20.0)[:, None]
    layout = np.array([[10.0, 10.0]] * 4 + [[0.0, 0.0]] * 16) + np.arange(20)[:, None] / 1000
    found = hosts(known, np.array([[4.5]]), layout)
    assert found.shape == (1, HOSTS)
    assert set(found[0]) <= set(range(4, 10))
    assert np.linalg.norm(layout[found[0]].mean(0)) < 0.1


def test_a_map_of_few_samples_has_hosts_all_the_same() -> None:
    found = hosts(np.arange(3.0)[:, None], np.array([[0.0], [2.0]]), np.arange(6.0).reshape(3, 2))
    assert found.shape == (2, HOSTS)
    assert found.max() < 3


def test_agreement_and_what_chance_would_give() -> None:
    cls = np.array([0, 0, 1, 1])
    found = agreement(np.array([[0, 1, 2], [2, 3, 3], [0, 0, 1]]), np.array([0, 1, 1]), cls)
    assert found == pytest.approx((2 / 3, 0.5))
    assert agreement(np.array([[0]]), np.array([-1]), cls) is None                  # no labels
    assert agreement(np.array([[0]]), np.array([0]), np.array([-1])) is None        # no judge


@pytest.mark.parametrize("name", SHIPPED)
def test_shipped_real_pictures_are_held_out_ones_of_their_set(name: str) -> None:
    try:
        test, shipped = data.load(name, split="test", fetch=False), read_shipped(name)
    except DataError:
        pytest.skip(f"{name} is not on this machine")
    assert shipped is not None
    images = shipped.images(test.images.shape[-1])
    assert len(images) == min(MOST, len(test))
    rows = {image.tobytes(): i for i, image in enumerate(test.images)}
    found = [rows[image.tobytes()] for image in images]                             # each of them, pixel by pixel
    assert test.labels is not None
    assert np.array_equal(np.asarray(test.labels)[found], shipped.labels)


def test_known_sets_need_no_data_and_own_ones_do(tmp_path: Path) -> None:
    config = families.configure("gmgan", "digits", data.load("digits").facts())
    assert reals_of(config) is not None
    assert reals_of(config.model_copy(update={"data": str(tmp_path / "gone")})) is None


def test_without_a_judge_pixels_say_what_is_near() -> None:
    pictures = np.arange(40, dtype=np.uint8).reshape(40, 1, 1, 1).repeat(4, 1).repeat(4, 2) * 6
    known, new = features(pictures, pictures[7:8], None)
    assert np.abs(known - new).sum(1).argmin() == 7


def test_real_points_of_a_toy_lie_on_its_map_too() -> None:
    config = families.configure("gmgan", "ring", data.load("ring").facts())
    found = reals_of(config)
    assert found is not None
    assert found.images.shape == (MOST, 2)
    assert len(found.labels) == MOST
