"""The map under a hand: nearer and farther, a search, new samples near a lasso, a film along a line, the choice as a file."""

from __future__ import annotations

import base64
import math
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree

import numpy as np
import pytest
import torch
from PIL import Image

from mixgan.analysis import selection
from mixgan.analysis.landing import landing
from mixgan.families.contract import Draw
from mixgan.store.picture_recipe import read_recipe
from mixgan.ui.components import decoder, near
from mixgan.ui.components import map as map_part
from mixgan.ui.components.map import MapLook, map_packet
from mixgan.ui.components.scripts import module
from tests.ui.components import planted
from tests.ui.components.harness import mount_packet, prepare, sent
from tests.ui.test_map_packet import a_map

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser

K = 4
LOOK = MapLook("leaf", {"light": ["#b87700"] * K, "dark": ["#e69f00"] * K}, ["circle"] * K,
               {"light": ["#000"] * 2, "dark": ["#fff"] * 2}, "expert", "umap", "a map",
               name="planted", of="these", told="400 samples",
               recipe={"model": "planted", "fingerprint": "0" * 16, "family": "hmog", "page": "Map", "seed": 0, "label": None})
STATE = "host.mapView.state"


def show(page: Page, n: int = 400, **look: Any) -> None:
    """A map of two groups, left and right, whose halves two of four experts drew, and ten real pictures in each; no decoder."""
    stored = a_map(n)
    side = np.arange(n) % 2
    places = np.stack([side * 4 + 0.3 * np.sin(np.arange(n)), 0.3 * np.cos(np.arange(n))], 1).astype(np.float32)
    prepare(page, map_part)
    trust = np.array([0.714, 0.906], np.float32)
    hosts = np.arange(20)[:, None] % 2 + 2 * np.arange(5)
    reals = {"hosts": hosts, "real_cls": np.arange(20) % 2}
    mount_packet(page, map_packet(replace(stored, umap=places, expert=side * 3, trust=trust, trust_k=15, **reals),
                                  replace(LOOK, reals_told="Twenty of them.", **look)))
    page.wait_for_function("host.mapView.thumbs.sheet && host.querySelector('canvas.over').clientWidth > 100")


def give_decoder(page: Page, n: int = 400) -> None:
    """Samples on the left are black, those on the right white; the gate follows the first number of the noise."""
    side = np.arange(n) % 2
    noise = np.random.default_rng(0).standard_normal((n, 2)).astype(np.float32)
    noise[:, 0] = np.abs(noise[:, 0]) * (1 - 2 * side)
    grain = np.random.default_rng(1).integers(0, 4, (n, 4, 4, 1), np.uint8)
    pictures = np.repeat(np.uint8(255 * side), 16).reshape(n, 4, 4, 1) ^ grain
    packet = decoder.decoder_packet(planted.tree(), Draw(torch.from_numpy(noise)), landing(pictures),
                                    np.eye(2, dtype=np.float32), of="these", gated=True)
    mount_quietly(page, decoder, packet)


def mount_quietly(page: Page, part: Any, packet: bytes) -> None:
    """A component that shows nothing itself."""
    page.evaluate("""async ({ js, packet }) => {
      const { default: component } = await import(URL.createObjectURL(new Blob([js], { type: "text/javascript" })));
      await component({ parentElement: {}, data: Uint8Array.from(atob(packet), (letter) => letter.charCodeAt(0)) });
    }""", {"js": module(*part.SCRIPTS), "packet": base64.b64encode(packet).decode()})


def along(page: Page, way: list[tuple[float, float]]) -> None:
    """The hand along places in shares of the stage."""
    box = page.locator("canvas.over").bounding_box()
    assert box is not None
    places = [(box["x"] + u * box["width"], box["y"] + v * box["height"]) for u, v in way]
    page.mouse.move(*places[0])
    page.mouse.down()
    for place in places[1:]:
        page.mouse.move(*place, steps=3)
    page.mouse.up()


def around_the_left(page: Page) -> None:
    along(page, [(0.24 + 0.22 * math.cos(a / 3), 0.5 + 0.36 * math.sin(a / 3)) for a in range(20)])


def frame(page: Page) -> None:
    page.evaluate("() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done())))")


