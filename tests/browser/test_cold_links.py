"""Every link is once the first request of a fresh server: frame, title, model and parameters are those of a warm one."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from mixgan.ui.shell import PAGES
from tests.browser.conftest import Watched, write_home
from tests.browser.serving import serve, started

pytestmark = pytest.mark.browser

LINKS = {                           # of every page of the menu
    "": ("?model=megan-tiny&sample=5", "Sample 5"),
    "Tree": ("?model=hmog-tiny&node=RL&z=2&seed=3", "At RL"),
    "Experts": ("?model=megan-tiny&off=2&seed=3", "Without expert E2"),
    "Covariance": ("?model=gmgan-tiny&level=4&comp=2", "spread 0.5"),
    "Mixture": ("?model=gmgan-tiny&w=10,0,20&s=8,8,4", "A mixture without component E2"),
    "Map": ("?model=gmgan-tiny&by=class&layout=pca", "5,000 samples"),
    "Answers": ("?model=pix-tiny&question=1&draws=32", "Every outline has 8 right answers"),
    "Learning": ("?model=megan-tiny", "come apart"),
    "Ways": ("?model=megan-tiny&data=digits", "Divide the whole network"),
    "Compare": ("?model=megan-tiny&a=gan-tiny&b=gmgan-tiny&c=hmog-tiny", "C: hmog-tiny"),
    "Claims": ("?model=megan-tiny&table=depth", "trainings are there"),
    "Train": ("?model=megan-tiny", "Train a model on pictures of your own"),
}


@pytest.fixture(scope="module")
def cold_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("cold")
    write_home(home)
    return home


@pytest.mark.parametrize("name", LINKS)
def test_a_cold_link_opens_whole(name: str, cold_home: Path, watch: Callable[..., Watched]) -> None:
    query, text = LINKS[name]
    model = query.split("model=")[1].split("&")[0]
    # one of them as a user starts it
    with (serve if name else started)(cold_home) as address:
        seen = watch(address)
        page = seen.open(f"{name}{query}", text)
        menu = page.get_by_test_id("stSidebarNav").get_by_role("link")
        menu.first.wait_for()
        assert menu.all_inner_texts() == list(PAGES)
        assert page.get_by_test_id("stSidebar").get_by_role("combobox").first.input_value() == model
        assert not page.get_by_text("Page not found").count()
        seen.settle()
        assert f"model={model}" in page.evaluate("location.href")
        assert page.title().startswith(name or "Home")
        # the page is wide: app.py was run, not the page's file alone
        assert page.locator("h1").first.bounding_box()["x"] < 400
        seen.page.close()
