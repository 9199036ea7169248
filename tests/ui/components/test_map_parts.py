"""The map's own arithmetic, run by Node: zoom, labels, search, noise near noise, landing, the stops of a film."""

from __future__ import annotations

import base64
import itertools
import re
from dataclasses import replace
from typing import Any
from xml.etree import ElementTree

import numpy as np
import pytest
import torch

from mixgan.analysis.landing import Landing, land, landing
from mixgan.families.contract import Draw
from mixgan.figures.palette import SHAPES
from mixgan.ui.components import decoder, near
from mixgan.ui.components import map as map_part
from mixgan.ui.components.map import map_packet
from mixgan.ui.components.packet import unpack
from mixgan.ui.components.scripts import ENGINE, module
from mixgan.ui.model.maps import outline
from tests.node import run_node
from tests.ui.components import planted
from tests.ui.test_map_packet import LOOK, a_map

LIVE = ("live/words.js", "live/draws.js", "live/mixture.js")
MAP = tuple(f"map/{part}.js" for part in (
    "samples", "zoom", "places", "labels", "search", "nearby", "landing", "sampler", "film", "outline", "thumbs", "reals",
    "drawing"))
SCRIPTS = ("packet/packet.js", *dict.fromkeys((*ENGINE, *LIVE)), "live/picture.js", *MAP)


def ask(expression: str, **arguments: Any) -> Any:
    return run_node(expression, arguments, SCRIPTS)


@pytest.mark.parametrize("part", [map_part, decoder, near])
def test_one_script_in_which_every_name_is_defined_once(part: Any) -> None:
    script = module(*part.SCRIPTS)
    assert script.count("export ") == script.count("export default") == 1
    defined = re.findall(r"^(?:async )?(?:function|class|const) (\w+)", script, re.MULTILINE)
    assert len(defined) == len(set(defined))


# --- zoom --------------------------------------------------------------------------------------------------------------


def test_what_lies_under_the_hand_stays_there() -> None:
    made = ask("""((zoom) => [2, 3, 0.5, 0.01, 9999].map((factor) => {
      const before = [(300 - zoom.x) / zoom.scale, (100 - zoom.y) / zoom.scale];
      zoom.about([300, 100], factor, { width: 800, height: 400 });
      return { zoom: { ...zoom }, before, after: [(300 - zoom.x) / zoom.scale, (100 - zoom.y) / zoom.scale] };
    }))(new Zoom())""")
    for step in made[:3]:
        assert step["after"] == pytest.approx(step["before"])
    assert [step["zoom"]["scale"] for step in made] == [2, 6, 3, 1, 40]
    assert (made[3]["zoom"]["x"], made[3]["zoom"]["y"]) == (0, 0)         # as far as it goes: the whole map, wherever the hand is


def test_the_map_always_fills_the_stage() -> None:
    made = ask("""((zoom) => { zoom.about([0, 0], 2, stage);
      return [[1e5, 1e5], [-1e5, -1e5]].map((shift) => { zoom.move(shift, stage); return [zoom.x, zoom.y]; });
    })(new Zoom())""", stage={"width": 800, "height": 400})
    assert np.abs(made).tolist() == [[0, 0], [800, 400]]


def test_places_on_the_stage_and_back() -> None:
    stored = a_map()
    found = ask("""((places, zoom) => {
      places.unit = Float32Array.from(unit);
      places.lay(600, 400, zoom);
      zoom.about([200, 150], 3, places);
      places.look();
      const all = [...places.x.keys()];
      return { back: all.map((i) => places.inUnit([places.x[i], places.y[i]])),
        stage: all.map((i) => places.onStage(places.at(i))), xy: all.map((i) => [places.x[i], places.y[i]]),
        shown: all.map((i) => places.isShown(i)), box: places.box([3]) };
    })(new Places(50), new Zoom())""", unit=np.clip(stored.pca / 6 + 0.5, 0, 1).ravel().tolist())
    unit = np.clip(stored.pca / 6 + 0.5, 0, 1)
    np.testing.assert_allclose(found["back"], unit, atol=1e-5)
    np.testing.assert_allclose(found["stage"], found["xy"], atol=1e-3)
    inside = [0 <= x < 600 and 0 <= y < 400 for x, y in found["xy"]]
    assert found["shown"] == inside
    assert 0 < sum(inside) < 50
    assert found["box"][:2] == found["box"][2:]


