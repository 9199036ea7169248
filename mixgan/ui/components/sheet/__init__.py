"""A sheet of stored samples, framed by the expert that drew each: the first picture of the app. Needs no torch."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from mixgan.pictures import sides_of
from mixgan.ui.components.mounting import component
from mixgan.ui.components.packet import pack
from mixgan.ui.components.scripts import SAVING, module, style

__all__ = ["SheetLook", "sheet_packet", "sheet_view"]

HTML = """<div class="live sheet">
  <span class="theme-probe"></span><span class="theme-watcher"></span>
  <div class="stage"></div>
  <div class="below"><button type="button" class="more"></button></div>
  <div class="line" role="status" aria-live="polite"></div>
</div>"""
SCRIPTS = ("packet/packet.js", "live/words.js", "live/slide.js", "live/shared.js", *SAVING, "sheet/sheet.js")
STYLES = ("live/live.css", "live/save.css", "sheet/sheet.css")
_sheet = component("sheet", HTML, lambda: style(*STYLES), lambda: module(*SCRIPTS))


@dataclass(frozen=True)
class SheetLook:
    """What stands beside the pictures. `labels` are read aloud; `colours` {"light": [K], "dark": [K]}."""

    expert: Sequence[int]
    weight: Sequence[float]
    labels: Sequence[str]
    colours: dict[str, list[str]]
    shapes: list[str]
    alt: str
    channels: int = 3
    recipe: dict[str, Any] | None = None        # what the recipe of a saved picture begins with; None: nothing is saved
    latent: str | None = None                   # sheets that name the same choose the same sample


def sheet_packet(picture: bytes, columns: int, look: SheetLook, selected: int = -1) -> bytes:
    """`picture` is the stored WebP, `columns` its tiles a row, without gaps."""
    n = len(look.expert)
    rows = max(1, -(-n // columns))
    width, height = sides_of(picture, "The sheet of samples")
    header = {
        "n": n, "columns": columns, "tile": {"width": width // columns, "height": height // rows},
        "expert": list(look.expert), "weight": [round(float(w), 3) for w in look.weight], "labels": list(look.labels),
        "colours": look.colours, "shapes": look.shapes,
        "selected": selected, "alt": look.alt, "channels": look.channels, "recipe": look.recipe, "latent": look.latent,
    }
    return pack(header, {"sheet": picture})


def sheet_view(packet: bytes, *, key: str, on_sample: Callable[[], None]) -> Any:
    """Mount the sheet. State `sample`: the index that was chosen."""
    return _sheet(key=key, data=packet, on_sample_change=on_sample)
