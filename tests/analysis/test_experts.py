from __future__ import annotations

import numpy as np
import pytest

from mixgan.analysis.experts import knock_out, same_noise
from mixgan.analysis.observe import drawn
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


def test_an_expert_that_alone_draws_a_class_is_missed_and_a_twin_is_not(judge, real):
    """Expert 1 alone draws the right side; 0 and 2 are twins."""
    chooser = PlantedChooser([0, 1, 0], [0.3, 0.4, 0.3]).eval()
    found = knock_out(chooser, judge, real, n=300)
    assert found.without[0] == pytest.approx(found.coverage, abs=0.02)
    assert found.without[2] == pytest.approx(found.coverage, abs=0.02)
    assert found.coverage > 0
    assert found.without[1] < 0.75 * found.coverage
    assert found.changed[1] == pytest.approx(0.4, abs=0.15)             # its own samples, and no other
    assert found.changed[0] < 0.3                                       # some of its samples go to its twin, unchanged


def test_a_knock_out_reroutes_a_tree_at_its_logits(judge, real):
    found = knock_out(PlantedTree().eval(), judge, real, n=300)
    assert np.isfinite(found.without).all()
    assert found.without.shape == (4,)


def test_a_single_expert_cannot_be_switched_off(judge, real):
    with pytest.raises(ValueError, match="single expert"):
        knock_out(PlantedChooser([0], [1.0]).eval(), judge, real)