# --- labels ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("spread", [0, 20, 90, 400])
def test_no_label_covers_another_or_leaves_the_stage(spread: int) -> None:
    chance = np.random.default_rng(spread)
    wanted = [{"x": 450 + spread * x, "y": 250 + spread * y, "width": float(w)}
              for x, y, w in zip(*chance.standard_normal((2, 40)), chance.uniform(26, 120, 40), strict=True)]
    placed = ask("withoutOverlap(wanted, { width: 900, height: 500 })", wanted=wanted)
    boxes = [(x, y, label["width"]) for label, at in zip(wanted, placed, strict=True) if at for x, y in [at]]
    assert placed[0] is not None                                            # the most important one is always there
    for x, y, width in boxes:
        assert width / 2 <= x <= 900 - width / 2
        assert 12 <= y <= 488
    for (x, y, width), (u, v, other) in itertools.combinations(boxes, 2):
        assert abs(x - u) >= (width + other) / 2 or abs(y - v) >= 24


def test_a_label_with_room_stands_where_it_is_meant() -> None:
    wanted = [{"x": 100, "y": 100, "width": 30}, {"x": 300, "y": 100, "width": 30}]
    assert ask("withoutOverlap(wanted, { width: 900, height: 500 })", wanted=wanted) == [[100, 100], [300, 100]]


# --- search ------------------------------------------------------------------------------------------------------------

FOUND = """((samples) => texts.map((text) => {
  const { pick, isIn, none } = readQuery(text, samples);
  return none ?? pick ?? (isIn ? Array.from({ length: samples.n }, (_, i) => i).filter(isIn).length : null);
}))({ n: 12, K: 3, word: "leaf", classNames: ["7", "Ankle boot"], expert: [0, 1, 2, 0, 1, 2, 0, 1, 2, 0, 1, 2],
      cls: [0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 255] })"""


@pytest.mark.parametrize(("text", "found"), [
    ("#11", 11), ("sample 3", 3), ("5", 5), ("7", 6), ("class 7", 6), ("ankle", 5), ("Ankle  Boot", 5), ("leaf 2", 4),
    ("leaf E2", 4), ("e2", 4),
    ("expert 3", 4), ("leaf 1 7", 2), ("leaf 1 class ankle boot", 2), ("", None), ("   ", None)])
def test_what_is_looked_for_is_found(text: str, found: int | None) -> None:
    assert ask(FOUND, texts=[text]) == [found]


def test_what_is_not_there_is_told_in_a_sentence() -> None:
    assert ask(FOUND, texts=["leaf 9", "#12", "zebra"]) == [
        "There is no leaf E9: this model has 3 leaves.", "There is no sample 12: the map has those from 0 to 11.",
        "Nothing here is called “zebra”: give a class (7, Ankle boot …), leaf E1 to E3, or a sample from #0 to #11."]


# --- noise near noise --------------------------------------------------------------------------------------------------


def test_new_noise_spreads_as_the_chosen_ones_do() -> None:
    chance = np.random.default_rng(4)
    chosen = chance.standard_normal((400, 3)) * [0.3, 1, 2] + [4, 0, -1]
    drawn = ask("""((around, chance) => fars.map((far) => Array.from({ length: 6000 }, () =>
      Array.from(around.draw(chance.below(400), far, chance)))))(new Neighbourhood(rows), new Chance(3))""",
                rows=chosen.tolist(), fars=[0.5, 1])
    for made in map(np.array, drawn):
        np.testing.assert_allclose(made.mean(0), chosen.mean(0), atol=0.1)
        np.testing.assert_allclose(made.std(0), chosen.std(0), rtol=0.06, atol=0.03)


def test_as_near_as_can_be_is_a_chosen_one_itself() -> None:
    rows = np.random.default_rng(5).standard_normal((4, 3)).tolist()
    assert ask("Array.from(new Neighbourhood(rows).draw(2, 0, new Chance(1)))", rows=rows) == pytest.approx(rows[2], abs=1e-6)


def test_chance_comes_again_with_its_seed_and_is_normal() -> None:
    a, b, c = ask("[1, 1, 2].map((seed) => Array.from(new Chance(seed).normals(20000)))")
    assert a == b != c
    assert abs(np.mean(a)) < 0.03
    assert np.std(a) == pytest.approx(1, abs=0.02)


