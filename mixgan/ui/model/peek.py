"""python -m mixgan.ui.model.peek DATA FOLDER: read a data set in a process of its own and write what the form shows of it.

What a user uploads is parsed here, never in the server: `peek.json` (facts, notes, how many of each class, what was skipped),
`first.webp` (the first sixteen pictures), `example.png` (one of them, as it is). Exit status 2 and one sentence on stderr where
the data are refused.
"""

from __future__ import annotations

import re
import sys
from collections import Counter
from pathlib import Path

import numpy as np

from mixgan import data, files, pictures
from mixgan.data.imageset import held_out_note
from mixgan.errors import DataError, MixganError
from mixgan.training.views_shown import example

__all__ = ["main", "peek"]

FIRST = 16
TILE_PX = 72
MAX_NAMED = 20          # skipped files that are named; all are counted
MAX_CLASSES = 100


def peek(name_or_path: str, folder: Path) -> None:
    found = data.load(name_or_path)
    facts = found.facts()
    if not found.is_points:
        tiles = found.images[:FIRST]
        files.write_bytes(folder / "example.png", pictures.png(example(tiles)))
        scale = max(1, TILE_PX // tiles.shape[1])
        files.write_bytes(folder / "first.webp", pictures.webp(pictures.sheet(tiles, 8, scale=scale, gap=3), lossless=True))
    counts: list[int] = []
    if found.labels is not None:
        counts = np.bincount(found.labels, minlength=len(found.class_names)).tolist()
    skipped = [{"name": one.name, "reason": one.reason} for one in found.skipped[:MAX_NAMED]]
    # "damaged: 3 bytes" and "damaged: 7 bytes" are one reason
    reasons = Counter(re.split(r"[:(]", one.reason)[0].strip() for one in found.skipped)
    files.write_json(folder / "peek.json", {
        "facts": facts.model_dump(mode="json"), "n": len(found.images),
        "notes": [*held_out_note(found.n_held_out), *found.notes], "skipped": skipped, "n_skipped": len(found.skipped),
        "reasons": dict(reasons.most_common(10)), "counts": counts[:MAX_CLASSES], "source": found.source,
    })


def main(arguments: list[str]) -> int:
    try:
        peek(arguments[0], Path(arguments[1]))
    except MixganError as err:
        sys.stderr.write(f"{err}\n")
        return err.exit_status
    except MemoryError:
        sys.stderr.write(f"{arguments[0]} does not fit into this machine's memory. Give fewer pictures, or smaller ones.\n")
        return DataError.exit_status
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
