"""`kinds`: how many kinds a set of pictures has, as a curve and a sentence."""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable

from mixgan.analysis.kinds_answer import CAVEAT, Found, answer
from mixgan.analysis.words import percent_with
from mixgan.cli.common import Command, as_job, print_rows

__all__ = ["add"]


def add(command: Command) -> None:
    """Declare the command of this file."""
    kinds = command("kinds", _kinds, "How many kinds are in these pictures: how steadily they sort into each number of kinds.")
    kinds.add_argument("data", help="as of train: a known set, or a path to a folder, a zip or an npz")
    kinds.add_argument("--size", type=int, metavar="PX", help="bring pictures to this side first")
    kinds.add_argument("--views", help="what does not matter, with strengths: place,size:0.3; the data set's own unless "
                       "given")
    kinds.add_argument("--most", type=int, help="the largest number of kinds that is tried, 20 unless given")
    kinds.add_argument("--tries", type=int, help="networks that are tried, of which the best counts; 3 unless given")
    kinds.add_argument("--seed", type=int, default=0)
    kinds.add_argument("--json", action="store_true")


def _kinds(a: argparse.Namespace) -> None:
    with as_job("sorting pictures") as tell:
        found = _found(a, tell)
    _print(found, a.json)


def _found(a: argparse.Namespace, tell: Callable[[int, int], None]) -> Found:
    from mixgan import data
    from mixgan.training import kinds_asked

    data.require_here(a.data)
    views = None if a.views is None else [part.strip() for part in a.views.split(",") if part.strip()]
    given = {"views": views, "most": a.most, "tries": a.tries}
    pictures = data.load(a.data, size=a.size)
    asked = kinds_asked.asked_of(pictures.facts(), a.data, seed=a.seed,
                                 **{name: value for name, value in given.items() if value is not None})
    found = kinds_asked.read(asked)
    if found is None:
        import torch

        from mixgan.training import kinds

        torch.set_num_threads(1)                                    # a small network; the same numbers on any machine
        found = kinds.find(pictures, asked, tell)
        kinds_asked.write(asked, found)
    return found


def _print(found: Found, as_json: bool) -> None:
    said = answer(found)
    if as_json:
        print(json.dumps({"kinds": said.kinds, "sentence": said.sentence, **found.content()}, indent=1))
        return
    print_rows([{"kinds": row.kinds, "of the best score": percent_with(row.share, 1),
                 "change their kind": percent_with(row.flips, 1)} for row in found.rows], False, "")
    print(said.sentence)
    print(CAVEAT)
