from __future__ import annotations

import numpy as np
import pytest

from mixgan.analysis.losing import fallen, quality, read_losses, shares_left, without
from mixgan.analysis.observe import drawn, observe
from tests.analysis.planted import PlantedChooser, PlantedTree
from tests.measures.planted import halves


@pytest.fixture(scope="module")
def real(judge):
    return judge(halves(200, 9).images).features


def chooser():
    """Expert 1 alone draws the right side; 0 and 2 are twins."""
    return PlantedChooser([0, 1, 0], [0.3, 0.4, 0.3]).eval()


def test_holes_are_the_samples_of_what_is_off():
    draw = drawn(chooser(), 200, 0)
    whole = observe(chooser(), draw)
    seen = without(chooser(), draw, [1], "drop")
    assert np.array_equal(seen.holes, whole.expert == 1)
    assert np.array_equal(seen.pictures[~seen.holes], whole.pictures[~seen.holes])      # the rest is as it was
    assert (seen.weights[seen.holes] == 0).all()


def test_rerouted_nothing_is_missing():
    draw = drawn(chooser(), 200, 0)
    seen = without(chooser(), draw, [1])
    assert not seen.holes.any()
    assert (seen.weights.sum(1) == 1).all()
    assert (seen.weights[:, 1] == 0).all()


def test_soft_weights_are_taken_away_and_nobody_takes_them_over():
    tree = PlantedTree().eval()
    draw = drawn(tree, 300, 0)
    whole = observe(tree, draw).weights
    seen = without(tree, draw, [0, 3], "drop")
    assert np.array_equal(seen.weights[:, [1, 2]], whole[:, [1, 2]])
    assert (seen.weights[:, [0, 3]] == 0).all()
    assert np.array_equal(seen.holes, np.isin(whole.argmax(1), [0, 3]))
    assert 0.3 < seen.holes.mean() < 0.7                    # each leaf has a quarter
    soft = (whole[:, [0, 3]].sum(1) > 0.1) & ~seen.holes
    assert soft.any()
    assert (seen.weights[soft].sum(1) < 0.9).all()


def test_shares_left_and_holes_make_the_whole():
    draw = drawn(chooser(), 200, 0)
    whole = observe(chooser(), draw)
    left = shares_left(whole.weights, [1])
    assert left[1] == 0
    assert left.sum() == pytest.approx(1 - without(chooser(), draw, [1], "drop").holes.mean())


def test_somebody_must_stay_on():
    with pytest.raises(ValueError, match="stay on"):
        without(chooser(), drawn(chooser(), 8, 0), [0, 1, 2], "drop")


def test_the_only_expert_of_a_class_takes_it_away(judge, real):
    draw = drawn(chooser(), 300, 0)
    whole = quality(judge, without(chooser(), draw, []), real)
    twin = quality(judge, without(chooser(), draw, [0], "drop"), real)
    alone = quality(judge, without(chooser(), draw, [1], "drop"), real)
    assert (whole.covered, twin.covered, alone.covered) == (2, 2, 1)
    assert whole.left == whole.n == 300
    rerouted = quality(judge, without(chooser(), draw, [0]))
    assert (fallen(whole, rerouted), fallen(whole, alone)) == ([], [1])
    assert alone.left == 300 - alone.classes[1] - int(whole.classes[1])
    assert whole.coverage is not None
    assert alone.coverage is not None
    assert alone.coverage < 0.75 * whole.coverage


def test_holes_cover_nothing(judge):
    """Ten samples of 300 are left of a class: a tenth of an even share would be 15."""
    planted = PlantedChooser([0, 1, 1], [0.5, 0.46, 0.04]).eval()
    draw = drawn(planted, 300, 0)
    seen = quality(judge, without(planted, draw, [1], "drop"))
    few = int(seen.classes[1])
    assert 5 <= few < 15
    assert seen.covered == 1


def test_without_real_pictures_distances_are_not_known(judge):
    seen = quality(judge, without(chooser(), drawn(chooser(), 50, 0), []))
    assert (seen.precision, seen.recall, seen.coverage) == (None, None, None)


# --- stored ------------------------------------------------------------------------------------------------------------

