from __future__ import annotations

import json
import math

import numpy as np
import pytest
import torch

from mixgan.analysis.clustered import Effort
from mixgan.analysis.curve import SPREADS
from mixgan.analysis.describe import N_SHARES, describe
from mixgan.analysis.nodes import node_sheet
from mixgan.analysis.observe import drawn, observe
from mixgan.data import ImageSet
from mixgan.measures.judges import Judge
from mixgan.measures.records import Figure
from mixgan.pictures import to_uint8
from tests.analysis.planted import GoldenTree, PlantedChooser, PlantedTree
from tests.measures.planted import NAMES, halves

TEST_SPLIT = halves(150, 9)
TEST = ImageSet(TEST_SPLIT.images, TEST_SPLIT.labels, NAMES, "halves", "0")


def by_name(description) -> dict[str, Figure]:
    return {record["name"]: Figure.from_dict(record) for record in description.figures["figures"]}


@pytest.fixture(scope="module")
def tree(judge):
    return describe(PlantedTree(1.0).eval(), judge)


@pytest.fixture(scope="module")
def chooser(judge):
    """Component 2 is never drawn; 0 draws left, 1 right."""
    return describe(PlantedChooser([0, 1, 1], [0.3, 0.7, 1e-9]).eval(), judge, TEST, full=True, effort=Effort(400, 40, 2))


# --- a tree ------------------------------------------------------------------------------------------------------------


def test_masses_of_a_planted_tree(tree):
    nodes = tree.figures["nodes"]
    assert nodes["mass"][0] == pytest.approx(1)
    assert nodes["mass"][1] == pytest.approx(0.6915, abs=5 * 0.0104)     # Phi(1/2), n = 2,000
    assert nodes["mass"][1] == pytest.approx(nodes["mass"][3] + nodes["mass"][4], abs=2e-5)
    assert nodes["hard"][1] + nodes["hard"][2] == pytest.approx(1, abs=2e-5)


def test_classes_of_the_nodes_are_those_of_their_leaves(tree):
    mix = tree.figures["nodes"]["class_mix"]
    assert mix[1][0] > 0.98
    assert mix[2][1] > 0.98
    assert mix[0] == pytest.approx([tree.figures["nodes"]["mass"][1], tree.figures["nodes"]["mass"][2]], abs=0.02)


def test_experts_and_classes_of_a_tree(tree):
    assert np.array(tree.figures["expert_class"]).shape == (4, 2)
    assert min(tree.figures["purity"]) > 0.97
    assert tree.figures["class_shares"][0] == pytest.approx(0.6915, abs=0.06)
    assert tree.figures["checker"]["accuracy"] > 0.95
    table = np.array(tree.figures["expert_class"])
    assert table.sum() == N_SHARES
    from mixgan.measures.clustering import nmi, nmi_by_chance

    found = by_name(tree)["NMI of expert and class"]
    assert found.value == pytest.approx(nmi(table), abs=1e-5)
    assert f"{nmi_by_chance(table):.3f} by chance" in found.note


def test_the_stored_samples_are_those_of_the_seed(tree):
    seen = observe(PlantedTree(1.0).eval(), drawn(PlantedTree(), 64, 0))
    stored = tree.figures["samples"]
    assert stored["expert"] == seen.expert.tolist()
    assert stored["weight"] == pytest.approx(seen.weights.max(1).tolist(), abs=1e-4)
    assert stored["cls"] == [int(expert >= 2) for expert in stored["expert"]]
    tiles = tree.samples.reshape(8, 8, 8, 8, 1).swapaxes(1, 2).reshape(64, 8, 8, 1)
    assert np.array_equal(tiles, seen.pictures)


def test_a_node_draws_its_own_mixture_at_the_noise_that_belongs_there(tree):
    tiles = tree.nodes.reshape(7, 8, 8, 8, 1).swapaxes(1, 2)             # (node, 8 pictures, 8, 8, 1)
    bright_right = tiles[:, :, 0, -1, 0] > 128
    assert not bright_right[[1, 3, 4]].any()
    assert bright_right[[2, 5, 6]].all()


