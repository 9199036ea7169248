"""A class picked in the sidebar: the pictures on the page are those that the model draws of it, and the link says so."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
import torch

from mixgan.analysis.observe import as_arrays, drawn
from tests.browser.conftest import Watched
from tests.browser.serving import serve
from tests.browser.test_hands import linked
from tests.ui.tiny import write_tiny

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser

PIXELS = """(canvases) => canvases.map((canvas) => {
  const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
  return Array.from(data).filter((_, i) => i % 4 === 0);
})"""


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Any]]:
    """A server with one model that was told classes, and its generator."""
    home: Path = tmp_path_factory.mktemp("told")
    generator = write_tiny(home / "runs" / "acgan-tiny" / "model", "acgan")
    with serve(home) as address:
        yield address, generator


def shown(page: Page) -> np.ndarray[Any, Any]:
    return np.asarray(page.locator(".live.covariance .strip .picture").evaluate_all(PIXELS))


def drawn_as(generator: Any, label: int | None) -> np.ndarray[Any, Any]:
    with torch.inference_mode():
        return as_arrays(generator(drawn(generator, 8, 0, label)))[..., 0].reshape(8, -1).astype(int)


def test_a_class_is_picked_and_drawn(told: tuple[str, Any], watch: Callable[..., Watched]) -> None:
    address, generator = told
    seen = watch(address)
    page = seen.open("Covariance?model=acgan-tiny", "as wide as it was trained")
    seen.settle()
    assert np.abs(shown(page) - drawn_as(generator, None)).max() <= 1
    classes = page.get_by_role("combobox", name="Class")
    classes.click()                                                 # the sidebar scrolls to it, which closes a list again
    classes.fill("7")
    page.get_by_role("option", name="7", exact=True).click()
    page.get_by_text("seed 0, all of class 7").wait_for()
    seen.settle()
    linked(page, "label=7")
    assert np.abs(shown(page) - drawn_as(generator, 7)).max() <= 1
    assert np.abs(drawn_as(generator, 7) - drawn_as(generator, None)).max() > 1
    page.reload()
    page.get_by_text("seed 0, all of class 7").wait_for()
    seen.walk("Experts", "The same noise, 10 classes")
    linked(page, "label=7")
    assert page.locator(".live.classes .chosen .name").inner_text() == "7"
    page.set_viewport_size({"width": 390, "height": 844})
    page.locator(".live.classes.phone").wait_for()
    # no empty column takes room from the eight pictures of a class
    columns = page.locator(".live.classes").first.evaluate("one => getComputedStyle(one).gridTemplateColumns.split(' ').length")
    assert columns == 2
