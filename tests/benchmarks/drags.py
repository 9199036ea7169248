"""What the hand feels: milliseconds of a frame and frames a second while it drags, and silence on the wire."""

from __future__ import annotations

import math
from statistics import median
from typing import TYPE_CHECKING

from tests.benchmarks.browse import Drag, drag, open_page, opened, slowed
from tests.benchmarks.table import Seen

if TYPE_CHECKING:
    from playwright.sync_api import Browser

__all__ = ["all_drags"]

MOVES = 30
# page, component, what is dragged, its name, the model beside the page's own
THINGS = [
    ("Tree", ".live.tree", ".live.tree .pad", "tree pad", ""),
    ("Tree", ".live.tree", ".live.tree .pad", "tree pad of two", "hmog-mnist-plain"),
    ("Covariance", ".live.covariance", ".live.covariance .master input", "spread of all", ""),
    ("Covariance", ".live.covariance", ".live.covariance .master input", "spread of all of two", "gmgan-mnist-plain"),
    ("Experts", ".live.experts", ".live.experts .pad", "experts pad", ""),
    ("Experts", ".live.experts", ".live.experts .pad", "experts pad of two", "megan-mnist-plain"),
    ("Mixture", ".live.mix", '.live.mix input[data-key="part-0"]', "share of one", ""),
]
SLOW = 4


def all_drags(browser: Browser, address: str, tries: int) -> list[Seen]:
    """Every drag as the processor is, and with the page's processor slowed four times; and on the slides of a talk, which are as
    large as a projector shows them."""
    rows = []
    for times, talk in ((1, False), (SLOW, False), (1, True)):
        for name, view, thing, words, beside in THINGS:
            seen = open_page(browser, address, talk)
            opened(seen, name, beside, talk)
            session = slowed(seen, times)
            drag(seen, view, thing, _round(0))      # the compiler warms up in the first
            made = [drag(seen, view, thing, _round(turn) if "pad" in thing else _there_and_back(turn)) for turn in range(tries)]
            session.detach()
            seen.page.close()
            how = ", on a slide" if talk else "" if times == 1 else f", {times} x slower"
            rows += _rows(words + how, made, judged=times == 1)
    return rows


def _rows(words: str, made: list[Drag], judged: bool) -> list[Seen]:
    pictures = median(count for one in made for count in one.pictures)
    return [
        Seen(f"drag of {words}: a frame", "ms", [ms for one in made for ms in one.ms], 8 if judged else None,
             note=f"{pictures:g} pictures a frame"),
        Seen(f"drag of {words}: frames", "1/s", [one.fps for one in made], 59 if judged else None, larger_is_better=True),
        Seen(f"drag of {words}: requests", "count", [one.requests for one in made], 0, every=True),
        Seen(f"drag of {words}: socket frames", "count", [one.socket_frames for one in made], 0, every=True),
    ]


def _round(turn: int) -> list[tuple[float, float]]:
    """Once round the pad, every time from another place."""
    return [(0.5 + 0.4 * math.cos(0.2 * a + turn), 0.5 + 0.4 * math.sin(0.2 * a + turn)) for a in range(MOVES)]


def _there_and_back(turn: int) -> list[tuple[float, float]]:
    """Along a slider and back."""
    return [(0.5 + 0.45 * math.sin(0.25 * a + turn), 0.5) for a in range(MOVES)]
