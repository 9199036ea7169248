"""Tiny models with everything that a file can hold, and a script through all of its pages."""

from __future__ import annotations

import gzip
import json
import re
from pathlib import Path
from typing import Any

from mixgan.analysis.publish import make_map
from mixgan.analysis.script import Script, read_script
from mixgan.store import maps
from mixgan.store.growth import Growth, Moment, write_growth
from mixgan.store.models import ModelFolder, find, read_config
from mixgan.ui.views.opening import opened_from
from tests.ui.tiny import write_tiny

__all__ = ["ALL_PAGES", "TREE", "all_pages", "block_of", "bytes_of", "head_of", "tiny_models", "with_steps"]

ALL_PAGES = """# Six pages
## Home
<Home?model=hmog-tiny&sample=5>
Who made this?
## Tree
<Tree?model=hmog-tiny&node=L&z=3>
Each fork is a question.

And a second paragraph.
## Experts
<Experts?model=megan-tiny&off=2>
Three hands.
## Covariance
<Covariance?model=gmgan-tiny&level=4>
Narrower.
## Mixture
<Mixture?model=gmgan-tiny&w=0,20,10>
By hand.
## Map
<Map?model=hmog-tiny&z=7>
All of them.
"""
TREE = "# T\n## One\n<Tree?model=hmog-tiny{more}>\n{say}"


def tiny_models(home: Path, *families: str) -> list[ModelFolder]:
    """Shipped ones under `home`, each with figures and a map of 120 samples by principal components."""
    for family in families:
        folder = home / "checkpoints" / f"{family}-tiny"
        generator = write_tiny(folder, family)
        maps.write(folder / "map.npz", make_map(generator, read_config(folder), n=120, umap=False))
    return [find(str(home / "checkpoints" / f"{family}-tiny")) for family in families]


def with_steps(found: ModelFolder) -> ModelFolder:
    """As if two steps of its training had been kept: both the trained generator."""
    program = opened_from(found.path).program
    K = found.figures["n_experts"]
    moments = tuple(Moment(step=step, shares=(1 / K,) * K, explained=value) for step, value in ((10, 0.1), (200, 0.4)))
    write_growth(found.path, Growth(n=100, moments=moments), {10: program, 200: program})
    return find(str(found.path))


def all_pages() -> Script:
    return read_script(ALL_PAGES)


def head_of(page: str) -> dict[str, Any]:
    """What the file says of itself."""
    found = re.search(r'<script type="application/json" id="talk">(.*?)</script>', page, re.DOTALL)
    assert found is not None
    return dict(json.loads(found[1]))


def block_of(page: str, name: str) -> bytes:
    found = re.search(rf'<script type="text/plain" id="{name}">(.*?)</script>', page, re.DOTALL)
    assert found is not None
    return gzip.decompress(bytes_of(found[1]))


def bytes_of(text: str) -> bytes:
    """As the file's script reads it: seven bits of every letter."""
    bits = "".join(f"{ord(letter) & 127:07b}" for letter in text)
    return bytes(int(bits[i : i + 8], 2) for i in range(0, len(bits) - 7, 8))
