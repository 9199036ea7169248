"""What binds a training step on this device: `python -m tests.benchmarks.limits [--device cuda] [--family hmog] [--n 20]`.

A step can take no less time than its arithmetic at the device's best rate, its bytes at the device's best rate, or its kernels
launched one by one. All three rates are measured here, on the same device, just before (a large product of matrices, a large
copy, a row of the smallest kernels), so no table of products is needed. The largest of the three shares is what binds; where
none is near 1, something else is waited for.

Bytes are about what each operation reads and writes as it is written, and launches are taken from Python: a share above 1 means
that caches, compiled parts or PyTorch's own thread saved some.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable
from dataclasses import dataclass
from statistics import median
from typing import Any

import torch
from torch.utils._python_dispatch import TorchDispatchMode
from torch.utils._pytree import tree_leaves
from torch.utils.flop_counter import flop_registry

from mixgan import families
from mixgan.config import DataFacts
from mixgan.training.device import accelerator_for, wait
from mixgan.training.trainer import Trainer
from tests.benchmarks.checked import Pictures
from tests.benchmarks.table import as_text

__all__ = ["Counting", "Rates", "Work", "main", "rates", "shares", "work_of"]

SIDE = 28
HEADS = ("family", "how", "ms/step", "steps/s", "pictures/s", "GFLOP", "MB moved", "kernels", "arithmetic", "memory", "launches",
         "binds")
MOVES_NOTHING = ("_unsafe_view", "empty", "empty_like", "empty_strided", "new_empty", "new_empty_strided")
ON_CPU: dict[str, dict[str, Any]] = {"float32": {}, "bf16": {"precision": "bf16"}}
ON_GPU: dict[str, dict[str, Any]] = {
    "plain": {"fast": False}, "fast": {}, "fast bf16": {"precision": "bf16"}, "fast compiled": {"compile": True}}


@dataclass(frozen=True)
class Rates:
    """The device's best: FLOP a second, bytes a second, and seconds that the smallest kernel takes."""

    flop: float
    byte: float
    launch_s: float


@dataclass(frozen=True)
class Work:
    """Of one step: FLOP of products and convolutions, bytes read and written, operations that start a kernel."""

    flop: float
    byte: float
    kernels: int


class Counting(TorchDispatchMode):
    """FLOP, and bytes in and out, of every operation that is more than another view of the same memory.

    PyTorch's own FlopCounterMode cannot follow the gradient of a gradient, and takes a grouped convolution for a whole one.
    """

    def __init__(self) -> None:
        super().__init__()
        self.flop, self.bytes, self.kernels = 0, 0, 0

    def __torch_dispatch__(self, func: Any, types: Any, args: Any = (), kwargs: dict[str, Any] | None = None) -> Any:
        made = func(*args, **(kwargs or {}))
        if not func.is_view and func.overloadpacket.__name__ not in MOVES_NOTHING:
            self.kernels += 1
            self.flop += _flop(func.overloadpacket, args, made)
            in_place = [one for one, declared in zip(args, func._schema.arguments, strict=False)
                        if declared.alias_info is not None and declared.alias_info.is_write]
            self.bytes += sum(min(one.numel() * one.element_size(), one.untyped_storage().nbytes())
                              for one in tree_leaves((args, kwargs, in_place or made)) if isinstance(one, torch.Tensor))
        return made


def _flop(packet: Any, args: Any, made: Any) -> int:
    """A multiplication and an addition for each weight and place that it is laid on."""
    if packet is torch.ops.aten.convolution:
        given, weight, transposed = args[0], args[1], args[6]
        return int(2 * (given if transposed else made).numel() * weight[0].numel())
    if packet is torch.ops.aten.convolution_backward:               # towards the pictures, towards the weights: each like forward
        out, given, weight, transposed, asked = args[0], args[1], args[2], args[7], args[10]
        return int(2 * (given if transposed else out).numel() * weight[0].numel() * sum(asked[:2]))
    return int(flop_registry[packet](*args, out_val=made)) if packet in flop_registry else 0


def seconds(work: Callable[[], object], device: torch.device, n: int, warm: int = 2) -> float:
    """Of one run of `work`: the median of n, each waited for."""
    taken = []
    for turn in range(warm + n):
        begun = time.perf_counter()
        work()
        wait(device)
        if turn >= warm:
            taken.append(time.perf_counter() - begun)
    return median(taken)


