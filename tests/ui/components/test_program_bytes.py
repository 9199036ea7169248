"""A program of which large tensors are bytes: the page reads what was written, and draws what PyTorch draws."""

from __future__ import annotations

import base64
import json
from typing import Any

import numpy as np
import pytest
import torch

from mixgan import families
from mixgan.families.program import Program, ProgramBuilder
from mixgan.files import shipped_root
from mixgan.rng import Stream
from mixgan.store.growth import program_at, read_growth
from tests.node import run_node, run_programs
from tests.ui.components import reference

GROWN = sorted(path.parent.name for path in shipped_root().glob("*/growth"))
LEVELS = 127.5                  # grey levels of 255 in a picture's 1
# at an odd address, as a packet may hold it
READ = """(() => {
  const shifted = new Uint8Array(bytes(program).length + 1);
  shifted.set(bytes(program), 1);
  return Array.from(readProgram(shifted.subarray(1)).tensors);
})()"""


def read(program: bytes) -> np.ndarray[Any, Any]:
    return np.array(run_node(READ, {"program": base64.b64encode(program).decode()}), np.float32)


def written(program: Program | bytes) -> tuple[dict[str, Any], bytes]:
    """Header and buffer of the file."""
    whole = program if isinstance(program, bytes) else program.to_bytes("int8")
    length = int.from_bytes(whole[4:8], "little")
    return json.loads(whole[8 : 8 + length]), whole[8 + length :]


def file_of(header: dict[str, Any], body: bytes) -> bytes:
    text = json.dumps(header).encode()
    return b"MIXG" + len(text).to_bytes(4, "little") + text + body


def two_layers(n_out: int) -> Program:
    """Gates, a layer of 64 x n_out numbers, of which half are a hundred times the others, and a small one after it."""
    rng = np.random.default_rng(n_out)
    b = ProgramBuilder({"family": "test", "shape": [1, 4, 4], "n_experts": 64, "noise": 65, "chooses": False, "tree": None,
                        "expert_word": "expert"})
    layer = {"groups": 1, "act": None, "b": None}
    b.add("linear", "noise", "logits", n_in=65, n_out=64, w=b.tensor(rng.normal(size=(65, 64))), **layer)
    large = rng.normal(size=(64, n_out))
    large[32:] *= 100
    b.add("linear", "x", "y", n_in=64, n_out=n_out, w=b.tensor(large), **layer)
    b.add("linear", "y", "images", n_in=n_out, n_out=16, w=b.tensor(rng.normal(size=(n_out, 16))), **layer)
    b.add("linear", "y", "z", n_in=n_out, n_out=n_out, w=b.tensor(rng.normal(size=(n_out, n_out))), **layer)
    return b.build()


@pytest.mark.parametrize("n_out", [64, 65, 67])
def test_what_is_written_is_read(n_out: int) -> None:
    """A byte is off by at most half a step of its block and its scale's rounding; small tensors and gates are float16."""
    program = two_layers(n_out)
    whole = program.to_bytes("int8")
    found = read(whole)
    np.testing.assert_array_equal(found, reference.numbers_of(whole))
    places = written(whole)[0]["bytes"]
    assert [count for _, count in places] == [count for count in (64 * n_out, n_out**2) if count > 4096]
    exact = np.ones(len(found), bool)
    for start, count in places:
        exact[start : start + count] = False
        for at in range(start, start + count, 64):
            block = slice(at, min(at + 64, start + count))
            values = program.tensors[block]
            assert (np.abs(found[block] - values) <= 0.56 * np.abs(values).max() / 127).all()
    np.testing.assert_array_equal(found[exact], program.tensors[exact].astype(np.float16))
    assert exact[: 65 * 64].all()                                   # the gates, large as they are


@pytest.mark.parametrize("count", [1, 63, 64, 65, 130])
def test_files_of_before_are_read(count: int) -> None:
    """All numbers in one row of blocks, and nothing in the header but `int8`."""
    rng = np.random.default_rng(count)
    scales = rng.uniform(size=-(-count // 64)).astype("<f2")
    values = rng.integers(-127, 128, count).astype(np.int8)
    program = file_of({"dtype": "int8", "ops": []}, scales.tobytes() + values.tobytes())
    np.testing.assert_array_equal(read(program), values * scales.astype(np.float32).repeat(64)[:count])
    np.testing.assert_array_equal(reference.numbers_of(program), read(program))


@pytest.mark.parametrize("places", [
    [[4160, 4290]], [[0, 10**12]], [[4000, 4225], [4160, 4225]], [[-64, 4225]], [["4160", 4225]], [[4160]], [[0.5, 4225]], 7])
def test_a_wrong_header_is_refused(places: Any) -> None:
    header, body = written(two_layers(65))
    with pytest.raises(RuntimeError, match=r"a torn program|is not a function|RangeError"):
        read(file_of({**header, "bytes": places}, body))


@pytest.mark.parametrize("cut", [1, 2, 64, 5000])
@pytest.mark.parametrize("dtype", ["int8", "float16", "float32"])
def test_a_torn_file_is_refused(cut: int, dtype: str) -> None:
    with pytest.raises(RuntimeError, match="a torn program"):
        read(two_layers(65).to_bytes(dtype)[:-cut])


@pytest.mark.parametrize("name", GROWN)
def test_the_last_step_that_is_shipped_draws_what_pytorch_draws(name: str) -> None:
    """All experts of 16 samples: 0.1 and 0.22 of 255 grey levels apart in the mean, 6.7 and 3.7 at worst (of 64: 8.5 and 3.7)."""
    generator, growth = families.load(shipped_root() / name).eval(), read_growth(shipped_root() / name)
    assert growth is not None
    draw = generator.draw(16, Stream(0))
    with torch.no_grad():
        expected, weights = generator.experts(draw).flatten(1).numpy(), generator.weights(draw).numpy()
    K = generator.n_experts
    chance = [{} for _ in range(16)] if draw.chance is None else [{"chance": row.tolist()} for row in draw.chance]
    inputs = [{"noise": noise.tolist(), **more} for noise, more in zip(draw.noise, chance, strict=True)]
    apart = [{**one, "mixtures": np.eye(K).tolist()} for one in inputs]
    program = program_at(shipped_root() / name, growth.moments[-1].step)
    made = run_programs(program, [*inputs, *apart])
    levels = LEVELS * np.abs(np.array([one["images"] for one in made[16:]]) - expected)       # one channel: rows are alike
    assert levels.mean() < 0.25
    assert levels.max() < 7.5
    assert np.abs(np.array([one["weights"] for one in made[:16]]) - weights).max() < 1e-3


def test_every_step_that_is_shipped_is_of_its_model() -> None:
    """And the first ones, which were written before any tensor stayed float16, are read."""
    assert GROWN == ["gmgan-mnist", "hmog-digits"]
    for name in GROWN:
        growth = read_growth(shipped_root() / name)
        assert growth is not None
        programs = [program_at(shipped_root() / name, one.step) for one in growth.moments]
        ops = [written(program)[0]["ops"] for program in programs]
        assert all(one == ops[-1] for one in ops)
        np.testing.assert_array_equal(read(programs[0]), reference.numbers_of(programs[0]))
