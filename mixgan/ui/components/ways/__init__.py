"""Links from page to page. Each opens exactly what its address says, and is one entry of the browser's history."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import streamlit as st

from mixgan.ui.components.scripts import module, style

__all__ = ["Way", "ways_view"]

_ways = st.components.v2.component(
    "mixgan_ways", html='<div class="ways">\n</div>\n', css=style("ways/ways.css"), js=module("ways/follow.js", "ways/ways.js"))


@dataclass(frozen=True)
class Way:
    """`address` is relative (`Tree?seed=3&z=5`); `look`: link, button or primary."""

    label: str
    address: str
    look: str = "link"


def ways_view(ways: Sequence[Way], *, key: str) -> Any:
    """Mount links side by side. Mounted without any, it still keeps the history to one entry a page."""
    return _ways(key=key, data={"ways": [{"label": way.label, "address": way.address, "look": way.look} for way in ways]})
