"""What a view has to know to offer a drawing (components/draw)."""

from __future__ import annotations

from typing import Any

from mixgan.store.models import ModelFolder
from mixgan.ui.views import films
from mixgan.ui.views.opening import Opened

__all__ = ["MOST_INK", "pen_of"]

# of the side, px, by mass: how digits of these sets were brought to their size; the pen is as thick as theirs
DIGITS = {"mnist": (20 / 28, 1.25, True), "digits": (1.0, 0.6, False)}
MOST_INK = 32 * 32                      # pixels: of a larger picture the link would be too long, and has the noise alone
PLAIN_PEN = 0.06                        # of the side, for other grey pictures, which are taken as they stand


def pen_of(found: ModelFolder, opened: Opened) -> dict[str, Any] | None:
    """None where the page does not run the model, for samples that are asked for by class, and for points."""
    generator = opened.generator
    if films.needed(opened) or generator.is_conditional or len(generator.image_shape) != 3:
        return None
    channels, height, width = generator.image_shape
    fit, radius, by_mass = DIGITS.get(found.config.data, (None, PLAIN_PEN * min(height, width), False))
    return {"pen": channels == 1, "fit": fit, "radius": radius, "by_mass": by_mass,
            "ink": channels == 1 and height * width <= MOST_INK}
