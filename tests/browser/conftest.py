"""One browser, one warm server with tiny models, and pages that remember everything they asked for and said."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest

from mixgan.config import DataFacts
from tests.browser.serving import serve
from tests.families.asked import facts_for
from tests.ui.tiny import write_tiny

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page

FAMILIES = ("hmog", "megan", "gmgan", "gan")
# a deep link asks /<page>/_stcore/... first: two answers of 404 are Streamlit's own way of finding its root
KNOWN_404 = ("/_stcore/health", "/_stcore/host-config")
# words may come some frames before our style sheet does
# what a page's component has once its own script has run: words of Python may come long before that
DRAWN = {"": ".sheet .tile", "Compare": ".sheet .tile",
         "Map": ".map canvas.over", "Ways": ".book .tile",
         **dict.fromkeys(("Tree", "Experts", "Covariance", "Mixture"), ".live .meter:not(:empty)")}
AT_REST = ".stApp[data-test-script-state=notRunning]"
STYLED = "[...document.querySelectorAll('.stMain style')].some(sheet => sheet.textContent.includes('.say'))"


def write_home(home: Path) -> None:
    for family in FAMILIES:
        write_tiny(home / "runs" / f"{family}-tiny" / "model", family)
    asked = facts_for("pix", DataFacts(image_shape=(3, 8, 8)))
    write_tiny(home / "runs" / "pix-tiny" / "model", "pix", asked, figures=False, data="edges-shapes")


@dataclass
class Watched:
    """A page and what it did: requests, socket frames out, what the console said."""

    page: Page
    address: str
    requests: list[str] = field(default_factory=list)
    frames: list[int] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def open(self, link: str, text: str) -> Page:
        self.page.goto(f"{self.address}/{link}")
        return self.shown(link.split("?")[0], text)

    def shown(self, page: str, text: str) -> Page:
        # a hint of the menu may have the same words, and is hidden
        self.page.get_by_text(text).filter(visible=True).first.wait_for(timeout=60_000)
        self.page.wait_for_function(STYLED)
        component = DRAWN.get(page)
        if component is not None:
            self.page.locator(component).first.wait_for(state="attached")
        return self.page

    def walk(self, page: str, text: str) -> Page:
        """To another page by the menu, as a visitor goes: nothing is loaded anew."""
        self.page.get_by_test_id("stSidebarNav").get_by_role("link", name=page or "Home", exact=True).click()
        # the page before may hold the same words
        self.page.wait_for_url(lambda url: urlsplit(url).path == f"/{page}")
        return self.shown(page, text)

    def wear(self, theme: str) -> None:
        """`dark` or `light`: the page follows the visitor's system, as when the sun rises."""
        self.page.emulate_media(color_scheme=theme)                                 # type: ignore[arg-type]
        self.page.wait_for_function(f"getComputedStyle(document.querySelector('.stApp')).colorScheme === '{theme}'")
        self.settle()

    def forget(self) -> None:
        self.requests.clear()
        self.frames.clear()

    def settle(self) -> None:
        """Until nothing travels any more, and the page's script has ended: a slow server may pause in the midst of it."""
        for _ in range(40):
            before = len(self.frames), len(self.requests)
            self.page.wait_for_timeout(250)
            at_rest = self.page.locator(AT_REST).count()
            if at_rest and before == (len(self.frames), len(self.requests)):
                return


@pytest.fixture(scope="session")
def warm_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("home")
    write_home(home)
    return home


@pytest.fixture(scope="session")
def warm(warm_home: Path) -> Iterator[str]:
    with serve(warm_home) as address:
        yield address


@pytest.fixture(scope="session")
def profile(browser: Browser) -> Iterator[BrowserContext]:
    """One visitor's cache for all pages: each test has a page of its own, but Streamlit's scripts are compiled once."""
    context = browser.new_context()
    yield context
    context.close()


@pytest.fixture
def watch(profile: BrowserContext) -> Iterator[Callable[..., Watched]]:
    """`watch(address, width=390)`; afterwards the console must have been silent, and no other host asked."""
    with watching(profile) as start:
        yield start


@contextmanager
def watching(profile: BrowserContext) -> Iterator[Callable[..., Watched]]:
    opened: list[Watched] = []

    def start(address: str, width: int = 1280, height: int = 720) -> Watched:
        page = profile.new_page()
        page.set_viewport_size({"width": width, "height": height})
        page.emulate_media(color_scheme="dark")
        page.set_default_timeout(30_000)
        seen = Watched(page, address)
        page.on("request", lambda request: seen.requests.append(request.url))
        page.on("websocket", lambda socket: socket.on("framesent", lambda data: seen.frames.append(len(data))))
        page.on("pageerror", lambda error: seen.complaints.append(str(error)))
        page.on("console", lambda message: _note(seen, message))
        opened.append(seen)
        return seen

    yield start
    for seen in opened:
        seen.page.close()
        assert not seen.complaints
        away = [url for url in seen.requests if not url.startswith((seen.address, "blob:", "data:"))]
        assert not away, away


def _note(seen: Watched, message: object) -> None:
    where = message.location.get("url", "")
    # reading pixels back is what the tests do, not the page
    ours = where.endswith(KNOWN_404) or "willReadFrequently" in message.text
    if message.type in ("error", "warning") and not ours:
        seen.complaints.append(f"{message.text} ({where})")
