"""A map of thousands of samples that answers to the hand in the browser: hover, click, lasso, colour and layout."""

from __future__ import annotations

import base64
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from mixgan.pictures import sides_of
from mixgan.ui.components.mounting import component
from mixgan.ui.components.packet import pack
from mixgan.ui.components.scripts import ENGINE, module, style

if TYPE_CHECKING:
    from mixgan.store.maps import StoredMap

__all__ = ["LATER", "LAYOUTS", "MapLook", "chosen", "map_packet", "map_view"]

LAYOUTS = ("umap", "pca")       # of a stored map
LATER = ("pictures", "noise")   # these come with the decoder
NONE = 255                      # no class
_STEPS = 65535                  # a place is sent as 16 bits a coordinate, finer than any screen, and a share too

HTML = """<div class="map">
  <span class="theme-probe"></span><span class="theme-watcher"></span>
  <div class="choices"></div>
  <div class="live steps"><div class="bar"></div><div class="track"></div></div>
  <div class="stage"></div>
  <div class="side">
    <div class="card"></div><div class="film"></div><div class="anew"></div><div class="legend"></div><div class="chosen"></div>
  </div>
  <div class="note"></div>
  <div class="line" role="status" aria-live="polite"></div>
</div>"""
SCRIPTS = ("packet/packet.js", "decoder/calls.js", *ENGINE, *(f"live/{part}.js" for part in (
               "words", "slide", "shared", "draws", "picture", "parts", "png", "takeaway", "vector", "closing", "link",
               "menu")),
           "covariance/drawing.js", *(f"growth/{part}.js" for part in ("steps", "curve", "player", "track")),
           *(f"map/{part}.js" for part in (
               "samples", "zoom", "places", "layouts", "outline", "thumbs", "reals", "colouring", "marks", "labels", "drawing",
               "canvas", "legend", "selection", "card", "search", "save", "choices", "hand", "gestures", "nearby", "landing",
               "sampler", "anew", "film", "asks", "meet", "frame", "earlier", "map")))
STYLES = ("live/live.css", "live/range.css", "growth/curve.css", "map/map.css", "map/steps.css", "live/save.css")
_map = component("map", HTML, lambda: style(*STYLES), lambda: module(*SCRIPTS))


@dataclass(frozen=True)
class MapLook:
    """What the map is drawn with. `colours` and `class_colours`: {"light": [...], "dark": [...]}."""

    expert_word: str
    colours: dict[str, list[str]]
    shapes: list[str]
    class_colours: dict[str, list[str]]
    by: str = "expert"
    layout: str = "umap"
    alt: str = ""
    picked: int = -1
    name: str = ""
    of: str = ""                    # which samples these are, as `components/decoder` says it
    of_two: Mapping[str, str] = field(default_factory=dict)     # latent: maps that name the same show one sample; pair: narrow
    lasso: str = ""                 # what is chosen at first, and the line of the film, as a link has them (map/outline.js)
    line: str = ""
    recipe: dict[str, Any] | None = None        # what a file saved from it begins with; None: nothing is saved
    why: str = ""                   # that no decoder will come, in a sentence; "": it is waited for
    told: str = ""                  # what lies where, in a sentence
    reals_shown: bool = False
    reals_told: str = ""            # how real pictures were placed, and what that is worth
    reals_sheet: bytes = b""        # WebP of their pictures, `reals_columns` a row; empty: points alone
    reals_columns: int = 1
    # of the training, as components/growth has them: of, moments, places, at, axis, lines, jump; and n, the samples drawn of each
    steps: Mapping[str, Any] | None = None


