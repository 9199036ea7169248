"""The pictures of a choice of views: the picture itself, then views that differ by what was chosen alone."""

from __future__ import annotations

import subprocess
import sys

import numpy as np
import pytest

from mixgan.pictures import to_float
from mixgan.rng import Stream
from mixgan.training.views import View
from mixgan.training.views_shown import GAP_PX, N_VIEWS, example, views_shown
from mixgan.view_names import PARTS


def picture(side: int = 60, channels: int = 3) -> np.ndarray:
    """Without a scale: one pixel is one pixel of the sheet."""
    out = np.zeros((side, side, channels), np.uint8)
    out[10:40, 15:30] = (200, 120, 40)[:channels]
    return out


def tiles(sheet: np.ndarray, side: int = 60) -> list[np.ndarray]:
    return [sheet[:, i * (side + GAP_PX) : i * (side + GAP_PX) + side] for i in range(1 + N_VIEWS)]


def test_without_views_it_is_the_same_picture_nine_times() -> None:
    for one in tiles(views_shown(picture(), ())):
        assert np.array_equal(one, picture())


@pytest.mark.parametrize("part", PARTS)
def test_the_picture_comes_first_and_each_part_can_be_seen(part: str) -> None:
    first, *views = tiles(views_shown(picture(), (part,)))
    assert np.array_equal(first, picture())
    assert any(np.abs(one.astype(int) - first).max() > 20 for one in views)
    assert np.array_equal(views_shown(picture(), (part,)), views_shown(picture(), (part,)))


def test_views_are_those_that_train_the_head() -> None:
    import torch

    parts = ("place", "size:0.4")
    rows = to_float(torch.from_numpy(picture())[None].expand(N_VIEWS, -1, -1, -1))
    expected = View(parts)(rows, Stream(0).child("views shown"))
    for one, view in zip(tiles(views_shown(picture(), parts))[1:], expected, strict=True):
        assert np.abs(one / 127.5 - 1 - view.permute(1, 2, 0).numpy()).max() < 0.005


def test_one_part_more_leaves_the_others_chance_as_it_was() -> None:
    """Brightness alone is added: where a picture is does not change."""
    before, after = (tiles(views_shown(picture(), parts)) for parts in (("place",), ("place", "brightness")))
    for one, other in zip(before, after, strict=True):
        assert np.array_equal(one > 0, other > 0)


def test_small_and_grey_pictures_are_scaled_by_whole_factors() -> None:
    assert views_shown(picture(28, 1), ("turn",)).shape == (56, 9 * 56 + 8 * GAP_PX, 1)
    assert views_shown(picture(200), ("turn",)).shape == (200, 9 * 200 + 8 * GAP_PX, 3)


def test_the_example_is_the_most_lopsided_one() -> None:
    even = np.full((8, 8, 1), 200, np.uint8)
    odd = even.copy()
    odd[:, :4] = 0
    assert np.array_equal(example(np.stack([even, odd, even])), odd)
    faint = odd // 2
    faint[:, 4:6] = 0                                               # less of it, and more of that on one side
    assert np.array_equal(example(np.stack([even + 50, faint])), faint)
    assert example(np.zeros((2, 8, 8, 1), np.uint8)).shape == (8, 8, 1)         # a black picture divides nothing by 0


def test_a_page_that_only_imports_it_has_no_torch() -> None:
    code = "import sys, mixgan.training.views_shown; sys.exit('torch' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
