"""Talk mode on a warm server: a page opened as a slide, and the key of a remote control until the next slide is ready."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mixgan.ui.home.talks import shipped
from tests.benchmarks.browse import milliseconds, open_page, opened, ready, wait_for
from tests.benchmarks.table import Seen

if TYPE_CHECKING:
    from playwright.sync_api import Browser

__all__ = ["slides"]

NEXT = "window.dispatchEvent(new KeyboardEvent('keydown', { key: 'PageDown', bubbles: true }))"


def slides(browser: Browser, address: str, tries: int) -> list[Seen]:
    """The goals are those of the same pages outside of a talk: a menu click, and a page opened."""
    steps = shipped().script.steps
    seen = open_page(browser, address, talk=True)
    for step in steps:
        opened(seen, step.page, talk=True)          # every page and model once, so that the server is warm
    rows = [Seen("talk: full page open of Tree", "ms", [opened(seen, "Tree", talk=True) for _ in range(tries)], 1000,
                 note="warm server, 1920 x 1080")]
    taken: dict[int, list[float]] = {number: [] for number in range(2, len(steps) + 1)}
    for _ in range(tries):
        seen.page.goto(f"{address}/?model=hmog-mnist&talk=1&tour=1", wait_until="commit")
        wait_for(seen, ready("Home"))
        for number, values in taken.items():
            seen.page.wait_for_timeout(200)
            values.append(milliseconds(seen, NEXT, _at(number, steps[number - 1].page, len(steps))))
    seen.page.close()
    return rows + [Seen(f"talk: PageDown until {steps[number - 1].page} is ready", "ms", values, 300)
                   for number, values in taken.items()]


def _at(number: int, page: str, n: int) -> str:
    """The slide is the one of this step, and ready."""
    said = f"[...document.querySelectorAll('.stApp *')].some((one) => one.textContent.trim() === '{number} of {n}')"
    return f"() => location.pathname.endsWith('/{page}') && {said} && ({ready(page)})()"
