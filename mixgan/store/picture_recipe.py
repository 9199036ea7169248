"""What made a picture, kept inside its PNG: a tEXt chunk `mixgan` of JSON, written by the command line and by the page.

A picture comes from anywhere, so nothing in it is trusted: sizes are capped before anything is read, every chunk's sum is
checked, the JSON is data for the model below, and what it names is looked up, never run.
"""

from __future__ import annotations

import base64
import binascii
import io
import json
import zlib
from typing import Annotated, Any, Literal

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from pydantic import Field, model_validator

from mixgan.config import Strict, checked
from mixgan.errors import StoreError
from mixgan.pictures import MAX_SHEET_PX

__all__ = ["MAX_TILES", "Hand", "Recipe", "numbers", "packed", "pixels", "read_recipe"]

KEYWORD = b"mixgan\0"
SIGNATURE = b"\x89PNG\r\n\x1a\n"
MAX_FILE_BYTES = 64 * 2**20             # a colour picture of 4,096 px a side takes 48 MB where nothing of it can be packed
MAX_RECIPE_BYTES = 2**20
MAX_TILES = 2048
Gate = Annotated[str, Field(max_length=24)]
Share = Annotated[float, Field(ge=0, le=1)]
Spread = Annotated[float, Field(ge=0, le=100)]
Far = Annotated[float, Field(ge=-100, le=100)]
Name = Annotated[str, Field(min_length=1, max_length=200)]


class Hand(Strict):
    """What a hand had changed on the page, for words: the numbers that draw it again stand in the recipe itself."""

    pad: tuple[Far, Far] | None = Field(default=None, description="standard deviations along the pad's two directions")
    forced: dict[Gate, Gate] = Field(default={}, max_length=256, description="gate -> the side, or the expert, it was held at")
    muted: tuple[int, ...] = Field(default=(), max_length=256, description="experts that were off, from 0")
    holes: bool = Field(default=False, description="nobody took over what was muted")
    temperature: float | None = Field(default=None, ge=0, le=1, description="of the gates; None as trained")
    push: tuple[Gate, Far] | None = Field(default=None, description="gate, and how far across it: 1 is its boundary")


class Recipe(Strict):
    """Everything that makes one picture, or one sheet of them, from the parameters of a model.

    Sample i of a seed is row i of its draw. Tiles are the sheet's pictures, row by row, or at `places`.
    """

    version: Literal[1] = 1
    model: Annotated[str, Field(max_length=200, pattern=r"^(runs/)?\w[^/\\]*$")]     # a name: a file may not say where to look
    fingerprint: str = Field(pattern="^[0-9a-f]{16}$", description="of its parameters")
    family: Name
    by: Literal["command line", "page", "stored sheet"]
    page: str = Field(default="", max_length=40)
    link: str = Field(default="", max_length=4000, description="that opens the page as it was")
    seed: int = Field(ge=0, lt=2**63)
    label: int | None = Field(default=None, ge=0, description="class that was asked for, from 0")
    labels: tuple[Annotated[int, Field(ge=0)], ...] | None = Field(
        default=None, max_length=MAX_TILES, description="class that each tile was asked for, from 0, where they are not one")
    condition: str = Field(default="", description="base64 of a PNG: the picture that asked, where it is not one kept with the "
                           "model")
    sentence: str = Field(default="", max_length=2000, description="that asked, where it is not one kept with the model")
    expert: int | None = Field(default=None, ge=0, description="that drew all of it, from 0")
    shares: tuple[Share, ...] | None = Field(default=None, max_length=256, description="of a mixture by hand")
    spread: Spread | tuple[Spread, ...] | None = Field(default=None, description="of all experts, or one each; None as trained")
    n: int = Field(ge=1, le=100_000, description="samples that were drawn at once, from 0: they round together")
    samples: tuple[Annotated[int, Field(ge=0, lt=100_000)], ...] | None = Field(
        default=None, min_length=1, max_length=MAX_TILES, description="number of each tile's sample; None: 0 to n - 1")
    columns: int | None = Field(default=None, ge=1, le=MAX_SHEET_PX)
    places: tuple[tuple[int, int], ...] | None = Field(default=None, max_length=MAX_TILES, description="px at scale 1, x and y")
    size: tuple[int, int] | None = Field(default=None, description="px at scale 1 around all places: width and height")
    scale: int = Field(default=1, ge=1, le=MAX_SHEET_PX)
    background: int = Field(default=0, ge=0, le=255)
    noise: str = Field(default="", description="base64 of float32 (tiles, noise_dim), where it is not that of the seed")
    weights: str = Field(default="", description="base64 of float32 (tiles, K), where they are not the model's own")
    hand: Hand = Hand()

    @model_validator(mode="after")
    def _whole(self) -> Recipe:
        if (self.columns is None) == (self.places is None):
            raise ValueError("a sheet has either columns or places")
        if (self.places is None) != (self.size is None) or len(self.places or ()) not in (0, self.tiles):
            raise ValueError(f"{len(self.places or ())} places for {self.tiles} pictures, and a size around them")
        if self.labels is not None and len(self.labels) != self.tiles:
            raise ValueError(f"{len(self.labels)} classes for {self.tiles} pictures")
        if any(not 0 <= side <= MAX_SHEET_PX for place in (*(self.places or ()), self.size or ()) for side in place):
            raise ValueError(f"places and size lie between 0 and {MAX_SHEET_PX} px")
        return self

    def inside(self) -> dict[str, Any]:
        """As it stands in a PNG: what is as usual is left out."""
        return {"version": self.version, **self.model_dump(mode="json", exclude_defaults=True)}

    @property
    def tiles(self) -> int:
        return self.n if self.samples is None else len(self.samples)