def rates(device: torch.device, dtype: torch.dtype, n: int = 5, size: int | None = None) -> Rates:
    """Measured under the arithmetic that is switched on now (TF32 or not). `size`: side of the matrices."""
    side, copied = size or (1024 if device.type == "cpu" else 8192), 2 ** (26 if device.type == "cpu" else 28)
    a, b = (torch.randn(side, side, device=device, dtype=dtype) for _ in range(2))
    flop = 2 * side**3 / seconds(lambda: a @ b, device, n)
    source = torch.zeros(copied if size is None else size**2, device=device)        # 256 MB, or a GPU's 1 GB: past its caches
    into = torch.empty_like(source)
    byte = 2 * source.numel() * source.element_size() / seconds(lambda: into.copy_(source), device, n)
    tiny, many = torch.zeros(8, device=device), 1000

    def launches() -> None:
        for _ in range(many):
            tiny.add_(1.0)

    return Rates(flop, byte, seconds(launches, device, n) / many)


def work_of(trainer: Trainer) -> Work:
    """Of the mean step over one cycle of the lazy penalty; in operations as they are written: give it no compiled one."""
    cycle = _cycle(trainer)
    trainer.train_step()                                            # the first makes the optimisers' memory
    with Counting() as counted:
        for _ in range(cycle):
            trainer.train_step()
    return Work(counted.flop / cycle, counted.bytes / cycle, counted.kernels // cycle)


def _cycle(trainer: Trainer) -> int:
    """Steps from one lazy penalty to the next."""
    return trainer.settings.r1_every if trainer.settings.r1 > 0 else 1


def shares(step_s: float, work: Work, best: Rates) -> dict[str, float]:
    """Of the step's time, what each limit alone would take."""
    return {"arithmetic": work.flop / best.flop / step_s, "memory": work.byte / best.byte / step_s,
            "launches": work.kernels * best.launch_s / step_s}


def _trainer(family: str, preset: str, device: str, **settings: Any) -> Trainer:
    config = families.configure(family, "noise", DataFacts(image_shape=(1, SIDE, SIDE)), preset,
                                {"device": device, "threads": 1, **settings})
    return Trainer(config, Pictures.of(6400, SIDE), accelerator_for(config))  # type: ignore[arg-type]


def measured(family: str, preset: str, device: str, how: str, settings: dict[str, Any], n: int) -> list[str]:
    """One row of the table."""
    trainer = _trainer(family, preset, device, **settings)
    work = work_of(_trainer(family, preset, device, **{**settings, "compile": False}))
    best = rates(trainer.device, torch.bfloat16 if trainer.settings.precision == "bf16" else torch.float32)
    cycle = _cycle(trainer)

    def steps() -> None:
        for _ in range(cycle):
            trainer.train_step()

    step_s = seconds(steps, trainer.device, n) / cycle
    share = shares(step_s, work, best)
    binds, most = max(share.items(), key=lambda item: item[1])
    return [family, how, f"{1000 * step_s:.2f}", f"{1 / step_s:,.1f}", f"{trainer.batch / step_s:,.0f}", f"{work.flop / 1e9:.2f}",
            f"{work.byte / 1e6:,.0f}", f"{work.kernels:,}", *(f"{100 * value:.0f} %" for value in share.values()),
            binds if most > 0.3 else "none of these"]


def main(words: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.limits", description=__doc__)
    parser.add_argument("--device", default="auto", help="auto, cpu, cuda, mps")
    parser.add_argument("--family", choices=families.names(), action="append", help="this one alone; may be given again")
    parser.add_argument("--preset", default="mnist")
    parser.add_argument("--batch", type=int, help="another batch than the preset's")
    parser.add_argument("--n", type=int, default=5, help="cycles of steps that are timed")
    asked = parser.parse_args(words)
    more = {} if asked.batch is None else {"batch": asked.batch}
    device = _trainer("gan", "digits", asked.device).device
    name = (torch.cuda.get_device_name(device) if device.type == "cuda" else
            {"cpu": "cpu, one thread"}.get(device.type, device.type))
    print(f"{name}, torch {torch.__version__}, preset {asked.preset}, {SIDE} px; medians of {asked.n} cycles")
    ways = ON_GPU if device.type == "cuda" else ON_CPU
    for dtype in (torch.float32, torch.bfloat16):
        best = rates(device, dtype)
        print(f"best measured, {dtype}: {best.flop / 1e12:.2f} TFLOP/s, {best.byte / 1e9:,.0f} GB/s, "
              f"{1e6 * best.launch_s:.1f} us a kernel")
    rows = [measured(family, asked.preset, asked.device, how, {**settings, **more}, asked.n)
            for family in asked.family or families.names() for how, settings in ways.items()]
    print(as_text(HEADS, rows))


if __name__ == "__main__":
    main()
