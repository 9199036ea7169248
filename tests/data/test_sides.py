"""The sides that own pictures are offered at: none larger than they came."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from mixgan import data
from mixgan.data.sides import sides_of, usual_side
from tests.data.planted import many, write_folder


@pytest.mark.parametrize(("own", "finest", "sides", "usual"), [
    (32, 96, (28, 32, 48, 64), 32),         # a camera's
    (64, 64, (28, 32, 48, 64), 32),
    (40, 40, (28, 32, 40), 32),             # a side of their own stays on offer
    (28, 28, (28,), 28), (8, 8, (8,), 8),
    (32, 20, (32,), 32),                    # small and of different sides: as `load` brings them to one
])
def test_which_are_offered(own: int, finest: int, sides: tuple[int, ...], usual: int) -> None:
    assert sides_of(own, finest) == sides
    assert usual_side(sides) == usual


def test_how_fine_a_set_came_is_known_whatever_it_is_brought_to(tmp_path: Path) -> None:
    folder = write_folder(tmp_path / "a", many(12, 40) | many(9, 20, "small"))
    assert data.load(str(folder)).finest == 40                      # of half of them at least
    assert data.load(str(folder), size=28).finest == 40
    np.savez(tmp_path / "b.npz", images=np.zeros((20, 48, 36, 3), np.uint8))
    assert data.load(str(tmp_path / "b.npz"), size=28).finest == 36
    assert data.load("digits").finest == 0
