"""A generator as plain data: what a browser, or anything without torch, needs to draw its pictures.

Bytes: b"MIXG", uint32 little-endian length of the header, the header (UTF-8 JSON, padded with blanks so that the
tensors start at a multiple of 4), one buffer of tensors: float16; float32 for tests; or int8 where a model comes many times over,
as one at each of its steps.

int8: the tensors at the places `bytes` of the header, ascending, each in blocks of 64 numbers; number = byte * scale. The buffer
has all other numbers as float16, then a float16 scale for each block, then the bytes. Without `bytes` (files of before) all
numbers are one such tensor. Bytes are for large tensors alone: small ones weigh nothing and would add as much error. What makes
the `logits`, which decide who draws, is never among them: a gate that is off by 0.07 moves a pixel by half its range.

Header: v, id (hash of everything), family, shape [C, H, W] or [2], n_experts K, noise Z, chooses, tree (depth or null),
expert_word, classes C (only where a label is read), condition [C, H, W] (only where a picture is read) or [S] (a sentence),
dtype, bytes (int8 only), ops. A place, as of a tensor in an op, is [offset, count] in numbers.

Registers are matrices of rows x width. Supplied from outside:

    noise      1 x Z
    chance     1 x K      Gumbel noise; only where `chooses`
    label      1 x C      one-hot: the class that is asked for; only where the header has `classes`
    condition  1 x HWC    a picture in [-1, 1], channel-last; only where the header has `condition`. Or
               1 x S      what a sentence comes to (`Generator.for_program`): words are read here, and not in the page
    spread     K x 1      one scale per expert, 1 by default
    mixtures   m x K      which mixtures to draw; by default one row, the register `weights`

A register that is supplied is not computed: supplying `gates` or `weights` overrides the model's own, and what a condition alone
decides is computed once for many noises. Operations, in
order; each has `op`, `x` (input register), `y` (output register), each register written once:

    linear    n_in, n_out, w (groups x n_in x n_out), b or null, groups, act. Row r of x uses group r when groups > 1;
              an x of one row is used for every group, so y has `groups` rows.
    scale     y[k] = x[k or 0] * spread[k]: K rows, `spread` being a K x 1 register
    components  mu (K x Z), sd (K x Z): y[k] = mu[k] + spread[k] * sd[k] * x[0]; K rows
    concat    xs: registers flattened one after another into one row
    affine    channels c, groups, w, b (groups x c), act: y = act(x * w[j % c] + b[j % c]), x being channel-last; groups as in
              linear
    act       act alone
    tree      x: 1 x N logits; y: 1 x L leaf weights; also writes `gates` (1 x N, probability of going left) first,
              and reads `gates` instead of x when it is supplied
    softmax   1 x K
    choose    x: 1 x K logits, plus `chance`: one-hot of the largest
    mix       x: K rows, w: register m x K; y: m rows. Rows of x that no mixture uses need not be computed.
    convt     h, width, ci, co, groups, w, b, act: transposed convolution, kernel 4, stride 2, padding 1, of rows that are
              h x width x ci (channel-last) to 2h x 2width x co; w (groups x ci x 4 x 4 x co), b (groups x co); groups as
              in linear
    conv      h, width, ci, co, side k (1, 3 or 4), stride s (1 or 2; 1 where it is missing), groups, w, b, act: convolution of
              rows that are h x width x ci, zeros outside, padding p = (k - 1) // 2: to h' x width' x co, h' being
              (h + 2p - k) // s + 1; w (groups x ci x k x k x co), w[.., i, j, ..] being that of the pixel i - p rows and j - p
              columns on; b (groups x co); groups as in linear
    upsample  h, width, channels: rows that are h x width x channels to 2h x 2width, every pixel four times
    tile      h, width: y is x in every pixel, rows that are h x width x (width of x). A conv of it is computed once for each
              kind of pixel: inside, and each edge and corner
    join      xs, channels [c1, c2 ..]: maps of one h x width side by side, h x width x (c1 + c2 ..); act
    instance_norm  channels, eps, act: y = act((x - m) / sqrt(v + eps)), m and v of each row's channel over its pixels (biased)
    add       xs: registers of one width, summed; act. In add, times and join an x of one row is used for every row.
    times     xs: two registers of one width, multiplied number by number

act is null, relu, leaky (0.2 x below zero), tanh or sigmoid. The last op writes `images`: m rows of H x W x C (channel-last) in
[-1, 1], or m x 2.
The registers `weights` (1 x K) and `logits` (1 x K, or 1 x N for a tree) always exist when K > 1.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = ["Program", "ProgramBuilder", "id_of"]

MAGIC = b"MIXG"
TENSORS = ("w", "b", "mu", "sd")            # fields of an operation that name a place in the buffer
BLOCK = 64                      # numbers of int8 that share a scale; live/program.js has the same
SMALL = 4096                    # numbers of a tensor that stays float16: the last layer of 28 px has 512
Array = NDArray[np.floating[Any]]


@dataclass(frozen=True)
class Program:
    """Header and tensors (float32, flat). `to_bytes` rounds the tensors to float16 unless told otherwise."""

    header: dict[str, Any]
    tensors: NDArray[np.float32]

    def to_bytes(self, dtype: str = "float16") -> bytes:
        """The program in its transport form. `dtype`: float16 (half a grey level of error), float32, or int8 (a few levels)."""
        header = {**self.header, "dtype": dtype}
        if dtype == "int8":
            header["bytes"] = self._large()
            body = _with_bytes(self.tensors, header["bytes"])
        else:
            body = self.tensors.astype(np.dtype(dtype).newbyteorder("<")).tobytes()
        header["id"] = hashlib.blake2b(json.dumps(header).encode() + body, digest_size=8).hexdigest()
        text = json.dumps(header, separators=(",", ":")).encode()
        text += b" " * (-len(text) % 4)
        return MAGIC + len(text).to_bytes(4, "little") + text + body

    def _large(self) -> list[list[int]]:
        """Where the tensors lie that int8 has as bytes."""
        named = [(op["y"], tuple(op[name])) for op in self.header["ops"] for name in TENSORS if isinstance(op.get(name), list)]
        deciding = {place for y, place in named if y == "logits"}
        return [list(place) for place in sorted({place for _, place in named} - deciding) if place[1] > SMALL]


def _with_bytes(tensors: NDArray[np.float32], places: list[list[int]]) -> bytes:
    """The buffer of int8. `places`: of the tensors that are bytes."""
    rest, scales, numbers = np.ones(len(tensors), bool), b"", b""
    for start, count in places:
        rest[start : start + count] = False
        blocks = np.pad(tensors[start : start + count], (0, -count % BLOCK)).reshape(-1, BLOCK)
        scale = (np.abs(blocks).max(1) / 127).astype("<f2")
        steps = np.maximum(scale.astype(np.float32), np.finfo(np.float16).smallest_subnormal)[:, None]
        scales += scale.tobytes()
        numbers += np.clip(np.rint(blocks / steps), -127, 127).astype(np.int8).reshape(-1)[:count].tobytes()
    return tensors[rest].astype("<f2").tobytes() + scales + numbers


def id_of(program: bytes) -> str:
    """The id in a program's header."""
    length = int.from_bytes(program[4:8], "little")
    found: str = json.loads(program[8 : 8 + length])["id"]
    return found


