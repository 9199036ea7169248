"""The board of classes under the hand: every picture is what PyTorch draws of its class, also where the pad has moved."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
import torch

from mixgan.analysis.observe import as_arrays
from mixgan.store.models import find
from mixgan.ui.components import classes
from mixgan.ui.experts import class_board
from mixgan.ui.model.opened import Opened
from tests.ui.a_page import Models
from tests.ui.components.harness import drag, open_component, settle

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser
PIXELS = """() => [...host.querySelectorAll(".cell canvas")].map((canvas) => {
  const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
  return Array.from(data).filter((_, i) => i % 4 === 0);
})"""


@pytest.mark.parametrize("family", ["acgan", "gmgan-supervised"])
def test_the_board_is_what_the_model_draws(family: str, page: Page, models: Models) -> None:
    generator: Any = models(family)[family]
    opened = Opened(generator, generator.program().to_bytes("float32"), label=3)
    board = class_board.board_of(find(f"{family}-tiny"), opened, 0)
    view = class_board.view_of(find(f"{family}-tiny"), opened, board, 0)
    open_component(page, classes, opened.program, view)
    settle(page)
    for pad in ((0.0, 0.0), (1.2, -0.6)):
        if any(pad):
            drag(page, pad)
        a, b = page.evaluate("host.liveView.pad")
        step = torch.tensor(np.asarray([a, b]) @ np.asarray(view["directions"]), dtype=torch.float32)
        with torch.inference_mode():
            expected = as_arrays(generator(board.draw.with_noise(board.draw.noise + step)))
        shown = np.asarray(page.evaluate(PIXELS)).reshape(expected.shape[:3])
        assert np.abs(shown - expected[..., 0].astype(int)).max() <= 1
        saved = page.evaluate("((shown) => ({ ...shown, tiles: shown.tiles.map(({ sample, label }) => [sample, label]) }))"
                              "(host.liveView.view.shown())")
        assert saved["tiles"] == [[j, c] for c, row in enumerate(view["rows"]) for group in row["groups"]
                                  for j, _ in enumerate(group["cells"])]
        assert (saved["moved"], saved["hand"]) == (any(pad), {"pad": [a, b]} if any(pad) else {})
    assert page.locator(".row").count() == 10
    assert page.locator(".row.chosen .name").inner_text() == "3"
    frames = page.evaluate("[...host.querySelectorAll('.cell')].map((frame) => frame.style.getPropertyValue('--frame'))")
    assert len([frame for frame in frames if frame != "1px"]) == 40 * (generator.n_experts > 1)      # 4 noises, 10 classes
