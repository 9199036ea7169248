"""What the recipe of every picture saved from a page begins with; the page's own script adds the samples and the hand."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import streamlit as st

from mixgan.store.models import ModelFolder, fingerprint
from mixgan.ui import choice
from mixgan.ui.model.opened import Opened, stamp
from mixgan.ui.views import recipe as views

__all__ = ["basis", "stored_basis"]


def basis(found: ModelFolder, opened: Opened, page: str) -> dict[str, Any]:
    """Of the open model, its parameters, the seed and the class that is asked for; `page` as its link has it."""
    return views.basis(found, opened.fingerprint, page, choice.seed(), opened.label)


def stored_basis(found: ModelFolder, page: str) -> dict[str, Any] | None:
    """The same of a model that need not be opened; None where its parameters are no longer there."""
    try:
        mark = _fingerprint(str(found.path), stamp(found))
    except OSError:
        return None
    return views.basis(found, mark, page, choice.seed(), choice.label(found))


@st.cache_data(max_entries=64, show_spinner=False)
def _fingerprint(path: str, mark: str) -> str:
    return fingerprint(Path(path))
