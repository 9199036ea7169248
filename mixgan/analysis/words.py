"""The words for experts and the numbers that people read, as pages, cards and commands say them. No torch here.

The page's own scripts say the same: `ui/components/scripts.py` hands them TABLE, which `ui/components/live/words.js` follows.
"""

from __future__ import annotations

import math
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

__all__ = ["TABLE", "expert_name", "fixed", "percent", "percent_with", "plural", "short_name", "with_article"]

LARGEST_FIXED = 1e21
TABLE: dict[str, Any] = {
    "short": "E",                               # before an expert's number, which beside a drawn digit would read as a mistake
    "plural": {"leaf": "leaves"},               # all others take an s
    # of a share: digits below each bound, none from the last one on; and where a share between nothing and all ends, so that
    # what is not all is never called 100 %, nor what is not nothing 0 %
    "percent": {"digits": [[0.0095, 1], [0.9905, 0], [1, 1]], "least": 0.001, "most": 0.999},
}


def plural(word: str, n: int) -> str:
    """The word for n experts: `leaf` for 1, `leaves` for 8."""
    if n == 1:
        return word
    found: str = TABLE["plural"].get(word, word + "s")
    return found


def with_article(word: str) -> str:
    """`an expert`, `a leaf`."""
    return f"{'an' if word[:1] in 'aeiou' else 'a'} {word}"


def short_name(k: int) -> str:
    """`E1` for the expert 0, of any family: people count from one."""
    return f"{TABLE['short']}{k + 1}"


def expert_name(word: str, k: int) -> str:
    """`leaf E1` for the expert 0."""
    return f"{word} {short_name(k)}"


def percent(share: float) -> str:
    """A share for people: 0.894 -> `89 %`, 0.004 -> `0.4 %`, 0.996 -> `99.6 %`, 0.99999 -> `99.9 %`. A half goes up."""
    rule = TABLE["percent"]
    if share <= 0:
        return "0 %"
    if share < 1:
        share = min(rule["most"], max(rule["least"], share))
    digits = next((digits for below, digits in rule["digits"] if share < below), 0)
    scale: int = 10**digits
    return f"{math.floor(100 * scale * share + 0.5) / scale:.{digits}f} %"


def percent_with(share: float, digits: int) -> str:
    """A share with so many digits, for tables: 0.9942 -> `99.42 %`. Less than all is never 100, nor more than nothing 0."""
    text, step = f"{100 * share:.{digits}f}", 10.0**-digits
    if share < 1 and float(text) >= 100:
        text = f"{100 - step:.{digits}f}"
    elif share > 0 and float(text) == 0:
        text = f"{step:.{digits}f}"
    return f"{text} %"


def fixed(value: float, digits: int) -> str:
    """A number with so many digits, a half away from zero, as a script's `toFixed` writes it: 0.125 -> `0.13`, not `0.12`;
    1e+21 and more as such."""
    if abs(value) >= LARGEST_FIXED:
        return f"{value:g}"
    return str(Decimal(value).quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP))
