"""Files of tensors: what was written comes back, and what lies is refused before memory is taken."""

from __future__ import annotations

import json
import tracemalloc
from pathlib import Path
from typing import Any

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from mixgan.errors import RunError, StoreError
from mixgan.store.tensors import MAX_HEADER_BYTES, header, read_tensors, write_tensors
from tests.faults import FAULTS, WHERE, break_disk

KINDS = [torch.float32, torch.float64, torch.float16, torch.bfloat16, torch.int64, torch.int32, torch.uint8, torch.bool]
NAMES = st.text(st.characters(codec="utf-8"), min_size=1, max_size=80).filter(lambda name: name != "__metadata__")
WEIGHT, BIAS = torch.arange(6.0).reshape(2, 3), torch.tensor([1.5, -2.0])
EXPECTED = {"net.weight": (2, 3), "net.bias": (2,)}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "hmog-tiny" / "model.safetensors"
    write_tensors(path, {"net.weight": WEIGHT, "net.bias": BIAS}, {"family": "hmog"})
    return path


def planted(path: Path, content: Any, body: bytes = b"", length: int | None = None) -> Path:
    """A file by hand: any header, any body, any promised length of the header."""
    text = content if isinstance(content, bytes) else json.dumps(content).encode()
    path.write_bytes((len(text) if length is None else length).to_bytes(8, "little") + text + body)
    return path


def refused(path: Path, sentence: str, expected: dict[str, tuple[int, ...]] | None = None) -> str:
    before = path.read_bytes() if path.stat().st_size < 2**20 else b""
    with pytest.raises(StoreError, match=sentence) as refusal:
        read_tensors(path, expected)
    assert not before or path.read_bytes() == before
    return str(refusal.value)


# --- round trips ----------------------------------------------------------------------------------------------------------

@settings(max_examples=40, deadline=None)
@given(shapes=st.dictionaries(NAMES,
                              st.tuples(st.sampled_from(KINDS), st.lists(st.integers(0, 4), max_size=3)), max_size=5),
       seed=st.integers(0, 2**31))
def test_tensors_come_back(shapes: dict, seed: int, tmp_path_factory: pytest.TempPathFactory) -> None:
    path = tmp_path_factory.mktemp("tensors") / "a.safetensors"
    chance = torch.Generator()
    chance.manual_seed(seed)
    tensors = {name: torch.randint(-5, 6, shape, generator=chance).to(kind) for name, (kind, shape) in shapes.items()}
    write_tensors(path, tensors)
    back = read_tensors(path, {name: tuple(shape) for name, (_, shape) in shapes.items()})
    assert back.keys() == tensors.keys()
    for name, tensor in tensors.items():
        half = tensor.dtype in (torch.float16, torch.bfloat16)
        assert back[name].dtype == (torch.float32 if half else tensor.dtype)
        assert torch.equal(back[name], tensor.to(back[name].dtype))


@pytest.mark.parametrize("length", [512, 640, 896, 1152, 1408])
def test_no_length_of_the_header_reads_as_a_pickle(length: int, tmp_path: Path) -> None:
    """A header of 0x280 bytes begins with the bytes 80 02, as a pickle of protocol 2 does."""
    text = json.dumps({"a": {"dtype": "U8", "shape": [1], "data_offsets": [0, 1]}}).ljust(length)
    path = planted(tmp_path / "a.safetensors", text.encode(), b"\7")
    assert header(path) == {"a": ("U8", (1,))}
    assert read_tensors(path)["a"].tolist() == [7]


def test_views_and_gradients_are_written_as_their_values(tmp_path: Path) -> None:
    base = torch.arange(12.0, requires_grad=True)
    write_tensors(tmp_path / "a.safetensors", {"t": (base * 1).reshape(3, 4).T})
    assert torch.equal(read_tensors(tmp_path / "a.safetensors")["t"], base.detach().reshape(3, 4).T)


def test_the_header_alone_needs_no_body(path: Path) -> None:
    assert header(path) == {"net.weight": ("F32", (2, 3)), "net.bias": ("F32", (2,))}


# --- what does not fit the config -----------------------------------------------------------------------------------------

def test_another_shape_is_expected_against_found(path: Path) -> None:
    sentence = refused(path, "the tensor net", {**EXPECTED, "net.weight": (2, 4)})
    assert "shape (2, 3), its config says (2, 4)" in sentence
    assert "hmog-tiny" in sentence


def test_a_missing_and_a_surplus_tensor_are_named(path: Path) -> None:
    refused(path, r"hmog-tiny: the tensor net\.scale is missing", {**EXPECTED, "net.scale": (1,)})
    refused(path, r"the tensor net\.bias is not in a model", {"net.weight": (2, 3)})
    assert torch.equal(read_tensors(path, EXPECTED)["net.weight"], WEIGHT)


# --- what is no safetensors file ------------------------------------------------------------------------------------------

@pytest.mark.parametrize("start", [b"\x80\x02}q\x00.", b"\x80\x04\x95\x1a\0\0\0\0\0\0\0", b"\x80\x05\x95\x1a\0\0\0\0\0\0\0"])
def test_a_pickle_of_that_name_is_never_opened(start: bytes, tmp_path: Path) -> None:
    path = tmp_path / "model.safetensors"
    path.write_bytes(start + b"0" * 100)
    refused(path, "is a pickle, not safetensors")


