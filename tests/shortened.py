"""A run that is under way, with a nearer end: as if it had been begun with it."""

from __future__ import annotations

import json
from pathlib import Path


def shorten(run: Path, steps: int) -> None:
    """The run in folder `run` now ends after `steps`. Its points say so too, or it would be a config that a hand changed."""
    _write(run / "config.json", steps)
    for manifest in (run / "resume").glob("[0-9]*/manifest.json"):
        _write(manifest, steps)


def _write(path: Path, steps: int) -> None:
    content = json.loads(path.read_text())
    config = content if path.name == "config.json" else content["meta"]["config"]
    config["training"]["steps"] = steps
    path.write_text(json.dumps(content))
