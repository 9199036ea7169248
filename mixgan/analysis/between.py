"""The noise between two samples."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

__all__ = ["on_arc"]


def on_arc(a: NDArray[np.float64], b: NDArray[np.float64], t: float) -> NDArray[np.float64]:
    """(Z,) from a (t = 0) to b (t = 1) on the arc between them, whose length stays theirs: ui/components/tree/morph.js.

    A straight line would pass where hardly any noise lies.
    """
    cosine = float(a @ b) / (float(a @ a) * float(b @ b) or 1.0) ** 0.5
    angle = float(np.arccos(np.clip(cosine, -1, 1)))
    if np.sin(angle) <= 1e-4:
        return (1 - t) * a + t * b
    return (np.sin((1 - t) * angle) * a + np.sin(t * angle) * b) / np.sin(angle)
