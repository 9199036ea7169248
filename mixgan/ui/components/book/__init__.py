"""Sheets of many models side by side, in groups; each opens its model. Nothing is sent back."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import streamlit as st

from mixgan.ui.components.scripts import module, style

__all__ = ["Card", "Group", "Tiles", "book_view"]

_HTML = """<div class="live book">
</div>
"""
_book = st.components.v2.component(
    "mixgan_book", html=_HTML, css=style("live/live.css", "book/book.css"),
    js=module("packet/packet.js", "ways/follow.js", "book/book.js"))


@dataclass(frozen=True)
class Tiles:
    """A stored sheet without gaps, and of its pictures: `width` and `height` in pixels, how many stand in a row and in all.

    `frames`: the colour of each, as CSS; empty where no expert is told from another. `alt`: what is to be seen, in words.
    """

    webp: bytes
    width: int
    height: int
    columns: int
    n: int
    frames: list[str]
    alt: str


@dataclass(frozen=True)
class Card:
    """One model. `address` is relative (`Tree?model=hmog-mnist`)."""

    title: str
    name: str
    address: str
    sentence: str
    facts: list[str]
    tiles: Tiles


@dataclass(frozen=True)
class Group:
    """Models that divide the same thing; `drawing` is SVG of ours."""

    title: str
    says: str
    drawing: str
    cards: list[Card]


def book_view(groups: Sequence[Group], *, key: str) -> Any:
    """Mount the groups below each other."""
    return _book(key=key, data={"groups": [{"title": one.title, "says": one.says, "drawing": one.drawing,
                                            "cards": [_plain(card) for card in one.cards]} for one in groups]})


def _plain(card: Card) -> dict[str, Any]:
    tiles = card.tiles
    return {"title": card.title, "name": card.name, "address": card.address, "sentence": card.sentence, "facts": card.facts,
            "tiles": {"webp": base64.b64encode(tiles.webp).decode(), "width": tiles.width, "height": tiles.height,
                      "columns": tiles.columns, "rows": -(-tiles.n // tiles.columns), "frames": tiles.frames, "alt": tiles.alt}}
