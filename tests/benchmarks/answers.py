"""16 answers to one question, in the page's engine: `python -m tests.benchmarks.answers [--tries 30]`.

A random U-Net at 32 px over an outline (one channel) and eight noise numbers, run in Node by both products: the question's own
share ahead, then 16 noises. The goal is a frame of 60 a second.
"""

from __future__ import annotations

import argparse
import base64

import numpy as np

from mixgan.rng import Stream
from tests.benchmarks.table import Seen, as_text
from tests.node import run_node
from tests.unets import UNet

__all__ = ["main"]

WIDTHS = ((16, 32, 64), (32, 64, 128))
KERNELS = ("SimdKernel", "PlainKernel")
ANSWERS, SIDE = 16, 32
GOAL_MS = 16
WARM = 8                                # the compiler warms up in the first
HEADS = ("what", "unit", "median", "95 %", "n", "goal", "", "note")
TIME = """(() => {
  const model = loadProgram(bytes(program), new KERNEL());
  const clock = (work) => { const start = performance.now(); work(); return performance.now() - start; };
  const [ahead, answers] = [[], []];
  for (let turn = 0; turn < tries; turn++) {
    let question;
    ahead.push(clock(() => { question = model.ahead({ condition }); }));
    answers.push(clock(() => { for (const noise of noises) model.run({ ...question, noise }, ["images"]); }));
  }
  return { ahead, answers };
})()"""


def timed(widths: tuple[int, ...], kernel: str, tries: int) -> list[Seen]:
    """Two rows: the question, and its answers."""
    net = UNet(widths, SIDE).eval()
    outline = (np.hypot(*(np.indices((SIDE, SIDE)) - SIDE / 2)).round() == SIDE // 3) * 2.0 - 1
    program = net.program().to_bytes()
    made = run_node(TIME.replace("KERNEL", kernel), {
        "program": base64.b64encode(program).decode(), "condition": outline.reshape(-1).tolist(),
        "noises": Stream(0).normal(ANSWERS, net.noise).tolist(), "tries": tries + WARM})
    words = f"{', '.join(map(str, widths))} by {kernel}"
    return [Seen(f"{words}: the question", "ms", made["ahead"][WARM:]),
            Seen(f"{words}: {ANSWERS} answers", "ms", made["answers"][WARM:], GOAL_MS if kernel == KERNELS[0] else None,
                 note=f"{len(program) / 2**20:.2f} MB")]


def main(words: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.answers", description=__doc__)
    parser.add_argument("--tries", type=int, default=30)
    tries = parser.parse_args(words).tries
    rows = [row for widths in WIDTHS for kernel in KERNELS for row in timed(widths, kernel, tries)]
    print(as_text(HEADS, [row.cells() for row in rows]))


if __name__ == "__main__":
    main()
