"""Where a mixture sits, as one small drawing for each: from the noise at the left, through the network, to the picture.

What is divided among experts has their colours; all else is grey. The drawings are SVG.
"""

from __future__ import annotations

import html
from collections.abc import Callable
from dataclasses import dataclass
from typing import get_args

from mixgan.families.registry import Divides
from mixgan.figures.palette import expert_colour

__all__ = ["DIVISIONS", "Division", "drawing"]

WIDTH, HEIGHT = 112, 52
EXPERTS = 3
_ROWS = (12.0, 26.0, 40.0)          # y of each expert, from the top
_GREY = {"light": "#77736c", "dark": "#8d8a84"}
Paint = Callable[[int | None], str]


@dataclass(frozen=True)
class Division:
    """`name`: one word for a button. `title`: what is divided. `says`: what an expert is then. `alt`: what the drawing shows."""

    name: str
    title: str
    says: str
    alt: str


# in the order in which a picture is made
DIVISIONS: dict[Divides, Division] = {
    "latent": Division("Noise", "Divide the noise", "Each expert is a cloud of noise; one network draws them all.",
                       "Three clouds of noise in three colours, one network, one picture"),
    "features": Division("Features", "Divide the first features",
                         "Each expert is one map of the noise; what follows is shared.",
                         "One cloud of noise, three linear maps in three colours, one network after them, one picture"),
    "network": Division("Network", "Divide the whole network", "Each expert is a generator of its own.",
                        "One cloud of noise, three networks in three colours, one picture of each"),
    "nothing": Division("Nothing", "Divide nothing", "One generator draws everything.",
                        "One cloud of noise, one network, one picture"),
}
assert set(DIVISIONS) == set(get_args(Divides))


def drawing(divides: Divides, *, alone: bool = False) -> str:
    """SVG in the colours of the page's theme. `alone`: as an image that a style sheet names, which has no words of its own."""
    parts = {"latent": _latent, "features": _features, "network": _network, "nothing": _nothing}[divides](_paint)
    # inside a page it follows the page; an image follows the place where it stands, if it says that it can
    said = f'role="img" aria-label="{html.escape(DIVISIONS[divides].alt)}"' if not alone else 'style="color-scheme:light dark"'
    return (f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" height="{HEIGHT}" '
            f'fill="none" {said}>{parts}</svg>')


def _paint(k: int | None) -> str:
    """The colour of expert k, or of what all share."""
    light, dark = ((_GREY[theme] if k is None else expert_colour(k, EXPERTS, theme)) for theme in ("light", "dark"))
    return f"light-dark({light},{dark})"


def _latent(paint: Paint) -> str:
    clouds = "".join(_cloud(x, y, 8, paint(k)) for k, (x, y) in enumerate(((20, 11), (10.5, 34), (30, 37))))
    return clouds + _trapezoid(48, 26, 84, 11, 21, paint(None)) + _picture(94, 18.5, 15, paint(None))


def _features(paint: Paint) -> str:
    """The noise goes into each of three maps; what they make is one input of the network."""
    maps = "".join(
        _line(25, 26, 37, y, paint(None)) + _bar(38, y - 5, 11, 10, paint(k))
        + _line(50, y, 60, 26 + (y - 26) * 0.35, paint(None))
        for k, y in enumerate(_ROWS))
    return (_cloud(14, 26, 9, paint(None)) + maps + _trapezoid(61, 26, 88, 11, 21, paint(None))
            + _picture(94, 18.5, 15, paint(None)))


def _network(paint: Paint) -> str:
    each = "".join(
        _line(25, 26, 42, y, paint(None)) + _trapezoid(43, y, 84, 3, 6, paint(k)) + _picture(94, y - 6, 12, paint(k))
        for k, y in enumerate((8.0, 26.0, 44.0)))
    return _cloud(14, 26, 9, paint(None)) + each


def _nothing(paint: Paint) -> str:
    return (_cloud(14, 26, 9, paint(None)) + _line(25, 26, 47, 26, paint(None)) + _trapezoid(48, 26, 84, 11, 21, paint(None))
            + _picture(94, 18.5, 15, paint(None)))


# --- shapes ------------------------------------------------------------------------------------------------------------


def _cloud(x: float, y: float, r: float, colour: str) -> str:
    """A Gaussian: two lines of equal density and its middle."""
    style = f'style="stroke:{colour};fill:{colour}"'
    return "".join(f'<circle cx="{x:g}" cy="{y:g}" r="{radius:g}" {style} fill-opacity="{share:g}" stroke-width="{width:g}"/>'
                   for radius, share, width in ((r, 0.14, 1.2), (r * 0.55, 0.3, 0), (1.6, 1, 0)))


def _trapezoid(x: float, y: float, end: float, low: float, high: float, colour: str) -> str:
    """A network: narrow where the noise comes in, wide where the picture goes out."""
    return (f'<path d="M{x:g} {y - low:g}L{end:g} {y - high:g}V{y + high:g}L{x:g} {y + low:g}Z" '
            f'style="stroke:{colour};fill:{colour}" fill-opacity="0.3" stroke-width="1.4" stroke-linejoin="round"/>')


def _bar(x: float, y: float, width: float, height: float, colour: str) -> str:
    return (f'<rect x="{x:g}" y="{y:g}" width="{width:g}" height="{height:g}" rx="2" style="stroke:{colour};fill:{colour}" '
            'fill-opacity="0.45" stroke-width="1.4"/>')


def _picture(x: float, y: float, side: float, colour: str) -> str:
    """A picture: a frame with four pixels."""
    half = side / 2 - 1.5
    pixels = "".join(f'<rect x="{x + 1.5 + half * i:g}" y="{y + 1.5 + half * i:g}" width="{half:g}" height="{half:g}" '
                     f'style="fill:{colour}" fill-opacity="0.75"/>' for i in (0, 1))
    return (f'<rect x="{x:g}" y="{y:g}" width="{side:g}" height="{side:g}" rx="1.5" style="stroke:{colour}" stroke-width="1.4"/>'
            f'{pixels}')


def _line(x: float, y: float, to_x: float, to_y: float, colour: str) -> str:
    return f'<path d="M{x:g} {y:g}L{to_x:g} {to_y:g}" style="stroke:{colour}" stroke-width="1.2"/>'
