from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import torch

from mixgan.analysis import clustering as m
from mixgan.analysis.clustered import Effort, clustering_figures, head_figures, simple_figures
from mixgan.analysis.simple_groupings import STARTS, groupings
from mixgan.measures.clustering import accuracy, adjusted_rand, contingency, nmi, purity
from mixgan.measures.records import wilson
from mixgan.rng import Stream
from tests.analysis.planted import PlantedChooser
from tests.measures.planted import halves

REAL = halves(200, 9)
PAIR = PlantedChooser([0, 1], [0.5, 0.5]).eval()


def test_experts_that_are_classes_cluster_real_pictures():
    found = m.cluster(m.fakes(PAIR, 400, 0), REAL.images, REAL.labels, steps=40)
    assert accuracy(found.table) > 0.95
    assert found.fake_accuracy > 0.98
    assert found.table.sum() == 200
    assert (found.n_fakes, found.steps, found.view) == (400, 40, "shift")


def test_experts_that_draw_alike_cluster_nothing_and_the_fakes_show_why():
    """Three experts, two of them twins: C cannot tell them, and its accuracy on fakes says so."""
    twins = PlantedChooser([0, 0, 1], [0.3, 0.3, 0.4]).eval()
    found = m.cluster(m.fakes(twins, 600, 0), REAL.images, REAL.labels, steps=40)
    assert 0.5 < found.fake_accuracy < 0.9
    assert purity(found.table) > 0.95                                   # the sides are still told


def test_nothing_is_learnt_without_steps():
    """The control: the same, untrained. What the test above sees comes from training."""
    found = m.cluster(m.fakes(PAIR, 400, 0), REAL.images, REAL.labels, steps=1)
    assert found.fake_accuracy < 0.8
    assert accuracy(found.table) < 0.8


def test_labels_count_and_teach_nothing():
    fakes = m.fakes(PAIR, 400, 0)
    swapped = m.cluster(fakes, REAL.images, 1 - REAL.labels, steps=10)
    assert np.array_equal(swapped.table[:, ::-1], m.cluster(fakes, REAL.images, REAL.labels, steps=10).table)


def test_experts_and_pictures_stay_together():
    """Shuffled experts would leave C at chance."""
    fakes = m.fakes(PAIR, 400, 0)
    shuffled = replace(fakes, weights=fakes.weights[Stream(1).permutation(400)])
    found = m.cluster(shuffled, REAL.images, REAL.labels, steps=40)
    assert found.fake_accuracy < 0.8


def test_fakes_come_from_another_address_than_the_samples_measured():
    from mixgan.analysis.observe import drawn

    assert not torch.equal(m.fakes(PAIR, 10, 0).draw.noise, drawn(PAIR, 10, 0).noise)


def test_affine_views_keep_the_background_and_the_size():
    images = torch.full((6, 1, 8, 8), -1.0)
    views = m._affine(images, Stream(0))
    assert views.shape == images.shape
    assert views.numpy() == pytest.approx(-1, abs=1e-6)                 # not grey at the edges
    images[:, :, 3:5, 3:5] = 1
    moved = m._affine(images, Stream(0))
    assert len({tuple(row.flatten().tolist()) for row in moved}) == 6    # each picture by its own map


def test_shifts_are_whole_pixels_of_each_picture():
    image = torch.arange(64.0).view(1, 1, 8, 8).expand(50, -1, -1, -1)
    moved = m._shifted(image, Stream(0))
    offsets = {(int(row[0, 4, 4]) - 36) for row in moved}
    allowed = {8 * dy + dx for dy in range(-2, 3) for dx in range(-2, 3)}
    assert offsets <= allowed
    assert len(offsets) > 10


def test_the_figures_name_their_n_bound_and_way():
    figures = clustering_figures(PAIR, REAL.images, REAL.labels, effort=Effort(400, 30, 2))
    names = [figure.name for figure in figures]
    ways = ("clustering", "clustering, affine views")
    assert names == [f"{way}: {measure}" for way in ways for measure in ("ACC", "NMI", "ARI")]
    assert figures[0].n_real == 200
    assert figures[0].n_fake == 400
    assert figures[0].interval is not None
    assert figures[0].note.startswith("mean of 2 classifiers, each of 400 fakes of its own")