def test_wheel_keys_buttons_and_a_drag_move_it_and_nothing_is_sent(page: Page) -> None:
    show(page)
    scale = "host.mapView.zoom.scale"
    page.locator("canvas.over").hover()
    page.mouse.wheel(0, 300)
    frame(page)
    assert page.evaluate(scale) == 1                                # farther than the whole map: the page would scroll
    page.mouse.wheel(0, -500)
    frame(page)
    near = page.evaluate(scale)
    assert near > 1.5
    page.locator("canvas.over").focus()
    page.keyboard.press("+")
    frame(page)
    assert page.evaluate(scale) == pytest.approx(1.5 * near)
    page.get_by_text("Move", exact=True).click()
    before = page.evaluate("[host.mapView.places.x[0], host.mapView.zoom.x]")
    along(page, [(0.5, 0.5), (0.45, 0.5)])
    frame(page)
    after = page.evaluate("[host.mapView.places.x[0], host.mapView.zoom.x]")
    assert after[0] - before[0] == pytest.approx(after[1] - before[1], abs=0.01)
    assert after[1] < before[1]
    page.get_by_role("button", name="The whole map").click()
    frame(page)
    assert page.evaluate(scale) == 1
    assert sent(page) == []


def test_few_on_the_stage_show_their_pictures(page: Page) -> None:
    show(page)
    page.evaluate("""() => {
      const { canvas } = host.mapView;
      const draw = canvas.drawPictures;
      window.drawn = [];
      canvas.drawPictures = (context, few) => { drawn.push(few.length); draw.call(canvas, context, few); };
    }""")
    page.get_by_label("Find").fill("#7")
    page.keyboard.press("Enter")
    frame(page)
    assert page.evaluate(STATE + ".picked") == 7
    for _ in range(4):
        page.get_by_role("button", name="Nearer").click()
    frame(page)
    assert page.evaluate("drawn.length") > 0
    assert 0 < page.evaluate("drawn.pop()") <= 150
    page.get_by_label("Find").fill("leaf 9")
    page.keyboard.press("Enter")
    page.get_by_text("There is no leaf E9: this model has 4 leaves.").wait_for()


def test_new_samples_land_where_the_chosen_ones_lie(page: Page) -> None:
    show(page)
    around_the_left(page)
    page.get_by_text("Opening the model, to sample near these").wait_for()
    give_decoder(page)
    page.get_by_role("button", name="Sample 64 anew").click()
    line = page.locator(".landed")
    page.get_by_text("placed the same way").wait_for()
    assert int(line.inner_text().split()[0]) > 50
    plain = int(line.inner_text().split("Plain draws: ")[1].split()[0])
    assert 90 < plain < 166           # about half of 256: the gate sends every other one to the left
    first = page.evaluate(STATE + ".news.map((one) => one.place)")
    page.get_by_role("button", name="Sample 64 anew").click()
    page.get_by_text("placed the same way").wait_for()
    assert page.evaluate(STATE + ".news.map((one) => one.place)") != first
    assert [name for name, _ in sent(page)] == ["selection", "view"]
    page.get_by_role("button", name="Clear").click()
    assert page.evaluate(STATE + ".news.length") == 0


def test_every_layout_says_how_far_it_can_be_trusted(page: Page) -> None:
    show(page)
    page.get_by_text("Trustworthiness 0.91 (n = 400, k = 15)").wait_for()
    page.get_by_text("PCA", exact=True).click()
    page.get_by_text("Trustworthiness 0.71 (n = 400, k = 15)").wait_for()


def test_the_pictures_and_the_noise_are_layouts_too(page: Page) -> None:
    """Here the right half's noise is negative and its pictures are white: both axes tell the halves apart."""
    show(page)
    give_decoder(page)
    for name in ("Noise", "Pictures"):
        page.get_by_text(name, exact=True).click()
        page.wait_for_function("""name => {
          const { layouts, places } = host.mapView;
          return layouts.units.get(name).every((value, at) => Math.abs(value - places.unit[at]) < 1e-6);
        }""", arg=name.lower())
        us = np.array(page.evaluate("Array.from(host.mapView.places.unit)")).reshape(-1, 2)[:, 0]
        left, right = us[::2], us[1::2]
        assert (left.min() > right.max()) or (right.min() > left.max())
        assert 0 <= us.min() < 0.2
        assert 0.8 < us.max() <= 1
    assert [value["layout"] for name, value in sent(page) if name == "view"] == ["noise", "pictures"]


def test_too_few_are_told_in_a_sentence(page: Page) -> None:
    show(page)
    give_decoder(page)
    for i in (0, 2):
        page.evaluate("i => host.mapView.asks.toggle(i)", i)
    page.get_by_text("2 chosen: sampling anew needs at least 3. Draw around more, or add some with Shift and a click.").wait_for()
    page.evaluate("host.mapView.asks.toggle(4)")
    page.get_by_role("button", name="Sample 64 anew").wait_for()


def test_a_model_without_a_program_says_why(page: Page) -> None:
    show(page)
    mount_quietly(page, decoder, decoder.without_decoder("Its pictures here are the stored ones.", of="these"))
    around_the_left(page)
    page.get_by_text("Its pictures here are the stored ones.").wait_for()