def map_packet(stored: StoredMap, look: MapLook) -> bytes:
    """`stored` and how it starts, as the browser wants it: places in 16 bits, shares in 16 bits too, thumbnails as stored."""
    layouts = [name for name in LAYOUTS if getattr(stored, name) is not None]
    parts = {name: _places(getattr(stored, name)) for name in layouts}
    whole = np.ones(stored.n) if stored.weight is None else stored.weight
    parts |= {
        "expert": np.asarray(stored.expert, "<u2").tobytes(),
        "weight": _shares(whole),
        "confidence": _shares(stored.confidence),
        **({} if stored.hosts is None else {"hosts": np.asarray(stored.hosts, "<u2").tobytes()}),
        # numbers of 16 bits begin at even places, so those of 8 come after them
        "cls": _classes(stored.cls),
    }
    if stored.thumbs:
        parts["sheet"] = stored.thumbs
    if stored.real_cls is not None:
        parts["real_cls"] = _classes(stored.real_cls)
        if look.reals_sheet:
            parts["real_sheet"] = look.reals_sheet
    header = {
        "n": stored.n, "K": len(look.shapes), "word": look.expert_word, "colours": look.colours, "shapes": look.shapes,
        "classNames": list(stored.class_names), "classColours": look.class_colours, "layouts": layouts,
        "by": look.by, "layout": look.layout if look.layout in layouts else layouts[0], "alt": look.alt, "picked": look.picked,
        "name": look.name, "of": look.of, **look.of_two, "seed": stored.seed, "trust": _trust(stored),
        "later": look.layout if look.layout in LATER else "",
        "thumb": _tile(stored.thumbs, stored.columns, stored.n) if stored.thumbs else None,
        "lasso": look.lasso, "line": look.line, "recipe": look.recipe, "told": look.told, "why": look.why,
        "real": _real(stored, look), "steps": look.steps,
    }
    return pack(header, parts)


def map_view(
    packet: bytes, *, key: str, on_view: Callable[[], None], on_pick: Callable[[], None], on_selection: Callable[[], None],
    on_step: Callable[[], None],
) -> Any:
    """Mount the map. State `view` {"by", "layout", "real", "lasso", "line"}, `pick` (an index, -1 for none), `selection` (see
    `chosen`), `step` of the training."""
    return _map(key=key, data=packet, on_view_change=on_view, on_pick_change=on_pick, on_selection_change=on_selection,
                on_step_change=on_step)


def chosen(selection: str | None, n: int) -> NDArray[np.int64]:
    """The indices in a selection as the browser sends it; none for anything that is not one."""
    try:
        data = base64.b64decode(selection or "", validate=True)
    except ValueError:
        return np.zeros(0, np.int64)
    flags = np.unpackbits(np.frombuffer(data, np.uint8), bitorder="little")[:n]
    return np.flatnonzero(flags)


def _real(stored: StoredMap, look: MapLook) -> dict[str, Any] | None:
    """What is said of the real pictures; None where there are none."""
    if stored.hosts is None:
        return None
    m, each = stored.hosts.shape
    return {"n": m, "hosts": each, "on": look.reals_shown, "told": look.reals_told,
            "thumb": _tile(look.reals_sheet, look.reals_columns, m) if look.reals_sheet else None}


def _classes(cls: NDArray[np.integer]) -> bytes:
    return np.where(np.asarray(cls) < 0, NONE, cls).astype(np.uint8).tobytes()


def _trust(stored: StoredMap) -> dict[str, float] | None:
    """What each layout is worth, and with how many neighbours `k` that was measured; None where it was not."""
    if stored.trust is None:
        return None
    found = zip(("pca", "umap"), map(float, stored.trust), strict=True)
    return {"k": stored.trust_k} | {name: value for name, value in found if not np.isnan(value)}


def _places(points: NDArray[np.floating]) -> bytes:
    """(n, 2) -> 16-bit places in the unit square; each axis is stretched, a few far points are drawn at the edge."""
    low, high = np.percentile(points, (0.1, 99.9), axis=0)
    margin = 0.05 * (high - low)
    unit = np.clip((points - low + margin) / np.maximum(high - low + 2 * margin, 1e-9), 0, 1)
    return np.ascontiguousarray((unit * _STEPS).round(), "<u2").tobytes()


def _shares(share: NDArray[np.floating] | Sequence[float]) -> bytes:
    # what is less than all stays less, and what is more than nothing stays more
    values = np.clip(np.nan_to_num(np.asarray(share, np.float64)), 0, 1)
    inside = np.clip((values * _STEPS).round(), 1, _STEPS - 1)
    return np.where((values == 0) | (values == 1), values * _STEPS, inside).astype("<u2").tobytes()


def _tile(sheet: bytes, columns: int, n: int) -> dict[str, int]:
    width, height = sides_of(sheet, "The map's sheet of pictures")
    return {"width": width // columns, "height": height // -(-n // columns), "columns": columns}
