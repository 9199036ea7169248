"""The operations of a program as literal loops in numpy, float64: slow, and easy to check against program.py."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mixgan.analysis.routing import Planes

__all__ = ["moved_along", "numbers_of", "run", "split"]

Array = NDArray[np.float64]
ACTS: dict[str | None, Any] = {
    None: lambda v: v, "relu": lambda v: np.maximum(v, 0), "tanh": np.tanh, "sigmoid": lambda v: 1 / (1 + np.exp(-v)),
    "leaky": lambda v: np.where(v > 0, v, 0.2 * v)}


def split(program: Any) -> tuple[dict[str, Any], NDArray[np.float32]]:
    return program.header, program.tensors


def numbers_of(program: bytes) -> NDArray[np.float32]:
    """The numbers of a program's file of int8, one by one."""
    length = int.from_bytes(program[4:8], "little")
    header, body = json.loads(program[8 : 8 + length]), program[8 + length :]
    if "bytes" not in header:                                       # before there were any float16 among them
        count = next(n for n in range(len(body) + 1) if n + 2 * -(-n // 64) == len(body))
        header["bytes"] = [[0, count]]
    scale_of = [(start + i, i // 64 + sum(-(-earlier // 64) for _, earlier in header["bytes"][:t]))
                for t, (start, count) in enumerate(header["bytes"]) for i in range(count)]
    n_scales, n_bytes = sum(-(-count // 64) for _, count in header["bytes"]), len(scale_of)
    values = np.frombuffer(body[len(body) - n_bytes :], np.int8).astype(np.float32)
    n_rest = (len(body) - n_bytes - 2 * n_scales) // 2
    halves = np.frombuffer(body[: 2 * (n_rest + n_scales)], "<f2").astype(np.float32)
    out = np.full(n_rest + n_bytes, np.nan, np.float32)
    for value, (at, scale) in zip(values, scale_of, strict=True):
        out[at] = value * halves[n_rest + scale]
    out[np.isnan(out)] = halves[:n_rest]
    return out


def run(program: Any, inputs: Mapping[str, Any], wanted: str) -> Array:
    """The register `wanted`, rows x width."""
    header, tensors = split(program)
    K = header["n_experts"]
    registers = {name: np.asarray(value, np.float64).reshape(len(value) if np.ndim(value) > 1 else 1, -1)
                 for name, value in inputs.items()}
    registers["spread"] = np.asarray(inputs.get("spread", np.ones(K)), np.float64).reshape(K, 1)
    supplied = set(inputs)
    for op in header["ops"]:
        if op["y"] not in supplied:
            registers[op["y"]] = _apply(op, registers, tensors, supplied)
        if op["y"] == "weights":
            registers.setdefault("mixtures", registers["weights"])
    return registers[wanted]


def _apply(op: dict[str, Any], r: dict[str, Array], tensors: NDArray[np.float32], supplied: set[str]) -> Array:
    def tensor(name: str, *shape: int) -> Array:
        start, count = op[name]
        return tensors[start : start + count].astype(np.float64).reshape(shape)

    kind = op["op"]
    x = r[op["x"]]
    act = ACTS[op.get("act")]
    if kind == "linear":
        G, n, o = op["groups"], op["n_in"], op["n_out"]
        w, b = tensor("w", G, n, o), tensor("b", G, o) if op["b"] else np.zeros((G, o))
        rows = len(x) if G == 1 else G
        return act(np.stack([x[min(i, len(x) - 1)] @ w[i % G] + b[i % G] for i in range(rows)]))
    if kind == "scale":
        return np.stack([x[min(k, len(x) - 1)] * s for k, s in enumerate(r["spread"][:, 0])])
    if kind == "components":
        K, Z = len(r["spread"]), x.shape[1]
        return tensor("mu", K, Z) + r["spread"] * tensor("sd", K, Z) * x[0]
    if kind == "concat":
        return np.concatenate([r[name].reshape(-1) for name in op["xs"]])[None]
    if kind == "affine":
        G, c = op["groups"], op["channels"]
        w, b, places = tensor("w", G, c), tensor("b", G, c), np.arange(x.shape[1]) % c
        return act(np.stack([x[min(i, len(x) - 1)] * w[i % G, places] + b[i % G, places] for i in range(max(len(x), G))]))
    if kind == "act":
        return act(x)
    if kind == "tree":
        gates = r["gates"] if "gates" in supplied else 1 / (1 + np.exp(-x))
        r["gates"] = gates
        return np.array([[_leaf_mass(gates[0], leaf) for leaf in range(gates.shape[1] + 1)]])
    if kind == "softmax":
        return np.exp(x) / np.exp(x).sum()
    if kind == "choose":
        return np.eye(x.shape[1])[[int((x + r["chance"])[0].argmax())]]
    if kind == "mix":
        return r[op["w"]] @ x
    if kind == "add":
        return act(np.add.reduce(_each(op["xs"], r)))
    if kind == "times":
        return np.multiply.reduce(_each(op["xs"], r))
    if kind == "tile":
        return np.stack([np.concatenate([row] * (op["h"] * op["width"])) for row in x])
    if kind == "join":
        maps = [rows.reshape(len(rows), -1, c) for rows, c in zip(_each(op["xs"], r), op["channels"], strict=True)]
        return act(np.concatenate(maps, axis=2).reshape(len(maps[0]), -1))
    if kind == "instance_norm":
        pixels = x.reshape(len(x), -1, op["channels"])
        apart = pixels - pixels.mean(axis=1, keepdims=True)
        return act((apart / np.sqrt((apart**2).mean(axis=1, keepdims=True) + op["eps"])).reshape(len(x), -1))
    if kind == "upsample":
        small = x.reshape(len(x), op["h"], op["width"], op["channels"])
        return small.repeat(2, axis=1).repeat(2, axis=2).reshape(len(x), -1)
    convolve = {"convt": _convt, "conv": _conv}[kind]
    return np.stack([act(convolve(op, x[min(i, len(x) - 1)], i, tensor)) for i in range(max(len(x), op["groups"]))])


def _each(names: list[str], r: dict[str, Array]) -> list[Array]:
    """Registers that are read row by row, those of one row as often as the others have rows."""
    rows = max(len(r[name]) for name in names)
    return [np.broadcast_to(r[name], (rows, r[name].shape[1])) for name in names]


def _leaf_mass(gates: Array, leaf: int) -> float:
    """The product of the choices on the way, walked up from the leaf."""
    node, mass = len(gates) + leaf, 1.0
    while node > 0:
        parent = (node - 1) // 2
        mass *= gates[parent] if node == 2 * parent + 1 else 1 - gates[parent]
        node = parent
    return mass


def _convt(op: dict[str, Any], row: Array, index: int, tensor: Any) -> Array:
    """Transposed convolution 4/2/1 by its definition: every input pixel adds its patch, shifted by one."""
    h, w, ci, co, G = op["h"], op["width"], op["ci"], op["co"], op["groups"]
    group = index % G
    kernel, bias = tensor("w", G, ci, 4, 4, co)[group], tensor("b", G, co)[group]
    x, y = row.reshape(h, w, ci), np.zeros((2 * h + 2, 2 * w + 2, co))
    for i in range(h):
        for j in range(w):
            y[2 * i : 2 * i + 4, 2 * j : 2 * j + 4] += np.einsum("c,cklo->klo", x[i, j], kernel)
    return (y[1:-1, 1:-1] + bias).reshape(-1)


def _conv(op: dict[str, Any], row: Array, index: int, tensor: Any) -> Array:
    """Convolution by its definition: every output pixel sums its neighbours, zeros outside."""
    h, w, ci, co, G, k, s = op["h"], op["width"], op["ci"], op["co"], op["groups"], op["side"], op.get("stride", 1)
    kernel, bias, p = tensor("w", G, ci, k, k, co)[index % G], tensor("b", G, co)[index % G], (k - 1) // 2
    x = np.pad(row.reshape(h, w, ci), ((p, p), (p, p), (0, 0)))
    rows, columns = ((size + 2 * p - k) // s + 1 for size in (h, w))
    pixels = [np.einsum("klc,cklo->o", x[s * i : s * i + k, s * j : s * j + k], kernel)
              for i in range(rows) for j in range(columns)]
    return (np.array(pixels) + bias).reshape(-1)


def moved_along(planes: Planes, z: NDArray, node: int, delta: NDArray) -> list[int]:
    """The other gates that cross 1/2 on the way from z to z + delta, by number."""
    crossed = (planes.logits(z) >= 0) != (planes.logits(z + delta) >= 0)
    return [int(other) for other in np.flatnonzero(crossed) if other != node]
