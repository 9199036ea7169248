"""What Python puts into the browser: one script per component, and bytes that are the program and its view."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from mixgan.errors import StoreError
from mixgan.ui.components import answers, covariance, experts, live, mix, strip, tree
from mixgan.ui.components.packet import unpack
from mixgan.ui.components.scripts import HERE, module, style
from tests.node import run_node
from tests.ui.components import planted

PARTS = {"answers": answers, "tree": tree, "experts": experts, "covariance": covariance, "mix": mix, "strip": strip}


def test_envelope_carries_view_and_program() -> None:
    program = planted.tree()
    view = {"noise": np.array([0.1, 2], np.float32), "K": np.int64(3), "rows": ("a", "<b>"), "none": None, "on": True}
    header, parts = unpack(live.envelope(program, view))
    assert parts["program"] == program
    assert header["view"] == {"noise": [0.1, 2], "K": 3, "rows": ["a", "<b>"], "none": None, "on": True}


def test_equal_views_are_equal_bytes() -> None:
    """Streamlit sends equal data once: nothing that differs by itself may be in there."""
    program = planted.tree()
    assert live.envelope(program, planted.view_of(4)) == live.envelope(program, planted.view_of(4))
    assert live.envelope(program, planted.view_of(4)) != live.envelope(program, planted.view_of(4, selected="L"))


def test_a_program_that_is_too_large_is_refused_in_words() -> None:
    with pytest.raises(StoreError, match=r"This model is 9\.0 MB as the page would draw it, and 8 MB is the most it opens"):
        live.envelope(bytes(9 * 2**20), {})


def test_moved_is_what_the_pad_does() -> None:
    noise, directions = [1.0, 2.0, 3.0], [[1, 0, 0], [0, 0.6, 0.8]]
    np.testing.assert_allclose(live.moved(noise, directions, [0.5, -1]), [1.5, 1.4, 2.2], rtol=1e-6)
    reach = re.search(r"const REACH = (\d+);", (HERE / "live/pad.js").read_text())
    assert reach is not None
    assert float(reach[1]) == live.PAD_REACH


def test_levels_are_the_same_on_both_sides() -> None:
    script = (HERE / "covariance/spreads.js").read_text()
    assert f"LEVELS = {covariance.LEVELS};" in script
    assert f"TRAINED = {covariance.TRAINED_LEVEL};" in script


@pytest.mark.parametrize("name", PARTS)
def test_one_script_without_imports(name: str) -> None:
    """It parses as a module with one default export; every name it imported is defined in it exactly once."""
    part = PARTS[name]
    script = module(*live.LIVE, *part.SCRIPTS)
    assert not re.search(r"^import ", script, re.MULTILINE)
    assert script.count("export ") == script.count("export default") == 1
    defined = re.findall(r"^(?:async )?(?:function\*?|class|const) (\w+)", script, re.MULTILINE)
    assert len(defined) == len(set(defined))
    sources = "".join((HERE / file).read_text() for file in (*live.LIVE, *part.SCRIPTS))
    for names in re.findall(r"^import \{ (.*?) \} from", sources, re.MULTILINE):
        assert set(names.split(", ")) <= set(defined)
    assert run_node("typeof mountLive", scripts=live.LIVE) == "function"
    assert "\n" in style("live/live.css", *part.STYLES).strip()     # a single line would be taken for a path


def test_the_fast_product_is_the_text_beside_it() -> None:
    """Without an assembler here: the same instructions in the same order, read from the bytes of the string."""
    code = run_node("Array.from(atob(SIMD), (c) => c.charCodeAt(0))")
    assert bytes(code[:8]) == b"\0asm\1\0\0\0"
    text = (HERE / "live/product.wat").read_text()
    opcodes = {"f32x4.mul": b"\xfd\xe6\x01", "f32x4.add": b"\xfd\xe4\x01", "v128.store": b"\xfd\x0b",
               "v128.load32_splat": b"\xfd\x09"}
    for instruction, opcode in opcodes.items():
        assert bytes(code).count(opcode) == len(re.findall(rf"\({re.escape(instruction)}\b", text)), instruction


APP = """
import sys
sys.path.insert(0, {root!r})
from mixgan.ui.components.{name} import {name}_view
from tests.ui.components import planted
import streamlit as st
called = lambda: st.session_state.update(called=True)
{name}_view(planted.{program}(), {view}, key="part", on_select=called)
st.text(str(dict(st.session_state["part"])))
"""


@pytest.mark.parametrize(("name", "program", "state"), [
    ("tree", "tree", {"node": "LR", "pad": [0.5, 0], "override": {"L": "R"}, "draw": 1}),
    ("experts", "hard_experts", {"off": [0, 2], "pad": [0, 1]}),
    ("covariance", "components", {"level": 5, "spreads": [1, 1, 1], "comp": "all"}),
])
def test_python_side(name: str, program: str, state: dict[str, Any]) -> None:
    """Mounted in a page; what the browser sends is found under the key."""
    view = planted.view_of(4, draws={"noise": [[0, 0]], "chance": None})
    root = str(Path(__file__).parents[3])
    at = AppTest.from_string(APP.format(root=root, name=name, program=program, view=view), default_timeout=30).run()
    assert not at.exception
    assert at.text[0].value == "{}"
    at.session_state["part"] = state
    at.run()
    assert not at.exception
    assert json.loads(at.text[0].value.replace("'", '"')) == state
