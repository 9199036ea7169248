"""What a run looks like while it learns: lines of `metrics.jsonl` to the data of one film, which the page's component draws.

A film is plain data (JSON): the steps that have a sheet, and every figure as pairs of step and value. Nothing is smoothed.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from mixgan.config import RunConfig

__all__ = ["MOST_FRAMES", "MOST_POINTS", "compared", "film", "frames", "last_values", "measured"]

Line = Mapping[str, Any]
MOST_FRAMES = 48                # sheets that travel to the browser: under 1 MB at 28 px
MOST_POINTS = 400               # of a line: a chart has no more pixels
MOST_CLASSES, SMALL_POINTS = 20, 100    # each has a chart of its own, a small one
TIE = 0.05                      # relative: less than this is called the same, as two seeds differ by more


def frames(steps: Iterable[int], most: int = MOST_FRAMES) -> list[int]:
    """At most `most` of the steps: every second, fourth, eighth ... of them, and always the first and the newest.

    Which are left out changes only when their number doubles, so that a film in the page does not flicker while it grows.
    """
    every = sorted(set(steps))
    stride = 1
    while len(every[::stride]) > most - 1:
        stride *= 2
    kept = every[::stride]
    return kept if not every or kept[-1] == every[-1] else [*kept, every[-1]]


def film(name: str, config: RunConfig, lines: Sequence[Line], sheets: Iterable[int]) -> dict[str, Any]:
    """One run for the component.

    {name, steps (of the whole run), frames, curves: {losses: {name: [[step, value]]}, usage: [[step, [share]]], entropy,
    distance, answers, pace, confidence: [[step, value]], told: {head: [[step, share]]}, classes: {name: [[step, share]]}},
    experts: {step: [expert of each picture of the sheet]}, K, chance: {head: share that a guess names right}, real: [[class, its
    share of the training pictures]], n_classes}. `pace` is pictures a second; `answers` is how far two to one question are apart;
    `told` is what a critic's head names right; `classes` and `confidence` are what the data's judge reads, of the 20 commonest
    classes.
    """
    s = config.training
    kept = thinned(lines)
    names = list(dict.fromkeys(loss for line in kept for loss in line.get("loss") or {}))
    shown = frames(sheets)
    usage = [[line["step"], [_short(share) for share in line["usage"]]] for line in kept if line.get("usage")]
    K = len(usage[-1][1]) if usage else 1
    heads = list(dict.fromkeys(head for line in kept for head in line.get("told") or {}))
    read = [line for line in lines if line.get("classes")]
    real = _commonest(config) if read else []
    return {
        "name": name, "steps": s.steps, "frames": shown, "K": K,
        "chance": {head: 1 / of for head, of in (("expert", K), ("label", len(config.facts.class_names))) if of > 1},
        "real": real, "n_classes": len(config.facts.class_names),
        "curves": {
            "losses": {loss: _pairs(kept, lambda line, loss=loss: (line.get("loss") or {}).get(loss)) for loss in names},
            "usage": usage,
            "entropy": _pairs(kept, lambda line: line.get("gate_entropy")),
            "distance": _pairs(kept, lambda line: line.get("distance")),
            "answers": _pairs(kept, lambda line: line.get("answers")),
            "told": {head: _pairs(kept, lambda line, head=head: (line.get("told") or {}).get(head)) for head in heads},
            "pace": _pairs(kept, lambda line: pictures_a_second(line, config) or None),
            "classes": {name: _pairs(thinned(read, SMALL_POINTS), lambda line, name=name: _class_share(line, name))
                        for name, _ in real},
            "confidence": _pairs(kept, lambda line: (line.get("classes") or {}).get("confidence")),
        },
        "experts": {str(line["step"]): line["experts"] for line in lines if line.get("experts") and line["step"] in set(shown)},
    }


def _commonest(config: RunConfig) -> list[list[Any]]:
    """[class, share of the training pictures] of at most 20, in the data's own order."""
    shares = config.facts.class_shares
    shown = sorted(sorted(range(len(shares)), key=lambda c: -shares[c])[:MOST_CLASSES])
    return [[config.facts.class_names[c], _short(shares[c])] for c in shown]


def _class_share(line: Line, name: str) -> float | None:
    return (line["classes"].get("shares") or {}).get(name)


def thinned(lines: Sequence[Line], most: int = MOST_POINTS) -> list[Line]:
    """At most so many of the lines, evenly, the last among them."""
    stride = max(1, math.ceil(len(lines) / most))
    return [line for i, line in enumerate(lines) if (len(lines) - 1 - i) % stride == 0]