FIRST = {"n": 1000, "n_real": 1000, "coverage": [0.8], "without": [0.8, 0.5, 0.79], "changed": [0, 0, 0]}
STORED = {
    "n": 100, "n_real": 200, "changed": [0, 0.5, 0],
    "whole": {"precision": [0.9, 0.8], "recall": [0.7, 0.7], "coverage": [0.80, 0.84]},
    "without": {"precision": [[0.9, 0.8], [0.9, 0.9], [0.9, 0.8]], "recall": [[0.7, 0.7], [0.4, 0.5], [0.7, 0.6]],
                "coverage": [[0.80, 0.84], [0.50, 0.52], [0.79, 0.83]]},
    "floor": {"coverage": [0.95, 0.97]},
}


def test_the_most_missed_comes_first_with_the_classes_it_alone_draws():
    losses = read_losses(STORED, [[50, 1, 0], [0, 95, 0], [50, 4, 0]])
    ranked = [(one.expert, round(one.lost, 6), one.classes) for one in losses.missed]
    assert ranked == [(1, 0.31, (1,)), (2, 0.01, ()), (0, 0.0, ())]
    assert (losses.n, losses.n_real, losses.sets, losses.floor) == (100, 200, 2, {"coverage": (0.95, 0.97)})


def test_a_loss_is_paired_and_its_interval_is_students():
    """Paired, 0.30 and 0.32: the deviation 0.0141 is that of the differences, not of the sets; t of 1 degree is 12.706."""
    losses = read_losses(STORED)
    worst = losses.missed[0].losses
    assert worst["coverage"].value == pytest.approx(0.31)
    assert worst["coverage"].half == pytest.approx(12.706 * 0.02 / 2**0.5 / 2**0.5, rel=1e-6)
    assert worst["precision"].value == pytest.approx(-0.05)             # it rises without this one
    assert losses.missed[2].losses["recall"].half == 0                  # exactly the same in every set
    assert losses.noise == pytest.approx({"precision": 0.1, "recall": 0, "coverage": 0.04})


def test_the_first_is_told_from_the_second_by_their_paired_difference():
    assert read_losses(STORED).apart is True                            # 0.29 and 0.31: 0.30 +- 0.127
    close = STORED | {"without": STORED["without"] | {"coverage": [[0.80, 0.84], [0.50, 0.52], [0.52, 0.52]]}}
    assert read_losses(close).apart is False                            # 0.02 and 0


def test_whose_loss_is_felt_is_asked_of_every_expert_and_measure():
    losses = read_losses(STORED)
    assert [one.expert for one in losses.felt()] == [1, 2]              # 0.01 twice: a small loss, and sure
    assert [one.expert for one in losses.felt("recall")] == []          # 0.3 and 0.2: the interval of two sets is wide
    assert [one.expert for one in losses.felt("precision")] == []
    wide = STORED | {"without": STORED["without"] | {"coverage": [[0.60, 0.84], [0.79, 0.83], [0.80, 0.84]]}}
    assert [one.expert for one in read_losses(wide).felt()] == [1]      # the largest loss, 0.1, may be chance
    assert read_losses(FIRST).felt() == ()                              # without intervals nothing is sure


def test_files_of_the_first_versions_have_coverage_alone_and_no_interval():
    losses = read_losses(FIRST)
    assert [(one.expert, round(one.lost, 6)) for one in losses.missed] == [(1, 0.3), (2, 0.01), (0, 0.0)]
    assert losses.missed[0].losses["coverage"].half is None
    assert (losses.sets, losses.apart, dict(losses.noise)) == (1, None, {})
    assert losses.missed[0].classes == ()                               # no table, no class


@pytest.mark.parametrize("damaged", [
    None, {}, {"without": 3}, STORED | {"whole": {}}, STORED | {"without": STORED["without"] | {"recall": [[0.1, "x"]] * 3}},
    STORED | {"without": STORED["without"] | {"coverage": [[0.1, float("nan")]] * 3}}, FIRST | {"without": []},
    FIRST | {"without": [0.5]}, STORED | {"floor": [0.9]}, STORED | {"whole": [0.9]}, STORED | {"n": float("inf")}])
def test_what_cannot_be_read_is_not_there(damaged):
    assert read_losses(damaged) is None
