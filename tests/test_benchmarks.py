"""What the benchmarks compare is one thing written twice: the rivals give our numbers; a table says what was missed."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import torch
from torch import Tensor

from mixgan.families.hmog import HMoG
from mixgan.families.megan import MEGAN
from mixgan.networks.soft_tree import leaf_log_masses
from mixgan.rng import Stream
from mixgan.training.batches import Batches
from tests.benchmarks.browse import PAGES
from tests.benchmarks.checked import Pictures, generator_of, same, script_of, trainer_of, whole_cycle
from tests.benchmarks.limits import Counting, Rates, Work, rates, shares, work_of
from tests.benchmarks.rival_loops import Loop, PicturePerPicture
from tests.benchmarks.rivals import AuthorsTree, mix_by_two_products
from tests.benchmarks.steps import our_tree
from tests.benchmarks.table import Comparison, Seen
from tests.browser.serving import REPOSITORY
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
    torch.testing.assert_close(batch.images, torch.stack([rival[int(i)] for i in order[:8]]))


def counted(work: Callable[[], Tensor]) -> Counting:
    with Counting() as found:
        work().sum().backward()
    return found


@pytest.mark.parametrize("groups", [1, 4])
@pytest.mark.parametrize("transposed", [False, True])
def test_the_work_of_a_convolution_is_counted_there_and_back(transposed: bool, groups: int) -> None:
    """3 rows of 8 channels between 6 x 6 and 12 x 12 px, 4 x 4 weights: each weight is laid on every one of the 36 places."""
    layer = (torch.nn.ConvTranspose2d if transposed else torch.nn.Conv2d)(8, 8, 4, 2, 1, groups=groups)
    x = torch.randn(3, 8, *([6, 6] if transposed else [12, 12]), requires_grad=True)
    once = 2 * layer.weight.numel() * 3 * 36
    assert counted(lambda: layer(x)).flop == 3 * once               # forward, towards the picture, towards the weights
    assert counted(lambda: layer(x.detach())).flop == 2 * once
    linear = torch.nn.Linear(8, 5, bias=False)
    assert counted(lambda: linear(x.detach().flatten(2).transpose(1, 2))).flop == 2 * (2 * 8 * 5 * x[:, 0].numel())


def test_bytes_are_what_is_read_and_written_and_a_view_moves_nothing() -> None:
    a, b = torch.zeros(10), torch.zeros(10)
    with Counting() as found:
        (a + b).view(2, 5).t()
    assert (found.bytes, found.kernels, found.flop) == (3 * 40, 1, 0)
    with Counting() as found:
        torch._foreach_add_([a, b], [b, a])                         # gives nothing back, and writes all the same
    assert (found.bytes, found.kernels) == (6 * 40, 1)


def test_what_binds_a_step_has_the_largest_share() -> None:
    trainer = trainer_of("gan", "mnist", Pictures.of(64, 8), **SMALL)
    work = work_of(trainer)
    assert work.flop > 0
    assert work.byte > 0
    assert work.kernels > 50
    found = shares(2.0, Work(flop=6e9, byte=1e9, kernels=1000), Rates(flop=1e10, byte=1e9, launch_s=1e-4))
    assert found == pytest.approx({"arithmetic": 0.3, "memory": 0.5, "launches": 0.05})
    best = rates(torch.device("cpu"), torch.float32, n=1, size=64)
    assert min(best.flop, best.byte, best.launch_s) > 0


def test_what_differs_is_not_timed() -> None:
    with pytest.raises(AssertionError, match="differ"):
        same("two numbers", 1.0, 1.1)


def test_a_row_says_whether_its_goal_was_kept() -> None:
    assert "missed" in Seen("a", "ms", [5, 9, 9], 8).cells()
    assert "missed" in Seen("a", "count", [0, 0, 2], 0, every=True).cells()
    assert "kept" in Seen("a", "1/s", [60, 59, 20], 59, larger_is_better=True).cells()
    assert "kept" in Comparison("a", "ms", [1, 2], [6, 6], ratio=3).cells()
    assert "missed" in Comparison("a", "ms", [12, 13], most=10).cells()


def test_the_browser_opens_every_page() -> None:
    assert sorted(PAGES) == sorted(path.stem for path in (REPOSITORY / "pages").glob("*.py"))
