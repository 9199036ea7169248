"""The map of another step, in the page's own script: the same samples as Python draws and lays, whatever the family."""

from __future__ import annotations

import base64
from typing import Any

import numpy as np
import pytest

from mixgan import families
from mixgan.analysis.in_frame import lay, reach
from mixgan.analysis.landing import landing
from mixgan.analysis.observe import drawn, observe
from mixgan.config import DataFacts
from mixgan.ui.components import decoder
from mixgan.ui.components import map as map_part
from tests.node import run_node
from tests.ui.tiny import DIGITS, tiny_config

N, SHOWN = 200, 40
# all of the map's script but what mounts it
SCRIPTS = (*map_part.SCRIPTS[:-1], "decoder/model.js")
FRAME = """(() => {
  globalThis.window = new EventTarget(); globalThis.CustomEvent ??= class extends Event {};
  const decoder = new Decoder(readPacket(bytes(packet)));
  const map = { decoder, landing: new Landing(decoder.landing), samples: { expert } };
  const model = loadProgram(bytes(program));
  const why = foreign(model, decoder, 1200);
  if (why) return { why };
  let painted = 0;
  const frame = new Frame(map, model, shown, () => { painted++; });
  const stopped = frame.more(0);
  const done = frame.more(Infinity);
  const places = { unit: Float32Array.from(layout) };
  const layouts = { name: "umap", fit: (name, axes) => axes };
  const unit = frame.unit(layouts, places);
  const [pictures, noise] = ["pictures", "noise"].map((name) => frame.unit({ ...layouts, name }, places));
  const { expert: drawn, weight, isFar, far } = frame;
  return { why, stopped, done, painted, unit, pictures, noise, expert: drawn, weight, isFar, far };
})()"""


def generator_of(family: str, scale: float, facts: DataFacts = DIGITS) -> Any:
    """As at a step: the same start, its weights `scale` times as large."""
    built = families.build(tiny_config(family, facts)).eval().requires_grad_(False)
    state = built.state_dict()
    built.load_state_dict({name: value * scale if value.is_floating_point() else value for name, value in state.items()})
    return built


def framed(last: Any, then: Any) -> tuple[dict[str, Any], Any, Any]:
    """What the script says, what Python says, and the draw's places."""
    seen = observe(last, drawn(last, N, 3))
    found = landing(seen.pictures, 12)
    layout = np.random.default_rng(0).uniform(size=(N, 2)).astype(np.float32)
    packet = decoder.decoder_packet(
        last.program().to_bytes("float32"), seen.draw, found, np.eye(2, last.noise_dim, dtype=np.float32), of="x",
        gated=last.about.is_gated, reach=reach(found, seen.pictures))
    said = run_node(FRAME, {"packet": base64.b64encode(packet).decode(), "shown": SHOWN, "layout": layout.ravel().tolist(),
                            "program": base64.b64encode(then.program().to_bytes("float32")).decode(),
                            "expert": seen.expert.tolist()}, SCRIPTS)
    return said, (seen, found, layout), observe(then, drawn(last, N, 3)[:SHOWN])


@pytest.mark.parametrize("family", ["hmog", "megan", "gmgan"])
def test_the_page_draws_and_lays_as_python_does(family: str) -> None:
    """A gate of then chooses anew by the same chance (megan); a prior has chosen once for all steps (gmgan)."""
    then = generator_of(family, 1.6)
    said, (last_seen, found, layout), seen = framed(generator_of(family, 1), then)
    assert (said["stopped"], said["done"], said["painted"]) == (False, True, SHOWN)
    assert said["expert"] == seen.expert.tolist()
    np.testing.assert_allclose(np.array(said["weight"]) / 65535, seen.weights.max(1), atol=1e-3)
    images = then.sample(drawn(then, N, 3)[:SHOWN]).images.permute(0, 2, 3, 1).numpy()      # not rounded, as the page has them
    laid = lay(found, layout, images)
    np.testing.assert_allclose(np.reshape(said["unit"], (SHOWN, 2)), laid.places, atol=2e-3)
    bound = reach(found, last_seen.pictures)
    sure = np.abs(laid.far - bound) > 1e-3
    assert (np.array(said["isFar"], bool) == (laid.far > bound))[sure].all()
    assert said["far"] == sum(said["isFar"]) > 0
    assert said["noise"] == pytest.approx(layout[:SHOWN].ravel().tolist())
    codes = (images.reshape(SHOWN, -1) - found.mean) @ found.basis.T
    np.testing.assert_allclose(np.reshape(said["pictures"], (SHOWN, 2)), codes[:, :2], atol=2e-3)


def test_the_last_step_itself_lies_on_the_map() -> None:
    generator = generator_of("hmog", 1)
    said, (_, _, layout), _ = framed(generator, generator)
    np.testing.assert_allclose(np.reshape(said["unit"], (SHOWN, 2)), layout[:SHOWN], atol=0.02)
    assert said["far"] == 0


def test_a_generator_of_another_shape_is_a_sentence() -> None:
    other = generator_of("hmog", 1, DataFacts(image_shape=(1, 16, 16), class_names=DIGITS.class_names, n_train=1438))
    stored = landing(np.random.default_rng(0).integers(0, 256, (4, 8, 8, 1), np.uint8))
    packet = decoder.decoder_packet(
        generator_of("hmog", 1).program().to_bytes(), drawn(other, 4, 0), stored, np.eye(2, 6, dtype=np.float32), of="x",
        gated=True)
    said = run_node(FRAME, {"packet": base64.b64encode(packet).decode(), "shown": 4, "layout": [0] * 8, "expert": [0] * 4,
                            "program": base64.b64encode(other.program().to_bytes()).decode()}, SCRIPTS)
    assert said == {"why": "The generator of step 1,200 is another model's: make its steps again."}
