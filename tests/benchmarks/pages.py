"""The app in a browser against section F of UX.md: `python -m tests.benchmarks.pages [--json FILE] [--tries N]`.

Shipped models, a home of its own, headless Chromium of 1280 x 720, in talk mode of 1920 x 1080. It prints one table and never
fails because of a number.
"""

from __future__ import annotations

import argparse
import os
import tempfile
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

from tests.benchmarks.clicks import loads_and_clicks
from tests.benchmarks.drags import all_drags
from tests.benchmarks.slides import slides
from tests.benchmarks.starts import server_starts
from tests.benchmarks.table import Seen, as_text, write_json
from tests.browser.serving import started
from tests.browser_launch import launch

if TYPE_CHECKING:
    from playwright.sync_api import Browser

HEADS = ("what", "unit", "median", "p95", "n", "goal", "", "note")


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.pages", description=__doc__)
    parser.add_argument("--json", type=Path, metavar="FILE", help="write every try there")
    parser.add_argument("--tries", type=int, default=20, help="tries of what is cheap")
    parser.add_argument("--starts", type=int, default=5, help="servers started for each of two cold pages")
    asked = parser.parse_args()
    before = os.getloadavg()[0]
    with tempfile.TemporaryDirectory() as folder, launch() as browser:
        rows = measured(browser, Path(folder), asked.starts, asked.tries)
        head = (f"Streamlit {version('streamlit')}, Chromium {browser.version}, {os.cpu_count()} cores, "
                f"load {before:.1f} before and {os.getloadavg()[0]:.1f} after; p95 is the slow end")
    print(head, "", as_text(HEADS, (row.cells() for row in rows)), sep="\n")
    if asked.json:
        write_json(asked.json, head, rows)


def measured(browser: Browser, home: Path, starts: int, tries: int) -> list[Seen]:
    rows = server_starts(browser, home, starts)
    with started(home) as address:
        rows += loads_and_clicks(browser, address, tries)
        rows += slides(browser, address, tries)
        rows += all_drags(browser, address, tries)
    return rows


if __name__ == "__main__":
    main()