def test_the_way_between_two_noises_keeps_their_length() -> None:
    a, b = np.eye(4)[:2]
    way = np.array(ask("[0, 0.25, 0.5, 1].map((t) => Array.from(between(a, b, t)))", a=a.tolist(), b=b.tolist()))
    np.testing.assert_allclose(np.linalg.norm(way, axis=1), 1, atol=1e-6)
    np.testing.assert_allclose(way[[0, 3]], [a, b], atol=1e-6)
    assert ask("Array.from(between(a, a, 0.4))", a=a.tolist()) == pytest.approx(a.tolist())


# --- landing -----------------------------------------------------------------------------------------------------------


def packet_of(program: bytes, n: int, found: Landing, *, gated: bool = True, Z: int = 2) -> str:
    draw = Draw(torch.from_numpy(np.random.default_rng(1).standard_normal((n, Z)).astype(np.float32)))
    packet = decoder.decoder_packet(program, draw, found, np.eye(2, Z, dtype=np.float32), of="x", gated=gated)
    return base64.b64encode(packet).decode()


def test_a_picture_lands_where_python_says() -> None:
    chance = np.random.default_rng(6)
    stored, new = chance.integers(0, 256, (300, 4, 4, 1), np.uint8), chance.integers(0, 256, (20, 4, 4, 1), np.uint8)
    layout = chance.uniform(size=(300, 2)).astype(np.float32)
    found = landing(stored, 16)
    placed = ask("""((landing, places) => {
      places.unit = Float32Array.from(layout);
      return images.map((image) => places.mean(landing.nearest(image)));
    })(new Landing({ mean, basis, points, components: 16 }), new Places(300))""", layout=layout.ravel().tolist(),
                 mean=found.mean.tolist(), basis=found.basis.ravel().tolist(), points=found.points.ravel().tolist(),
                 images=(new.reshape(20, 16) / 127.5 - 1).tolist())
    np.testing.assert_allclose(placed, land(found, layout, new), atol=1e-5)


NEW = """((model, samples) => {
  const noise = (i) => Float32Array.from(rows[i]);
  const decoder = { gated, model, header: model.header, label: () => undefined, noise,
    inputs: (z, i, k) => ({ noise: z, mixtures: oneHot(4, k) }) };
  const sampler = new Sampler({ samples, decoder, landing: { nearest: () => [0] } });
  sampler.choose(chosen, 1);
  const twoHundred = (make) => Array.from({ length: 200 }, () => make().expert);
  return [twoHundred(() => sampler.near(0.3)), twoHundred(() => sampler.plainly())];
})(loadProgram(bytes(program)), { n: rows.length, expert })"""


@pytest.mark.parametrize("gated", [True, False])
def test_where_the_noise_has_a_say_the_gate_decides_anew(gated: bool) -> None:
    """All chosen ones are of expert 4, though the gate mostly wants the first: a prior leaves them theirs, a gate does not."""
    rows = np.random.default_rng(2).standard_normal((30, 2)).tolist()
    program = base64.b64encode(planted.hard_experts()).decode()
    near, plain = np.array(ask(NEW, rows=rows, program=program, expert=[3] * 30, chosen=list(range(10)), gated=gated))
    assert (near == 3).all() != gated
    assert len(set(plain.tolist())) > 1                                     # a plain draw is left to chance


# --- the film ----------------------------------------------------------------------------------------------------------


def test_the_stops_of_a_film_are_the_samples_along_its_line() -> None:
    grid = np.stack(np.meshgrid(np.linspace(0, 1, 11), np.linspace(0, 1, 11)), -1).reshape(-1, 2)
    stops = ask("""((places) => { places.unit = Float32Array.from(unit); places.lay(500, 500, new Zoom());
      return paths.map((path) => stopsAlong(path, places)); })(new Places(121))""", unit=grid.ravel().tolist(),
                paths=[[[0.01, 0.02], [0.99, 0.02]], [[0.5, 0.5], [0.51, 0.5], [0.51, 0.51]]])
    assert stops[0] == sorted(set(stops[0]))
    assert stops[0][0] == 0
    assert stops[0][-1] == 10
    assert len(stops[0]) >= 9
    assert stops[1] == [60]                                                 # too short: one sample only


