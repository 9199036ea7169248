"""On real digits: what is worse must measure as worse, by the measure that is there to see it (measures.md 18)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pytest
from scipy.ndimage import gaussian_filter

from mixgan import data
from mixgan.measures import judges
from mixgan.measures.bins import bin_counts, compare, fit_bins
from mixgan.measures.kernel import kernel_distance
from mixgan.measures.memorised import copied_share, nearest
from mixgan.measures.neighbours import manifolds
from mixgan.measures.told_apart import by_share, by_vote, neighbours_real

N = 350


@dataclass(frozen=True)
class Digits:
    train: np.ndarray
    test: np.ndarray
    labels: np.ndarray
    centres: np.ndarray

    def measured(self, fake: np.ndarray) -> dict[str, float]:
        judge = judges.load("digits")
        real, other = (judge(images[:N]).features for images in (self.test, fake))
        near, prdc = by_share(neighbours_real(real, other, 5)), manifolds(real, other, 5)
        bins = compare(bin_counts(self.test[:N], self.centres), bin_counts(fake[:N], self.centres))
        return {"kid": kernel_distance(real, other), "density": prdc.density, "coverage": prdc.coverage, "real": near.real,
                "fake": near.fake, "jsd": bins.jsd}


@pytest.fixture(scope="module")
def digits() -> Digits:
    train, test = (data.load("digits", split=split) for split in ("train", "test"))
    order = np.random.default_rng(0).permutation(len(train.images))
    return Digits(train.images[order], test.images, train.labels[order], fit_bins(train.images, 50))


def blurred(images: np.ndarray, sigma: float) -> np.ndarray:
    return gaussian_filter(images.astype(float), (0, sigma, sigma, 0)).round().astype(np.uint8)


@pytest.fixture(scope="module")
def floor(digits: Digits) -> dict[str, float]:
    return digits.measured(digits.train[:N])


def test_more_blur_is_farther_away(digits: Digits, floor: dict[str, float]):
    light, strong = (digits.measured(blurred(digits.train[:N], sigma)) for sigma in (0.5, 1.0))
    assert floor["kid"] < light["kid"] < strong["kid"]
    assert floor["density"] > light["density"] > strong["density"]
    assert floor["coverage"] > light["coverage"] > strong["coverage"]
    assert floor["fake"] < light["fake"] < strong["fake"]
    assert max(floor["jsd"], light["jsd"]) < strong["jsd"]              # bins do not see a light one


def test_a_missing_class_costs_coverage_and_distance_and_not_density(digits: Digits, floor: dict[str, float]):
    without = digits.measured(digits.train[digits.labels != 4][:N])
    assert without["kid"] > floor["kid"] + 0.01
    assert without["coverage"] < floor["coverage"] - 0.05
    assert without["density"] > floor["density"] - 0.1
    assert without["jsd"] > 1.3 * floor["jsd"]


def test_copies_of_the_training_pictures_look_perfect_and_are_found_out(digits: Digits, floor: dict[str, float]):
    def flat(images: np.ndarray) -> np.ndarray:
        return images.reshape(len(images), -1)

    held_out = nearest(flat(digits.test), flat(digits.train))
    assert abs(floor["kid"]) < 0.05                                     # of training pictures: they look as good as real ones
    assert copied_share(nearest(flat(digits.train[:N]), flat(digits.train)), held_out)[0] == 1
    judge = judges.load("digits")
    features = judge(digits.train[:N]).features
    told = by_vote(neighbours_real(features, features, 1))
    assert (told.real, told.fake) == (0, 0)
    fresh = nearest(flat(blurred(digits.test, 1.0)), flat(digits.train))
    assert copied_share(fresh, held_out)[0] < 0.05


def test_shrunk_towards_its_class_is_crowded_and_the_mean_of_both_sides_hides_it(digits: Digits):
    judge = judges.load("digits")
    real, fake = judge(digits.test[:N]).features, judge(digits.train[:N]).features
    labels = digits.labels[:N]
    means = np.stack([fake[labels == c].mean(0) for c in range(10)])[labels]
    narrow = means + 0.6 * (fake - means)
    before, after = (by_share(neighbours_real(real, x, 5)) for x in (fake, narrow))
    assert after.real < before.real
    assert after.fake > before.fake + 0.1
    assert manifolds(real, narrow, 5).density > manifolds(real, fake, 5).density + 0.2
    assert abs(after.overall - before.overall) < abs(after.fake - before.fake) / 1.5
