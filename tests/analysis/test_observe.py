from __future__ import annotations

import numpy as np
import pytest
import torch

from mixgan.analysis import observe as m
from mixgan.pictures import to_uint8
from tests.analysis.planted import GoldenTree, PlantedChooser, PlantedTree

CHOOSER = PlantedChooser([0, 1], [0.25, 0.75]).eval()


def test_pictures_are_those_of_the_generator_in_any_chunk():
    draw = m.drawn(CHOOSER, m.CHUNK + 10, 3)
    seen = m.observe(CHOOSER, draw)
    assert np.array_equal(seen.pictures, to_uint8(CHOOSER(draw)))
    assert np.array_equal(seen.weights, CHOOSER.weights(draw).detach().numpy())
    assert seen.pictures.shape == (m.CHUNK + 10, 8, 8, 1)


def test_a_longer_draw_of_a_seed_begins_alike_and_another_seed_does_not():
    few, many = (m.observe(CHOOSER, m.drawn(CHOOSER, n, 3)) for n in (64, 200))
    assert np.array_equal(many.pictures[:64], few.pictures)
    assert not np.array_equal(m.observe(CHOOSER, m.drawn(CHOOSER, 64, 4)).pictures, few.pictures)


def test_the_expert_is_the_drawn_one():
    seen = m.observe(CHOOSER, m.drawn(CHOOSER, 4000, 0))
    assert (seen.expert == 1).mean() == pytest.approx(0.75, abs=5 * 0.0069)
    bright_right = seen.pictures[:, 0, -1, 0] > 128
    assert np.array_equal(bright_right, seen.expert == 1)


def test_a_prior_is_known_from_a_gate():
    assert not m.observe(CHOOSER, m.drawn(CHOOSER, 50, 0)).gated
    tree = PlantedTree().eval()
    assert m.observe(tree, m.drawn(tree, 50, 0)).gated


def test_nodes_are_there_for_a_tree_only():
    tree = PlantedTree().eval()
    draw = m.drawn(tree, 10, 0)
    assert m.observe(tree, draw).nodes == pytest.approx((draw.noise @ tree.v.T).numpy())
    assert m.observe(CHOOSER, m.drawn(CHOOSER, 10, 0)).nodes is None


def test_points_stay_numbers():
    golden = GoldenTree().eval()
    seen = m.observe(golden, m.drawn(golden, 10, 0))
    assert seen.pictures.dtype == np.float32
    assert seen.pictures.shape == (10, 2)


def test_only_reroutes_the_rest_and_keeps_what_was_there():
    draw = m.drawn(CHOOSER, 100, 0)
    whole = m.observe(CHOOSER, draw)
    without = m.observe(CHOOSER, draw, only=torch.tensor([True, False]))
    assert (without.expert == 0).all()
    assert without.weights.sum(1) == pytest.approx(1)
    stayed = whole.expert == 0
    assert np.array_equal(without.pictures[stayed], whole.pictures[stayed])     # the same noise


def test_spread_moves_pictures_and_not_the_choice():
    draw = m.drawn(CHOOSER, 100, 0)
    whole, narrow = m.observe(CHOOSER, draw), m.observe(CHOOSER, draw, spread=0.0)
    assert np.array_equal(whole.expert, narrow.expert)
    assert len(np.unique(narrow.pictures.reshape(100, -1), axis=0)) == 2         # one picture of each component


def test_a_generator_in_training_mode_is_refused():
    with pytest.raises(ValueError, match="training mode"):
        m.observe(PlantedTree().train(), m.drawn(CHOOSER, 2, 0))


def test_progress_reaches_one_and_may_cancel():
    told: list[float] = []
    m.observe(CHOOSER, m.drawn(CHOOSER, 600, 0), progress=told.append)
    assert told[-1] == 1
    assert told == sorted(told)

    def cancel(share: float) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        m.observe(CHOOSER, m.drawn(CHOOSER, 600, 0), progress=cancel)


def test_pictures_of_mixtures_in_any_chunk():
    draw = m.drawn(CHOOSER, 10, 0)
    both = torch.eye(2)
    found = m.pictures_of(CHOOSER, draw, lambda here: both.expand(len(here), -1, -1), size=3)
    assert found.shape == (10, 2, 8, 8, 1)
    assert (found[:, 0, 0, 0, 0] > 128).all()                           # expert 0: bright at the left
    assert (found[:, 1, 0, 0, 0] < 128).all()
