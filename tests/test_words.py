"""What Python and the page's scripts both say is the same: one table, asked on both sides by many values."""

from __future__ import annotations

import numpy as np
import pytest

from mixgan.analysis.words import expert_name, fixed, percent, plural
from tests.node import run_node

WORDS = ("live/words.js",)
# every per mille and what lies beside it, halves of per cents and of tenths, powers of ten towards both ends, pushes of more
# than the whole, and many at random
EDGES = [i / 2000 + d for i in range(2001) for d in (-1e-12, 0, 1e-12)]
ENDS = [end + sign * 10.0**-i for i in range(17) for end, sign in ((0, 1), (1, -1), (1, 1))]
SHARES = [*EDGES, *ENDS, 0.0, 1.0, 1.5, 2.0, 12.0, *np.random.default_rng(0).random(4000).tolist()]


def test_a_share_is_the_same_here_and_there() -> None:
    asked = run_node("shares.map(percent)", {"shares": SHARES}, WORDS)
    assert asked == [percent(share) for share in SHARES]


def test_only_all_is_all_and_only_nothing_is_nothing() -> None:
    for share in SHARES:
        if 0 < share < 1:
            assert percent(share) not in ("0 %", "0.0 %", "100 %", "100.0 %"), share
    assert (percent(0), percent(1)) == ("0 %", "100 %")


@pytest.mark.parametrize(("share", "text"), [
    (0.894, "89 %"), (0.105, "11 %"), (0.125, "13 %"), (0.01, "1 %"), (0.99, "99 %"), (0.995, "99.5 %"), (0.004, "0.4 %"),
    (0.0095, "1 %"), (0.9904, "99 %"), (0.99999, "99.9 %"), (1e-9, "0.1 %"), (1.26, "126 %"), (-0.0, "0 %")])
def test_a_share_keeps_no_more_digits_than_it_deserves(share: float, text: str) -> None:
    assert percent(share) == text


def test_what_is_said_is_near_what_is_meant() -> None:
    """Within half a per cent, half a tenth where it comes close to nothing or to all, and a tenth at the very ends."""
    for share in SHARES:
        text = percent(share)
        near_an_end = 0 < share < 0.001 or 0.999 < share < 1
        off = abs(float(text.removesuffix(" %")) - 100 * max(0, share))
        assert off <= (0.1 if near_an_end else 0.05 if "." in text else 0.5) + 1e-9, share


@pytest.mark.parametrize("word", ["leaf", "expert", "component", "class", "generator", "shelf"])
def test_experts_are_called_the_same(word: str) -> None:
    asked = run_node("[plural(word), expertName(word, 0), expertName(word, 9), shortName(2)]", {"word": word}, WORDS)
    assert asked == [plural(word, 2), expert_name(word, 0), expert_name(word, 9), "E3"]
    assert asked[1:3] == [f"{word} E1", f"{word} E10"]


@pytest.mark.parametrize("digits", [1, 2, 3])
def test_numbers_are_written_the_same(digits: int) -> None:
    """Halves too, which Python by itself gives to the even neighbour: the spreads of the page are eighths."""
    values = [*(level / 8 for level in range(24)), *SHARES, *(-share for share in SHARES if share > 0.01), 1e20, 1e21, -1e300]
    asked = run_node("values.map((value) => value.toFixed(digits))", {"values": values, "digits": digits}, WORDS)
    assert asked == [fixed(value, digits) for value in values]


def test_large_numbers_are_written_the_same() -> None:
    counts = [0, 7, 999, 1000, 12345, 1234567]
    assert run_node('counts.map((n) => n.toLocaleString("en"))', {"counts": counts}, WORDS) == [f"{n:,}" for n in counts]
