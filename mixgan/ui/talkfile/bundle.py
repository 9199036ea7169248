"""The scripts of a file. One stands in it as it is: the shell, what all components share (the engine above all), and the
components of the first screen. The others are stored compressed, and run when a page first shows them. Each component keeps its
names to itself in a block."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from typing import Any

from mixgan.ui.components import answers, classes, covariance, experts, growth, mix, sheet, strip, tree
from mixgan.ui.components import map as map_part
from mixgan.ui.components.live import LIVE
from mixgan.ui.components.scripts import module, style

__all__ = ["COMPONENTS", "component_script", "first_script", "inert", "shell_style"]

COMPONENTS: dict[str, Any] = {
    "sheet": sheet, "tree": tree, "experts": experts, "classes": classes, "covariance": covariance, "mix": mix, "map": map_part,
    "strip": strip, "growth": growth, "answers": answers}
SHELL = tuple(f"talkfile/{part}.js" for part in (
    "bytes", "scripts", "changed", "address", "drawn", "hand", "screen", "steps", "shell"))
_DEFAULT = "export default function"
_COMMENT = re.compile(r"^ *//.*\n", re.MULTILINE)


def first_script(components: Iterable[str]) -> str:
    """With the `components` of the first screen. Raises ValueError where it could end its own tag."""
    shared = '"use strict";\n' + _COMMENT.sub("", module(*LIVE)) + "const COMPONENTS = {}, PARTS = {};"
    text = "\n".join([shared, *map(component_script, components), "{\n" + _COMMENT.sub("", module(*SHELL)) + "}"])
    if "</script" in text.lower() or "<!--" in text:
        raise ValueError("a script that holds </script or <!-- ends its own tag")
    return text


def component_script(name: str) -> str:
    own = _COMMENT.sub("", module(*(part for part in COMPONENTS[name].SCRIPTS if part not in LIVE)))
    assert own.count(_DEFAULT) == 1, f"{name} has one function to mount it"
    parts = inert({"html": COMPONENTS[name].HTML, "css": _style(name)})
    mounted = own.replace(_DEFAULT, f"COMPONENTS.{name} = function")
    return f'"use strict";\nPARTS.{name} = {parts};\n{{\n{mounted}}}'


def shell_style() -> str:
    return style("talkfile/shell.css")


def inert(value: Any) -> str:
    """JSON in which nothing can be taken for a tag."""
    return json.dumps(value, separators=(",", ":")).replace("<", "\\u003c")


def _style(name: str) -> str:
    live = "packet/packet.js" not in COMPONENTS[name].SCRIPTS           # the others bring what they share themselves
    return style(*(("live/live.css", "live/save.css") if live else ()), *COMPONENTS[name].STYLES)
