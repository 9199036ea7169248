"""One expert has one colour and one shape on every page; the number beside them carries the meaning.

Up to eight the Okabe-Ito set (safe for the common colour-blindnesses), moved in lightness per theme to a contrast of at
least 3 : 1 against the background; above eight, hues at equal lightness and chroma (OKLCH), neighbours far apart.
"""

from __future__ import annotations

import math
from typing import Literal

__all__ = ["BACKGROUND", "SHAPES", "Theme", "colours", "contrast", "expert_colour", "expert_shape", "shapes"]

Theme = Literal["light", "dark"]
BACKGROUND: dict[str, str] = {"light": "#fcfbf9", "dark": "#0f1114"}      # those of .streamlit/config.toml
SHAPES = ("circle", "square", "triangle", "diamond", "cross", "star", "pentagon", "ring")
_OKABE_ITO = {
    "dark": ("#e69f00", "#56b4e9", "#00b386", "#f0e442", "#3d8fd1", "#e8722a", "#d68bb5", "#b8b8b8"),
    "light": ("#b87700", "#2b86bd", "#00835e", "#9a8c00", "#0072b2", "#c4540a", "#b25f8e", "#5c5c5c"),
}
_OKLCH = {"dark": (0.76, 0.13), "light": (0.56, 0.14)}


def expert_colour(k: int, n: int, theme: str) -> str:
    """'#rrggbb' of expert k of n on 'light' or 'dark'."""
    if n <= 8:
        return _OKABE_ITO[theme][k % 8]
    lightness, chroma = _OKLCH[theme]
    step = _far_step(n)
    return _oklch(lightness, chroma, 2 * math.pi * ((k * step) % n) / n)


def expert_shape(k: int) -> str:
    return SHAPES[k % len(SHAPES)]


def colours(n: int) -> dict[str, list[str]]:
    """{"light": [...], "dark": [...]} for n experts or classes: the browser picks by the theme it has."""
    return {theme: [expert_colour(k, n, theme) for k in range(n)] for theme in ("light", "dark")}


def shapes(n: int) -> list[str]:
    return [expert_shape(k) for k in range(n)]


def _far_step(n: int) -> int:
    """A step coprime to n near the golden section: neighbours in number are far apart in hue."""
    return min((s for s in range(1, n) if math.gcd(s, n) == 1), key=lambda s: abs(s - 0.382 * n), default=1)


def _oklch(lightness: float, chroma: float, hue: float) -> str:
    """OKLCH to sRGB (Ottosson 2020), chroma lowered until every channel fits."""
    a, b = chroma * math.cos(hue), chroma * math.sin(hue)
    l, m, s = ((lightness + x * a + y * b) ** 3 for x, y in
               ((0.3963377774, 0.2158037573), (-0.1055613458, -0.0638541728), (-0.0894841775, -1.2914855480)))
    linear = (4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s,
              -1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s,
              -0.0041960863 * l - 0.7034186147 * m + 1.7076147010 * s)
    if min(linear) < -2e-3 or max(linear) > 1 + 2e-3:               # less than half a step of 255
        return _oklch(lightness, chroma * 0.95, hue)
    return "#" + "".join(f"{round(255 * _gamma(max(0.0, min(1.0, v)))):02x}" for v in linear)


def _gamma(value: float) -> float:
    return 12.92 * value if value <= 0.0031308 else 1.055 * value ** (1 / 2.4) - 0.055


def contrast(one: str, other: str) -> float:
    """WCAG contrast of two '#rrggbb', 1 to 21."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [v / 12.92 if v <= 0.04045 else ((v + 0.055) / 1.055) ** 2.4 for v in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
