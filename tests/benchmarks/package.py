"""The package against section 8 of DESIGN.md: `python -m tests.benchmarks.package [--slow] [--json FILE] [--n N] [--only WORD]`.

Ours and the plain form in turn, one thread, the same numbers checked first; rows that lose are shown like the others.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable
from pathlib import Path

import torch

from tests.benchmarks.mixtures import many_generators, shipped_pictures
from tests.benchmarks.processes import map_in_the_worker, memory_of_a_training
from tests.benchmarks.steps import feeding, hmog_cycle, plain_step, soft_tree
from tests.benchmarks.table import Comparison, as_text, write_json

HEADS = ("what", "unit", "ours", "plain", "plain/ours", "budget", "", "n", "note")
ROWS: dict[str, Callable[[int], list[Comparison]]] = {
    "tree": soft_tree, "cycle": hmog_cycle, "step": plain_step, "feeding": feeding, "many": many_generators,
    "pictures": shipped_pictures, "memory": memory_of_a_training}


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.package", description=__doc__)
    parser.add_argument("--slow", action="store_true", help="the map of 5,000 samples as well: half a minute and more")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write every try there")
    parser.add_argument("--n", type=int, default=10, help="repetitions of everything")
    parser.add_argument("--only", choices=ROWS, action="append", help="this group alone; may be given again")
    asked = parser.parse_args()
    torch.set_num_threads(1)
    before = os.getloadavg()[0]
    rows: list[Comparison] = []
    for name in asked.only or ROWS:
        print(f"measuring: {name}", file=sys.stderr, flush=True)
        rows += ROWS[name](asked.n)
    if asked.slow:
        rows += map_in_the_worker()
    head = (f"torch {torch.__version__}, {torch.get_num_threads()} thread, {os.cpu_count()} cores, "
            f"load {before:.1f} before and {os.getloadavg()[0]:.1f} after; medians of n in turn")
    print(head, "", as_text(HEADS, (row.cells() for row in rows)), sep="\n")
    if asked.json:
        write_json(asked.json, head, rows)


if __name__ == "__main__":
    main()
