from __future__ import annotations

import sys
from types import FunctionType

import numpy as np
import pytest

from mixgan.analysis import latents as m
from mixgan.analysis.observe import drawn
from tests.analysis.planted import PlantedTree

TREE = PlantedTree().eval()


def test_the_last_space_is_taken_and_others_by_name():
    draw = drawn(TREE, 300, 0)
    assert np.array_equal(m.latent(TREE, draw), 2 * draw.noise.numpy())
    assert np.array_equal(m.latent(TREE, draw, "noise"), draw.noise.numpy())


def test_an_unknown_space_is_told():
    with pytest.raises(ValueError, match="no space 'depth'"):
        m.latent(TREE, drawn(TREE, 3, 0), "depth")


def test_principal_components_are_those_of_the_covariance():
    points = np.random.default_rng(1).standard_normal((200, 5)) * [1, 9, 3, 0.1, 2]
    placed = m.principal(points, 2)
    values, vectors = np.linalg.eigh(np.cov(points.T))
    expected = (points - points.mean(0)) @ vectors[:, ::-1][:, :2]
    signs = np.sign((placed * expected).sum(0))
    assert placed == pytest.approx(expected * signs, abs=1e-4)
    assert placed.var(0, ddof=1) == pytest.approx(values[::-1][:2], rel=1e-4)


def test_components_repeat_themselves_even_for_many_features():
    points = np.random.default_rng(2).standard_normal((40, 300)).astype(np.float32)
    assert np.array_equal(m.principal(points, 3), m.principal(points.copy(), 3))
    assert m.principal(points, 50).shape == (40, 40)                    # never more than there are points


def test_new_points_lie_among_their_neighbours():
    grid = np.stack(np.meshgrid(np.arange(10.0), np.arange(10.0)), -1).reshape(-1, 2)
    turned = grid[:, ::-1] * 3                                          # a layout that is not the space
    placed = m.place(grid, turned, np.array([[2.0, 7.0], [4.5, 4.5]]), neighbours=4)
    assert placed[1] == pytest.approx([13.5, 13.5])
    assert np.linalg.norm(placed[0] - [21, 6]) < 1.6


def test_a_map_of_too_few_points_is_refused():
    with pytest.raises(ValueError, match="more than 15 points"):
        m.umap_layout(np.zeros((15, 3)))


def test_trustworthiness_is_1_for_a_faithful_map_and_a_half_by_chance():
    chance = np.random.default_rng(7)
    flat = chance.standard_normal((600, 2))
    turned = flat @ [[0.6, -0.8], [0.8, 0.6]] * 3 + 1
    assert m.trust(flat, turned) == 1
    assert m.trust(flat, chance.standard_normal((600, 2))) == pytest.approx(0.5, abs=0.02)
    folded = np.abs(turned - turned.mean(0))
    assert 0.6 < m.trust(flat, folded) < 0.95                            # what was far away lies near now
    assert m.trust(folded, flat, 5) > m.trust(flat, folded, 5)           # it does not see what a map tore apart


def test_trustworthiness_of_too_few_points_is_refused():
    with pytest.raises(ValueError, match="needs more than 30 points, got 30"):
        m.trust(np.zeros((30, 3)), np.zeros((30, 2)))


@pytest.mark.slow
def test_umap_keeps_two_groups_apart_and_repeats_itself():
    noise = np.random.default_rng(3).standard_normal((80, 6))
    noise[40:] += 12
    layout = m.umap_layout(noise, seed=0)
    assert layout.shape == (80, 2)
    assert np.array_equal(layout, m.umap_layout(noise, seed=0))
    assert isinstance(sys.modules["pynndescent.rp_trees"].select_side, FunctionType)     # not compiled: nobody uses it
    centres = layout[:40].mean(0), layout[40:].mean(0)
    within = max(np.linalg.norm(layout[:40] - centres[0], axis=1).max(), np.linalg.norm(layout[40:] - centres[1], axis=1).max())
    assert np.linalg.norm(centres[0] - centres[1]) > 2 * within