def test_a_line_becomes_a_film_with_its_ribbon(page: Page) -> None:
    show(page)
    give_decoder(page)
    page.get_by_text("Line", exact=True).click()
    along(page, [(0.15, 0.5), (0.5, 0.5), (0.85, 0.5)])
    film = page.get_by_role("slider", name="film along the line")
    film.wait_for()
    pixel = """() => { const canvas = host.querySelector(".film canvas.picture");
      return canvas.getContext("2d").getImageData(1, 1, 1, 1).data[0]; }"""
    left = page.evaluate(pixel)
    film.focus()
    page.keyboard.press("End")
    assert page.evaluate(STATE + ".line.place[0]") > 0.8
    assert page.evaluate(pixel) - left > 100                        # from black to white
    assert page.evaluate("""() => { const canvas = host.querySelector(".ribbon");
      return canvas.getContext("2d").getImageData(5, 5, 1, 1).data[3]; }""") == 255
    (_, view), = sent(page)
    layout, *ends = view["line"].split(",")
    assert (layout, len(ends)) == ("umap", 4)                       # straight: its two ends say all
    page.get_by_role("button", name="Clear the line").click()
    assert page.evaluate(STATE + ".line") is None
    assert sent(page)[-1][1]["line"] == ""


def test_a_picked_sample_is_drawn_in_every_hand(page: Page) -> None:
    show(page)
    give_decoder(page)
    page.evaluate("host.mapView.asks.pick(3)")
    card = page.locator(".card.on")
    card.get_by_text("The same noise through all 4 leaves").wait_for()
    assert card.locator(".handrow figure").count() == 4
    greys = card.locator(".handrow canvas").evaluate_all(
        "all => all.map((one) => one.getContext('2d').getImageData(1, 1, 1, 1).data[0])")
    np.testing.assert_allclose(greys, (np.array(planted.GREYS) + 1) * 127.5, atol=1)
    assert card.get_by_text("path R 0.").count() + card.get_by_text("path R 1.").count() == 1


def test_the_nearest_real_pictures_stand_on_the_card(page: Page) -> None:
    show(page)
    page.evaluate("host.mapView.asks.pick(3)")
    reals = np.stack([np.full((4, 4, 1), value, np.uint8) for value in (10, 200)])
    for index, distances in ((9, [0.9, 0.9]), (3, [0.12, 0.3])):              # the first answer is of another sample
        mount_quietly(page, near, near.near_packet("these", index, reals, distances, 60_000))
    page.get_by_text("Nearest of 60,000 real training pictures, in pixels: 0.12, 0.30").wait_for()
    greys = page.locator(".card .handrow canvas").evaluate_all(
        "all => all.map((one) => one.getContext('2d').getImageData(1, 1, 1, 1).data[0])")
    assert greys == [10, 200]


def test_the_choice_is_kept_as_a_file(page: Page, tmp_path: Path) -> None:
    show(page)
    page.get_by_label("Find").fill("leaf E4")
    page.keyboard.press("Enter")
    with page.expect_download() as download:
        page.get_by_role("button", name="Save as CSV").click()
    assert download.value.suggested_filename == "planted-seed0-chosen.csv"
    download.value.save_as(tmp_path / "chosen.csv")
    lines = (tmp_path / "chosen.csv").read_text().splitlines()
    assert lines[0] == "sample,leaf,weight,read as,confidence"
    assert [int(line.split(",")[0]) for line in lines[1:]] == list(range(1, 400, 2))


# --- real pictures -----------------------------------------------------------------------------------------------------


def test_real_pictures_are_shown_when_asked_for_and_have_no_place_in_the_noise(page: Page) -> None:
    show(page, by="class", reals_shown=True)
    page.get_by_text("Twenty of them.").wait_for()
    u, v = page.evaluate("[host.mapView.reals.places.x[3], host.mapView.reals.places.y[3]]")
    box = page.locator("canvas.over").bounding_box()
    assert box is not None
    page.evaluate("host.mapView.places.nearest = () => -1")         # no sample is nearer
    page.mouse.move(box["x"] + u, box["y"] + v)
    said = page.locator(".tip.on").inner_text().split("\n")
    assert said == ["Real picture, held out", "class b", "most like samples of leaf E4"]
    around_the_left(page)
    assert page.locator(".row.real").inner_text().split() == ["Real", "pictures", "inside", "the", "line", "10"]
    give_decoder(page)
    page.get_by_text("Noise", exact=True).click()
    page.get_by_text("A real picture has no noise: in this layout none has a place.").wait_for()
    page.get_by_role("checkbox", name="Real pictures").uncheck()
    assert page.get_by_text("Twenty of them.").count() == 0
    assert page.evaluate("host.activeElement.type") == "checkbox"
    assert [value["real"] for name, value in sent(page) if name == "view"][-1] == 0


