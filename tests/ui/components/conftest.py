"""One browser for all tests of this folder, a new page for each; the page's errors fail the test."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser, ConsoleMessage, Page


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    opened = browser.new_page(viewport={"width": 900, "height": 760})
    opened.set_default_timeout(30_000)                # a busy machine is slow, not wrong
    errors: list[str] = []
    opened.on("pageerror", lambda error: errors.append(str(error)))
    opened.on("console", lambda message: errors.append(message.text) if _is_complaint(message) else None)
    opened.on("request", lambda request: errors.append(f"asked for {request.url}") if "http" in request.url[:4] else None)
    yield opened
    opened.close()
    assert errors == []


def _is_complaint(message: ConsoleMessage) -> bool:
    # it is the tests that read pixels back
    return message.type in ("error", "warning") and "willReadFrequently" not in message.text
