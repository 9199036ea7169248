"""Browser files as strings: several ES modules become one, because a component is mounted from a single script."""

from __future__ import annotations

import json
import re
from pathlib import Path

from mixgan.analysis.words import TABLE

__all__ = ["ENGINE", "SAVING", "module", "style"]

HERE = Path(__file__).parent
# in the order of need
ENGINE = tuple(f"live/{part}.js" for part in (
    "product", "mixture", "program", "activate", "fold", "convolve", "maps", "operations", "run", "engine"))
# what "Save" needs beside packet.js
SAVING = tuple(f"live/{part}.js" for part in (
    "picture", "parts", "png", "takeaway", "recorder", "vector", "closing", "link", "menu", "save"))

_WORDS = "live/words.js"         # has the table of all words in front
_IMPORT = re.compile(r'^import .* from "\.{1,2}/.*";\n', re.MULTILINE)
_EXPORT = re.compile(r"^export (?!default)", re.MULTILINE)


def module(*names: str) -> str:
    """The files `names` (relative to this folder) as one script; imports between them and named exports are dropped."""
    text = "\n".join((HERE / name).read_text(encoding="utf-8") for name in names)
    table = f"const WORDS = {json.dumps(TABLE)};\n" if _WORDS in names else ""
    return table + _EXPORT.sub("", _IMPORT.sub("", text)) + "\n"


def style(*names: str) -> str:
    """The style sheets `names` as one, always of many lines: Streamlit takes a single line for a path."""
    return "\n".join((HERE / name).read_text(encoding="utf-8") for name in names) + "\n"