# --- what a link says --------------------------------------------------------------------------------------------------


SHORT = """paths.map(([path, isClosed]) => {
  const short = { layout: "umap", path: shortened(path, isClosed) };
  const text = outlineText(short);
  return { text, short, again: readOutline(text, isClosed ? 3 : 2) };
})"""


def test_a_lasso_in_a_link_comes_back_to_the_last_digit() -> None:
    turns = np.linspace(0, 2 * np.pi, 300, endpoint=False)
    circle = np.stack([0.5 + 0.31 * np.cos(turns), 0.5 + 0.42 * np.sin(turns)], 1)
    square = [[0, 0], [0.2, 0], [0.2, 0.0003], [0.4, 0], [0.4, 0.4], [0, 0.4]]
    line = np.linspace([0.1, 0.1], [0.9, 0.5], 200) + np.random.default_rng(0).uniform(-3e-4, 3e-4, (200, 2))
    outside = [[-9, 0.5], [0.5, 9], [0.5, 0.5]]
    found = ask(SHORT, paths=[[circle.tolist(), True], [square, True], [line.tolist(), False], [outside, True]])
    for one in found:
        assert one["again"] == one["short"]
        least = 2 if one is found[2] else 3
        assert outline(least)(one["text"]) == one["text"]           # the page takes what its script writes
        assert len(one["text"]) < 280
    corners = [len(one["short"]["path"]) for one in found]
    assert corners == [24, 4, 2, 3]
    again = np.array(found[0]["short"]["path"])
    assert np.abs(np.hypot((again[:, 0] - 0.5) / 0.31, (again[:, 1] - 0.5) / 0.42) - 1).max() < 0.01


@pytest.mark.parametrize("text", ["", "umap", "umap,1,2,3,4", "umap,1,2,3,4,5", "umap,1,2,3,4,5,a", "umap,0,0,0,0,0,15001",
                                  "umap,0,0,0,0,0,1e3", "umap," + ",".join(["1"] * 50), "1,2,3,4,5,6,7"])
def test_what_is_no_lasso_is_dropped_by_page_and_script(text: str) -> None:
    assert outline(3)(text) is None
    assert ask("readOutline(text, 3)", text=text) is None or text.startswith("1,")      # of no layout that there is


# --- real pictures -----------------------------------------------------------------------------------------------------


REALS = """((reals, samples) => {
  samples.unit = Float32Array.from(unit);
  samples.lay(600, 400, new Zoom());
  const state = (by, shape = null) => ({ by, shape, legend: { list: [{ colour: "red" }, { colour: "blue" }] } });
  reals.follow("umap", samples);
  const places = [0, 1, 2].map((j) => reals.places.at(j));
  const at = [reals.places.x[1], reals.places.y[1]];
  return { places, at: reals.nearest(at[0] + 1, at[1], samples, -1), far: reals.nearest(at[0] + 1, at[1], samples, 0),
    classes: reals.groups(state("class"), "ink", "faint"), experts: reals.groups(state("expert"), "ink", "faint"),
    lasso: reals.groups(state("class", { path: [[-1, -1], [0.5, -1], [0.5, 2], [-1, 2]] }), "ink", "faint"),
    inside: reals.inside(([u]) => u < 0.5), facts: reals.facts(1, { K: 2, word: "leaf", expert: [0, 0, 1, 1] }),
    noise: (reals.follow("noise", samples), [reals.isShown, reals.why, reals.nearest(at[0], at[1], samples, -1)]) };
})(new Reals({ header: { real: { n: 3, hosts: 2, on: true, told: "" }, classNames: ["a", "b"] }, part: () => [0, 1, 255],
  uint16: () => Uint16Array.from([0, 1, 2, 3, 3, 3]) }), new Places(4))"""


def test_real_pictures_lie_among_their_hosts_and_nowhere_in_the_noise() -> None:
    unit = np.array([[0, 0], [0.4, 0.2], [0.6, 0.8], [1, 1]])
    found = ask(REALS, unit=unit.ravel().tolist())
    np.testing.assert_allclose(found["places"], [[0.2, 0.1], [0.8, 0.9], [1, 1]], atol=1e-6)
    assert (found["at"], found["far"]) == (1, 1)                    # nearer than the sample that was found
    assert found["classes"] == [["faint", []], ["red", [0]], ["blue", [1]], ["ink", [2]]]
    assert found["experts"] == [["faint", []], ["ink", [0, 1, 2]]]
    assert found["lasso"] == [["faint", [1, 2]], ["red", [0]]]
    assert found["inside"] == 1
    assert found["facts"] == ["class b", "most like samples of leaf E2"]
    assert found["noise"] == [False, "A real picture has no noise: in this layout none has a place.", -1]