# --- what a link opens -------------------------------------------------------------------------------------------------


def test_what_was_drawn_is_opened_again_by_its_words(page: Page) -> None:
    show(page)
    around_the_left(page)
    chosen = page.evaluate(f"Array.from({STATE}.selected)")
    assert 50 < sum(chosen) < 200                                   # most of the left group, not all of it
    lasso = sent(page)[-1][1]["lasso"]
    show(page, lasso=lasso)
    assert page.evaluate(f"Array.from({STATE}.selected)") == chosen
    assert page.evaluate(f"{STATE}.shape !== null")
    assert [name for name, _ in sent(page)] == ["selection", "view"]
    assert sent(page)[1][1]["lasso"] == lasso
    page.get_by_text("PCA", exact=True).click()                     # it stays chosen where it is spread, without its line
    assert page.evaluate(f"[{STATE}.shape, Array.from({STATE}.selected).length]") == [None, 400]
    assert sent(page)[-1][1]["lasso"] == lasso
    page.get_by_role("button", name="Clear").click()
    assert sent(page)[-1][1]["lasso"] == ""


def test_a_lasso_in_a_layout_that_comes_later_waits_for_it(page: Page) -> None:
    show(page, layout="noise", lasso="noise,-100,-100,5000,-100,5000,10100,-100,10100", line="noise,0,5000,10000,5000")
    assert page.evaluate(f"{STATE}.selected") is None
    give_decoder(page)
    page.wait_for_function(f"{STATE}.selected")
    side = page.evaluate("Array.from(host.mapView.layouts.unitOf('noise')).filter((_, at) => at % 2 === 0)")
    assert page.evaluate(f"Array.from({STATE}.selected)") == [int(u < 0.5) for u in side]
    page.get_by_role("slider", name="film along the line").wait_for()
    assert {value["line"] for name, value in sent(page) if name == "view"} == {"noise,0,5000,10000,5000"}    # while it waits too


# --- Save --------------------------------------------------------------------------------------------------------------


def saved(page: Page, item: str, folder: Path) -> Path:
    page.get_by_role("button", name="Save", exact=True).click()
    with page.expect_download() as download:
        page.get_by_role("button", name=item).click()
    path = folder / download.value.suggested_filename
    download.value.save_as(path)
    return path


def test_the_map_is_saved_as_picture_and_drawing(page: Page, tmp_path: Path) -> None:
    show(page, reals_shown=True)
    around_the_left(page)
    with Image.open(saved(page, "The map, as PNG", tmp_path)) as picture:
        assert picture.width == 2400
        assert len(picture.convert("RGB").getcolors(10**6) or []) > 20
    path = saved(page, "The map, as SVG", tmp_path)
    assert path.name == "planted-map-seed0.svg"
    root = ElementTree.parse(path).getroot()
    words = ["".join(one.itertext()) for one in root.iter("{http://www.w3.org/2000/svg}text")]
    assert "leaf E1" in words
    assert " ".join(words).endswith("planted, UMAP: 400 samples. Twenty of them.")


def test_a_saved_selection_is_read_by_the_command_line(page: Page, tmp_path: Path) -> None:
    show(page)
    page.get_by_role("button", name="Save", exact=True).click()
    assert page.get_by_role("button", name="The selection, with its recipe").is_disabled()
    assert page.get_by_role("button", name="The film along the line").is_disabled()
    page.keyboard.press("Escape")
    around_the_left(page)
    give_decoder(page)
    page.get_by_role("button", name="Sample 64 anew").click()
    page.get_by_text("placed the same way").wait_for()
    found = selection.read(saved(page, "The selection, with its recipe", tmp_path))
    assert list(found.samples) == page.evaluate(f"[...{STATE}.selected.keys()].filter((i) => {STATE}.selected[i])")
    assert (found.model, found.seed, found.n, found.layout) == ("planted", 0, 400, "umap")
    assert len(found.outline) > 3
    assert found.landed is not None
    assert found.landed["new"]["of"] == 64


def test_the_film_along_the_line_is_saved(page: Page, tmp_path: Path) -> None:
    show(page, line="umap,500,5000,9500,5000")
    give_decoder(page)
    page.get_by_role("slider", name="film along the line").wait_for()
    path = saved(page, "The film along the line", tmp_path)
    with Image.open(path) as film:
        assert film.n_frames == 90                                                      # type: ignore[attr-defined]
        first = np.asarray(film.convert("L")).mean()
        film.seek(89)
        assert np.asarray(film.convert("L")).mean() - first > 100                       # from black to white
    assert read_recipe(path.read_bytes(), path.name).page == "Map"
