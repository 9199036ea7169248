"""What leaked augmentation does to pictures is seen where it is planted, and not in other pictures of the same kind."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from mixgan.measures.leaks import strangeness
from mixgan.rng import Stream

MUCH = 8.0                      # what the alarm asks for
Pictures = NDArray[np.float32]


def photos(name: str, n: int = 512) -> Pictures:
    """(n, 3, 16, 16): a light of its own for each, a slope, and grain; nothing of it is background."""
    stream = Stream(0).child("photos", name)
    light, slope, grain = 0.2 * stream.normal(n, 3, 1, 1), 0.3 * stream.child("slope").normal(n, 1, 16, 1), \
        0.2 * stream.child("grain").normal(n, 3, 16, 16)
    return np.clip(light + slope + grain, -0.85, 1).astype(np.float32)


def moved(x: Pictures) -> Pictures:
    """A third of them, two pixels down, with background."""
    out = x.copy()
    out[::3, :, 2:], out[::3, :, :2] = x[::3, :, :-2], -1
    return out


REAL, FAKE = photos("real"), photos("fake")
BY = (2 * Stream(1).uniform(512, 1, 1, 1) - 1)


def test_other_pictures_of_the_kind_are_not_strange() -> None:
    assert max(strangeness(FAKE, REAL).values()) < MUCH / 2
    assert max(strangeness(REAL, REAL).values()) == 0
    assert strangeness(FAKE / 2, REAL)["contrast"] == 0             # a young run is pale
    red = FAKE.copy()
    red[:, 0, 0], red[:, 1:, 0] = 0.5, -1                           # a line of one hue is no background
    assert strangeness(red, REAL)["translation"] == 0


@pytest.mark.parametrize(("part", "leaked"), [
    ("translation", moved(FAKE)), ("brightness", np.clip(FAKE + BY, -1, 1)), ("contrast", np.clip((1 + BY / 2) * FAKE, -1, 1)),
    ("brightness", -(FAKE + 0.4))], ids=["moved", "toned", "contrasted", "inverted"])
def test_what_is_planted_is_seen(part: str, leaked: Pictures) -> None:
    assert strangeness(leaked, REAL)[part] > MUCH


def test_pictures_with_background_of_their_own_are_not_moved() -> None:
    """Digits have it along every edge: a moved one looks like another. And one that is too dark is dark everywhere."""
    dark = FAKE.copy()
    dark[::3] = -1
    assert strangeness(dark, REAL)["translation"] == 0
    assert strangeness(dark, REAL)["brightness"] > MUCH
    digits = np.pad(FAKE, ((0, 0), (0, 0), (3, 3), (3, 3)), constant_values=-1)
    assert strangeness(np.roll(digits, 2, 2), digits)["translation"] == 0
    assert strangeness(-digits, digits)["brightness"] > MUCH


def test_a_speck_at_an_edge_is_no_leak() -> None:
    """Seen in good fakes of MNIST, at a fifth of the edges; real pictures have none at all."""
    digits = np.pad(FAKE, ((0, 0), (0, 0), (3, 3), (3, 3)), constant_values=-1)
    specks = digits.copy()
    specks[::2, :, 0, 5] = 0
    assert strangeness(specks, digits)["translation"] == 0
    few = FAKE.copy()
    few[::16, :, 0] = -1                                            # and an edge in sixteen, in one of two directions
    assert 0 < strangeness(few, REAL)["translation"] < MUCH / 2


def test_units_by_hand() -> None:
    """Light 0 and 0.4, half of each: deviation 0.2, of a batch's mean 0.025. 0.1 lighter is four of it."""
    real = np.zeros((512, 1, 4, 4), np.float32)
    real[::2] = 0.4
    assert strangeness(real + np.float32(0.1), real)["brightness"] == pytest.approx(4, abs=0.01)
    wide = (real - 0.2) * 2 + 0.2
    assert strangeness(wide.astype(np.float32), real)["brightness"] == pytest.approx(128**0.5, abs=0.01)
    assert strangeness(((real - 0.2) / 2 + 0.2).astype(np.float32), real)["brightness"] == pytest.approx(0, abs=0.01)
