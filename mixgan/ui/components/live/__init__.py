"""What the live components share: a generator's program in the browser, and the small view that goes in front of it.

A component gets bytes alone (`envelope`). The view holds what the page decides; what the hand decides (which node, where
the pad stands) stays in the browser and comes back as state when it rests. So a view should not repeat that state: when
one number in it changes, program and all travel again.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from mixgan.errors import StoreError
from mixgan.ui.components.mounting import component
from mixgan.ui.components.packet import pack
from mixgan.ui.components.scripts import ENGINE, module, style

if TYPE_CHECKING:
    from mixgan.families.contract import Draw

__all__ = ["PAD_REACH", "draws_of", "envelope", "fits", "live_component", "moved", "nothing"]

PAD_REACH = 3.0                 # standard deviations from the middle of the pad to its edge; live/pad.js has the same
MAX_PROGRAM_BYTES = 8 * 2**20   # a larger one takes a browser too long to open: pages show it by components/strip
MAX_BYTES = MAX_PROGRAM_BYTES + 2**20   # of program and its view

PARTS = tuple(f"live/{part}.js" for part in (
    "draws", "words", "picture", "shared", "slide", "pad", "parts", "png", "takeaway", "recorder", "vector", "closing", "link",
    "menu", "save", "live"))
LIVE = ("packet/packet.js", *ENGINE, *PARTS)


def live_component(name: str, html: str, scripts: Sequence[str], styles: Sequence[str]) -> Callable[..., Any]:
    """Declare a component; at module level, once. `html` has one root of class `live`."""
    return component(name, html, lambda: style("live/live.css", "live/save.css", *styles), lambda: module(*LIVE, *scripts))


def fits(program: bytes) -> bool:
    """Whether the page may run this model itself."""
    return len(program) <= MAX_PROGRAM_BYTES


def envelope(program: bytes, view: Mapping[str, Any], sheets: Sequence[bytes] = ()) -> bytes:
    """View, program and pictures as one block of bytes. Raises StoreError above 9 MB: a browser would take too long to open it.

    An empty program: the view has `header` {"id", "n_experts", "shape", "chooses"} in its place.
    """
    parts = {"program": program} | {f"sheet{i}": sheet for i, sheet in enumerate(sheets)}
    try:
        return pack({"view": _plain(view)}, parts, MAX_BYTES)
    except ValueError as err:
        size = len(program) / 2**20
        raise StoreError(
            f"This model is {size:.1f} MB as the page would draw it, and 8 MB is the most it opens.",
            "Sample it with the command line, or train one with fewer experts, widths or noise numbers.") from err


def draws_of(draw: Draw) -> dict[str, NDArray[Any]]:
    """A draw as the views have it, for live/draws.js; what it lacks is left out."""
    parts = {name: getattr(draw, name) for name in ("noise", "chance", "label", "expert")}
    return {name: part.numpy() for name, part in parts.items() if part is not None}


def moved(noise: Sequence[float], directions: Sequence[Sequence[float]], pad: Sequence[float]) -> NDArray[np.float32]:
    """The noise that the page shows when its pad stands at [a, b]: noise + a u + b v. (Z,) float32."""
    return (np.asarray(noise) + np.asarray(pad) @ np.asarray(directions)).astype(np.float32)


def nothing() -> None:
    """A callback for a state that the page only reads: Streamlit keeps a component's state only where it has one."""


def _plain(value: Any) -> Any:
    """Seven digits of a float are more than the page can show, and half of what a float64 would send."""
    if isinstance(value, Mapping):
        return {str(key): _plain(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(inner) for inner in value]
    if isinstance(value, np.ndarray) and value.dtype == np.float64:
        return value.astype(np.float32)
    return np.float32(value) if isinstance(value, float) else value
