"""The points that the golden values of the method notes are of."""

from __future__ import annotations

import numpy as np

R = np.random.default_rng(101).standard_normal((400, 8))
F = np.random.default_rng(102).standard_normal((300, 8)) * 1.2 + 0.3