def test_acc_is_the_mean_of_trainings_and_its_interval_covers_them_and_the_pictures():
    """Few steps, so that two trainings differ."""
    acc, nmi, *_ = clustering_figures(PAIR, REAL.images, REAL.labels, effort=Effort(100, 3, 3), seed=5)
    each = [accuracy(m.cluster(m.fakes(PAIR, 100, 5 + i), REAL.images, REAL.labels, steps=3, seed=5 + i).table) for i in range(3)]
    assert np.std(each) > 0.01
    assert acc.value == pytest.approx(np.mean(each))
    low, high = wilson(round(np.mean(each) * 200), 200)
    half = 4.303 * np.std(each, ddof=1) / 3**0.5
    assert acc.interval[0] == pytest.approx(max(0, acc.value - ((acc.value - low) ** 2 + half**2) ** 0.5))
    assert acc.interval[1] == pytest.approx(min(1, acc.value + ((high - acc.value) ** 2 + half**2) ** 0.5))
    assert nmi.interval is not None
    once, *_ = clustering_figures(PAIR, REAL.images, REAL.labels, effort=Effort(100, 3, 1), seed=5)
    assert once.interval == wilson(round(each[0] * 200), 200)


def test_the_classifier_is_trained_in_one_thread_however_many_there_are():
    before, seen = torch.get_num_threads(), []
    torch.set_num_threads(2)
    try:
        m.cluster(m.fakes(PAIR, 100, 0), REAL.images, REAL.labels, steps=1,
                  progress=lambda share: seen.append(torch.get_num_threads()))
        assert seen == [1]
        assert torch.get_num_threads() == 2
    finally:
        torch.set_num_threads(before)


def test_without_a_network_pictures_are_grouped_by_what_most_of_their_pixels_say():
    found = {figure.name: figure for figure in simple_figures(REAL.images, REAL.labels, 2, 0)}
    assert list(found) == [f"{way}: {measure}" for way in ("k-means", "Gaussian mixture") for measure in ("ACC", "NMI", "ARI")]
    assert found["k-means: ACC"].value == 1                         # the bright half is most of what differs
    assert found["k-means: ARI"].value == 1
    assert f"mean of {STARTS} starts, learnt from these very pictures without labels" in found["Gaussian mixture: ACC"].note
    other = np.random.default_rng(0).permutation(REAL.labels)       # classes that no pixel knows of
    assert {figure.name: figure.value for figure in simple_figures(REAL.images, other, 2, 0)}["k-means: ACC"] < 0.6


def test_they_are_the_means_of_starts_that_differ():
    each = [contingency(groups, REAL.labels, 5) for groups in groupings(REAL.images, 5, 3)["k-means"]]
    acc, mutual, rand = simple_figures(REAL.images, REAL.labels, 5, 3)[:3]
    assert len({one.tobytes() for one in each}) > 1
    for figure, measure in ((acc, accuracy), (mutual, nmi), (rand, adjusted_rand)):
        values = [measure(one) for one in each]
        assert figure.value == pytest.approx(np.mean(values))
        assert figure.interval[0] <= np.mean(values) <= figure.interval[1]
    assert mutual.interval[1] - mutual.value == pytest.approx(2.776 * np.std([nmi(one) for one in each], ddof=1) / 5**0.5)


def test_the_heads_own_figures():
    """A head that reads the bright side, of three experts, and one of a single group."""
    def head(images):
        right = images[..., 4:, 0].mean((1, 2)) > images[..., :4, 0].mean((1, 2))
        return np.stack([right, ~right, np.zeros(len(images))], 1).astype(np.float32)

    acc, nmi, _ = head_figures(head, REAL.images, REAL.labels, 3)
    assert (acc.value, nmi.value) == (pytest.approx(1), pytest.approx(1))
    assert acc.n_fake == 0

    one, *_ = head_figures(lambda images: np.ones((len(images), 1), np.float32), REAL.images, REAL.labels, 1)
    larger = np.bincount(REAL.labels).max() / 200
    assert one.value == pytest.approx(larger)
    assert f"; {larger:.3f} by chance; at most {larger:.3f} with 1 groups of 2 classes" in one.note


@pytest.mark.parametrize("experts", [1, 2])
def test_what_cannot_be_clustered_is_refused(experts):
    one = PlantedChooser([0] * experts, [1.0] * experts).eval()
    images = REAL.images if experts == 1 else REAL.images[:, :6]
    with pytest.raises(ValueError, match="experts draw pictures"):
        m.cluster(m.fakes(one, 20, 0), images, REAL.labels)
