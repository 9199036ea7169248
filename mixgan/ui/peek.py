"""python -m mixgan.ui.peek DATA FOLDER: read a data set in a process of its own and write what the form shows of it.

What a user uploads is parsed here, never in the server: `peek.json` (facts, notes, what was skipped), `first.webp` (the
first sixteen pictures). Exit status 2 and one sentence on stderr where the data are refused.
"""

from __future__ import annotations

import sys
from pathlib import Path

from mixgan import data, files, pictures
from mixgan.errors import MixganError

__all__ = ["main", "peek"]

FIRST = 16
MAX_NAMED = 20          # skipped files that are named; all are counted


def peek(name_or_path: str, folder: Path) -> None:
    found = data.load(name_or_path)
    facts = found.facts()
    if not found.is_points:
        tiles = found.images[:FIRST]
        scale = max(1, 64 // tiles.shape[1])
        files.write_bytes(folder / "first.webp", pictures.webp(pictures.sheet(tiles, 8, scale=scale, gap=2), lossless=True))
    skipped = [{"name": one.name, "reason": one.reason} for one in found.skipped[:MAX_NAMED]]
    files.write_json(folder / "peek.json", {
        "facts": facts.model_dump(mode="json"), "n": len(found.images), "notes": list(found.notes), "skipped": skipped,
        "n_skipped": len(found.skipped), "source": found.source,
    })


def main(arguments: list[str]) -> int:
    try:
        peek(arguments[0], Path(arguments[1]))
    except MixganError as err:
        sys.stderr.write(f"{err}\n")
        return err.exit_status
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
