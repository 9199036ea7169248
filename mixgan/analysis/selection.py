"""Samples that were chosen on the Map, kept as JSON with their recipe, and new ones like them.

    draw, begun = draw_near(generator, read(Path("selection.json")), 64)

With m and S the mean and the covariance of the chosen noises, a new one is m + cos(a) (z - m) + sin(a) s, z being a chosen one
and s drawn from N(0, (1 - l) S + l I): whatever the angle a, new ones spread as the chosen ones do. The fewer these are, the less
S is worth: l = Z / (Z + their number). The page samples so too (map/nearby.js), with random numbers of its own.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any, Literal

import numpy as np
import torch
from numpy.typing import NDArray
from pydantic import Field, model_validator

from mixgan.analysis.observe import drawn, observe
from mixgan.config import Strict, checked
from mixgan.errors import ConfigError
from mixgan.families.contract import Draw, Generator
from mixgan.files import read_json
from mixgan.rng import Stream
from mixgan.store.maps import MAX_POINTS

__all__ = ["HALF_WAY", "LEAST", "Selection", "draw_near", "read"]

LEAST = 3                       # chosen samples: fewer say nothing of how they spread
HALF_WAY = 0.5                  # from the chosen ones themselves to the Gaussian alone, as the page begins
Corner = tuple[float, float]


class Selection(Strict):
    """What the Map saves. `samples` are numbers of the seed's draw; `outline` the lasso around them in the map's unit square."""

    kind: Literal["selection"] = "selection"
    model: Annotated[str, Field(min_length=1, max_length=200)]
    fingerprint: str = Field(pattern="^[0-9a-f]{16}$", description="of its parameters")
    seed: int = Field(ge=0, lt=2**63)
    n: int = Field(ge=1, le=MAX_POINTS, description="samples on the map")
    samples: tuple[Annotated[int, Field(ge=0, lt=MAX_POINTS)], ...] = Field(min_length=1, max_length=MAX_POINTS)
    layout: str = Field(default="", max_length=40)
    outline: tuple[Corner, ...] = Field(default=(), max_length=1000)
    link: str = Field(default="", max_length=4000, description="that opens the map as it was")
    landed: dict[str, Any] | None = Field(default=None, description="how many new samples fell inside, and how many plain draws")

    @model_validator(mode="after")
    def _whole(self) -> Selection:
        if max(self.samples) >= self.n or len(set(self.samples)) < len(self.samples):
            raise ValueError(f"the samples should be different numbers from 0 to {self.n - 1}")
        return self


def read(path: Path | str) -> Selection:
    """Raises StoreError for what is no JSON or of a newer version, ConfigError for what is no selection."""
    return checked(Selection, read_json(Path(path)), Path(path).name)


def draw_near(
    generator: Generator, selection: Selection, n: int, *, seed: int = 0, far: float = HALF_WAY,
) -> tuple[Draw, list[int]]:
    """n draws like the chosen ones, and the number of the sample that each began from.

    `far`: 0 the chosen ones themselves, 1 the Gaussian alone. A gate that is left to chance chooses anew; where the noise has no
    say in who draws, the expert stays that of the chosen one. Raises ConfigError for fewer than three chosen ones.
    """
    if len(selection.samples) < LEAST:
        raise ConfigError(f"{len(selection.samples)} samples are chosen, and new ones like them need at least {LEAST}.",
                          "Draw around more of them on the Map.")
    rows = torch.tensor(sorted(selection.samples))
    chosen = drawn(generator, int(rows.max()) + 1, selection.seed)[rows]
    expert = observe(generator, chosen).expert
    stream = Stream(seed, ("selection",))
    begun = stream.child("from").integers(n, len(rows))
    noise = chosen.noise.numpy().astype(np.float64)
    kinds = expert if chosen.label is None else expert * len(generator.class_shares) + chosen.label.numpy()
    made = np.stack([_near(noise[_alike(kinds, int(i))], noise[i], far, stream.child("noise", at))
                     for at, i in enumerate(begun)]).astype(np.float32)
    draw = chosen[torch.from_numpy(begun)].with_noise(torch.from_numpy(made))
    if generator.chooses and generator.about.is_gated:      # with a prior the chosen one's own chance decides, as it did
        draw = replace(draw, chance=torch.from_numpy(stream.child("chance").gumbel(n, generator.n_experts)))
    return draw, rows[begun].tolist()


def _alike(kinds: NDArray[np.int64], i: int) -> NDArray[np.int64]:
    """Those that one expert drew, for one class; all of them where those are too few."""
    same = np.flatnonzero(kinds == kinds[i])
    return same if len(same) >= LEAST else np.arange(len(kinds))


def _near(noises: NDArray[np.float64], own: NDArray[np.float64], far: float, stream: Stream) -> NDArray[np.float64]:
    count, Z = noises.shape
    mean, round_share = noises.mean(0), Z / (Z + count)
    # a sum of all with normal weights has their covariance: no matrix is needed
    among = stream.child("among").normal(1, count)[0] @ (noises - mean) * ((1 - round_share) / count) ** 0.5
    fresh = among + round_share**0.5 * stream.child("round").normal(1, Z)[0]
    angle = far * np.pi / 2
    out: NDArray[np.float64] = mean + np.cos(angle) * (own - mean) + np.sin(angle) * fresh
    return out
