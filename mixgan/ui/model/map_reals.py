"""The pictures of the real ones on a map: those shipped with the judge of a known set, else the data set's own, if it is here."""

from __future__ import annotations

from concurrent.futures import Future
from typing import TYPE_CHECKING

import streamlit as st

from mixgan.store.models import ModelFolder
from mixgan.store.reals import StoredReals, read_shipped
from mixgan.ui import states
from mixgan.ui.model import warm

if TYPE_CHECKING:
    from mixgan.config import RunConfig
    from mixgan.store.maps import StoredMap

__all__ = ["pictures"]


def pictures(found: ModelFolder, placed: StoredMap) -> StoredReals | None:
    """None where the map has none, or where they are points."""
    if placed.hosts is None or found.config.facts.is_points:
        return None
    shipped = _shipped(found.config.data)
    if shipped is not None:
        return shipped
    return states.waited_for(_own(found.config.facts.digest, found.config), "Opening the real pictures", 480)


@st.cache_resource(max_entries=2, show_spinner=False)
def _shipped(data: str) -> StoredReals | None:
    return read_shipped(data)


@st.cache_resource(max_entries=2, show_spinner=False)
def _own(digest: str, _config: RunConfig) -> Future[StoredReals | None]:
    return warm.later(_opened, _config)


def _opened(config: RunConfig) -> StoredReals | None:
    from mixgan.analysis.publish import thumbnails
    from mixgan.analysis.reals import reals_of

    reals = reals_of(config)
    if reals is None:
        return None
    sheet, columns, _ = thumbnails(reals.images)
    return StoredReals(sheet, reals.labels, columns)
