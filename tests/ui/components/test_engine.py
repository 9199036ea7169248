"""The interpreter in the page against the operations written as loops in numpy; both kernels, every operation."""

from __future__ import annotations

import base64
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from mixgan.families.program import Program, ProgramBuilder
from mixgan.ui.components.scripts import ENGINE
from tests.node import run_node, run_program
from tests.ui.components import planted, reference

KERNELS = ("PlainKernel", "SimdKernel")
K, Z = 3, 5


def builder(**header: Any) -> ProgramBuilder:
    return ProgramBuilder({"family": "test", "shape": [1, 4, 4], "n_experts": K, "noise": Z, "chooses": False, "tree": None,
                           "expert_word": "expert", **header})


def numbers(*shape: int, seed: int = 0) -> np.ndarray[Any, Any]:
    return np.random.default_rng((seed, *shape)).standard_normal(shape).astype(np.float32)


def linear(b: ProgramBuilder, x: str, y: str, n_in: int, n_out: int, groups: int = 1, act: str | None = None,
           bias: bool = True) -> str:
    return b.add("linear", x, y, n_in=n_in, n_out=n_out, groups=groups, act=act,
                 w=b.tensor(numbers(groups, n_in, n_out)), b=b.tensor(numbers(groups, n_out)) if bias else None)


def convt(b: ProgramBuilder, x: str, y: str, groups: int, act: str | None) -> str:
    return b.add("convt", x, y, h=2, width=3, ci=2, co=3, groups=groups, act=act,
                 w=b.tensor(numbers(groups, 2, 4, 4, 3)), b=b.tensor(numbers(groups, 3)))


def conv(b: ProgramBuilder, x: str, y: str, groups: int, act: str | None, side: int = 3, co: int = 3, **more: int) -> str:
    size = {"h": 2, "width": 3, "ci": 2, **more}
    return b.add("conv", x, y, **size, co=co, side=side, groups=groups, act=act,
                 w=b.tensor(numbers(groups, size["ci"], side, side, co)), b=b.tensor(numbers(groups, co)))


def norm(b: ProgramBuilder, x: str, y: str, act: str | None) -> str:
    return b.add("instance_norm", x, y, channels=3, eps=1e-5, act=act)


