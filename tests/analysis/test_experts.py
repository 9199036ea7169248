from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest
import torch

from mixgan.analysis.experts import knock_out, knock_out_content, same_noise
from mixgan.analysis.losing import read_losses
from mixgan.analysis.observe import drawn, observe
from mixgan.measures.neighbours import manifolds
from tests.analysis.planted import PlantedChooser, PlantedTree
from tests.measures.planted import halves


def test_the_same_noise_goes_through_every_expert():
    chooser = PlantedChooser([0, 1, 0], [0.2, 0.3, 0.5]).eval()
    pictures = same_noise(chooser, drawn(chooser, 5, 0))
    assert pictures.shape == (5, 3, 8, 8, 1)
    assert np.array_equal(pictures[:, 0], pictures[:, 2])               # the same side, the same noise
    assert (pictures[:, 1, :, 0] < pictures[:, 1, :, -1]).all()
    few = same_noise(chooser, drawn(chooser, 5, 0), which=[1])
    assert np.array_equal(few[:, 0], pictures[:, 1])


@pytest.fixture(scope="module")
def real(judge):
    return judge(halves(200, 9).images).features


class Varied(PlantedChooser):
    """Expert 1 alone draws the right side; 0 and 2 are twins. Both noise numbers are in every picture."""

    def __init__(self) -> None:
        super().__init__([0, 1, 0], [0.25, 0.5, 0.25])

    def parts(self, draw, spread):
        rows = 0.19 * torch.tanh(draw.noise).repeat_interleave(4, 1)         # (n, 8): upper and lower half
        return self.table + rows[:, None, None, :, None]


class Quadrants:
    """A judge whose features are the brightness of the quadrants: continuous, and known by hand."""

    features_id = "quadrants"

    def __call__(self, pictures):
        return SimpleNamespace(features=pictures.reshape(-1, 2, 4, 2, 4).mean((2, 4)).reshape(-1, 4))


REAL = Quadrants()(observe(Varied().eval(), drawn(Varied(), 300, 7)).pictures).features


@pytest.fixture(scope="module")
def found():
    return knock_out(Varied().eval(), Quadrants(), REAL, n=150, sets=3)


def test_an_expert_that_alone_draws_a_class_is_missed_and_a_twin_is_not(found):
    losses = read_losses(knock_out_content(found, Quadrants(), 150, 150, 0))
    assert losses is not None
    assert (losses.missed[0].expert, losses.sets, losses.apart) == (1, 3, True)
    for name in ("recall", "coverage"):
        assert (found.whole[name] > 0.9).all()
        assert (found.without[name][1] < 0.6).all()                     # one of two equal classes is left
        for twin in (0, 2):
            assert abs(losses.missed[0].losses[name].value) > 8 * abs(found.whole[name] - found.without[name][twin]).mean()
    assert (found.without["precision"][1] > 0.9).all()                  # what is left is as true as before
    assert found.changed[1] == pytest.approx(0.5, abs=0.1)              # its own samples, and no other
    assert found.changed[0] < 0.25                                      # its twin draws the same from the same noise


def test_an_expert_that_is_never_drawn_loses_exactly_nothing(judge, real):
    found = knock_out(PlantedChooser([0, 1, 1], [0.5, 0.5, 1e-9]).eval(), judge, real, n=60, sets=2)
    losses = read_losses(knock_out_content(found, judge, 60, 60, 0))
    unused = next(one for one in losses.missed if one.expert == 2)
    assert {(one.value, one.half) for one in unused.losses.values()} == {(0, 0)}
    assert found.changed[2] == 0


def test_the_figures_of_a_knock_out_are_those_of_the_pictures(found):
    """Set 1, without expert 1, by hand: every picture is read, not only those that are new."""
    draw = drawn(Varied(), 450, 0)[150:300]
    pictures = observe(Varied().eval(), draw, only=torch.tensor([True, False, True])).pictures
    expected = manifolds(REAL[:150], Quadrants()(pictures).features, 5)
    floor = manifolds(REAL[:150], REAL[150:], 5)
    for name in ("precision", "recall", "coverage"):
        assert found.without[name][1, 1] == getattr(expected, name)
        assert found.floor[name] == (getattr(floor, name),) * 2         # one more set of real pictures is there


def test_sets_are_independent_and_the_first_is_that_of_the_common_address(found):
    assert len(set(found.whole["coverage"])) > 1
    alone = knock_out(Varied().eval(), Quadrants(), REAL[:150], n=150, sets=1)
    assert all((alone.without[name][:, 0] == found.without[name][:, 0]).all() for name in alone.without)
    assert alone.floor == {}


def test_a_knock_out_reroutes_a_tree_at_its_logits(judge, real):
    found = knock_out(PlantedTree().eval(), judge, real, n=100, sets=1)
    assert all(np.isfinite(values).all() and values.shape == (4, 1) for values in found.without.values())


def test_a_single_expert_cannot_be_switched_off(judge, real):
    with pytest.raises(ValueError, match="single expert"):
        knock_out(PlantedChooser([0], [1.0]).eval(), judge, real)
