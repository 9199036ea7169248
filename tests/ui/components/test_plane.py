"""Points in the plane as the page reads them, and the ground that it lays under them."""

from __future__ import annotations

import base64

import numpy as np
import pytest

from mixgan.analysis.plane import CELLS, REACH, Plane, packed, regions
from mixgan.ui.components.live import LIVE
from tests.node import run_node

FIELD = (*LIVE, "plane/field.js")


def test_what_is_sent_is_read() -> None:
    rng = np.random.default_rng(0)
    points, expert = rng.normal(size=(40, 2)).astype(np.float32), rng.integers(0, 3, 40)
    sent = base64.b64encode(b"odd" + packed(Plane(points, expert, 3, None))).decode()
    read = run_node("readStep(bytes(sent).subarray(3), 40, cells)", {"sent": sent, "cells": CELLS}, FIELD)
    assert read["points"] == pytest.approx((points / REACH).ravel().tolist(), abs=1e-4)
    assert read["experts"] == expert.tolist()
    owners, sure = regions(points, expert, 3)
    assert read["owners"] == owners.ravel().tolist()
    assert read["sure"] == sure.ravel().tolist()


def test_the_ground_is_as_strong_as_it_is_sure() -> None:
    ground = run_node("groundOf({ owners: [1, 0, 1], sure: [255, 0, 100] }, ['#102030', '#ff8000'].map(numbersOf))", {}, FIELD)
    assert ground[:3] == ground[8:11] == [255, 128, 0]
    assert ground[4:8] == [16, 32, 48, 0]
    assert ground[3] / ground[11] == pytest.approx(2.55, rel=0.02)