Write = Callable[[ProgramBuilder], object]
SPREAD = {"spread": [0.0, 1.0, 2.5]}
CASES: dict[str, tuple[Write, dict[str, Any]]] = {
    "linear": (lambda b: linear(b, "noise", "y", Z, 19), {}),
    "linear without bias, sigmoid": (lambda b: linear(b, "noise", "y", Z, 7, act="sigmoid", bias=False), {}),
    "linear, one row into many groups": (lambda b: linear(b, "noise", "y", Z, 33, groups=K, act="relu"), {}),
    "linear, a row for each group": (lambda b: [
        b.add("scale", "noise", "s"), linear(b, "s", "y", Z, 8, groups=K, act="tanh")], SPREAD),
    "scale": (lambda b: b.add("scale", "noise", "y"), SPREAD),
    "scale of many rows": (lambda b: [linear(b, "noise", "x", Z, 4, groups=K), b.add("scale", "x", "y")], SPREAD),
    "components": (lambda b: b.add(
        "components", "noise", "y", mu=b.tensor(numbers(K, Z)), sd=b.tensor(np.exp(numbers(K, Z, seed=1)))), SPREAD),
    "concat": (lambda b: [linear(b, "noise", "x", Z, 4, groups=K), b.add("concat", "x", "y", xs=["x", "noise"])], {}),
    "affine": (lambda b: [linear(b, "noise", "x", Z, 6, groups=K), b.add(
        "affine", "x", "y", channels=2, groups=1, act="relu", w=b.tensor(numbers(2)), b=b.tensor(numbers(2, seed=1)))], {}),
    "affine in groups": (lambda b: [linear(b, "noise", "x", Z, 6, groups=K), b.add(
        "affine", "x", "y", channels=2, groups=K, act=None, w=b.tensor(numbers(K, 2)), b=b.tensor(numbers(K, 2, seed=1)))], {}),
    "affine, one row into many groups": (lambda b: b.add("affine", "noise", "y", channels=Z, groups=K, act=None,
                                                         w=b.tensor(numbers(K, Z)), b=b.tensor(numbers(K, Z, seed=1))), {}),
    "act": (lambda b: b.add("act", "noise", "y", act="tanh"), {}),
    "softmax": (lambda b: [linear(b, "noise", "logits", Z, K), b.add("softmax", "logits", "y")], {}),
    **{f"choose {k}": (lambda b: [linear(b, "noise", "logits", Z, K), b.add("choose", "logits", "y")],
                       {"chance": 50 * np.eye(K)[k]}) for k in range(K)},
    "mix by given mixtures": (lambda b: [linear(b, "noise", "x", Z, 6, groups=K), b.add("mix", "x", "y", w="mixtures")],
                              {"mixtures": [[0.2, 0.5, 0.3], [0, 1, 0]]}),
    "mix by its own weights": (lambda b: [
        linear(b, "noise", "logits", Z, K), b.add("softmax", "logits", "weights"),
        linear(b, "noise", "x", Z, 6, groups=K), b.add("mix", "x", "y", w="mixtures")], {}),
    "convt": (lambda b: [linear(b, "noise", "x", Z, 12), convt(b, "x", "y", 1, None)], {}),
    "convt after a larger product": (lambda b: [        # whose numbers must not be left where the outside is read
        linear(b, "noise", "wide", Z, 800, act="sigmoid"), linear(b, "wide", "x", 800, 12, act="tanh"),
        convt(b, "x", "y", 1, None)], {}),
    "convt of many rows, relu": (lambda b: [
        linear(b, "noise", "x", Z, 12, groups=K), convt(b, "x", "y", 1, "relu")], {}),
    "convt in groups, tanh": (lambda b: [
        linear(b, "noise", "x", Z, 12, groups=K), convt(b, "x", "y", K, "tanh")], {}),
    "conv": (lambda b: [linear(b, "noise", "x", Z, 12), conv(b, "x", "y", 1, None)], {}),
    "conv after a larger product": (lambda b: [         # whose numbers must not be left where the outside is read
        linear(b, "noise", "wide", Z, 800, act="sigmoid"), linear(b, "wide", "x", 800, 12, act="tanh"),
        conv(b, "x", "y", 1, None)], {}),
    "conv of many rows, relu": (lambda b: [linear(b, "noise", "x", Z, 12, groups=K), conv(b, "x", "y", 1, "relu")], {}),
    "conv in groups, tanh": (lambda b: [linear(b, "noise", "x", Z, 12, groups=K), conv(b, "x", "y", K, "tanh")], {}),
    "conv to 17 channels": (lambda b: [linear(b, "noise", "x", Z, 12), conv(b, "x", "y", 1, None, co=17)], {}),
    "conv of one pixel in groups": (lambda b: [
        linear(b, "noise", "x", Z, 12), conv(b, "x", "y", K, None, side=1, co=17)], {}),
    **{f"conv of side {side}, stride {stride}, {h} x {width}": (lambda b, side=side, stride=stride, h=h, width=width: [
        linear(b, "noise", "x", Z, 2 * h * width), conv(b, "x", "y", 1, "leaky", side, stride=stride, h=h, width=width)], {})
       for side, stride, h, width in ((4, 2, 6, 4), (4, 2, 2, 2), (4, 1, 3, 5), (3, 2, 5, 4), (1, 2, 3, 4))},
    "conv with a stride in groups": (lambda b: [
        linear(b, "noise", "x", Z, 48, groups=K), conv(b, "x", "y", K, "tanh", 4, 17, stride=2, h=4, width=6)], {}),
    "conv with a stride, one row into many groups": (lambda b: [
        linear(b, "noise", "x", Z, 48), conv(b, "x", "y", K, None, 4, stride=2, h=4, width=6)], {}),
    "tile": (lambda b: b.add("tile", "noise", "y", h=2, width=3), {}),
    "tile of many rows": (lambda b: [b.add("scale", "noise", "x"), b.add("tile", "x", "y", h=2, width=3)], SPREAD),
    **{f"conv of a tile, side {side}, {h} x {width}, {groups} groups": (
        lambda b, side=side, stride=stride, h=h, width=width, groups=groups: [
            b.add("scale", "noise", "x"), b.add("tile", "x", "t", h=h, width=width),
            conv(b, "t", "y", groups, "leaky", side, stride=stride, h=h, width=width, ci=Z)], SPREAD)
       for side, stride, h, width, groups in (
           (4, 2, 8, 6, 1), (4, 2, 2, 2, K), (3, 1, 4, 5, K), (1, 1, 2, 2, 1), (4, 2, 4, 2, 1))},
    "join": (lambda b: [linear(b, "noise", "x", Z, 12), linear(b, "noise", "z", Z, 18), b.add(
        "join", "x", "y", xs=["x", "z", "x"], channels=[2, 3, 2], act="relu")], {}),
    "join of one row and many": (lambda b: [linear(b, "noise", "x", Z, 12), linear(b, "noise", "z", Z, 18, groups=K), b.add(
        "join", "x", "y", xs=["x", "z"], channels=[2, 3], act=None)], {}),
    "instance norm": (lambda b: [linear(b, "noise", "x", Z, 12), norm(b, "x", "y", None)], {}),
    "instance norm of many rows, leaky": (lambda b: [linear(b, "noise", "x", Z, 12, groups=K), norm(b, "x", "y", "leaky")], {}),
    "instance norm of what is even": (lambda b: [b.add("tile", "noise", "t", h=4, width=3), conv(
        b, "t", "x", 1, None, 1, h=4, ci=Z), norm(b, "x", "y", None)], {}),
    "add of one row and many": (lambda b: [linear(b, "noise", "x", Z, 12), linear(b, "noise", "z", Z, 12, groups=K), b.add(
        "add", "x", "y", xs=["x", "z"], act="leaky")], {}),
    "times": (lambda b: [linear(b, "noise", "x", Z, 12, groups=K), b.add("act", "x", "t", act="tanh"), b.add(
        "times", "x", "y", xs=["x", "t"])], {}),
    "times of one row and many": (lambda b: [linear(b, "noise", "x", Z, 12), linear(b, "noise", "z", Z, 12, groups=K), b.add(
        "times", "x", "y", xs=["x", "z"])], {}),
    "upsample": (lambda b: [linear(b, "noise", "x", Z, 12, groups=K), b.add(
        "upsample", "x", "y", h=2, width=3, channels=2)], {}),
    "add": (lambda b: [linear(b, "noise", "x", Z, 12, groups=K), b.add("act", "x", "t", act="tanh"), b.add(
        "add", "x", "y", xs=["x", "t", "x"], act="relu")], {}),
}