@dataclass
class ProgramBuilder:
    """Collects operations; a family writes its own, `networks` parts add theirs."""

    header: dict[str, Any]
    ops: list[dict[str, Any]] = field(default_factory=list)
    _chunks: list[NDArray[np.float32]] = field(default_factory=list)
    _length: int = 0

    def tensor(self, values: Any) -> list[int]:
        """Append a tensor (torch or numpy, any shape, row-major); its [offset, count]."""
        array = values.detach().cpu().numpy() if hasattr(values, "detach") else np.asarray(values)
        flat = np.ascontiguousarray(array, np.float32).reshape(-1)
        place = [self._length, flat.size]
        self._chunks.append(flat)
        self._length += flat.size
        return place

    def add(self, op: str, x: str, y: str, **fields: Any) -> str:
        """Append an operation; returns the name of the register it writes."""
        self.ops.append({"op": op, "x": x, "y": y, **fields})
        return y

    def include(self, whole: Program, images: str) -> None:
        """All operations of another program before those that follow; its pictures go into the register `images`."""
        start = self._length
        self.tensor(whole.tensors)
        for op in whole.header["ops"]:
            moved = {name: [start + value[0], value[1]] if name in TENSORS and isinstance(value, list) else value
                     for name, value in op.items()}
            self.ops.append({**moved, "y": images} if op["y"] == "images" else moved)

    def build(self) -> Program:
        tensors = np.concatenate(self._chunks) if self._chunks else np.zeros(0, np.float32)
        return Program({"v": 1, **self.header, "ops": self.ops}, tensors)
