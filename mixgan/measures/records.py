"""A figure is a record, never a bare number: without n, features and floor a value cannot be judged."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["Figure", "half_width", "mean_interval", "smallest", "wilson"]

Interval = tuple[float, float]
# two-sided 95 % quantiles of Student's t for 1 to 9 degrees of freedom, then the normal one: no scipy for a table
_T95 = (12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262)


@dataclass(frozen=True)
class Figure:
    """One measured value and everything needed to read it.

    `interval`: 95 % for the fakes' randomness (more draws), not for another training. `floor`: lowest and highest value
    of the same measure between two sets of real pictures at the same sizes; a model inside it cannot be told from
    perfect. `split` names the reference. `note`: one sentence on how the value misleads, or what deviates.
    """

    name: str
    value: float
    n_fake: int = 0
    n_real: int = 0
    features: str = ""
    k: int | None = None
    split: str = ""
    seed: int | None = None
    interval: Interval | None = None
    floor: Interval | None = None
    note: str = ""

    def __post_init__(self) -> None:
        if not math.isfinite(self.value):
            raise ValueError(f"{self.name} is {self.value}: a figure must be a finite number")
        if self.n_fake <= 0 and self.n_real <= 0:
            raise ValueError(f"{self.name} has no n: no n, no number")

    def to_dict(self) -> dict[str, Any]:
        """Without the fields that say nothing; floats to six digits, which is more than any n here deserves."""
        kept: dict[str, Any] = {"name": self.name, "value": self.value}
        kept |= {name: value for name, value in asdict(self).items() if value not in (None, "", 0)}
        if self.seed is not None:
            kept["seed"] = self.seed                    # 0 is a seed
        return {name: _short(value) for name, value in kept.items()}

    @classmethod
    def from_dict(cls, content: Mapping[str, Any]) -> Figure:
        known = {field.name for field in fields(cls)}
        values = {name: value for name, value in content.items() if name in known}
        for name in ("interval", "floor"):
            if values.get(name) is not None:
                low, high = values[name]
                values[name] = (float(low), float(high))
        return cls(**values)


def _short(value: Any) -> Any:
    if isinstance(value, tuple):
        return [_short(part) for part in value]
    return float(f"{value:.6g}") if isinstance(value, float) else value


def wilson(successes: int, n: int, z: float = 1.959964) -> Interval:
    """95 % interval of a share. Raises ValueError unless 0 <= successes <= n and n > 0."""
    if not 0 <= successes <= n or n == 0:
        raise ValueError(f"{successes} of {n} is not a share")
    share, scale = successes / n, 1 + z * z / n
    centre = (share + z * z / (2 * n)) / scale
    half = z / scale * math.sqrt(share * (1 - share) / n + z * z / (4 * n * n))
    # at either end the two are the same number but for the last digit
    return (max(0.0, centre - half) if successes else 0.0), (min(1.0, centre + half) if successes < n else 1.0)


def smallest(counts: Sequence[int] | NDArray[np.integer[Any]]) -> tuple[int, float, Interval]:
    """Which of K shares is smallest, its value, and the 95 % interval of the smallest share, whichever it truly is.

    The smallest of K is chosen by looking, so an interval for one share alone would leave the truth out too often: of a model
    that draws ten classes alike, in one of five (simulated, n = 2,000). Each of the K shares gets an interval of 1 - 0.05 / K
    (Bonferroni), so that all hold at once, and with them that of the least count. Clopper & Pearson 1934: exact for rare ones.
    Raises ValueError for counts that are none.
    """
    from scipy.special import betaincinv  # where something is measured; pages read records without it

    values = [int(count) for count in counts]
    n = sum(values)
    if n <= 0 or min(values) < 0:
        raise ValueError(f"{values} are no counts of samples")
    x = min(values)
    tail = 0.025 / len(values)
    low = float(betaincinv(x, n - x + 1, tail)) if x else 0.0
    high = float(betaincinv(x + 1, n - x, 1 - tail)) if x < n else 1.0
    return values.index(x), x / n, (low, high)


def mean_interval(values: Sequence[float]) -> tuple[float, Interval | None]:
    """Mean of independent repetitions and its 95 % t-interval; None with fewer than two."""
    n = len(values)
    mean = sum(values) / n
    if n < 2:
        return mean, None
    deviation = math.sqrt(sum((value - mean) ** 2 for value in values) / (n - 1))
    half = half_width(deviation, n)
    return mean, (mean - half, mean + half)


def half_width(deviation: float, n: int) -> float:
    """Half of the 95 % t-interval of a mean, from the deviation of its n > 1 independent repetitions (divisor n - 1)."""
    return (_T95[n - 2] if n - 2 < len(_T95) else 1.96) * deviation / math.sqrt(n)
