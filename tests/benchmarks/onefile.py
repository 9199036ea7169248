"""A talk's file from the disk: how large it is beside its model, and how long it takes to the first picture:
`python -m tests.benchmarks.onefile [MODEL ...] [--tries N] [--json FILE]`.

Headless Chromium of 1280 x 720 with the network off, a fresh visitor every time, by the page's own clock from the navigation on.
It prints one table and never fails because of a number.
"""

from __future__ import annotations

import argparse
import os
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from mixgan.store.models import ModelFolder, find
from mixgan.ui.talkfile import write_talk
from mixgan.ui.views.opening import opened_from
from tests.benchmarks.pages import HEADS
from tests.benchmarks.table import Seen, as_text, write_json
from tests.browser_launch import launch

if TYPE_CHECKING:
    from playwright.sync_api import Browser

__all__ = ["opened_at", "sizes_and_openings"]

SHIPPED = ("hmog-mnist", "megan-mnist", "gmgan-mnist")
MORE_MB = 1.0                   # that a file may add to its program
OPEN_MS = 300
SHOWN = "() => performance.getEntriesByName('mixgan-shown')[0]?.startTime"


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.onefile", description=__doc__)
    parser.add_argument("models", nargs="*", default=SHIPPED, metavar="MODEL")
    parser.add_argument("--tries", type=int, default=15, help="openings of each page")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write every try there")
    asked = parser.parse_args()
    before = os.getloadavg()[0]
    with tempfile.TemporaryDirectory() as folder, launch() as browser:
        rows = [row for name in asked.models for row in sizes_and_openings(browser, find(name), Path(folder), asked.tries)]
        head = f"Chromium {browser.version}, {os.cpu_count()} cores, load {before:.1f} before and {os.getloadavg()[0]:.1f} after"
    print(head, "", as_text(HEADS, (row.cells() for row in rows)), sep="\n")
    if asked.json:
        write_json(asked.json, head, rows)


def sizes_and_openings(browser: Browser, found: ModelFolder, folder: Path, tries: int) -> list[Seen]:
    path = folder / f"{found.name.replace('/', '-')}.html"
    size, program = write_talk(path, [found], None)[0] / 1e6, len(opened_from(found.path).program) / 1e6
    live = "Tree" if f'"Tree|{found.name}|' in path.read_text(encoding="utf-8") else "Experts"
    return [
        Seen(f"{found.name}: the file", "MB", [size], program + MORE_MB, note=f"program {program:.2f} MB as float16"),
        Seen(f"{found.name}: file:// to the first picture on Home", "ms", _tries(browser, path, "", tries), OPEN_MS),
        Seen(f"{found.name}: file:// to the first live picture on {live}", "ms", _tries(browser, path, f"#{live}", tries),
             OPEN_MS)]


def _tries(browser: Browser, path: Path, address: str, tries: int) -> list[float]:
    return [opened_at(browser, path, address) for _ in range(tries)]


def opened_at(browser: Browser, path: Path, address: str) -> float:
    """Milliseconds from the navigation until the screen's components have drawn their first frame."""
    context = browser.new_context(offline=True, viewport={"width": 1280, "height": 720}, color_scheme="dark")
    try:
        page = context.new_page()
        page.goto(path.as_uri() + address, wait_until="commit")
        return float(page.wait_for_function(SHOWN).json_value())
    finally:
        context.close()


if __name__ == "__main__":
    main()
