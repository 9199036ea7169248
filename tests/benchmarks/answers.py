"""16 answers to one question, in the page's engine: `python -m tests.benchmarks.answers [--tries 30]`.

`pix` with random weights at 32 px, over an outline (one channel) and eight noise numbers, run in Node by both products: the
question's own share ahead, then 16 noises. The goal is a frame of 60 a second.
"""

from __future__ import annotations

import argparse
import base64

import numpy as np

from mixgan.config import DataFacts
from mixgan.families import pix
from mixgan.networks.initialise import initialise
from mixgan.rng import Stream
from tests.benchmarks.table import Seen, as_text
from tests.node import run_node

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
    answers.push(noises.map((noise) => clock(() => model.run({ ...question, noise }, ["images"]))));
  }
  return { ahead, answers };
})()"""


def timed(widths: tuple[int, ...], kernel: str, tries: int) -> list[Seen]:
    """The question, its answers, and one of them: on a busy machine the whole is often interrupted, a single one seldom."""
    facts = DataFacts(image_shape=(3, SIDE, SIDE), condition_shape=(1, SIDE, SIDE), n_questions=1)
    net = pix.build_generator(pix.Options(widths=widths), facts)
    initialise(net, Stream(0))
    written = net.eval().program()
    assert written is not None
    outline = (np.hypot(*(np.indices((SIDE, SIDE)) - SIDE / 2)).round() == SIDE // 3) * 2.0 - 1
    program = written.to_bytes()
    made = run_node(TIME.replace("KERNEL", kernel), {
        "program": base64.b64encode(program).decode(), "condition": outline.reshape(-1).tolist(),
        "noises": Stream(0).normal(ANSWERS, net.noise_dim).tolist(), "tries": tries + WARM})
    words = f"{', '.join(map(str, widths))} by {kernel}"
    answers, size = made["answers"][WARM:], f"{len(program) / 2**20:.2f} MB"
    goal = GOAL_MS if kernel == KERNELS[0] else None
    return [Seen(f"{words}: the question", "ms", made["ahead"][WARM:]),
            Seen(f"{words}: {ANSWERS} answers", "ms", [sum(turn) for turn in answers], goal, note=size),
            Seen(f"{words}: one of them", "ms", [one for turn in answers for one in turn], goal and goal / ANSWERS)]


def main(words: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.answers", description=__doc__)
    parser.add_argument("--tries", type=int, default=30)
    tries = parser.parse_args(words).tries
    rows = [row for widths in WIDTHS for kernel in KERNELS for row in timed(widths, kernel, tries)]
    print(as_text(HEADS, [row.cells() for row in rows]))


if __name__ == "__main__":
    main()