def pictures_a_second(line: Line, config: RunConfig) -> float:
    """Real pictures that the critic sees in a second, from the steps a second of the line."""
    return float(line.get("rate") or 0.0) * config.training.batch * config.training.critic_steps


def _pairs(lines: Iterable[Line], value: Any) -> list[list[float]]:
    found = ((line["step"], value(line)) for line in lines)
    return [[step, _short(number)] for step, number in found if number is not None]


def _short(number: float) -> float:
    """Five digits are more than a chart can show, and half of what JSON would carry."""
    return float(f"{number:.5g}")


# --- two runs side by side -------------------------------------------------------------------------------------------


def last_values(lines: Sequence[Line], config: RunConfig) -> dict[str, float]:
    """The last value of each figure that two runs can be compared by; what was not measured is left out."""
    out: dict[str, float] = {}
    if not lines:
        return out
    line = lines[-1]
    out["step"] = float(line["step"])
    if line.get("distance") is not None:
        out["distance"] = float(line["distance"])
    shares = line.get("usage")
    if shares:
        out["experts in use"] = math.exp(-sum(p * math.log(p) for p in shares if p > 0))
        out["smallest share"] = min(shares)
    if line.get("gate_entropy") is not None:
        out["gate entropy"] = float(line["gate_entropy"])
    if line.get("minutes") is not None:
        out["minutes"] = float(line["minutes"])
    if line.get("rate"):
        out["pictures a second"] = pictures_a_second(line, config)
    return out


# figure: (what it is, +1 where more is better, -1 where less is, 0 where neither)
_MEANING = {
    "step": ("steps done", 0), "distance": ("energy distance to the data, in pixels", -1),
    "experts in use": ("effective number of experts, exp of the entropy of their shares", 1),
    "smallest share": ("share of the least used expert", 1), "gate entropy": ("mean entropy of the gate, nats", 0),
    "minutes": ("minutes of training", -1), "pictures a second": ("pictures a second", 1),
}


def compared(a: Mapping[str, float], b: Mapping[str, float], names: tuple[str, str]) -> list[list[str]]:
    """Rows [what, value of a, value of b, the difference in words] of every figure that either has.

    Within 5 % of each other is called a tie: one run of each says nothing about smaller differences.
    """
    rows = []
    for key, (words, better) in _MEANING.items():
        if key not in a and key not in b:
            continue
        rows.append([words, _number(a.get(key)), _number(b.get(key)), _difference(a.get(key), b.get(key), better, names)])
    return rows


def _number(value: float | None) -> str:
    if value is None:
        return "not measured"
    return f"{value:,.0f}" if abs(value) >= 100 or value == int(value) else f"{value:.3g}"


def _difference(a: float | None, b: float | None, better: int, names: tuple[str, str]) -> str:
    if a is None or b is None:
        return ""
    most = max(abs(a), abs(b))
    if most == 0 or abs(a - b) <= TIE * most:
        return "a tie"
    low, high = (names[0], names[1]) if a < b else (names[1], names[0])
    least = min(abs(a), abs(b))
    if least == 0:
        how = "some against none"
    elif most / least >= 1.5:
        how = f"{most / least:.1f} times as much"
    else:
        how = f"{100 * (most / least - 1):.0f} % more"
    return f"{how} in {high}" + (f", better in {high if better > 0 else low}" if better else "")


def measured(a: Sequence[Mapping[str, Any]], b: Sequence[Mapping[str, Any]], names: tuple[str, str]) -> list[list[str]]:
    """Rows as of `compared`, of figures that both finished models state; intervals that meet are called a tie."""
    other = {figure["name"]: figure for figure in b}
    rows = []
    for figure in a:
        twin = other.get(figure["name"])
        if twin is None:
            continue
        rows.append([figure["name"], _with_interval(figure), _with_interval(twin), _apart(figure, twin, names)])
    return rows


def _with_interval(figure: Mapping[str, Any]) -> str:
    value = f"{float(figure['value']):.3g}"
    interval = figure.get("interval")
    return f"{value} ({interval[0]:.3g} to {interval[1]:.3g})" if interval else value


def _apart(a: Mapping[str, Any], b: Mapping[str, Any], names: tuple[str, str]) -> str:
    one, two = a.get("interval"), b.get("interval")
    if not one or not two:
        return "" if a["value"] != b["value"] else "a tie"
    if one[0] <= two[1] and two[0] <= one[1]:
        return "a tie: the intervals meet"
    return f"higher in {names[0] if a['value'] > b['value'] else names[1]}, beyond the intervals"
