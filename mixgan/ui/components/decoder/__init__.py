"""A model for another part of a page: the map asks it for pictures, and for the place of a new one. It shows nothing itself."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from mixgan.analysis.in_frame import MOST
from mixgan.ui.components.live import MAX_PROGRAM_BYTES
from mixgan.ui.components.packet import pack
from mixgan.ui.components.scripts import ENGINE, module

if TYPE_CHECKING:
    from mixgan.analysis.landing import Landing
    from mixgan.families.contract import Draw

__all__ = ["decoder_packet", "decoder_view", "without_decoder"]

MAX_BYTES = MAX_PROGRAM_BYTES + 6 * 2**20       # 5,000 noises of 128 numbers are 1.3 MB, 64 px in colour as much again
_STEPS = 32767

HTML = """<div class="decoder" hidden>
</div>
"""
SCRIPTS = ("packet/packet.js", *ENGINE, "live/draws.js", *(f"decoder/{part}.js" for part in ("calls", "model", "decoder")))
STYLES = ()
_decoder = st.components.v2.component("mixgan_decoder", html=HTML, js=module(*SCRIPTS))


def decoder_packet(
    program: bytes, draw: Draw, landing: Landing, axes: NDArray[np.floating], *, of: str, gated: bool, reach: float = 0.0
) -> bytes:
    """The program, the noise (and class) of every sample of `draw`, what finds the place of a picture, and (2, Z) axes of noise.

    `of`: which samples these are, as the part that asks for them says it. `gated`: the noise has a say in which expert draws.
    `reach`: see analysis/in_frame.py.
    """
    numbers = {"noise": draw.noise.numpy(), "mean": landing.mean, "basis": landing.basis, "points": landing.points,
               "axes": axes}
    if gated and draw.chance is not None:       # the gate of another step may choose another expert
        numbers["chance"] = draw.chance[:MOST].numpy()
    packed = {name: _in_16_bits(values) for name, values in numbers.items()}
    parts = {"program": program} | {name: data for name, (data, _) in packed.items()}
    if draw.label is not None:
        parts["label"] = draw.label.numpy().astype(np.uint8).tobytes()
    steps = {name: step for name, (_, step) in packed.items()}
    return pack({"of": of, "gated": gated, "components": len(landing.basis), "steps": steps, "reach": reach}, parts, MAX_BYTES)


def without_decoder(why: str, *, of: str) -> bytes:
    """In its place: a sentence that says why there is none."""
    return pack({"of": of, "why": why}, {})


def decoder_view(packet: bytes, *, key: str) -> Any:
    """Mount it, after what asks for it or before."""
    return _decoder(key=key, data=packet)


def _in_16_bits(values: NDArray[np.floating]) -> tuple[bytes, float]:
    """Steps of 1/32767 of the largest, which is finer than half precision: (bytes, the size of a step)."""
    step = max(float(np.abs(values).max()), 1e-9) / _STEPS
    return np.ascontiguousarray((values / step).round(), "<i2").tobytes(), step
