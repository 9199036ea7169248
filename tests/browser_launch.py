"""Headless Chromium for tests that need a hand on a page: pointer, keyboard, layout, silence on the network."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser

__all__ = ["launch"]

ARGUMENTS = (
    "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--disable-background-networking",
    "--disable-component-update", "--disable-default-apps", "--disable-sync", "--disable-domain-reliability",
    "--no-first-run", "--metrics-recording-only",
)


# Chromium without a window first: the same engine, and a quarter less work a page than the whole browser
NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")


def found() -> str | None:
    """$CHROMIUM, or the system's; None: Playwright's own, should there be one."""
    return os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)


@contextmanager
def launch() -> Iterator[Browser]:
    """A browser without a window: $CHROMIUM, the system's, or Playwright's own. Skips the test where there is none."""
    sync_api = pytest.importorskip("playwright.sync_api", reason="Playwright is not installed: pip install playwright")
    path = found()
    with sync_api.sync_playwright() as playwright:
        try:
            browser = playwright.chromium.launch(executable_path=path, args=list(ARGUMENTS))
        except sync_api.Error:
            if path is not None:                # it is there and does not start: that is no reason to pass
                raise
            pytest.skip("no Chromium on this machine: install it, or run playwright install chromium")
        try:
            yield browser
        finally:
            browser.close()
