"""Reading curve.json: its points with 95 % bands, and whether a smaller spread buys quality with variety. No torch here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from mixgan.measures.records import Interval, half_width

__all__ = ["Curve", "Measured", "Point", "TradeOff", "read_curve", "trade_off"]

NARROW = 0.5                    # the spread that is held against the trained one
MOST = 1e300                    # of a number that is one; whole numbers of JSON may be larger than any float
NEAR = 1 / 16                   # half a level of the slider


@dataclass(frozen=True)
class Measured:
    """A mean over independent sets; `half` is half of its 95 % band, None where fewer than two sets were measured."""

    value: float
    half: float | None

    def against(self, other: Measured) -> int:
        """1 where this lies above the other, -1 below, 0 where the bands touch. Raises ValueError without bands."""
        if self.half is None or other.half is None:
            raise ValueError("a value without a band cannot be told from another")
        apart = abs(self.value - other.value) > self.half + other.half
        return 0 if not apart else (1 if self.value > other.value else -1)


@dataclass(frozen=True)
class Point:
    spread: float
    values: dict[str, Measured]


@dataclass(frozen=True)
class Curve:
    """A measured curve, spreads ascending. `dropped`: points that were stored and are not numbers between 0 and 1."""

    points: tuple[Point, ...]
    n: int = 0
    sets: int = 0
    k: int = 0
    features: str = ""
    split: str = ""
    floor: Mapping[str, Interval] | None = None
    dropped: int = 0
    model: str = ""             # fingerprint of the weights that it was measured of; "" as the first versions wrote it

    def nearest(self, spread: float) -> Point | None:
        return min(self.points, key=lambda point: abs(point.spread - spread), default=None)


@dataclass(frozen=True)
class TradeOff:
    """A narrower spread against the trained one. 1: higher there, -1: lower, 0: within the bands."""

    narrow: Point
    trained: Point

    @property
    def precision(self) -> int:
        return self.narrow.values["precision"].against(self.trained.values["precision"])

    @property
    def recall(self) -> int:
        return self.narrow.values["recall"].against(self.trained.values["recall"])

    @property
    def seen(self) -> bool:
        """Quality is bought with variety: higher precision and lower recall, both beyond the bands."""
        return (self.precision, self.recall) == (1, -1)


def read_curve(content: Mapping[str, Any] | None) -> Curve | None:
    """A stored curve; None where none is stored. Whatever is not a number is dropped, so a damaged file never stops a page.

    Files of eight points, as the first versions wrote them, are read alike.
    """
    if not content:
        return None
    sets = _whole(content.get("sets"))
    stored = content.get("points")
    rows = stored if isinstance(stored, list) else []
    points = [point for row in rows if (point := _point(row, sets)) is not None]
    return Curve(
        tuple(sorted(points, key=lambda point: point.spread)), _whole(content.get("n")), sets, _whole(content.get("k")),
        str(content.get("features") or ""), str(content.get("split") or ""), _floor(content.get("floor")),
        len(rows) - len(points), str(content.get("model") or ""))


def trade_off(curve: Curve) -> TradeOff | None:
    """Half the trained spread against the trained one; None where they were not both measured, with bands."""
    narrow, trained = (_at(curve, spread) for spread in (NARROW, 1.0))
    return None if narrow is None or trained is None else TradeOff(narrow, trained)


def _at(curve: Curve, spread: float) -> Point | None:
    point = curve.nearest(spread)
    if point is None or abs(point.spread - spread) > NEAR:
        return None
    known = all(name in point.values and point.values[name].half is not None for name in ("precision", "recall"))
    return point if known else None


def _point(row: Any, sets: int) -> Point | None:
    """None unless spread and at least one measure are numbers, and every stored measure is one."""
    if not isinstance(row, Mapping) or not _is_number(row.get("spread")) or row["spread"] < 0:
        return None
    names = [name for name in row if name != "spread" and not str(name).endswith("_sd")]
    if not names or not all(_is_number(row[name]) and 0 <= row[name] <= 1 for name in names):
        return None
    return Point(float(row["spread"]), {str(name): _measured(row[name], row.get(f"{name}_sd"), sets) for name in names})


def _measured(value: float, deviation: Any, sets: int) -> Measured:
    known = sets > 1 and _is_number(deviation) and deviation >= 0
    return Measured(float(value), half_width(float(deviation), sets) if known else None)


def _floor(stored: Any) -> dict[str, Interval] | None:
    if not isinstance(stored, Mapping):
        return None
    pairs = {str(name): pair for name, pair in stored.items() if isinstance(pair, list) and len(pair) == 2}
    return {name: (float(low), float(high)) for name, (low, high) in pairs.items() if _is_number(low) and _is_number(high)}


def _whole(value: Any) -> int:
    return value if isinstance(value, int) and not isinstance(value, bool) and 0 < value <= 10**9 else 0


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < MOST
