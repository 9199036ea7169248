"""What the benchmarks compare is one thing written twice: the rivals give our numbers; a table says what was missed."""

from __future__ import annotations

import pytest
import torch

from mixgan.families.hmog import HMoG
from mixgan.families.megan import MEGAN
from mixgan.networks.soft_tree import leaf_log_masses
from mixgan.rng import Stream
from mixgan.training.batches import Batches
from tests.benchmarks.checked import Pictures, generator_of, same, script_of, trainer_of, whole_cycle
from tests.benchmarks.rival_loops import Loop, PicturePerPicture
from tests.benchmarks.rivals import AuthorsTree, mix_by_two_products
from tests.benchmarks.steps import our_tree
from tests.benchmarks.table import Comparison, Seen
from tests.networks.slow import rows_by_recursion

SMALL = {"noise_dim": 5, "widths": "6,4", "critic_widths": "4,6", "batch": 8}


def test_both_rivals_of_the_tree_are_the_tree() -> None:
    generator = generator_of("hmog", "published", 8, **SMALL, depth=3)
    assert isinstance(generator, HMoG)
    noise = torch.from_numpy(Stream(1).normal(4, 5))
    logits = generator.gates(noise)
    slow = rows_by_recursion(logits, noise, generator.leaves.weight, generator.leaves.bias)
    for form in (our_tree(generator, noise), AuthorsTree(generator)(noise),
                 mix_by_two_products(generator.leaves, noise, leaf_log_masses(logits).exp())):
        torch.testing.assert_close(form, slow)


@pytest.mark.parametrize(("family", "preset", "extra"), [
    ("hmog", "published", {"depth": 2}), ("gan", "mnist", {"loss": "wgan-gp", "critic_steps": "2"})])
def test_the_script_loses_what_the_trainer_loses(family: str, preset: str, extra: dict[str, object]) -> None:
    trainer = trainer_of(family, preset, Pictures.of(64, 8), **SMALL, **extra)
    script = script_of(trainer)
    for _ in range(3):
        for ours, rival in whole_cycle(trainer, script):
            assert ours == pytest.approx(rival, rel=1e-3, abs=1e-4)


@pytest.mark.parametrize("shared", [True, False])
def test_a_loop_over_generators_makes_their_pictures(shared: bool) -> None:
    generator = generator_of("megan", "mnist", 8, **SMALL, n_experts=3, share_decoder=shared).eval()
    assert isinstance(generator, MEGAN)
    loop = Loop(generator).eval()
    draw = generator.draw(6, Stream(2))
    assert draw.chance is not None
    with torch.inference_mode():
        torch.testing.assert_close(loop.pictures(draw.noise), generator.experts(draw))
        torch.testing.assert_close(loop.chosen(draw.noise, draw.chance), generator(draw))


def test_a_transform_per_picture_feeds_the_same_batch() -> None:
    data = Pictures.of(32, 8)
    order = Stream(3).child(0).permutation(32)
    rival = PicturePerPicture(data.images[..., 0])
    batch = Batches(data, 8, Stream(3), torch.device("cpu"))[0]
    torch.testing.assert_close(batch, torch.stack([rival[int(i)] for i in order[:8]]))


def test_what_differs_is_not_timed() -> None:
    with pytest.raises(AssertionError, match="differ"):
        same("two numbers", 1.0, 1.1)


def test_a_row_says_whether_its_goal_was_kept() -> None:
    assert "missed" in Seen("a", "ms", [5, 9, 9], 8).cells()
    assert "missed" in Seen("a", "count", [0, 0, 2], 0, every=True).cells()
    assert "kept" in Seen("a", "1/s", [60, 59, 20], 59, larger_is_better=True).cells()
    assert "kept" in Comparison("a", "ms", [1, 2], [6, 6], ratio=3).cells()
    assert "missed" in Comparison("a", "ms", [12, 13], most=10).cells()