def read_recipe(data: bytes, name: str) -> Recipe:
    """The recipe inside the PNG file `data`. Raises StoreError for no whole PNG or none inside, ConfigError for a wrong one."""
    text = _chunk(data, name)
    if text is None:
        raise StoreError(f"{name} has no recipe of mixgan inside.",
                         "Only pictures saved by this app or its command line have one; programs that edit pictures drop it.")
    if len(text) > MAX_RECIPE_BYTES:
        raise StoreError(f"The recipe inside {name} has {len(text):,} bytes; {MAX_RECIPE_BYTES:,} are the most.")
    try:
        content = json.loads(text)
    except (ValueError, RecursionError) as err:
        raise StoreError(f"The recipe inside {name} is not JSON.", "Save the picture again.") from err
    return checked(Recipe, content, f"the recipe inside {name}")


def _chunk(data: bytes, name: str) -> bytes | None:
    """What stands in the chunk, None where there is none. Every chunk is checked: a torn file is never whole."""
    if not data.startswith(SIGNATURE):
        raise StoreError(f"{name} is not a PNG picture.", "Recipes stand in PNG files alone.")
    if len(data) > MAX_FILE_BYTES:
        raise StoreError(f"{name} has {len(data):,} bytes; {MAX_FILE_BYTES:,} are the most.")
    torn = StoreError(f"{name} is torn: it is not as it was written.", "Copy it again, or save the picture again.")
    at, found = len(SIGNATURE), None
    while at + 12 <= len(data):
        size = int.from_bytes(data[at : at + 4], "big")
        kind, end = data[at + 4 : at + 8], at + 8 + size
        if end + 4 > len(data) or zlib.crc32(data[at + 4 : end]) != int.from_bytes(data[end : end + 4], "big"):
            raise torn
        if kind == b"tEXt" and data.startswith(KEYWORD, at + 8, end):
            found = data[at + 8 + len(KEYWORD) : end]
        if kind == b"IEND":
            return found
        at = end + 4
    raise torn


def pixels(data: bytes, name: str) -> NDArray[np.uint8]:
    """(H, W, C) of a PNG of 1 or 3 channels: of a film its first picture. Raises StoreError."""
    try:
        with Image.open(io.BytesIO(data), formats=("PNG",)) as image:
            if max(image.size) > MAX_SHEET_PX or image.mode not in ("L", "RGB"):
                raise StoreError(f"{name} has {image.width} x {image.height} px of kind {image.mode}; the pictures saved here "
                                 f"have at most {MAX_SHEET_PX} px a side, in grey or colour.")
            found = np.asarray(image)
    except StoreError:
        raise
    except Exception as err:  # Pillow meets changed bytes with errors of many kinds; all mean the same
        raise StoreError(f"{name} is torn: its pixels cannot be read.", "Save the picture again.") from err
    return found[..., None] if found.ndim == 2 else found


def packed(values: NDArray[np.float32]) -> str:
    """Numbers as a recipe has them."""
    return base64.b64encode(np.ascontiguousarray(values, "<f4").tobytes()).decode()


def numbers(text: str, rows: int, columns: int, what: str) -> NDArray[np.float32]:
    """(rows, columns) of `packed`. Raises StoreError for other sizes and for what is not finite."""
    try:
        data = base64.b64decode(text.encode(), validate=True)
    except (binascii.Error, ValueError) as err:
        raise StoreError(f"The recipe's {what} is not base64.", "Save the picture again.") from err
    found = np.frombuffer(data, "<f4") if len(data) % 4 == 0 else np.empty(0, "<f4")
    if found.size != rows * columns or not np.isfinite(found).all():
        raise StoreError(f"The recipe's {what} should be {rows} x {columns} finite numbers.", "Save the picture again.")
    return found.reshape(rows, columns).astype(np.float32)
