"""A claim's figures as HTML: a dot for each seed of each arm, the floor, and paired gains with their interval. Pure text.

How it misleads: two panels have two scales, each from the least to the largest of its own values.
"""

from __future__ import annotations

import html
from collections.abc import Callable, Iterable, Sequence

from mixgan.analysis.claims import Claimed, Gains, Panel, number
from mixgan.analysis.compared import UNDECIDED
from mixgan.figures import palette

__all__ = ["STYLE", "panel"]

STYLE = """<style>
.claim { max-width: 76ch; }
.claim .verdict { font-weight: 600; }
.claim .verdict.open { font-weight: 400; }
.panels { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 19rem), 1fr)); gap: 1.2rem 2rem;
  margin: 0.4rem 0; }
.dots { display: grid; grid-template-columns: max-content minmax(6rem, 1fr) max-content; gap: 0.35rem 0.7rem; align-items: center;
  font-size: 0.875rem; margin: 0; align-content: start; }
.dots figcaption, .dots .heads { grid-column: 1 / -1; color: light-dark(#565a61, #aaa8a2); }
.dots figcaption b { color: light-dark(#23272e, #e9e6e1); font-weight: 600; }
.dots .scale { position: relative; height: 1.1rem; background: color-mix(in srgb, currentColor 7%, transparent); }
.dots .scale i { position: absolute; top: 50%; width: 11px; height: 11px; margin: -5.5px 0 0 -5.5px; border-radius: 50%;
  border: 1px solid light-dark(#fff, #0b0d0f); }
.dots .scale .floor { position: absolute; top: 0; height: 100%; min-width: 2px;
  background: repeating-linear-gradient(45deg, #8888 0 2px, transparent 2px 5px); }
.dots .scale .span { position: absolute; top: 50%; height: 2px; margin-top: -1px; background: currentColor; }
.dots .scale .zero { position: absolute; top: 0; height: 100%; border-left: 1px solid currentColor; }
.dots .scale .least { position: absolute; top: 0; height: 100%; border-left: 1px dashed #888; }
.dots .value { text-align: right; }
</style>"""
MARGIN = 0.06                   # of the scale, on both sides: no dot stands on an edge


def panel(claim: Claimed, found: Panel) -> str:
    """One `figure`. All words are escaped; what the dots say is said in words too."""
    head = (f"<figcaption><b>{html.escape(found.data)}</b>, after as many {html.escape(found.same)}: "
            f"{html.escape(claim.measure)}, {html.escape(claim.better)}</figcaption>")
    return f'<figure class="dots">{head}{_arms(found)}{"".join(_gain(claim, one) for one in found.gains if one.by_seed)}</figure>'


def _arms(found: Panel) -> str:
    values = [value for arm in found.arms.values() for value in arm.values()]
    place = _scale([*values, *(found.floor or ())])
    band = "" if found.floor is None else _stretch("floor", place(found.floor[0]), place(found.floor[1]))
    rows = []
    for at, (arm, by_seed) in enumerate(found.arms.items()):
        said = {seed: f"seed {seed}: {number(value)}" for seed, value in by_seed.items()}
        dots = "".join(_dot(place(value), at, len(found.arms), said[seed]) for seed, value in by_seed.items())
        mean = number(sum(by_seed.values()) / len(by_seed)) if by_seed else "none yet"
        rows.append(_row(arm, f"{band}{dots}", mean, f"{arm}: {'; '.join(said.values()) or 'none yet'}"))
    if found.floor is not None:
        rows.append(f'<span class="heads">Hatched: real pictures beside real ones, {_between(found.floor)}.</span>')
    return "".join(rows)


def _gain(claim: Claimed, one: Gains) -> str:
    """The zero, from where on a gain matters, each seed's gain, the interval of their mean."""
    values = [*one.by_seed.values(), *(one.interval or ()), claim.smallest, -claim.smallest]
    most = max(map(abs, values))
    place = _scale([-most, most])
    span = "" if one.interval is None else _stretch("span", place(one.interval[0]), place(one.interval[1]))
    marks = "".join(f'<span class="{name}" style="left:{place(at):.1f}%"></span>' for name, at in (
        ("zero", 0.0), ("least", claim.smallest), ("least", -claim.smallest)))
    dots = "".join(_dot(place(value), 0, 1, f"seed {seed}: {value:+.3g}") for seed, value in one.by_seed.items())
    mean = "" if one.mean is None else f"{one.mean:+.3g}"
    interval = f" (95 % {_between(one.interval)})" if one.interval else ""
    n = len(one.by_seed)
    pairs = f"{n} pair{'s' if n > 1 else ''}"
    outcome = one.outcome + (f": {one.why}" if one.why else "") if claim.trainings == claim.of else UNDECIDED
    words = f"Gain over {one.against}, same seed, {pairs}: mean {mean}{interval}. {outcome[0].upper()}{outcome[1:]}."
    return f'<span class="heads">{html.escape(words)}</span>' + _row("gain", f"{marks}{span}{dots}", mean, words)


def _row(name: str, inside: str, value: str, told: str) -> str:
    return (f'<span>{html.escape(name)}</span><span class="scale" role="img" aria-label="{html.escape(told)}">{inside}</span>'
            f'<span class="value">{html.escape(value)}</span>')


def _dot(left: float, k: int, n: int, title: str) -> str:
    light, dark = (palette.expert_colour(k, max(n, 2), theme) for theme in ("light", "dark"))
    return f'<i style="left:{left:.1f}%;background:light-dark({light},{dark})" title="{html.escape(title)}"></i>'


def _stretch(name: str, start: float, end: float) -> str:
    low, high = min(start, end), max(start, end)
    return f'<span class="{name}" style="left:{low:.1f}%;width:{high - low:.1f}%"></span>'


def _scale(values: Iterable[float]) -> Callable[[float], float]:
    """Values to percent of the width."""
    found = list(values)
    low, high = (min(found), max(found)) if found else (0.0, 1.0)

    def place(value: float) -> float:
        share = (value - low) / (high - low) if high > low else 0.5
        return 100 * (MARGIN + (1 - 2 * MARGIN) * min(1.0, max(0.0, share)))

    return place


def _between(pair: Sequence[float]) -> str:
    return f"{number(pair[0])} to {number(pair[1])}"
