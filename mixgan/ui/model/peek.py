"""python -m mixgan.ui.model.peek DATA FOLDER [PX]: read a data set in a process of its own and write what the form shows of it.

What a user uploads is parsed here, never in the server: `peek.json` (facts, notes, the sides it can be had at, how it could be
asked, how many of each class, what was skipped), `some.webp` (pictures of every class, or questions beside their answers),
`example.png` (one of them, as it is). Without PX the pictures are brought to the usual side. Exit status 2 and one sentence on
stderr where the data are refused.
"""

from __future__ import annotations

import re
import sys
from collections import Counter
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from mixgan import data, files, pictures
from mixgan.data import words
from mixgan.data.imageset import held_out_note
from mixgan.data.sides import sides_of, usual_side
from mixgan.errors import DataError, MixganError
from mixgan.training.views_shown import example

__all__ = ["beside", "main", "peek", "some_rows"]

# pictures that are shown, in how many columns, at about what size; the second where there are more classes than the first shows
FEW, MANY = (16, 8, 72), (48, 12, 48)
MAX_NAMED = 20          # skipped files that are named; all are counted
MAX_CLASSES = 100
MAX_SENTENCES = 3


def peek(name_or_path: str, folder: Path, side: int | None = None) -> None:
    found = data.load(name_or_path, size=side)
    sides: tuple[int, ...] = ()
    if not found.is_points:
        if side is None:
            sides = sides_of(found.image_shape[1], found.finest)
            if usual_side(sides) != found.image_shape[1]:
                found = data.load(name_or_path, size=usual_side(sides))
        _write_pictures(found, folder)
    facts = found.facts()
    counts: list[int] = []
    if found.labels is not None:
        counts = np.bincount(found.labels, minlength=len(found.class_names)).tolist()
    skipped = [{"name": one.name, "reason": one.reason} for one in found.skipped[:MAX_NAMED]]
    # "damaged: 3 bytes" and "damaged: 7 bytes" are one reason
    reasons = Counter(re.split(r"[:(]", one.reason)[0].strip() for one in found.skipped)
    files.write_json(folder / "peek.json", {
        "facts": facts.model_dump(mode="json"), "n": len(found.images),
        "notes": [*held_out_note(found.n_held_out), *found.notes], "skipped": skipped, "n_skipped": len(found.skipped),
        "reasons": dict(reasons.most_common(10)), "counts": counts[:MAX_CLASSES], "source": found.source, "sides": sides,
        "asked": [str(one) for one in (*data.pairings(name_or_path), *data.caption_lists(name_or_path))],
        "sentences": _sentences(found),
    })


def _sentences(found: data.ImageSet) -> list[str]:
    """Some of those that ask for the pictures."""
    if not found.vocabulary or found.conditions is None:
        return []
    rows = some_rows(None, len(found), MAX_SENTENCES)
    return words.decode(found.conditions[rows], found.vocabulary)


def _write_pictures(found: data.ImageSet, folder: Path) -> None:
    count, columns, tile_px = FEW if len(found.class_names) <= FEW[0] else MANY
    rows = some_rows(found.labels, len(found), count)
    tiles = found.images[rows]
    files.write_bytes(folder / "example.png", pictures.png(example(tiles)))
    if found.conditions is not None and found.conditions.ndim == 4:
        tiles, columns = beside(found.conditions[rows], tiles), columns // 2
    scale = max(1, tile_px // tiles.shape[1])
    files.write_bytes(folder / "some.webp", pictures.webp(pictures.sheet(tiles, columns, scale=scale, gap=3), lossless=True))


def beside(questions: NDArray[np.uint8], answers: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """(n, H, W, 1 or 3) twice -> (n, H, 2 W, 3 where either has colour)."""
    return np.concatenate(pictures.alike(questions, answers), 2)


def some_rows(labels: NDArray[np.int64] | None, n: int, count: int) -> NDArray[np.intp]:
    """At most `count` of n rows: of each class one, then of each a second, class by class; without labels, evenly spread."""
    if labels is None:
        return np.linspace(0, n - 1, min(n, count)).astype(np.intp)
    turn = np.empty(n, np.intp)                                     # (n,) of each row, the how many-th of its class it is
    for c in np.unique(labels):
        rows = np.flatnonzero(labels == c)
        turn[rows] = np.arange(len(rows))
    rows = np.argsort(turn, kind="stable")[:count]
    return rows[np.argsort(labels[rows], kind="stable")]


def main(arguments: list[str]) -> int:
    try:
        peek(arguments[0], Path(arguments[1]), int(arguments[2]) if len(arguments) > 2 else None)
    except MixganError as err:
        sys.stderr.write(f"{err}\n")
        return err.exit_status
    except MemoryError:
        sys.stderr.write(f"{arguments[0]} does not fit into this machine's memory. Give fewer pictures, or smaller ones.\n")
        return DataError.exit_status
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
