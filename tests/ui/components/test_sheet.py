"""The packet of Home's sheet: sizes from the stored picture, and a sentence where it is none."""

from __future__ import annotations

import numpy as np
import pytest

from mixgan.errors import StoreError
from mixgan.pictures import webp
from mixgan.ui.components.packet import unpack
from mixgan.ui.components.sheet import SheetLook, sheet_packet

SHEET = webp(np.zeros((8, 12, 1), np.uint8))                        # two rows of three


def of(n: int) -> SheetLook:
    return SheetLook([0] * n, [1.0] * n, [""] * n, {"light": ["#000000"], "dark": ["#ffffff"]}, ["disc"], "")


@pytest.mark.parametrize(("n", "tile"), [(6, {"width": 4, "height": 4}), (4, {"width": 4, "height": 4}),
                                         (3, {"width": 4, "height": 8}), (0, {"width": 4, "height": 8})])
def test_the_tile_follows_from_sheet_and_columns(n: int, tile: dict[str, int]) -> None:
    header, parts = unpack(sheet_packet(SHEET, 3, of(n)))
    assert (header["tile"], header["n"], bytes(parts["sheet"])) == (tile, n, SHEET)


def test_a_torn_sheet_is_a_sentence() -> None:
    with pytest.raises(StoreError, match="The sheet of samples cannot be shown"):
        sheet_packet(SHEET[:20], 3, of(6))
