"""What the Covariance's component is given."""

from __future__ import annotations

from typing import Any

from numpy.typing import NDArray

from mixgan.analysis.tradeoff import Curve, read_curve
from mixgan.analysis.words import expert_name
from mixgan.errors import StoreError
from mixgan.figures.palette import colours, shapes
from mixgan.store.models import ModelFolder
from mixgan.ui.components.live import draws_of
from mixgan.ui.views.basis import Basis
from mixgan.ui.views.numbers import N
from mixgan.ui.views.opening import Opened

__all__ = ["PER_ROW", "TRAINED", "plane", "points_of", "stored", "view"]

TRAINED = 8                     # the level of spread 1: level / 8
PER_ROW = 8                     # noise vectors that each expert draws


def view(basis: Basis, curve: Curve | None, level: int = TRAINED, alone: str = "all", first: int = 0,
         own_levels: tuple[int, ...] = ()) -> dict[str, Any]:
    """`alone`: the number of one expert, from 1, or `all`. `first`: the sample whose noise stands first in every row, or, where a
    gate leads it, in its own expert's. `own_levels`: of each expert's slider, where they are not all at `level`.
    """
    import torch

    found, generator, K, word = basis.found, basis.generator, basis.K, basis.word
    draw = basis.draw(first + N)
    own = basis.led_to(PER_ROW, first)
    here, meaning = draw[first : first + PER_ROW], generator.spread_meaning
    if own is not None:
        meaning += f" Each {word} has {PER_ROW} noises that the gate leads to it."
    return {
        "model": found.name, "family": found.config.family, "expert_word": word,
        "draws": draws_of(here), "own": None if own is None else [draws_of(draw[rows]) for rows in torch.from_numpy(own)],
        "directions": basis.directions, "colours": colours(K),
        "shapes": shapes(K), "rows": [expert_name(word, k) for k in range(K)], "level": level,
        "spreads": [each / 8 for each in own_levels or [level] * K],
        "comp": alone if alone == "all" else int(alone) - 1, "meaning": meaning,
        "curve": points_of(curve) if curve is not None and curve.points else None,
        "plane": plane(basis.opened, here.noise.numpy()), "n": PER_ROW,
        "alt": f"Samples of each {word} of {found.name}; the slider widens or narrows them",
    }


def plane(opened: Opened, noise: NDArray) -> dict[str, Any] | None:
    """The Gaussians as ellipses, and where this noise lies in each; None for a family that has none."""
    from mixgan.analysis.gaussians import plane_of

    gaussians = opened.generator.gaussians()
    if gaussians is None or gaussians[0].shape[1] < 2:
        return None
    means, maps = (part.numpy() for part in gaussians)
    found = plane_of(means, maps)
    return {"means": found.means, "ellipses": found.ellipses(), "offsets": found.offsets(maps, noise),
            "explained": found.explained}


def stored(found: ModelFolder) -> Curve | None:
    """The measured curve; one without points where the file cannot be read; None where there is none."""
    try:
        return read_curve(found.curve)
    except StoreError:
        return Curve(())


def points_of(curve: Curve) -> list[dict[str, Any]]:
    """As the browser draws them: {"spread": s, "precision": [mean, half of the band or None], ...}."""
    return [{"spread": point.spread} | {name: [one.value, one.half] for name, one in point.values.items()}
            for point in curve.points]