def test_a_soft_nodes_pictures_are_not_the_roots_and_use_its_own_noise():
    """Gates near 1/2: here the mixture at a node can be had by division, from the sample that most belongs there."""
    generator = PlantedTree().eval()
    generator.v = generator.v / 100
    seen = observe(generator, drawn(generator, 50, 0))
    tiles = node_sheet(generator, seen).reshape(7, 8, 8, 8, 1).swapaxes(1, 2)
    for node, leaves in ((1, [0, 1]), (2, [2, 3]), (4, [1])):
        mass = seen.weights[:, leaves].sum(1)
        best = int(mass.argmax())
        below = torch.zeros(1, 4)
        below[0, leaves] = torch.from_numpy(seen.weights[best, leaves] / mass[best])
        expected = to_uint8(generator(seen.draw[best : best + 1], weights=below))[0]
        assert tiles[node, 0].astype(int) == pytest.approx(expected.astype(int), abs=1)


def test_a_sheet_too_high_for_a_browser_is_left_out():
    generator = PlantedTree().eval()
    seen = observe(generator, drawn(generator, 4, 0))
    object.__setattr__(seen, "pictures", np.zeros((4, 600, 600, 1), np.uint8))
    assert node_sheet(generator, seen) is None


def test_what_a_leaf_draws_alone_is_read_of_soft_mixtures_only(tree, chooser):
    """Leaves 0 and 1 draw left, 2 and 3 right, whatever the weights were."""
    stored = tree.figures["samples"]
    assert stored["alone"] == [0 if expert < 2 else 1 for expert in stored["expert"]]
    assert "alone" not in chooser.figures["samples"]


# --- figures -----------------------------------------------------------------------------------------------------------


def test_every_figure_has_its_n_and_the_file_can_be_written(tree, chooser):
    for description in (tree, chooser):
        for figure in by_name(description).values():
            assert figure.n_fake > 0 or figure.n_real > 0
        assert len(json.dumps(description.figures, allow_nan=False)) < 100_000


def test_use_of_a_planted_prior(chooser):
    found = by_name(chooser)
    assert chooser.figures["shares"]["hard"][1] == pytest.approx(0.7, abs=5 * 0.0103)
    assert found["dead experts"].value == 1
    assert found["experts under 1/(5K)"].value == 1
    assert found["smallest share of an expert"].value == 0
    assert "expert E3" in found["smallest share of an expert"].note
    assert not [name for name in found if name.startswith("gate")]                 # a prior is no gate
    entropy = -0.3 * math.log(0.3) - 0.7 * math.log(0.7)
    assert found["usage entropy"].value == pytest.approx(entropy, abs=0.03)


def test_classes_of_a_planted_prior(chooser):
    found = by_name(chooser)
    smallest = found["smallest class share"]
    assert smallest.value == pytest.approx(0.3, abs=5 * 0.0103)
    assert smallest.interval[0] < smallest.value < smallest.interval[1]
    assert "class left" in smallest.note
    real_left = (TEST_SPLIT.labels == 0).mean()
    assert found["class-TV"].value == pytest.approx(abs(chooser.figures["class_shares"][0] - real_left), abs=1e-4)
    assert found["class-TV"].floor[1] < found["class-TV"].value                     # 0.3 of one class is not the real mix
    assert found["classes covered"].value == 2
    assert found["NMI of expert and class"].value > 0.9


def test_distances_to_real_pictures_name_features_sizes_and_interval(chooser, judge):
    found = by_name(chooser)
    for name in ("precision-c@5", "recall-c@5", "density-c@5", "coverage-c@5"):
        figure = found[name]
        assert figure.features == judge.features_id
        assert (figure.n_fake, figure.n_real, figure.k, figure.split) == (150, 150, 5, "test")
        assert figure.interval is not None
        assert figure.floor is None                                     # this judge has no floors: none is invented
    low, high = found["density-c@5"].interval
    assert high > low                                                   # three sets, not one three times
    assert "FID-c" not in found                                         # too few for a covariance


