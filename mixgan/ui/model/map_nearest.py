"""The real training pictures nearest to the sample that is picked on the map, found among all of them, in pixels."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from mixgan.store.models import ModelFolder
from mixgan.ui.components.near import near_packet, near_view, without_near
from mixgan.ui.model import map_decoder
from mixgan.ui.model.opened import Opened, open_folder

if TYPE_CHECKING:
    from mixgan.store.maps import StoredMap

__all__ = ["show"]

SHOWN = 5


def show(found: ModelFolder, placed: StoredMap, index: int) -> None:
    """On the map's card, as soon as they are found."""
    opened = open_folder(found, height=1)
    if len(opened.generator.image_shape) == 3:
        of = map_decoder.samples_of(found, placed)
        near_view(_found(of, index, placed.seed, found.config.data, opened), key=f"near-{found.name}")


@st.cache_data(max_entries=64, show_spinner=False)
def _found(of: str, index: int, seed: int, data: str, _opened: Opened) -> bytes:
    from mixgan.analysis.biography import nearest_few
    from mixgan.analysis.observe import drawn, observe
    from mixgan.ui.experts.measures import real_pictures

    with _opened.use() as generator:
        picture = observe(generator, drawn(generator, index + 1, seed)[index:]).pictures[0]
    real = real_pictures(data, "train")
    if real is None or real.images.shape[1:] != picture.shape:
        return without_near(of, index, "The nearest real pictures are not shown: the data set is not on this machine.")
    rows, distances = nearest_few(picture, real.images, SHOWN)
    return near_packet(of, index, real.images[rows], distances.tolist(), len(real.images))
