"""Settings of the whole suite, and the one browser that its browser tests share."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, settings

from tests.browser_launch import launch

if TYPE_CHECKING:
    from playwright.sync_api import Browser

# a GPU is for the tests that ask for one; `auto` is the processor here and in every child, where bits repeat
os.environ.setdefault("ACCELERATE_USE_CPU", "true")
# a slow machine is no fault of the code: nothing in the suite decides by the clock
settings.register_profile("patient", deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True)
settings.load_profile("patient")
# a suite that was started in the background ignores Ctrl-C, and so would every child that a test sends one to
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Files with a long test first, those with a browser next: a file stays with one worker, and the last ones end together."""
    weight = {item.path: 0 for item in items}
    for item in items:
        own = 2 if item.get_closest_marker("slow") else 1 if item.get_closest_marker("browser") else 0
        weight[item.path] = max(weight[item.path], own)
    items.sort(key=lambda item: -weight[item.path])


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One for all: Playwright's synchronous interface can be opened once in a thread."""
    with launch() as found:
        yield found
