"""K generators at once against a loop over them, and the time of 16 pictures of every shipped model."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import torch
from torch import Tensor

from mixgan import families
from mixgan.families.megan import MEGAN
from mixgan.files import shipped_root
from mixgan.rng import Stream
from mixgan.store.models import read_config
from tests.benchmarks.checked import generator_of, same
from tests.benchmarks.clock import in_turn
from tests.benchmarks.processes import training
from tests.benchmarks.rival_loops import Loop
from tests.benchmarks.table import Comparison

__all__ = ["many_generators", "shipped_pictures"]

K, BATCH = 8, 64
SHOWN = 16


def many_generators(n: int) -> list[Comparison]:
    """MEGAN with 8 experts at 28 px, batch 64."""
    return [*_whole(n), *_shared(n)]


def _whole(n: int) -> list[Comparison]:
    """Eight whole generators, trained and used."""
    generator = generator_of("megan", "mnist", 28, n_experts=K)
    assert isinstance(generator, MEGAN)
    loop = Loop(generator)
    draw = generator.draw(BATCH, Stream(0).child("many"))
    assert draw.chance is not None
    chance = draw.chance

    def all_pictures() -> Tensor:
        return generator.decoder(generator.parts(draw, None))

    same("the pictures of eight generators", all_pictures(), loop.pictures(draw.noise))
    together, apart = in_turn(_through(generator, all_pictures), _through(loop, lambda: loop.pictures(draw.noise)), n=n)
    generator.eval()
    loop.eval()
    with torch.inference_mode():
        same("the routed pictures", generator(draw), loop.chosen(draw.noise, chance))
        routed, every = in_turn(lambda: generator(draw), lambda: loop.chosen(draw.noise, chance), n=n)
        seen, seen_apart = in_turn(all_pictures, lambda: loop.pictures(draw.noise), n=n)
    what = f"K = {K} whole generators"
    return [Comparison(f"{what}, forward and backward", "ms", together, apart, ratio=1, note=f"batch {BATCH}, 28 px"),
            Comparison(f"{what}, every picture of every one", "ms", seen, seen_apart, ratio=1),
            Comparison(f"{what}, one routed to each row", "ms", routed, every, ratio=3, note="the loop makes all and keeps one")]


def _shared(n: int) -> list[Comparison]:
    """Eight heads before one decoder: folded before it, or decoded one by one."""
    generator = generator_of("megan", "mnist", 28, n_experts=K, share_decoder=True).eval()
    assert isinstance(generator, MEGAN)
    loop = Loop(generator).eval()
    draw = generator.draw(BATCH, Stream(0).child("many"))
    noise = draw.noise
    which = torch.arange(BATCH) % K
    weights = torch.nn.functional.one_hot(which, K).float()

    def folded() -> Tensor:
        return generator.blend(generator.parts(draw, None), weights[:, None])[:, 0]

    def one_by_one() -> Tensor:
        return (weights[:, :, None, None, None] * loop.pictures(noise)).sum(1)

    def heads_in_a_loop() -> Tensor:
        return torch.as_tensor(loop.tails[0]((weights[:, :, None] * loop.features(noise)).sum(1)))

    same("heads before a shared decoder", folded(), one_by_one())
    same("heads in a loop, decoded once", folded(), heads_in_a_loop())
    works = [_through(generator, folded), _through(loop, one_by_one), _through(loop, heads_in_a_loop)]
    ours, each, mixed = in_turn(*works, n=n)
    what = f"K = {K} heads, a shared decoder, forward and backward"
    return [Comparison(what, "ms", ours, each, ratio=1, note="the loop decodes every head"),
            Comparison(what, "ms", ours, mixed, ratio=1, note="the loop mixes heads, decodes once")]


def _through(module: torch.nn.Module, make: Callable[[], Tensor]) -> Callable[[], None]:
    def run() -> None:
        module.zero_grad(set_to_none=True)
        make().square().mean().backward()
    return run


def shipped_pictures(n: int) -> list[Comparison]:
    """16 pictures of each shipped 28 px model, alone and while a training runs beside."""
    folders = [path.parent for path in sorted(shipped_root().glob("*/model.safetensors"))]
    mine = [path for path in folders if read_config(path).facts.image_shape == (1, 28, 28)]
    works = [sixteen(path) for path in mine]
    alone = in_turn(*works, n=n, inside=torch.inference_mode)
    with training() as run:
        run.wait_for_steps()
        beside = in_turn(*works, n=n, inside=torch.inference_mode)
    rows = [Comparison(f"{SHOWN} pictures of {path.name}", "ms", ms, most=10) for path, ms in zip(mine, alone, strict=True)]
    return rows + [Comparison(f"{SHOWN} pictures of {path.name}", "ms", ms, most=50, note="a training runs beside")
                   for path, ms in zip(mine, beside, strict=True)]


def sixteen(path: Path) -> Callable[[], object]:
    generator = families.load(path)
    draw = generator.draw(SHOWN, Stream(0).child("shown"))
    return lambda: generator(draw)
