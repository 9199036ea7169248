"""Two sets of digits that are no pairs: what each is made of, and that no row gives an answer away."""

from __future__ import annotations

import os

import numpy as np
import pytest

from mixgan import data
from mixgan.data import styles
from mixgan.data.known import asking

REAL = os.environ.get("MIXGAN_DATA", "")        # before the fixture hides it


@pytest.fixture(scope="module")
def found() -> data.ImageSet:
    return data.load("styles-digits")


def test_a_stroke_grows_by_a_pixel_each_time_and_loses_one() -> None:
    """Of a bar of 2 by 5 px: area by area, against squares of four taken pixel by pixel; it stays where it is."""
    bar = np.zeros((1, 12, 12), np.uint8)
    bar[0, 3:8, 5:7] = 200
    assert np.array_equal(styles.thicker(bar, 0), bar)
    once, twice = styles.thicker(bar, 1), styles.thicker(bar, 2)
    assert [int((one > 0).sum()) for one in (styles.thinner(bar), bar, once, twice)] == [4, 10, 18, 28]
    assert np.array_equal(twice[0] > 0, np.pad(np.ones((7, 4), bool), ((2, 3), (4, 4))))
    # the darkest of a square of four whose last pixel it is
    thin = np.array([[bar[0, max(0, i - 1) : i + 1, max(0, j - 1) : j + 1].min() for j in range(12)] for i in range(12)])
    assert np.array_equal(styles.thinner(bar)[0], thin)


def test_a_style_is_a_hue_and_a_width() -> None:
    written = np.zeros((3, 8, 8), np.uint8)
    written[:, 2:6, 3] = 200
    made = styles.styled(written, np.array([0, 1, 4]), np.array([0, 1, 2]))
    assert [styles.HUES[i] for i in (0, 1, 4)] == ["red", "yellow", "blue"]
    assert [[int(one[..., c].max()) for c in range(3)] for one in made] == [[200, 0, 0], [200, 200, 0], [0, 0, 200]]
    for one, width in zip(made, (0, 1, 2), strict=True):
        assert np.array_equal(one.max(-1), styles.thicker(written[:1], width)[0])

@pytest.mark.parametrize("name", ["styles-digits", "styles-mnist"])
def test_no_digit_is_in_both_sets(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Not one plain picture is the thinned form of one that is styled."""
    if name == "styles-mnist":
        if not REAL:
            pytest.skip("MIXGAN_DATA is not set")
        monkeypatch.setenv("MIXGAN_DATA", REAL)
    written, label = styles._written(name, "test", fetch=False)
    test = data.load(name, split="test", fetch=False)
    assert test.conditions is not None
    plain = {one.tobytes() for one in styles.thinner(written[::2])}
    assert {one.tobytes() for one in test.conditions[..., 0]} <= plain
    forms = {styles.thicker(written[1::2], by)[i].tobytes() for by in range(3) for i in range(min(200, len(written) // 2))}
    assert any(one.max(-1).tobytes() in forms for one in test.images)
    known = styles.plain(name, fetch=False)
    assert np.array_equal(known.label, label[::2])
    assert np.array_equal(known.asked[..., 0], styles.thinner(written[::2]))


def test_rows_are_beside_each_other_by_chance(found: data.ImageSet) -> None:
    """Each digit comes eight times, in another order, so that no two stand beside one another twice but by chance."""
    assert (len(found), found.image_shape, found.condition_shape) == (5752, (3, 32, 32), (1, 32, 32))
    assert found.conditions is not None
    assert found.labels is None
    assert styles.GAP in found.notes
    first, again = found.conditions[:719], found.conditions[719 : 2 * 719]
    assert sorted(one.tobytes() for one in first) == sorted(one.tobytes() for one in again)
    assert (first == again).all((1, 2, 3)).mean() < 0.02


def test_styles_are_as_frequent(found: data.ImageSet) -> None:
    hue, width = styles.drawn("styles-digits", "train", len(found))
    for values, n in ((hue, 6), (width, 3)):
        shares = np.bincount(values, minlength=n) / len(values)
        assert abs(shares - 1 / n).max() < 5 * np.sqrt(1 / n * (1 - 1 / n) / len(values))
    assert np.array_equal(found.images[:40].max((1, 2)) > 0, styles.COLOURS[hue[:40]] > 0)


def test_questions_are_held_out(found: data.ImageSet) -> None:
    assert found.questions is not None
    assert found.conditions is not None
    assert np.array_equal(found.questions, styles.plain("styles-digits").asked[:64])
    seen = {one.tobytes() for one in found.conditions}
    assert not any(one.tobytes() in seen for one in found.questions)


def test_what_networks_must_know_is_in_the_facts(found: data.ImageSet) -> None:
    facts = found.facts()
    assert (facts.unpaired, facts.condition_shape, facts.n_questions) == (True, (1, 32, 32), 64)
    assert not data.load("edges-shapes").facts().unpaired
    assert asking("two sets") == ["styles-digits", "styles-mnist"]
    info = data.known()["styles-digits"]
    assert (info.n_train, info.image_shape, info.condition_shape, info.n_questions) == (
        len(found), found.image_shape, facts.condition_shape, 64)
    assert data.load("styles-digits").digest == facts.digest