@pytest.mark.parametrize("case", CASES)
def test_operation(case: str) -> None:
    b = builder()
    write, more = CASES[case]
    write(b)
    program, inputs = b.build(), {"noise": numbers(Z, seed=9).tolist(), **more}
    expected = reference.run(program, inputs, "y")
    for got in ask(program, inputs, "y"):
        assert_close(got, expected)


@pytest.mark.parametrize("gates", [None, [1, 0.25, 0.5, 0, 1, 0.75, 0.125]])
def test_tree(gates: list[float] | None) -> None:
    b = builder(n_experts=8, tree=3)
    linear(b, "noise", "logits", Z, 7)
    b.add("tree", "logits", "weights")
    program = b.build()
    inputs = {"noise": numbers(Z).tolist(), **({"gates": gates} if gates else {})}
    assert_close(ask(program, inputs, "weights")[0], reference.run(program, inputs, "weights"))
    expected = 1 / (1 + np.exp(-reference.run(program, inputs, "logits"))) if gates is None else np.array([gates])
    assert_close(ask(program, inputs, "gates")[0], expected)


# --- what is not computed -----------------------------------------------------------------------------------------------


def test_supplied_register_is_not_computed() -> None:
    """The logits are NaN, so whoever reads them shows it."""
    b = builder(n_experts=4, tree=2)
    b.add("linear", "noise", "logits", n_in=Z, n_out=3, groups=1, act=None, b=None, w=b.tensor(np.full((Z, 3), np.nan)))
    b.add("tree", "logits", "weights")
    linear(b, "noise", "leaves", Z, 16, groups=4)
    b.add("mix", "leaves", "images", w="mixtures")
    program = b.build().to_bytes("float32")
    noise = numbers(Z).tolist()
    assert np.isnan(run_program(program, {"noise": noise})["images"]).all()
    by_gates = run_program(program, {"noise": noise, "gates": [1, 1, 0]})
    assert by_gates["weights"] == [1, 0, 0, 0]
    assert "logits" not in by_gates
    by_weights = run_program(program, {"noise": noise, "weights": [1, 0, 0, 0]})
    np.testing.assert_array_equal(by_weights["images"], by_gates["images"])
    assert np.isfinite(by_weights["images"]).all()
    assert set(by_weights) == {"images", "m", "weights"}


