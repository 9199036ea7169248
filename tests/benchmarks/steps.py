"""Training against its plain forms: the soft tree, the whole HMoG cycle, a WGAN-GP step, and feeding pictures."""

from __future__ import annotations

from collections.abc import Callable

import torch
from torch import Tensor

from mixgan.families.hmog import HMoG
from mixgan.networks.soft_tree import leaf_log_masses, mix_leaves
from mixgan.rng import Stream
from mixgan.training.batches import Batches
from mixgan.training.trainer import Trainer
from tests.benchmarks.checked import Pictures, generator_of, same, script_of, trainer_of, whole_cycle
from tests.benchmarks.clock import in_turn
from tests.benchmarks.rival_loops import PicturePerPicture, loader
from tests.benchmarks.rivals import AuthorsTree, Script, mix_by_two_products
from tests.benchmarks.table import Comparison
from tests.networks.slow import mix_parameters_first

__all__ = ["feeding", "hmog_cycle", "plain_step", "soft_tree"]

BATCH = 128
FED = 16                        # batches in one try


def our_tree(generator: HMoG, noise: Tensor) -> Tensor:
    weights = leaf_log_masses(generator.gates(noise)).exp()
    return mix_leaves(generator.leaves, noise[:, None], weights[:, None])[:, 0]


def soft_tree(n: int) -> list[Comparison]:
    """Depth 5, z 100, H 4096, batch 128."""
    generator = generator_of("hmog", "published", 32)
    assert isinstance(generator, HMoG)
    authors = AuthorsTree(generator)
    noise = torch.from_numpy(Stream(0).child("tree").normal(BATCH, generator.noise_dim))

    def two_products() -> Tensor:
        return mix_by_two_products(generator.leaves, noise, leaf_log_masses(generator.gates(noise)).exp())

    with torch.no_grad():
        rows = noise[:2]
        weights = leaf_log_masses(generator.gates(rows)).exp()
        slow = mix_parameters_first(rows, weights, generator.leaves.weight, generator.leaves.bias)
        same("the tree and its slow reference", our_tree(generator, rows), slow)
        same("the authors' tree and the slow reference", authors(rows), slow)
        same("two products and the tree", two_products()[:2], slow)
    forms: list[Callable[[], Tensor]] = [lambda: our_tree(generator, noise), lambda: authors(noise), two_products]

    def through(form: Callable[[], Tensor]) -> Callable[[], None]:
        def run() -> None:
            for p in (*generator.parameters(), *authors.parameters()):
                p.grad = None
            form().square().mean().backward()
        return run

    with torch.no_grad():
        ours, rival, best = in_turn(*forms, n=n, warm=1)
    ours_b, rival_b, best_b = in_turn(*map(through, forms), n=n, warm=1)
    return [
        Comparison("soft tree, forward", "ms", ours, rival, ratio=10, note="authors' form: parameters mixed first"),
        Comparison("soft tree, forward and backward", "ms", ours_b, rival_b, ratio=6, note="authors' form"),
        Comparison("soft tree, forward", "ms", ours, best, note="parameters mixed first by two products"),
        Comparison("soft tree, forward and backward", "ms", ours_b, best_b, note="two products"),
    ]


def hmog_cycle(n: int) -> list[Comparison]:
    """5 critic steps and 1 generator step of the published preset, 32 px, batch 128."""
    trainer = trainer_of("hmog", "published", Pictures.of(1280, 32))
    script = checked(trainer, "HMoG cycle")
    ours, rival = in_turn(trainer.train_step, lambda: cycle(script, trainer), n=n, warm=1)
    return [Comparison("HMoG cycle, 5 critic steps and 1 of the generator", "ms", ours, rival, ratio=3,
                       note="ours draws, feeds, averages too; the rival is given its pictures")]


def plain_step(n: int) -> list[Comparison]:
    """One critic and one generator step of a plain WGAN-GP at 28 px, with and without the script's own feeding."""
    data = Pictures.of(6400, 28)
    trainer = trainer_of("gan", "mnist", data, loss="wgan-gp", critic_steps=1)
    script = checked(trainer, "WGAN-GP step")
    fed = iter(loader(data.images[..., 0], trainer.batch))

    def with_feeding() -> None:
        nonlocal fed
        try:
            real = next(fed)
        except StopIteration:
            fed = iter(loader(data.images[..., 0], trainer.batch))
            real = next(fed)
        cycle(script, trainer, real)

    ours, alone, whole = in_turn(trainer.train_step, lambda: cycle(script, trainer), with_feeding, n=n)
    return [Comparison("WGAN-GP step, 28 px", "ms", ours, whole, ratio=1.7, note="a script with a transform per picture"),
            Comparison("WGAN-GP step, 28 px, the script given its pictures", "ms", ours, alone, ratio=1.7,
                       note="ours feeds itself all the same")]


def checked(trainer: Trainer, what: str) -> Script:
    """The rival after one cycle of both on the same draws, whose losses were the same."""
    script = script_of(trainer)
    for ours, rival in whole_cycle(trainer, script):
        same(what, ours, rival)
    return script


def cycle(script: Script, trainer: Trainer, real: Tensor | None = None) -> None:
    """The rival's own loop, with PyTorch's random numbers."""
    Z, batch = trainer.generator.noise_dim, trainer.batch
    pictures = trainer.batches[0].images if real is None else real
    for _ in range(trainer.settings.critic_steps):
        script.critic_step(pictures, torch.randn(batch, Z), torch.rand(batch))
    script.generator_step(torch.randn(batch, Z))


def feeding(n: int) -> list[Comparison]:
    """16 batches of 64 pictures of 28 px, ready for the network."""
    data = Pictures.of(6400, 28)
    batches = Batches(data, 64, Stream(0), torch.device("cpu"))
    rival = PicturePerPicture(data.images[..., 0])
    first = Stream(0).child(0).permutation(len(data.images))[:64]
    same("a batch", batches[0].images, torch.stack([rival[int(i)] for i in first]), 1e-6)
    place = 0

    def ours() -> None:
        nonlocal place
        for _ in range(FED):
            batches[place]
            place += 1

    def per_picture() -> None:
        for i, _ in enumerate(loader(data.images[..., 0], 64)):
            if i == FED - 1:
                break

    mine, plain = in_turn(ours, per_picture, n=n)
    return [Comparison(f"feeding {FED} batches of 64, 28 px", "ms", mine, plain, ratio=20, note="a DataLoader of PIL pictures")]
