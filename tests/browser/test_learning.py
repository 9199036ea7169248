"""The Learning page in a browser: the slider changes the generator, with no request once its steps have come."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import torch

from mixgan.analysis.publish import store_growth
from mixgan.store.runs import RunFolder
from tests.browser.conftest import Watched, write_home
from tests.browser.serving import serve
from tests.ui.tiny import write_tiny

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser

STEPS = (20, 60, 200)
PIXELS = """(all) => all.map(
  (canvas) => [...canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data].join()).join(";")"""


def drawn(page: Page, before: str = "") -> str:
    """The pixels of the mixture's row, once they are others than `before`."""
    for _ in range(100):
        pixels = str(page.locator(".growth .mixture canvas").evaluate_all(PIXELS))
        if pixels != before:
            break
        page.wait_for_timeout(100)
    return pixels


@pytest.fixture(scope="module")
def grown_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A run whose generator at step 20 draws flat pictures."""
    home = tmp_path_factory.mktemp("grown")
    write_home(home)
    run = RunFolder(home / "runs" / "grown")
    state = write_tiny(run.model, "megan").state_dict()
    for i, step in enumerate(STEPS):
        run.write_snapshot(step, {name: value * (i / 2) if value.is_floating_point() else value for name, value in state.items()})
    torch.set_num_threads(1)
    store_growth(run.model)
    return home


def test_the_slider_changes_the_generator_itself(grown_home: Path, watch: Callable[..., Watched]) -> None:
    with serve(grown_home) as address:
        seen = watch(address)
        page = seen.open("Learning?model=grown", "came apart")
        slider = page.locator(".growth input[data-key=step]")
        slider.wait_for()
        page.locator(".growth .meter:not(:empty)").wait_for()
        seen.settle()                                               # all steps have come
        assert sum(request.endswith(".bin") or "/media/" in request for request in seen.requests) >= len(STEPS)
        seen.forget()
        pictures = [drawn(page)]
        for name in ("step 60", "step 20"):
            slider.press("ArrowLeft")
            page.locator(".growth .stepname", has_text=name).wait_for()
            pictures.append(drawn(page, pictures[-1]))
        assert len(set(pictures)) == 3
        assert not [request for request in seen.requests if "/media/" in request]
        page.wait_for_function("location.search.includes('step=20')")
        assert not seen.complaints
        seen.page.close()