def test_a_pickle_that_would_act_does_not(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "model.safetensors"
    path.write_bytes(b"cos\nsystem\n(S'touch acted'\ntR.")             # protocol 0: no magic to tell it by
    refused(path, "not safetensors")
    torch.save({"a": torch.zeros(2)}, path)
    refused(path, r"is a zip archive, perhaps of torch\.save")
    assert not (tmp_path / "acted").exists()


def test_every_truncation_is_refused(path: Path) -> None:
    whole = path.read_bytes()
    for size in range(len(whole)):
        path.write_bytes(whole[:size])
        with pytest.raises(StoreError, match=r"cut off|broken"):
            read_tensors(path)
    path.write_bytes(whole + b"\0")
    refused(path, "its header promises")


def test_a_huge_header_is_not_read(tmp_path: Path) -> None:
    """Sparse files: the first promises more than there is, the second holds what it promises."""
    path = planted(tmp_path / "a.safetensors", b"{}", length=2**63 - 1)
    refused(path, "cut off or not safetensors")
    with path.open("rb+") as file:
        file.write((64 * 2**20).to_bytes(8, "little"))
        file.truncate(65 * 2**20)
    tracemalloc.start()
    with pytest.raises(StoreError, match="not safetensors"):
        header(path)
    taken = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert taken < 2 * MAX_HEADER_BYTES


def entry(dtype: Any = "F32", shape: Any = (2,), offsets: Any = (0, 8)) -> dict[str, Any]:
    return {"a": {"dtype": dtype, "shape": shape, "data_offsets": offsets}}


@pytest.mark.parametrize("content", [
    entry(shape=[10**6]), entry(shape=[2**62, 4]), entry(offsets=[0, 2**40]), entry(offsets=[-8, 0]), entry(offsets=[4, 12]),
    entry(shape=[-1, -2]), entry(shape=[2.5]), entry(shape=["2"]), entry(shape="2"), entry(shape=[True, 2]), entry(shape=None),
    entry(shape=2), entry(dtype="F31"), entry(dtype=[]), entry(dtype=None), entry(offsets=[0]), entry(offsets=["0", "8"]),
    entry(offsets=[0.0, 8.0]), entry(offsets={}), {"a": {}}, {"a": None}, {"a": 3}, [], 3, None, {},
    {**entry(), "b": entry()["a"]}, {**entry(), "__metadata__": {"a": 1}}, {**entry(), "__metadata__": 3},
    b"not json", b"\xff" * 8, b"[" * 5000, b'{"a": {"dtype": "F32", "shape": [Infinity], "data_offsets": [0, 8]}}',
    b'{"a": {"dtype": "F32", "shape": [NaN], "data_offsets": [0, 8]}}',
], ids=lambda value: json.dumps(value)[:60] if not isinstance(value, bytes) else str(value[:16]))
def test_a_header_that_lies_is_a_sentence(content: Any, tmp_path: Path) -> None:
    path = planted(tmp_path / "a.safetensors", content, bytes(8))
    refused(path, "broken|cut off|not safetensors")


@pytest.mark.parametrize(("first", "second"), [((0, 8), (0, 8)), ((0, 8), (4, 12)), ((0, 8), (12, 20)), ((8, 16), (0, 4))])
def test_tensors_that_overlap_or_leave_a_gap_are_refused_by_the_header_alone(
    first: tuple[int, int], second: tuple[int, int], tmp_path: Path
) -> None:
    content = {**entry(offsets=first), "b": entry(shape=[(second[1] - second[0]) // 4], offsets=second)["a"]}
    path = planted(tmp_path / "a.safetensors", content, bytes(max(first[1], second[1])))
    with pytest.raises(StoreError, match=r"The header of .* is broken at tensor"):
        header(path)


@settings(max_examples=100, deadline=None)
@given(at=st.integers(0, 10**6), byte=st.integers(0, 255))
def test_a_changed_byte_is_read_or_refused_never_a_crash(at: int, byte: int, tmp_path_factory: pytest.TempPathFactory) -> None:
    path = tmp_path_factory.mktemp("flip") / "a.safetensors"
    write_tensors(path, {"w": WEIGHT, "b": BIAS.half()})
    data = bytearray(path.read_bytes())
    data[at % len(data)] = byte
    path.write_bytes(data)
    asked: dict[str, tuple[int, ...]] = {"w": (2, 3), "b": (2,)}
    try:
        found = read_tensors(path, asked)
    except StoreError:
        return
    assert {name: tuple(one.shape) for name, one in found.items()} == asked


def test_a_file_that_is_not_there_or_no_file(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="is missing"):
        read_tensors(tmp_path / "model.safetensors")
    with pytest.raises(StoreError, match="cannot be read"):
        read_tensors(tmp_path)


# --- faults of the disk ---------------------------------------------------------------------------------------------------

@pytest.mark.parametrize("code", FAULTS)
@pytest.mark.parametrize("where", WHERE)
def test_a_failed_write_leaves_the_old_tensors(where: str, code: int, path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch:
        break_disk(patch, where, code)
        with pytest.raises(RunError, match=FAULTS[code]):
            write_tensors(path, {"net.weight": WEIGHT + 1, "net.bias": BIAS + 1})
    assert torch.equal(read_tensors(path, EXPECTED)["net.bias"], BIAS)
    assert [file.name for file in path.parent.iterdir()] == [path.name]
