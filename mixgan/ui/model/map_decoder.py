"""What the Map's samples are drawn with, when the page asks for more than their stored pictures; made once, in the background."""

from __future__ import annotations

from concurrent.futures import Future
from typing import TYPE_CHECKING

import streamlit as st

from mixgan.store.models import ModelFolder
from mixgan.ui import states
from mixgan.ui.components.decoder import decoder_packet, decoder_view, without_decoder
from mixgan.ui.components.live import fits
from mixgan.ui.model import warm
from mixgan.ui.model.opened import Opened, open_folder, stamp

if TYPE_CHECKING:
    from mixgan.store.maps import StoredMap

__all__ = ["samples_of", "show"]


def samples_of(found: ModelFolder, placed: StoredMap) -> str:
    """The name by which the map and its decoder know that they mean the same samples."""
    return f"{found.name}-{stamp(found)}-{placed.seed}-{placed.n}"


@states.part
def show(found: ModelFolder, placed: StoredMap) -> None:
    """Last on the page, which does not wait for it: the map is there, and learns to draw when this has come."""
    opened, of = open_folder(found, height=1), samples_of(found, placed)
    if not opened.program or not fits(opened.program):
        why = "This model is too large for the page to draw with: its pictures here are the stored ones." if opened.program else \
            "The page cannot draw with this family: its pictures here are the stored ones."
        packet = without_decoder(why, of=of)
    else:
        packet = states.waited_for(_making(of, placed.seed, placed.n, opened), "Getting ready to draw new samples", 1)
    decoder_view(packet, key=f"decoder-{found.name}")


@st.cache_resource(max_entries=3, show_spinner=False)
def _making(of: str, seed: int, n: int, _opened: Opened) -> Future[bytes]:
    return warm.later(_made, of, seed, n, _opened)


def _made(of: str, seed: int, n: int, opened: Opened) -> bytes:
    from mixgan.analysis.in_frame import reach
    from mixgan.analysis.landing import landing, noise_axes
    from mixgan.analysis.observe import drawn, observe

    with opened.use() as generator:
        seen = observe(generator, drawn(generator, n, seed))
    axes = noise_axes(seen.draw.noise.numpy(), seen.expert)
    found = landing(seen.pictures)
    return decoder_packet(opened.program, seen.draw, found, axes, of=of, gated=generator.about.is_gated,
                          reach=reach(found, seen.pictures))