def test_rows_that_no_mixture_uses_are_not_computed() -> None:
    """They are left out; and expert 2 is NaN from its first layer to its pictures, which only a mixture that uses it knows."""
    b = builder()
    w = numbers(K, Z, 12)
    w[1] = np.nan
    b.add("scale", "noise", "scaled")
    b.add("linear", "scaled", "heads", n_in=Z, n_out=12, groups=K, act="sigmoid", w=b.tensor(w), b=None)
    convt(b, "heads", "pictures", K, "tanh")
    b.add("mix", "pictures", "images", w="mixtures")
    program = b.build()
    noise = numbers(Z).tolist()
    expression = """(() => {
      const run = loadProgram(bytes(program)).open({ noise, mixtures: [0.5, 0, 0.5] });
      run.all("images");
      return ["heads", "pictures"].map((name) => Array.from(run.register(name).done));
    })()"""
    done = run_node(expression, {"program": base64.b64encode(program.to_bytes()).decode(), "noise": noise})
    assert done == [[1, 0, 1], [1, 0, 1]]
    without = ask(program, {"noise": noise, "mixtures": [[0.5, 0, 0.5], [0, 0, 1]]}, "images")
    assert np.isfinite(without).all()
    assert np.isnan(ask(program, {"noise": noise, "mixtures": [[0.1, 0.1, 0.8]]}, "images")).all()


def test_one_expert_needs_no_weights() -> None:
    b = builder(n_experts=1)
    linear(b, "noise", "x", Z, 16)
    b.add("mix", "x", "images", w="mixtures")
    program = b.build()
    got = run_program(program.to_bytes("float32"), {"noise": numbers(Z).tolist()})
    assert got["m"] == 1
    assert_close(got["images"], reference.run(program, {"noise": numbers(Z), "mixtures": [[1.0]]}, "images"))


def test_a_missing_input_is_named() -> None:
    with pytest.raises(RuntimeError, match="needs 'chance', which was not supplied"):
        run_program(planted.hard_experts(), {"noise": [0, 0]})
    with pytest.raises(RuntimeError, match="noise has 3 numbers, not rows of 2"):
        run_program(planted.tree(), {"noise": [0, 0, 0]})


# --- bytes ----------------------------------------------------------------------------------------------------------------


def test_float16_at_an_odd_address() -> None:
    b = builder()
    linear(b, "noise", "y", Z, 16)
    half = b.build().to_bytes("float16")
    expression = """(() => {
      const whole = bytes(program);
      const shifted = new Uint8Array(whole.length + 1);
      shifted.set(whole, 1);
      return [whole, shifted.subarray(1)].map((each) => loadProgram(each).run({ noise }, ["y"]).y);
    })()"""
    even, odd = run_node(expression, {"program": base64.b64encode(half).decode(), "noise": numbers(Z).tolist()})
    assert even == odd
    expected = reference.run(b.build(), {"noise": numbers(Z)}, "y")
    np.testing.assert_allclose(even, expected[0], atol=5e-3)


def test_every_float16() -> None:
    bits = np.arange(65536, dtype=np.uint16)
    got = np.array(run_node("halves()"), np.float32)
    np.testing.assert_array_equal(got, bits.view(np.float16).astype(np.float32))


def test_other_bytes_are_refused() -> None:
    with pytest.raises(RuntimeError, match="not a program"):
        run_program(b"MIXV" + bytes(8), {})


# --- the tree's own functions ---------------------------------------------------------------------------------------------


def paths_to_leaves(node: int, gates: list[float]) -> np.ndarray[Any, Any]:
    """The mixture of a node, leaf by leaf: the product of the gates from the node down to the leaf, 0 where it is not below."""
    n = len(gates)
    out = np.zeros(n + 1)
    for leaf in range(n + 1):
        at, mass = n + leaf, 1.0
        while at > node:
            parent = (at - 1) // 2
            mass *= gates[parent] if at % 2 else 1 - gates[parent]
            at = parent
        out[leaf] = mass if at == node else 0.0
    return out


@pytest.mark.parametrize("gates", [
    [0.25, 0.5, 0.875], [0.0, 1.0, 0.0, 0.5, 0.25, 1.0, 0.0], np.random.default_rng(0).random(15).tolist()])
def test_node_mixtures_path_by_path(gates: list[float]) -> None:
    got = np.array(run_node("nodeMixtures(gates).map((row) => Array.from(row))", {"gates": gates}))
    assert_close(got, [paths_to_leaves(node, gates) for node in range(2 * len(gates) + 1)])
    np.testing.assert_allclose(got.sum(1), 1, atol=1e-6)        # also below a gate of 0 or 1: nothing is divided
    masses = np.array(run_node("nodeMasses(gates)", {"gates": gates}))
    assert_close(masses[len(gates):], paths_to_leaves(0, gates))