def test_floors_are_shown_at_equal_sizes_only(judge):
    from mixgan.analysis.judged import feature_records
    from mixgan.measures.features import Floors

    values = {"coverage-c@5": (0.9, 0.95)}
    generator = PlantedChooser([0, 1], [0.5, 0.5]).eval()
    real = judge(TEST_SPLIT.images).features
    for n, shown in ((150, (0.9, 0.95)), (151, None)):
        floors = Floors(features=judge.features_id, n=n, repeats=3, against="train against test", values=values)
        own = Judge(judge.config, judge._net, judge.features_id.rsplit("/", 1)[1], floors)
        records = {record.name: record for record in feature_records(generator, own, real, 0)}
        assert records["coverage-c@5"].floor == shown
        assert ("train against test" in records["coverage-c@5"].note) == (shown is not None)


def test_knock_outs_tell_who_alone_draws_a_class(chooser):
    found = chooser.figures["knock_out"]
    assert (found["n"], found["n_real"], found["k"]) == (1000, 150, 5)
    assert np.array(found["without"]["coverage"]).shape == (3, 5)
    for name in ("precision", "recall", "coverage"):
        assert found["without"][name][2] == found["whole"][name]        # never drawn: nothing changes
    assert found["changed"][2] == 0
    assert found["changed"][0] == pytest.approx(0.3, abs=0.05)


def test_the_curve_has_the_trained_spread_and_its_error(chooser):
    points = chooser.curve["points"]
    assert [point["spread"] for point in points] == list(SPREADS)
    assert 1.0 in SPREADS
    for point in points:
        assert all(0 <= point[name] <= 1 for name in ("precision", "recall", "coverage"))
        assert point["coverage_sd"] >= 0
    assert len({(point["precision"], point["recall"], point["coverage"]) for point in points}) > 1
    assert (chooser.curve["n"], chooser.curve["k"]) == (75, 5)          # the other half of the 150 gives the floor
    assert chooser.curve["meaning"] == PlantedChooser.spread_meaning


def test_clustering_of_a_chooser_stands_beside_its_other_figures(chooser):
    assert by_name(chooser)["clustering: ACC"].value > 0.9


# --- what is left out --------------------------------------------------------------------------------------------------


def test_without_a_judge_nothing_is_said_of_classes():
    found = describe(PlantedTree().eval())
    assert "class_shares" not in found.figures
    assert "cls" not in found.figures["samples"]
    assert found.figures["nodes"]["class_mix"] is None
    assert found.curve is None
    assert not [name for name in by_name(found) if "class" in name or "confidence" in name]


def test_one_generator_has_no_mixture_to_speak_of(judge):
    found = describe(PlantedChooser([0], [1.0]).eval(), judge)
    assert set(by_name(found)) == {"mean confidence", "smallest class share"}
    assert found.figures["n_experts"] == 1
    assert found.nodes is None


def test_a_tree_has_no_clustering_and_a_curve_of_truncation(judge):
    """Every leaf mixes into every picture: no picture is one leaf's. Its spread is truncation."""
    found = describe(PlantedTree().eval(), judge, TEST, full=True)
    assert not [name for name in by_name(found) if name.startswith("clustering")]
    assert found.curve is not None
    assert "truncation" in found.curve["meaning"]
    assert "coverage-c@5" in by_name(found)


def test_points_are_measured_by_their_modes():
    golden = GoldenTree().eval()
    values = observe(golden, drawn(golden, 2500, 0)).pictures[:, 0]
    centres = np.array([[0.0, 0.0], [2.0, 2.0]], np.float32)
    test = ImageSet(np.zeros((3, 2), np.float32), None, (), "toy", "0", modes=centres, sigma=0.2)
    found = describe(golden, None, test)
    away = np.minimum(np.abs(values), np.abs(values - 2)) * math.sqrt(2)
    assert by_name(found)["high-quality share"].value == pytest.approx((away <= 0.6).mean(), abs=1e-5)
    assert by_name(found)["modes covered"].value == 2
    assert sum(found.figures["modes"]) == (away <= 0.6).sum()
    assert found.samples is None
    assert "modes covered" not in by_name(describe(golden))


def test_another_seed_is_another_draw():
    first, second = (describe(PlantedTree().eval(), seed=seed).figures for seed in (0, 1))
    assert first["samples"]["expert"] != second["samples"]["expert"]
    assert second["samples"]["seed"] == 1
