"""The pictures of real ones on a map."""

from __future__ import annotations

import io
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from PIL import Image

from mixgan.analysis import reals
from mixgan.store.reals import StoredReals, stored
from mixgan.ui.components.packet import unpack
from mixgan.ui.model import map_reals
from mixgan.ui.views import map as views
from tests.ui.test_map_packet import a_map


def test_anybodys_own_pictures_are_small_ones(monkeypatch: pytest.MonkeyPatch) -> None:
    images = np.random.default_rng(0).integers(0, 256, (40, 64, 64, 3), np.uint8)
    monkeypatch.setattr(reals, "reals_of", lambda config: reals.Reals(images, np.arange(40)))
    found = map_reals._opened(None)                                                     # type: ignore[arg-type]
    assert found is not None
    with Image.open(io.BytesIO(found.sheet)) as sheet:
        assert sheet.width == 32 * found.columns
    monkeypatch.setattr(reals, "reals_of", lambda config: None)
    assert map_reals._opened(None) is None                                              # type: ignore[arg-type]


def real_header(shown: StoredReals | None, **change: Any) -> tuple[dict[str, Any], dict[str, bytes]]:
    placed = replace(a_map(), hosts=np.arange(160).reshape(32, 5) % 50, real_cls=np.arange(32) % 2, **change)
    header, parts = unpack(views.packet(placed, "leaf", 3, reals=shown))
    return header["real"], parts


def test_a_map_shows_pictures_only_of_those_that_it_placed() -> None:
    images = np.zeros((32, 6, 4, 1), np.uint8)
    real, parts = real_header(stored(images, np.arange(32) % 2))
    assert (real["n"], real["hosts"], real["on"]) == (32, 5, False)
    assert real["thumb"] == {"width": 4, "height": 6, "columns": 32}
    assert len(parts["hosts"]) == 2 * 160
    assert list(parts["real_cls"]) == [0, 1] * 16
    for other in (None, stored(images, np.zeros(32, int))):         # nothing here, or other pictures
        real, parts = real_header(other)
        assert real["thumb"] is None
        assert "real_sheet" not in parts


def test_what_is_said_of_real_pictures() -> None:
    real, _ = real_header(None, cls=np.arange(50) % 2)
    assert real["told"].startswith("32 real pictures, held out from training, each at the mean place of the samples most like it")
    assert real["told"].endswith("% by chance).")
    real, _ = real_header(None, class_names=(), cls=np.full(50, -1))
    assert real["told"].endswith("most like it in pixels.")
    assert unpack(views.packet(a_map(), "leaf", 3))[0]["real"] is None                  # a map of before
