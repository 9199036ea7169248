"""The picture in the README: the first screen that a visitor sees of the tree. MIXGAN_SHOTS=1 writes it anew."""

from __future__ import annotations

import io
import os
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from mixgan.files import shipped_root
from tests.browser.conftest import Watched

pytestmark = pytest.mark.browser
SHOT = Path(__file__).parent / "shots" / "app.png"


@pytest.mark.skipif(not (shipped_root() / "hmog-mnist").is_dir(), reason="hmog-mnist is not shipped with this copy")
def test_the_first_screen_is_full_of_pictures(warm: str, watch: Callable[..., Watched]) -> None:
    seen = watch(warm)
    page = seen.open("Tree?model=hmog-mnist", "Leaf")
    page.locator(".live.tree .node canvas").first.wait_for()
    seen.settle()
    shot = page.screenshot()
    with Image.open(io.BytesIO(shot)) as image:
        pixels = np.asarray(image.convert("L"))
        assert image.size == (1280, 720)
        assert (pixels > 200).mean() > 0.005                        # digits glow; an empty page has words only
        if os.environ.get("MIXGAN_SHOTS"):
            image.convert("RGB").save(SHOT, optimize=True)
    with Image.open(SHOT) as kept:
        assert kept.size == (1280, 720)
