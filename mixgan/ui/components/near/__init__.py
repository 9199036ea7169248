"""The real pictures nearest to the picked sample, for the map's card: they come when the server has found them."""

from __future__ import annotations

from typing import Any

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from mixgan import pictures
from mixgan.ui.components.packet import pack
from mixgan.ui.components.scripts import module

__all__ = ["near_packet", "near_view", "without_near"]

HTML = """<div class="near" hidden>
</div>
"""
SCRIPTS = ("packet/packet.js", "decoder/calls.js", "near/near.js")
_near = st.components.v2.component("mixgan_near", html=HTML, js=module(*SCRIPTS))


def near_packet(of: str, index: int, found: NDArray[np.uint8], distances: list[float], n: int) -> bytes:
    """(k, H, W, C) real pictures, the nearest of n to sample `index` of the samples `of`, and their distances, 0 to 1."""
    colour = found if found.shape[-1] == 3 else found.repeat(3, 3)
    sheet = pictures.webp(pictures.sheet(colour, len(found)), lossless=True)
    header = {"of": of, "index": index, "n": n, "distances": distances, "width": found.shape[2], "height": found.shape[1]}
    return pack(header, {"sheet": sheet})


def without_near(of: str, index: int, why: str) -> bytes:
    return pack({"of": of, "index": index, "why": why}, {})


def near_view(packet: bytes, *, key: str) -> Any:
    return _near(key=key, data=packet)
