"""A sample that a visitor drew: its noise was found in the page, and stands in the link as `drawn` in half precision.

The page finds noise in steps of 1/256 within -7 and 7, which half precision keeps: the link opens the same picture. What was
drawn stands beside it as `ink`, in sixteen greys.
"""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from mixgan.store.models import ModelFolder
from mixgan.ui import beside, links
from mixgan.ui.model.opened import Opened
from mixgan.ui.views.pen import MOST_INK, pen_of

if TYPE_CHECKING:
    from mixgan.families.contract import Draw

__all__ = [
    "Drawn", "at_start", "in_link", "in_place_of", "ink_text", "of_state", "offered", "parse", "parse_ink", "remember", "text_of",
]

MOST = 8.0                              # standard deviations: what no search leaves
SURE = 40.0                             # a Gumbel number that none reaches by chance; live/draws.js has the same


@dataclass(frozen=True)
class Drawn:
    """The noise, and the expert (from 0) that draws it where no gate looks at the noise; `ink`: the greys of what was drawn, 0 to
    15, row by row, where a link can hold them.
    """

    noise: tuple[float, ...]
    expert: int | None = None
    ink: tuple[int, ...] | None = None

    def plain(self) -> dict[str, Any]:
        """As the component sends and takes it."""
        return {"noise": list(self.noise), "expert": -1 if self.expert is None else self.expert,
                "ink": None if self.ink is None else list(self.ink)}


def offered(found: ModelFolder, opened: Opened) -> dict[str, Any] | None:
    """As `pen_of`; None too where another model shows the same noise."""
    return None if beside.latent() else pen_of(found, opened)


# --- the link -------------------------------------------------------------------------------------------------------------


def text_of(drawn: Drawn) -> str:
    """`4.AbC...`: the number of the expert, if any, and the noise."""
    text = base64.urlsafe_b64encode(np.asarray(drawn.noise, "<f2").tobytes()).decode().rstrip("=")
    return text if drawn.expert is None else f"{drawn.expert + 1}.{text}"


def parse(text: str, noise_dim: int, K: int, gated: bool) -> Drawn | None:
    """The inverse, None for what is no noise of this model."""
    number, _, letters = text.rpartition(".")
    data = _bytes(letters)
    if data is None or len(data) % 2:
        return None
    noise = np.frombuffer(data, "<f2").astype(float)
    known = number == "" if gated else number.isdecimal() and len(number) < 4 and 1 <= int(number) <= K
    if noise.shape != (noise_dim,) or not known or not (np.abs(noise) <= MOST).all():
        return None
    return Drawn(tuple(noise.tolist()), None if gated else int(number) - 1)


def ink_text(ink: tuple[int, ...]) -> str:
    """Two pixels a byte."""
    even = [*ink, *[0] * (len(ink) % 2)]
    packed = bytes(16 * high + low for high, low in zip(even[::2], even[1::2], strict=True))
    return base64.urlsafe_b64encode(packed).decode().rstrip("=")


def parse_ink(text: str, pixels: int) -> tuple[int, ...] | None:
    """The inverse, None for what is no picture of so many pixels."""
    data = _bytes(text)
    if data is None or len(data) != (pixels + 1) // 2:
        return None
    return tuple(grey for byte in data for grey in divmod(byte, 16))[:pixels]


def in_link(drawn: Drawn) -> dict[str, str]:
    """What a link to it says."""
    return {"drawn": text_of(drawn)} | ({} if drawn.ink is None else {"ink": ink_text(drawn.ink)})


def _bytes(text: str) -> bytes | None:
    try:
        return base64.b64decode(text + "=" * (-len(text) % 4), b"-_", validate=True)
    except (binascii.Error, ValueError):
        return None


def at_start(found: ModelFolder, opened: Opened) -> Drawn | None:
    """As the link says, or as this page was left."""
    generator = opened.generator
    gated = generator.about.is_gated or not generator.chooses
    none: Drawn | None = None
    if pen_of(found, opened) is None:
        return None
    parser = links.Parser[Drawn | None](lambda text: parse(text, generator.noise_dim, generator.n_experts, gated),
                                        f"the noise of a drawing for {found.name}, as its pages write it")
    drawn = links.at_start("drawn", parser, none, found.name)
    pixels = int(np.prod(generator.image_shape))
    greys = links.Parser[tuple[int, ...] | None](
        lambda text: parse_ink(text, pixels), f"{pixels:,} greys of a drawing, as the pages of {found.name} write them")
    ink = links.at_start("ink", greys, None, found.name)
    return None if drawn is None else replace(drawn, ink=ink)


def of_state(state: dict[str, Any], start: Drawn | None, noise_dim: int, K: int) -> Drawn | None:
    """What the component sent; what it has not sent is as it was at the start."""
    if "drawn" not in state:
        return start
    sent = state["drawn"]
    if not isinstance(sent, dict):
        return None
    noise, expert = np.asarray(sent.get("noise"), float), int(sent.get("expert", -1))
    if noise.shape != (noise_dim,) or not (np.abs(noise) <= MOST).all() or expert >= K:
        return None
    return Drawn(tuple(noise.tolist()), None if expert < 0 else expert, _ink(sent.get("ink")))


def _ink(sent: Any) -> tuple[int, ...] | None:
    greys = None if sent is None else tuple(int(grey) for grey in sent)
    return greys if greys and len(greys) <= MOST_INK and all(0 <= grey < 16 for grey in greys) else None


def remember(found: ModelFolder, state: dict[str, Any]) -> None:
    """For callbacks: the link has the drawing's noise, or none."""
    if "drawn" not in state:
        return
    sent = state["drawn"]
    drawn = of_state(state, None, len(sent["noise"]), 1000) if isinstance(sent, dict) else None
    ink = None if drawn is None else drawn.ink
    links.keep("drawn", drawn, "" if drawn is None else text_of(drawn), scope=found.name)
    links.keep("ink", ink, "" if ink is None else ink_text(ink), scope=found.name)


# --- the draw -------------------------------------------------------------------------------------------------------------


def in_place_of(draw: Draw, drawn: Drawn) -> Draw:
    """A draw of one row, with the drawing's noise and, where one is drawn by chance, its expert."""
    import torch

    moved = draw.with_noise(torch.tensor([drawn.noise], dtype=torch.float32))
    if draw.chance is None:
        return moved
    chance: NDArray[np.float32] = np.zeros_like(draw.chance.numpy())
    if drawn.expert is not None:
        chance = draw.chance.numpy().copy()
        chance[0, drawn.expert] = SURE
    return replace(moved, chance=torch.from_numpy(chance))
