"""The Learning page in a browser: the slider changes the generator, with no request once its steps have come."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import torch

from mixgan import families, jobs
from mixgan.analysis.publish import store_growth
from mixgan.config import DataFacts
from mixgan.store import runs
from mixgan.store.runs import RunFolder
from tests.browser.conftest import Watched, write_home
from tests.browser.serving import serve
from tests.ui.tiny import DIGITS, POINTS, tiny_config, write_tiny

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser

STEPS = (20, 60, 200)
PIXELS = """(all) => all.map(
  (canvas) => [...canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data].join()).join(";")"""
SLIDER = "input[data-key=step]"


def drawn(page: Page, canvas: str, before: str = "") -> str:
    """The pixels of a canvas, once they are others than `before`."""
    for _ in range(100):
        pixels = str(page.locator(canvas).evaluate_all(PIXELS))
        if pixels != before:
            break
        page.wait_for_timeout(100)
    return pixels


def snapshot(run: RunFolder, step: int, share: float) -> None:
    """A kept step whose generator has `share` of the tiny model's weights."""
    state = families.build(run.config).state_dict()
    run.write_snapshot(step, {name: value * share if value.is_floating_point() else value for name, value in state.items()})


def begun(name: str, family: str, facts: DataFacts = DIGITS, data: str = "digits") -> RunFolder:
    config = tiny_config(family, facts, data)
    return runs.create(name, config.model_copy(update={"training": config.training.model_copy(update={"steps": 900})}))


@pytest.fixture(scope="module")
def grown_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Runs whose generators at step 20 draw flat pictures: finished, under way, and of points."""
    home = tmp_path_factory.mktemp("grown")
    write_home(home)
    torch.set_num_threads(1)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("MIXGAN_HOME", str(home))
        for name, family in (("grown", "megan"), ("branched", "hmog")):
            run = begun(name, family)
            write_tiny(run.model, family)
            for i, step in enumerate(STEPS):
                snapshot(run, step, i / 2)
            store_growth(run.model)
        learns, ring = begun("learns", "hmog"), begun("ring", "megan", POINTS, "ring")
        for run in (learns, ring):
            for step in STEPS[:2]:
                snapshot(run, step, step / 60)
            jobs.write(run.path, phase="running", step=70, steps=900)   # in this process, which lives
        store_growth(learns.model)
    return home


@pytest.fixture(scope="module")
def grown(grown_home: Path) -> Iterator[str]:
    with serve(grown_home) as address:
        yield address


def at_rest(seen: Watched, link: str, picture: str) -> Page:
    """The page with its picture drawn and all steps here; what it asked for so far is forgotten."""
    page = seen.open(link, "Train")
    page.locator(picture).first.wait_for()
    page.locator(SLIDER).wait_for()
    seen.settle()
    return page


def test_the_slider_changes_the_generator_itself(grown: str, watch: Callable[..., Watched]) -> None:
    seen = watch(grown)
    page = at_rest(seen, "Learning?model=grown", ".growth .mixture canvas")
    assert sum("/media/" in request for request in seen.requests) >= len(STEPS)
    seen.forget()
    pictures = [drawn(page, ".growth .mixture canvas")]
    for name in ("step 60", "step 20"):
        page.locator(SLIDER).press("ArrowLeft")
        page.locator(".growth .stepname", has_text=name).wait_for()
        pictures.append(drawn(page, ".growth .mixture canvas", pictures[-1]))
    assert len(set(pictures)) == 3
    assert not [request for request in seen.requests if "/media/" in request]
    page.wait_for_function("location.search.includes('step=20')")


def test_the_tree_is_walked_at_an_early_step(grown: str, watch: Callable[..., Watched]) -> None:
    seen = watch(grown)
    page = at_rest(seen, "Learning?model=branched&show=tree&step=60", ".growth .node canvas")
    assert page.locator(".growth .node").count() == 7               # every node has a picture of its own
    seen.forget()
    early = drawn(page, ".growth .node canvas")
    page.locator(".growth .node").first.focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowRight")
    page.locator(".growth .chosen", has_text="Node R").wait_for()
    page.locator(SLIDER).press("ArrowRight")
    page.locator(".growth .stepname", has_text="step 200").wait_for()
    late = drawn(page, ".growth .node canvas", early)
    assert late != early
    page.locator(".growth .pad").click(position={"x": 20, "y": 20})
    assert drawn(page, ".growth .node canvas", late) != late        # the pad moves the noise of that step
    assert not [request for request in seen.requests if "/media/" in request]
    page.wait_for_function("location.search.includes('node=R') && !location.search.includes('step=')")      # the last one
    page.get_by_role("radio", name="Leaves").click()
    page.locator(".growth .mixture canvas").first.wait_for()
    page.wait_for_function("!location.search.includes('show=')")


def test_a_run_under_way_brings_its_steps_and_nothing_jumps(
        grown: str, grown_home: Path, watch: Callable[..., Watched], monkeypatch: pytest.MonkeyPatch) -> None:
    seen = watch(grown)
    page = at_rest(seen, "Learning?run=learns", ".growth .mixture canvas")
    page.locator(".growth .stepname", has_text="step 60").wait_for()
    assert page.get_by_label("follow live").is_checked()
    page.locator(SLIDER).press("ArrowLeft")
    page.locator(".growth .stepname", has_text="step 20").wait_for()
    place = page.locator(SLIDER).input_value()
    line = page.locator(".growth .curve > svg .line0").get_attribute("d")
    run = RunFolder(grown_home / "runs" / "learns")
    monkeypatch.setenv("MIXGAN_HOME", str(grown_home))
    snapshot(run, 200, 1)
    store_growth(run.model)
    page.locator(f'.growth .curve > svg .line0:not([d="{line}"])').wait_for()
    assert page.locator(".growth .stepname").inner_text() == "step 20"
    assert page.locator(SLIDER).input_value() == place
    page.get_by_label("follow live").check()
    page.locator(".growth .stepname", has_text="step 200").wait_for()


def test_points_are_drawn_step_by_step_with_their_modes(grown: str, watch: Callable[..., Watched]) -> None:
    seen = watch(grown)
    page = at_rest(seen, "Learning?run=ring", ".plane canvas.field")
    assert "of 8 modes" in page.locator(".plane .headline").inner_text()
    seen.forget()
    late = drawn(page, ".plane canvas.field")
    page.get_by_role("button", name="One step back").click()
    page.locator(".plane .headline", has_text="step 20").wait_for()
    assert drawn(page, ".plane canvas.field", late) != late
    page.get_by_role("radio", name="fast").click()
    page.get_by_role("button", name="play").click()
    page.locator(".plane .headline", has_text="step 60").wait_for()
    assert not [request for request in seen.requests if "/media/" in request]
