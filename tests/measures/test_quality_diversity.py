from __future__ import annotations

import numpy as np
import pytest

from mixgan.errors import DataError
from mixgan.measures.neighbours import Reference
from mixgan.measures.quality_diversity import Quality, class_evenness, quality_diversity, varied_within
from tests.measures import slow

DRAW = np.random.default_rng(31)
CLASSES = np.repeat([0, 1, 2, 3], 30)
CENTRES = 20 * np.eye(4)[CLASSES]
REAL, FAKE = (CENTRES + DRAW.standard_normal((120, 4)) for _ in range(2))


def sure(classes: np.ndarray, of: float = 0.97) -> np.ndarray:
    """(n, 4) probabilities: `of` for the class."""
    return np.where(np.eye(4)[classes] == 1, of, (1 - of) / 3)


def test_both_parts_by_their_definitions():
    likely = sure(CLASSES)
    likely[:40] = sure(CLASSES[:40], 0.8)
    found = quality_diversity(FAKE, likely, REAL, CLASSES)
    radii = [slow.radius(REAL.tolist(), i, 3) for i in range(120)]
    near = [any(slow.distance(f, r) < radii[i] for i, r in enumerate(REAL)) for f in FAKE]
    assert found.quality == pytest.approx(np.mean(np.array(near) & (np.arange(120) >= 40)))
    assert 0.1 < found.quality < 2 / 3

    def apart(side, c):
        points = side[c == CLASSES]
        return np.mean([np.linalg.norm(a - b) for i, a in enumerate(points) for b in points[i + 1 :]])

    ratio = np.mean([apart(FAKE, c) / apart(REAL, c) for c in range(4)])
    assert found.diversity == pytest.approx(min(1, ratio), abs=1e-9)


def test_one_class_alone_is_a_quarter_as_diverse_and_as_good():
    only = REAL[:30] + 0.01
    found = quality_diversity(np.tile(only, (4, 1)), sure(np.zeros(120, int)), REAL, CLASSES)
    assert found.quality == 1
    assert found.diversity == pytest.approx(0.25, abs=0.02)


def test_narrow_classes_are_less_diverse_and_wide_ones_do_not_pay():
    narrow = CENTRES + 0.5 * (REAL - CENTRES)
    assert quality_diversity(narrow, sure(CLASSES), REAL, CLASSES).diversity == pytest.approx(0.5)
    wide = CENTRES + 2 * (REAL - CENTRES)
    found = quality_diversity(wide, sure(CLASSES), REAL, CLASSES)
    assert found.diversity == 1
    assert found.quality < 0.9


def test_evenness_and_the_harmonic_mean():
    assert class_evenness(np.array([0, 1, 2, 3]), 4) == pytest.approx(1)
    assert class_evenness(np.array([2, 2]), 4) == pytest.approx(0.25)
    assert Quality(0.5, 1.0).harmonic == pytest.approx(2 / 3)
    assert Quality(0.0, 0.0).harmonic == 0
    assert varied_within(FAKE, CLASSES, REAL[:19], CLASSES[:19], 4) == 0


def test_a_reference_that_is_known_gives_the_same():
    assert quality_diversity(FAKE, sure(CLASSES), REAL, CLASSES, Reference(REAL, 3)) == quality_diversity(
        FAKE, sure(CLASSES), REAL, CLASSES)


@pytest.mark.parametrize(("change", "words"), [
    ({"probabilities": sure(CLASSES)[:50]}, "at least 120 generated"), ({"fake": FAKE[:, :3]}, "4 real and 3 generated"),
    ({"probabilities": np.tile(sure(CLASSES), (2, 1))}, "one row of probabilities"),
    ({"real_classes": CLASSES + 1}, "from 0 to 3"),
    ({"fake": np.where(FAKE > 21, np.nan, FAKE)}, "NaN"),
])
def test_what_does_not_fit_is_said_in_a_sentence(change, words):
    given = {"fake": FAKE, "probabilities": sure(CLASSES), "real": REAL, "real_classes": CLASSES} | change
    with pytest.raises(DataError, match=words):
        quality_diversity(**given)