# --- the map as a file -------------------------------------------------------------------------------------------------


def test_the_drawing_is_whole_xml_with_every_mark_and_names_are_words() -> None:
    scene = {"width": 300, "height": 200, "ink": "#111", "paper": "#fff", "font": "Some, 'Sans'", "image": None,
             "layers": [{"colour": "red", "shape": one, "radius": 3, "points": [[10, 20], [50, 60]]} for one in (*SHAPES, "x")],
             "lines": [{"points": [[0, 0], [9, 9], [0, 9]], "stroke": "blue", "width": 1.5, "fill": "pink"}],
             "rings": [{"at": [5, 5], "radius": 7, "stroke": "red"}],
             "labels": [{"text": "<7>", "at": [50, 50], "colour": "red"}],
             "legend": [{"name": "a & \"b\"", "count": 1234, "colour": "red", "shape": "x"}], "caption": "word " * 60}
    root = ElementTree.fromstring(ask("mapSvg(scene)", scene=scene))
    paths = [one.get("d", "") for one in root.iter("{http://www.w3.org/2000/svg}path")]
    assert len(paths) == 9 + 1 + 1
    assert all("NaN" not in path and "undefined" not in path for path in paths)
    assert paths[7].count("a3 3 0 1 1") == paths[7].count("a1.5 1.5 0 1 0") == 4        # two rings with a hole each
    words = ["".join(one.itertext()) for one in root.iter("{http://www.w3.org/2000/svg}text")]
    assert {"<7>", 'a & "b"', "1,234"} <= set(words)
    assert " ".join(words).count("word") == 60
    assert max(len(line) for line in words) < 90


# --- the decoder -------------------------------------------------------------------------------------------------------


def test_the_decoders_numbers_come_back() -> None:
    stored = np.random.default_rng(7).integers(0, 256, (40, 4, 4, 1), np.uint8)
    found = landing(stored, 8)
    packet = packet_of(planted.hard_experts(), 40, found)
    expression = """(() => { globalThis.window = new EventTarget(); globalThis.CustomEvent ??= class extends Event {
        constructor(name, { detail }) { super(name); this.detail = detail; } };
      let told = 0; window.addEventListener("mixgan-decoder", () => { told++; });
      const decoder = new Decoder(readPacket(bytes(packet)));
      window.dispatchEvent(new CustomEvent("mixgan-decoder-wanted", { detail: "x" }));
      window.dispatchEvent(new CustomEvent("mixgan-decoder-wanted", { detail: "y" }));
      decoder.stop();
      window.dispatchEvent(new CustomEvent("mixgan-decoder-wanted", { detail: "x" }));
      const { mean, basis, points, components } = decoder.landing;
      return { told, mean, basis, points, components, noise: decoder.noises, second: Array.from(decoder.noise(1)),
        mixtures: decoder.inputs(decoder.noise(1), 1, 2).mixtures }; })()"""
    made = run_node(expression, {"packet": packet}, decoder.SCRIPTS[:-1])
    assert made["told"] == 2                                                # when it comes, and when its samples are asked for
    noise = np.random.default_rng(1).standard_normal((40, 2))
    np.testing.assert_allclose(made["noise"], noise.ravel(), atol=1e-4)
    assert made["second"] == made["noise"][2:4]
    assert made["mixtures"] == [0, 0, 1, 0]
    assert made["components"] == 8
    np.testing.assert_allclose(made["mean"], found.mean, atol=1e-4)
    np.testing.assert_allclose(made["basis"], found.basis.ravel(), atol=1e-4)
    np.testing.assert_allclose(made["points"], found.points.ravel(), atol=1e-3)


def test_a_map_says_which_samples_it_has() -> None:
    header, _ = unpack(map_packet(a_map(), replace(LOOK, name="some", of="x-0")))
    assert (header["of"], header["name"], header["seed"]) == ("x-0", "some", 0)
