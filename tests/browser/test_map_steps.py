"""The Map over the steps of a training: points move, the frame does not, and the step stands in the link."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest
import torch

from tests.browser.conftest import Watched
from tests.browser.serving import serve
from tests.ui.a_run import grown_run

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser

SLIDER, EARLIER = ".map input[data-key=step]", ".map.earlier"
# the view hangs at the element in which the component is mounted
VIEW = """() => {
  const within = (root) => [...root.querySelectorAll("*")].flatMap((one) => (one.shadowRoot
    ? [one, one.shadowRoot, ...within(one.shadowRoot)] : [one]));
  window.mapView = within(document).find((one) => one.mapView).mapView;
}"""


@pytest.fixture(scope="module")
def grown(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    home: Path = tmp_path_factory.mktemp("grown")
    torch.set_num_threads(1)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("MIXGAN_HOME", str(home))
        grown_run("grown", "hmog")
        torn = grown_run("torn", "hmog")
        (torn.path / "growth" / "000060.mixg").write_bytes(b"no program")
    with serve(home) as address:
        yield address


def opened(seen: Watched, link: str, shown: str = "5,000 samples") -> Page:
    """The map with its decoder, at rest. `shown`: what the page says and goes on saying; a slide has the legend alone."""
    page = seen.open(link, shown)
    page.get_by_text("Pictures", exact=True).wait_for(timeout=60_000)
    seen.settle()
    page.evaluate(VIEW)
    return page


def stands(page: Page) -> tuple[np.ndarray, np.ndarray, list[float]]:
    """Once nothing moves any more: places of what is shown on the stage, of the last step below, and the stage's box."""
    page.wait_for_function("mapView.earlier.track.at === mapView.earlier.track.last || !mapView.earlier.root.matches('.waits')")
    page.wait_for_timeout(400)
    shown, below = (np.array(page.evaluate(f"[...mapView.{name}.x, ...mapView.{name}.y]")).reshape(2, -1).T
                    for name in ("scene.places", "places"))
    return shown, below, page.evaluate("(({ width, height }) => [width, height])(mapView.places)")


def test_points_move_in_a_frame_that_stays(grown: str, watch: Callable[..., Watched]) -> None:
    seen = watch(grown)
    page = opened(seen, "Map?model=grown")
    last, _, box = stands(page)
    assert not [one for one in seen.requests if "/media/" in one and one.endswith(".mixg")]
    page.locator(SLIDER).press("Home")
    page.locator(EARLIER).wait_for()
    page.wait_for_url("**step=20**")
    first, below, same = stands(page)
    assert same == box
    np.testing.assert_array_equal(below, last)                      # nothing was laid out anew
    assert len(first) == 600
    assert np.linalg.norm(first - last[:600], axis=1).max() > 20    # px
    page.get_by_text("Step 20: samples 0 to 599 of seed 0, the last step faint below. Each lies between").wait_for()
    page.locator(SLIDER).press("ArrowRight")
    page.wait_for_url("**step=60**")
    second, _, _ = stands(page)
    assert np.abs(second - first).max() > 0
    page.locator(SLIDER).press("End")
    page.wait_for_url(lambda url: "step=" not in url)
    again, _, same = stands(page)
    np.testing.assert_array_equal(again, last)
    assert same == box
    assert page.locator(EARLIER).count() == 0


def test_a_link_opens_the_step_again_and_so_does_back(grown: str, watch: Callable[..., Watched]) -> None:
    seen = watch(grown)
    page = opened(seen, "Map?model=grown&step=200&layout=pca")
    page.locator(EARLIER).wait_for()
    before, _, _ = stands(page)
    page.reload()
    page.locator(EARLIER).wait_for()
    seen.settle()
    page.evaluate(VIEW)
    np.testing.assert_array_equal(stands(page)[0], before)
    seen.walk("Learning", "came apart")
    page.go_back()
    page.locator(EARLIER).wait_for()
    page.locator(".map .stepname", has_text="step 200").wait_for()
    assert "step=200" in page.url


