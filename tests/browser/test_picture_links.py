"""Every link from a picture, followed for three seeds: what opens is the picture that the model draws. And the tour's Back."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

import numpy as np
import pytest
from numpy.typing import NDArray

from mixgan import families
from mixgan.analysis.observe import as_arrays, drawn, observe
from mixgan.ui.home.talks import shipped
from tests.browser.conftest import AT_REST, DRAWN, Watched

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

    from mixgan.families.contract import Generator

pytestmark = pytest.mark.browser

INDEX = 5
TAKES = {"Tree": "Walk the gates", "Experts": f"Sample {INDEX} through", "Covariance": f"Sample {INDEX} narrower",
         "Map": f"Sample {INDEX} among"}
GREYS = """canvas => {
  const context = canvas.getContext("2d", { willReadFrequently: true });
  const { data } = context.getImageData(0, 0, canvas.width, canvas.height);
  return Array.from({ length: data.length / 4 }, (_, i) => data[4 * i]);
}"""
SIDE = 8                        # of the tiny models' pictures
PATIENCE = 200


def greys(canvas: Locator) -> NDArray[np.float64]:
    """(8, 8) of a canvas that holds one picture, enlarged or not: the middle of every pixel. Far off before it is drawn."""
    values = np.array(canvas.evaluate(GREYS), float)
    side = int(len(values) ** 0.5)
    if side * side != len(values):
        return np.full((SIDE, SIDE), -999.0)
    each = side // SIDE
    return values.reshape(side, side)[each // 2 :: each, each // 2 :: each][:SIDE, :SIDE]


def picture_on(page: Page, name: str, leader: int) -> Locator:
    """Where a page shows the sample of its link."""
    row = page.locator(".live.covariance .component").nth(leader)
    return {"Tree": page.locator('[role="treeitem"][data-path=""] canvas'),
            "Experts": page.locator('.live.experts [data-expert="-1"][data-draw="0"] canvas'),
            "Covariance": row.locator(".strip canvas"), "Map": page.locator(".map .card canvas")}[name].first


class Model:
    """What the model draws of a seed, by page: as a sample, or as one expert alone makes it."""

    def __init__(self, generator: Generator, seed: int) -> None:
        draw = drawn(generator, 64, seed)
        seen = observe(generator, draw)
        self.leader = int(seen.weights[INDEX].argmax())
        alone = as_arrays(generator.experts(draw, [self.leader]).flatten(0, 1))
        self.pictures = {name: (alone if name == "Covariance" else seen.pictures)[..., 0].astype(float)
                         for name in ("Tree", "Experts", "Covariance", "Map")}

    def is_shown(self, page: Page, name: str) -> None:
        """The page comes to show this sample, and no other of the first 64 is as near to what it shows."""
        for _ in range(PATIENCE):
            # one grey level of half precision; the map's thumbnails are WebP with loss, which is told by the mean
            off = np.abs(self.pictures[name] - greys(picture_on(page, name, self.leader)))
            off, most = (off.mean((1, 2)), 5) if name == "Map" else (off.max((1, 2)), 1.5)
            if off.argmin() == INDEX and off[INDEX] <= most:
                break
            page.wait_for_timeout(50)
        assert off.argmin() == INDEX, (name, off.argmin())
        assert off[INDEX] <= most, name


def take(page: Page, to: str) -> None:
    """Along the page's link to that page, until it stands there, with the sample's number once in its address."""
    page.get_by_role("link", name=TAKES[to]).click()
    page.wait_for_url(lambda url: urlsplit(url).path == f"/{to}")
    page.locator(DRAWN[to]).first.wait_for(state="attached")
    if to == "Map":
        page.get_by_text(f"Sample {INDEX}", exact=True).wait_for()


def named(page: Page, seed: int) -> None:
    """The address has the sample and the seed, each once; no seed is seed 0."""
    parameters = parse_qs(urlsplit(page.evaluate("location.href")).query)
    assert parameters["z"] == [str(INDEX)]
    assert parameters.get("seed", ["0"]) == [str(seed)]


@pytest.mark.parametrize("seed", [0, 1, 7])
def test_every_link_opens_that_picture(seed: int, warm: str, warm_home: Path, watch: Callable[..., Watched]) -> None:
    model = Model(families.load(warm_home / "runs" / "hmog-tiny" / "model"), seed)
    seen = watch(warm)
    page = seen.open(f"?model=hmog-tiny&seed={seed}&sample={INDEX}", f"Sample {INDEX}")
    page.evaluate("window.stays = 1")
    for to in TAKES:
        take(page, to)
        model.is_shown(page, to)
        named(page, seed)
        if to != "Map":
            page.go_back()
            page.locator(DRAWN[""]).first.wait_for()
    # and on from there, along every link between two of them: the way hangs on no seed, so it is gone once
    for to in walk(list(TAKES), "Map") if seed == 1 else ():
        take(page, to)
        model.is_shown(page, to)
        named(page, seed)
    assert page.evaluate("window.stays") == 1                           # nothing was loaded anew


def walk(pages: list[str], start: str) -> list[str]:
    """Over every ordered pair of pages once (a circuit of Euler), without the page that it starts at."""
    left = {page: [other for other in pages if other != page] for page in pages}
    path, way = [start], []
    while path:
        if left[path[-1]]:
            path.append(left[path[-1]].pop())
        else:
            way.append(path.pop())
    way.reverse()
    assert sorted(itertools.pairwise(way)) == sorted(itertools.permutations(pages, 2))
    return way[1:]


@pytest.mark.parametrize("family", ["megan", "gmgan"])
def test_without_a_tree_too(family: str, warm: str, warm_home: Path, watch: Callable[..., Watched]) -> None:
    model = Model(families.load(warm_home / "runs" / f"{family}-tiny" / "model"), 3)
    seen = watch(warm)
    page = seen.open(f"?model={family}-tiny&seed=3&sample={INDEX}", f"Sample {INDEX}")
    for to in ("Experts", "Map", "Covariance"):
        take(page, to)
        model.is_shown(page, to)
        named(page, 3)


def test_back_leads_to_the_picture_that_was_left(warm: str, watch: Callable[..., Watched]) -> None:
    """With the seed that it had: the address rules, not what the page before had set."""
    seen = watch(warm)
    page = seen.open(f"?model=hmog-tiny&seed=1&sample={INDEX}", f"Sample {INDEX}")
    take(page, "Tree")
    seen.settle()
    page.get_by_test_id("stSidebar").get_by_role("spinbutton").fill("4")
    page.keyboard.press("Enter")
    page.get_by_text(f"sample {INDEX} of seed 4").wait_for()
    page.go_back()
    page.get_by_text("64 samples of seed 1").wait_for()
    page.get_by_text(f"Sample {INDEX}", exact=True).wait_for()


def test_back_passes_over_an_impossible_link(warm: str, watch: Callable[..., Watched]) -> None:
    """Opened cold, its values are left out before any script of the page runs, one entry each."""
    seen = watch(warm)
    page = seen.open("Tree?model=hmog-tiny&seed=3", "seed 3")
    seen.settle()
    began = page.evaluate("navigation.currentEntry.index")
    page = seen.open("Map?model=gmgan-tiny&layout=x&by=y&seed=-5", "The link's seed '-5' is not possible here")
    page.wait_for_function(f"navigation.currentEntry.index === {began + 1}")
    seen.settle()
    assert page.evaluate("location.href") == f"{warm}/Map?model=gmgan-tiny"
    seen.walk("Covariance", "seed 0")
    page.go_back()
    page.wait_for_function(f"location.href === '{warm}/Map?model=gmgan-tiny'")
    seen.shown("Map", "seed 0")
    page.go_back()
    page.wait_for_function(f"location.href === '{warm}/Tree?model=hmog-tiny&seed=3'")
    seen.shown("Tree", "seed 3")


def test_the_tour_is_one_entry_a_step(warm: str, watch: Callable[..., Watched]) -> None:
    seen = watch(warm)
    page = seen.open("?model=hmog-tiny&seed=2", "64 samples of seed 2")
    seen.settle()
    began = page.evaluate("history.length")
    page.get_by_role("link", name="Take the two-minute tour").click()
    arrive(seen, 1)
    for number in range(2, len(shipped().script.steps) + 1):
        page.get_by_role("link", name="Next:").click()
        arrive(seen, number)
        seen.settle()
        assert page.evaluate("history.length") == began + number
        if number == 2:                                                 # what one does on a page is no step
            page.locator('[role="treeitem"][data-path=""]').focus()
            page.keyboard.press("ArrowDown")
            page.keyboard.press("ArrowDown")
            page.get_by_text("At LL").first.wait_for()
            seen.settle()
            assert page.evaluate("history.length") == began + number
    for number in range(len(shipped().script.steps) - 1, 0, -1):
        page.go_back()
        arrive(seen, number)
    page.go_back()
    page.get_by_role("link", name="Take the two-minute tour").wait_for()
    page.go_forward()
    arrive(seen, 1)
    page.get_by_role("link", name="Next:").click()
    arrive(seen, 2)
    page.get_by_role("link", name="Previous").click()
    arrive(seen, 1)


def arrive(seen: Watched, number: int) -> None:
    """At a step of the tour: its words, its page, its address, and the model and seed that it began with."""
    page, name = seen.page, shipped().script.steps[number - 1].page
    page.get_by_text(f"{number} of {len(shipped().script.steps)}").first.wait_for()
    page.wait_for_url(lambda url: urlsplit(url).path == ("/" if name == "Home" else f"/{name}"))
    page.locator(DRAWN["" if name == "Home" else name]).first.wait_for(state="attached")
    page.locator(AT_REST).wait_for()
    parameters = parse_qs(urlsplit(page.evaluate("location.href")).query)
    wanted = {"seed": ["2"], "tour": [str(number)]}
    assert {key: parameters.get(key) for key in wanted} == wanted
    assert page.get_by_test_id("stSidebar").get_by_role("spinbutton").input_value() == "2"
