"""A folder of hundreds of pictures on the Train page, chosen or dropped: one request. (One by one, 3,000 of them stopped the
page for more than ten minutes.)"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest
from PIL import Image

from tests.browser.conftest import AT_REST, Watched
from tests.browser.serving import serve

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser
N = 250                         # more than a folder's reader gives at once


@pytest.mark.parametrize("way", ["choose", "drop"])
def test_a_folder_comes_in_one_request(way: str, tmp_path: Path, watch: Callable[..., Watched]) -> None:
    folder = tmp_path / "letters"
    for i in range(N):
        path = folder / "ab"[i % 2] / f"{i}.png"
        path.parent.mkdir(parents=True, exist_ok=True)
        Image.fromarray(np.full((8, 8), i, np.uint8)).save(path)
    (folder / "notes.txt").write_text("no picture")
    with serve(tmp_path / "home") as address:
        seen = watch(address)
        page = seen.open("Train", "Train a model on pictures of your own")
        page.get_by_role("radio", name="My own pictures").click()
        page.get_by_role("radio", name="A folder", exact=True).click()
        page.get_by_text("It is sent as one file").wait_for()
        page.locator(AT_REST).wait_for()
        seen.forget()
        if way == "choose":
            page.locator("input[webkitdirectory]").set_input_files(folder)
        else:
            drop(page, folder)
        page.get_by_text("224 pictures to train with, 8 by 8 px, grey, 2 classes").wait_for()       # a tenth is held out
        page.get_by_text("letters.zip").wait_for()
        assert len([url for url in seen.requests if "upload_file" in url]) == 1
        assert page.get_by_text("Drag and drop").count() == 0
        kept = [path.relative_to(tmp_path / "home").parts[2:] for path in (tmp_path / "home" / "uploads").rglob("*.*")]
        assert len(kept) == N
        assert ("letters", "b", "1.png") in kept
        page.close()


def drop(page: Page, folder: Path) -> None:
    """As from a window of files: no script can make such an event."""
    box = page.get_by_test_id("stFileUploaderDropzone").bounding_box()
    assert box is not None
    hand = page.context.new_cdp_session(page)
    at = {"x": box["x"] + box["width"] / 2, "y": box["y"] + box["height"] / 2,
          "data": {"items": [], "files": [str(folder)], "dragOperationsMask": 1}}
    for kind in ("dragEnter", "dragOver", "drop"):
        hand.send("Input.dispatchDragEvent", {"type": kind, **at})