def test_another_seed_is_seen_at_the_same_step(grown: str, watch: Callable[..., Watched]) -> None:
    seen = watch(grown)
    page = opened(seen, "Map?model=grown")
    page.locator(SLIDER).press("ArrowLeft")
    page.wait_for_url("**step=200**")
    page.locator(EARLIER).wait_for()
    page.get_by_role("spinbutton", name="Seed").fill("4")
    page.keyboard.press("Enter")
    page.get_by_text("Step 200: samples 0 to 599 of seed 4, the last step faint below.").wait_for(timeout=60_000)
    assert "step=200" in page.url


def test_a_click_shows_the_picture_of_that_step_beside_the_last_ones(grown: str, watch: Callable[..., Watched]) -> None:
    page = opened(watch(grown), "Map?model=grown&step=20&z=5")
    page.locator(EARLIER).wait_for()
    card = page.locator(".map .card")
    card.get_by_text("Sample 5, step 20").wait_for()
    card.get_by_text("The same noise at the last step").wait_for()
    then, last = (str(one.evaluate("(canvas) => canvas.toDataURL()")) for one in card.locator("canvas").all())
    assert then != last
    page.get_by_text("Noise", exact=True).click()
    page.get_by_text("The noise is the same at every step: only pictures and who draws them change.").wait_for()
    shown, below, _ = stands(page)
    np.testing.assert_allclose(shown, below[:600], atol=1e-3)


def test_a_lasso_at_a_step_holds_those_that_lie_there_and_follows_them(grown: str, watch: Callable[..., Watched]) -> None:
    page = opened(watch(grown), "Map?model=grown&step=200")
    page.locator(EARLIER).wait_for()
    shown, _, _ = stands(page)
    box = page.locator(".map canvas.over").bounding_box()
    assert box is not None
    middle = np.median(shown, axis=0)
    apart = np.linalg.norm(shown - middle, axis=1)
    around = float(np.median(apart))
    for turn in np.linspace(0, 2 * np.pi, 40):
        x, y = middle + around * np.array([np.cos(turn), np.sin(turn)])
        page.mouse.move(box["x"] + x, box["y"] + y)
        if not turn:
            page.mouse.down()
    page.mouse.up()
    page.locator(".map .legendhead", has_text="selected").wait_for()
    chosen = np.array(page.evaluate("[...mapView.state.selected]"), bool)
    assert chosen[:600][apart < around - 3].all()
    assert not chosen[:600][apart > around + 3].any()
    assert 200 < chosen.sum() < 400
    assert not chosen[600:].any()
    assert "lasso=" not in page.url
    page.locator(SLIDER).press("End")
    page.wait_for_url(lambda url: "step=" not in url)
    np.testing.assert_array_equal(np.array(page.evaluate("[...mapView.state.selected]"), bool), chosen)


def test_a_torn_generator_is_a_sentence_and_the_others_are_seen(grown: str, watch: Callable[..., Watched]) -> None:
    page = opened(watch(grown), "Map?model=torn&step=60")
    page.get_by_text("The generator of step 60 cannot be opened: make its steps again.").wait_for()
    assert page.locator(EARLIER).count() == 0
    page.locator(SLIDER).press("ArrowRight")
    page.get_by_text("Step 200: samples 0 to 599").wait_for()


def test_they_play_to_the_last_one(grown: str, watch: Callable[..., Watched]) -> None:
    page = opened(watch(grown), "Map?model=grown&step=20")
    page.locator(EARLIER).wait_for()
    page.get_by_role("radio", name="fast").click()
    page.locator(".map .playword").click()
    page.locator(".map .stepname", has_text="step 900").wait_for()
    page.wait_for_url(lambda url: "step=" not in url)
    assert page.locator(EARLIER).count() == 0


def test_on_a_slide_the_steps_stand_above_a_map_that_fits(grown: str, watch: Callable[..., Watched]) -> None:
    seen = watch(grown)
    page = opened(seen, "Map?model=grown&step=60&talk=1", "600 samples")
    page.locator(EARLIER).wait_for()
    stage, slider = (page.locator(of).bounding_box() for of in (".map .stage", SLIDER))
    height = page.evaluate("innerHeight")
    assert stage
    assert slider
    assert slider["y"] + slider["height"] <= stage["y"]
    assert stage["y"] + stage["height"] <= height
    assert not page.locator(".map .note").is_visible()              # said by whoever speaks