def test_leaf_logits_stay_finite() -> None:
    logits = [500.0, -500.0, 3.0]
    got = run_node("leafLogits(logits)", {"logits": logits})
    log_sigmoid = [-np.logaddexp(0, -v) for v in logits]
    log_other = [-np.logaddexp(0, v) for v in logits]
    expected = [log_sigmoid[0] + log_sigmoid[1], log_sigmoid[0] + log_other[1],
                log_other[0] + log_sigmoid[2], log_other[0] + log_other[2]]
    np.testing.assert_allclose(got, expected, rtol=1e-6)


ROUTING = (*ENGINE, "experts/routing.js")


def test_experts_that_are_off_are_rerouted_at_the_logits() -> None:
    """A saturated gate whose expert is off gives a finite answer, where division would give 0 / 0."""
    logits = [500.0, 1.0, 0.0, -500.0]
    got = run_node("route(logits, null, new Set([0]))", {"logits": logits}, ROUTING)
    rest = np.exp([1.0, 0.0])
    np.testing.assert_allclose(got, [0, *(rest / rest.sum()), 0], atol=1e-6)
    hard = run_node("route(logits, [0, 0, 9, 600], new Set([0]))", {"logits": logits}, ROUTING)
    assert hard == [0, 0, 0, 1]
    first = run_node("route(logits, [0, 0, 9, 600], new Set())", {"logits": logits}, ROUTING)
    assert first == [1, 0, 0, 0]


def ask(program: Program, inputs: dict[str, Any], wanted: str) -> np.ndarray[Any, Any]:
    """One register by each of the kernels, flat: (2, n)."""
    arguments = {"program": base64.b64encode(program.to_bytes("float32")).decode(), "wanted": wanted,
                 "inputs": {name: np.asarray(value, np.float64).tolist() for name, value in inputs.items()}}
    kernels = ", ".join(f"new {kernel}()" for kernel in KERNELS)
    expression = f"[{kernels}].map((kernel) => loadProgram(bytes(program), kernel).run(inputs, [wanted])[wanted])"
    return np.array(run_node(expression, arguments), np.float64)


def assert_close(got: Any, expected: Any) -> None:
    expected = np.asarray(expected)
    np.testing.assert_allclose(np.reshape(got, expected.shape), expected, atol=1e-5, rtol=1e-5)


# --- the class that is asked for -----------------------------------------------------------------------------------------


def told(C: int = 4) -> Program:
    """Noise and label side by side into one layer, as AC-GAN has it."""
    b = builder(classes=C)
    b.add("concat", "noise", "input", xs=["noise", "label"])
    linear(b, "input", "images", Z + C, 16, act="tanh")
    return b.build()


def test_a_label_is_read() -> None:
    program, noise = told(), numbers(Z).tolist()
    pictures = []
    for label in np.eye(4).tolist():
        inputs = {"noise": noise, "label": label}
        for got in ask(program, inputs, "images"):
            assert_close(got, reference.run(program, inputs, "images"))
        pictures.append(got)
    assert np.abs(np.diff(np.asarray(pictures), axis=0)).max() > 0.1


def test_a_label_that_is_missing_or_of_the_wrong_width_is_named() -> None:
    program, noise = told().to_bytes("float32"), numbers(Z).tolist()
    with pytest.raises(RuntimeError, match="the program needs 'label', which was not supplied"):
        run_program(program, {"noise": noise})
    with pytest.raises(RuntimeError, match="label has 3 numbers, not rows of 4"):
        run_program(program, {"noise": noise, "label": [0, 1, 0]})


def test_a_draw_carries_what_its_model_reads() -> None:
    """`Draws` makes the registers: a number of a class becomes its row, and a forced expert a mixture of it alone."""
    given = {"noise": [[0.5], [1.5]], "chance": [[1, 2], [3, 4]], "label": [2, 0], "expert": [1, 0]}
    expression = """[{ chooses: true, classes: 3, n_experts: 2 }, { chooses: false, n_experts: 2 }].map(
      (header) => new Draws(given, header).at(0))"""
    told_of, untold = run_node(expression, {"given": given}, (*ENGINE, "live/draws.js"))
    assert told_of == {"noise": [0.5], "chance": [1, 2], "label": [0, 0, 1], "mixtures": [0, 1]}
    assert untold == {"noise": [0.5], "chance": None, "mixtures": [0, 1]}
