"""`evaluate`: the small honest set of figures of a model, against held-out pictures."""

from __future__ import annotations

import argparse
import json
import sys
from typing import Any

from mixgan.cli.common import Command, as_job, print_rows

__all__ = ["add", "row"]


def add(command: Command) -> None:
    """Declare the command of this file."""
    evaluate = command("evaluate", _evaluate, "Measure a model against held-out pictures: distances, neighbours, bins, classes, "
                                              "copies, experts. Stored with the model; one that was stopped goes on.")
    evaluate.add_argument("model")
    evaluate.add_argument("--against", metavar="DATA", help="held-out pictures of this set (of the model's own unless given)")
    evaluate.add_argument("--n", type=int, help="pictures on each side (10,000 unless given, or as many as are held out)")
    evaluate.add_argument("--seed", type=int, default=0, help="of the generated pictures")
    evaluate.add_argument("--json", action="store_true", help="print JSON: every figure with all that belongs to it")


def _evaluate(a: argparse.Namespace) -> None:
    from mixgan.analysis.publish.evaluate import store_evaluation
    from mixgan.store.models import find

    model = find(a.model)
    with as_job("evaluating") as tell:
        found = store_evaluation(model.path, a.against, a.n, a.seed, tell)
    for why in found.left_out.values():
        print(why, file=sys.stderr)
    if a.json:
        print(json.dumps([*found.records], indent=1))
        return
    print_rows([row(record) for record in found.records], False, "Nothing could be measured.")
    basis = found.basis
    print(f"{model.name}: {basis.n:,} pictures against {basis.n:,} held-out ones of {basis.data}; evaluation.json is written.",
          file=sys.stderr)


def row(record: dict[str, Any]) -> dict[str, Any]:
    """A figure as a line of the table."""
    def pair(name: str) -> str:
        low, high = record.get(name) or (None, None)
        return "" if low is None else f"{low:.4g} to {high:.4g}"

    n = " / ".join(f"{record[side]:,}" for side in ("n_fake", "n_real") if side in record)
    return {"figure": record["name"], "value": f"{record['value']:.4g}", "95 %": pair("interval"), "floor": pair("floor"),
            "n": n, "features": record.get("features", ""), "note": record.get("note", "")}
