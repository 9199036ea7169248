"""The components and the shell as one script and one style sheet. Each component keeps its names to itself in a block; what all
of them share, the engine above all, stands once before them."""

from __future__ import annotations

import json
from typing import Any

from mixgan.ui.components import classes, covariance, experts, mix, sheet, tree
from mixgan.ui.components import map as map_part
from mixgan.ui.components.live import LIVE
from mixgan.ui.components.scripts import module, style

__all__ = ["COMPONENTS", "script", "shell_style"]

COMPONENTS: dict[str, Any] = {
    "sheet": sheet, "tree": tree, "experts": experts, "classes": classes, "covariance": covariance, "mix": mix, "map": map_part}
SHELL = tuple(f"talkfile/{part}.js" for part in ("bytes", "address", "hand", "screen", "steps", "shell"))
_DEFAULT = "export default function"


def script(names: set[str]) -> str:
    """The script of a file with these components. Raises ValueError where it could end its own tag."""
    parts = {name: {"html": COMPONENTS[name].HTML, "css": _style(name)} for name in sorted(names)}
    text = "\n".join(['"use strict";', module(*LIVE), "const COMPONENTS = {};", *map(_block, sorted(names)),
                      f"const PARTS = {inert(parts)};", "{\n" + module(*SHELL) + "}"])
    if "</script" in text.lower() or "<!--" in text:
        raise ValueError("a script that holds </script or <!-- ends its own tag")
    return text


def shell_style() -> str:
    return style("talkfile/shell.css")


def inert(value: Any) -> str:
    """JSON in which nothing can be taken for a tag."""
    return json.dumps(value, separators=(",", ":")).replace("<", "\\u003c")


def _block(name: str) -> str:
    own = module(*(part for part in COMPONENTS[name].SCRIPTS if part not in LIVE))
    assert own.count(_DEFAULT) == 1, f"{name} has one function to mount it"
    return "{\n" + own.replace(_DEFAULT, f"COMPONENTS.{name} = function") + "}"


def _style(name: str) -> str:
    live = "packet/packet.js" not in COMPONENTS[name].SCRIPTS           # the others bring what they share themselves
    return style(*(("live/live.css",) if live else ()), *COMPONENTS[name].STYLES)
