"""What the page reads in an answer to a sentence, against the measure that it repeats; and what it counts of that."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from mixgan.data import captions
from mixgan.measures import captions as measures
from mixgan.rng import Stream
from mixgan.ui.components import answers as component
from mixgan.ui.views import sentences
from tests.node import run_node

PURE = ("answers/reading.js",)
RULES = sentences.said_of((-1,) * 5)["rules"]


def read(pictures: Any) -> tuple[Any, Any]:
    """uint8 (n, 32, 32, 3) -> values (n, 5), and whether each is a whole figure."""
    rows = (pictures.astype(float) / 127.5 - 1).reshape(len(pictures), -1).round(6).tolist()
    found = run_node("rows.map((row) => new Reading(rules).of(Float32Array.from(row)))", {"rows": rows, "rules": RULES}, PURE)
    return np.array([one["values"] for one in found]), np.array([one["isWhole"] for one in found])


def shown(n: int) -> captions.Factors:
    return captions.with_open_ones(np.full((n, 5), captions.SILENT), Stream(3))


def test_true_pictures_are_read_right() -> None:
    known = shown(200)
    values, is_whole = read(captions.draw(known))
    np.testing.assert_array_equal(values, known.values)
    assert is_whole.all()


@pytest.mark.parametrize("spoil", [0.1, 0.3, 0.8])
def test_others_are_read_as_the_measure_does(spoil: float) -> None:
    """Faint, noisy and torn: whatever a generator makes."""
    rng = np.random.default_rng(0)
    clean = captions.draw(shown(120)).astype(float)
    noisy = (1 - spoil) * clean + spoil * rng.permutation(clean) + 30 * spoil * rng.normal(size=clean.shape)
    pictures = np.clip(noisy, 0, 255).astype(np.uint8)
    pictures[:3] = np.array([0, 255, 128])[:, None, None, None]         # nothing at all on black, on white, on grey
    expected = measures.read(pictures)
    values, is_whole = read(pictures)
    # a tie may fall otherwise, since one side adds up in 32 bits
    assert (values == expected.values).all(1).mean() >= 0.99
    assert (is_whole == expected.is_clean).mean() >= 0.99
    assert (0 < is_whole.mean() < 1) == (spoil == 0.1)


def test_the_parts_are_in_the_page() -> None:
    assert set(PURE) | {"answers/values.js", "answers/sentence.js"} <= set(component.SCRIPTS)
