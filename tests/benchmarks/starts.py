"""What a fresh server takes: until it answers, until the first picture, and how much memory before and after."""

from __future__ import annotations

import os
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING
from unittest import mock

import psutil

from tests.benchmarks.browse import link, open_page, ready, wait_for
from tests.benchmarks.table import Seen
from tests.browser.conftest import Watched
from tests.browser.serving import started

if TYPE_CHECKING:
    from playwright.sync_api import Browser

__all__ = ["server_starts"]

MB = 1e6
WARMS = "mixgan-open"           # the background thread's name
SPY = """import threading
with open({heard!r}, "a") as file:
    file.write(threading.current_thread().name + "\\n")
raise ImportError("a spy in torch's place")
"""
PICTURE = "() => bench.view('.sheet')?.sheet"
SAID = "() => document.querySelector('[data-testid=\"stMain\"]')?.innerText.trim()"


@dataclass
class Starts:
    """Seconds, MB and counts, one per server."""

    healthy: list[float] = field(default_factory=list)
    idle: list[float] = field(default_factory=list)
    home: list[float] = field(default_factory=list)
    said: list[float] = field(default_factory=list)
    tree: list[float] = field(default_factory=list)
    opened: list[float] = field(default_factory=list)


def server_starts(browser: Browser, home: Path, tries: int) -> list[Seen]:
    """`tries` servers whose first request is Home, and as many whose first is Tree, which needs torch."""
    starts = Starts()
    for _ in range(tries):
        with _cold(browser, home, "Home", starts) as (seen, _):
            starts.home.append(wait_for(seen, PICTURE) / 1000)
        with _cold(browser, home, "Tree", starts) as (seen, server):
            starts.said.append(wait_for(seen, SAID) / 1000)
            starts.tree.append(wait_for(seen, ready("Tree")) / 1000)
            starts.opened.append(_memory(server))
    return [
        Seen("server start until healthy", "s", starts.healthy, 1),
        Seen("memory of the idle server", "MB", starts.idle, 100, note="RSS of the process tree"),
        Seen("first picture on Home, cold server", "s", starts.home, 2),
        Seen("imports of torch by Home's own run", "count", [_torch_for_home(browser, home)], 0, every=True,
             note="beside the background thread that warms it"),
        Seen("first words on Tree, cold server", "s", starts.said, 2, note="torch is imported behind a named wait"),
        Seen("Tree ready, cold server", "s", starts.tree),
        Seen("memory with a model open", "MB", starts.opened, 900, note="hmog-mnist, after Tree"),
    ]


@contextmanager
def _cold(browser: Browser, home: Path, page: str, starts: Starts) -> Iterator[tuple[Watched, psutil.Process]]:
    """A server that nothing was asked of but its health, and `page` as its first request."""
    begun = time.perf_counter()
    with started(home) as address:
        starts.healthy.append(time.perf_counter() - begun)
        (server,) = [child for child in psutil.Process().children() if "streamlit" in child.cmdline()]
        starts.idle.append(_memory(server))
        seen = open_page(browser, address)
        seen.page.goto(f"{address}/{link(page)}", wait_until="commit")
        yield seen, server
        seen.page.close()


def _torch_for_home(browser: Browser, home: Path) -> float:
    """How many threads other than the one that warms torch asked for it until Home rests: on a server where torch tells."""
    with tempfile.TemporaryDirectory() as folder:
        spy, heard = Path(folder) / "torch" / "__init__.py", Path(folder) / "heard.txt"
        spy.parent.mkdir()
        spy.write_text(SPY.format(heard=str(heard)), encoding="utf-8")
        with mock.patch.dict(os.environ, PYTHONPATH=folder), started(home) as address:
            seen = open_page(browser, address)
            seen.page.goto(f"{address}/{link('Home')}", wait_until="commit")
            wait_for(seen, ready("Home"))
            seen.page.wait_for_timeout(1500)        # so that the background thread has asked: the spy is heard
            seen.page.close()
        names = heard.read_text(encoding="utf-8").split("\n")[:-1] if heard.exists() else []
    assert any(name.startswith(WARMS) for name in names), "the spy heard nothing: torch was not warmed either"
    return float(sum(not name.startswith(WARMS) for name in names))


def _memory(process: psutil.Process) -> float:
    """Resident MB of a process and all below it."""
    return sum(int(one.memory_info().rss) for one in [process, *process.children(recursive=True)]) / MB
