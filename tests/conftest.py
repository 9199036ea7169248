"""Settings of the whole suite, and the one browser that its browser tests share."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, settings

from tests.browser_launch import launch

if TYPE_CHECKING:
    from playwright.sync_api import Browser

# a slow machine is no fault of the code: nothing in the suite decides by the clock
settings.register_profile("patient", deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True)
settings.load_profile("patient")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One for all: Playwright's synchronous interface can be opened once in a thread."""
    with launch() as found:
        yield found
