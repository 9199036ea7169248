"""safetensors files, read with nothing taken on trust.

The header is parsed here and compared with the expected names and shapes before memory is taken: a file may claim
anything. Pickles and zip archives are told by their first bytes and never opened.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mixgan.errors import StoreError
from mixgan.files import write_bytes

if TYPE_CHECKING:
    from torch import Tensor

__all__ = ["MAX_HEADER_BYTES", "header", "read_tensors", "write_tensors"]

MAX_HEADER_BYTES = 2**20
_BYTES = {"F64": 8, "F32": 4, "F16": 2, "BF16": 2, "I64": 8, "I32": 4, "I16": 2, "I8": 1, "U8": 1, "BOOL": 1}
_FOREIGN = {b"PK\x03\x04": "a zip archive, perhaps of torch.save", b"\x80\x02": "a pickle", b"\x80\x03": "a pickle",
            b"\x80\x04": "a pickle", b"\x80\x05": "a pickle"}
Shape = tuple[int, ...]


def write_tensors(path: Path, tensors: Mapping[str, Tensor], metadata: Mapping[str, str] | None = None) -> None:
    """Write tensors of any device, whole or not at all."""
    from safetensors.torch import save

    own = {name: tensor.detach().cpu().contiguous() for name, tensor in tensors.items()}
    write_bytes(path, save(own, dict(metadata) if metadata else None))     # save_file hides a full disk from us


def header(path: Path) -> dict[str, tuple[str, Shape]]:
    """{name: (dtype, shape)} of a safetensors file, checked against the size of the file. Needs no torch."""
    where = f"{path.parent.name}/{path.name}"
    try:
        size = path.stat().st_size
        with path.open("rb") as file:
            first = file.read(8)
            length = int.from_bytes(first, "little")
            if len(first) < 8 or length > min(MAX_HEADER_BYTES, max(0, size - 8)):
                for magic, what in _FOREIGN.items():                # only here: a header of 640 bytes begins like a pickle
                    if first.startswith(magic):
                        raise StoreError(f"{where} is {what}, not safetensors.", "It was not opened; pickles never are.")
                raise StoreError(f"{where} is cut off or not safetensors: {size:,} bytes.", "The file is unchanged.")
            text = file.read(length)
        content = json.loads(text)
    except FileNotFoundError as err:
        raise StoreError(f"{where} is missing.", "A model folder is complete when this file is there.") from err
    except OSError as err:
        raise StoreError(f"{where} cannot be read: {err.strerror}.") from err
    except (ValueError, RecursionError) as err:
        raise StoreError(f"The header of {where} is broken.", "The file is unchanged.") from err
    return _checked(content, size - 8 - length, where)


def _checked(content: Any, body: int, where: str) -> dict[str, tuple[str, Shape]]:
    found: dict[str, tuple[str, Shape]] = {}
    end = 0
    try:
        entries = [(name, entry) for name, entry in content.items() if name != "__metadata__"]
        for name, entry in sorted(entries, key=lambda item: item[1]["data_offsets"]):
            shape, (start, stop) = tuple(entry["shape"]), entry["data_offsets"]
            if any(type(number) is not int for number in (*shape, start, stop)):
                raise TypeError(name)
            if start != end or stop - start != math.prod(shape) * _BYTES[entry["dtype"]] or min(shape, default=0) < 0:
                raise StoreError(f"The header of {where} is broken at tensor {name[:60]}.", "The file is unchanged.")
            end = stop
            found[name] = (entry["dtype"], shape)
    except (AttributeError, KeyError, TypeError, ValueError) as err:
        raise StoreError(f"The header of {where} is broken.", "The file is unchanged.") from err
    if end != body:
        raise StoreError(f"{where} is cut off: its header promises {end:,} bytes of tensors, it holds {body:,}.",
                         "Copy it again; the file is unchanged.")
    return found


def read_tensors(path: Path, expected: Mapping[str, Shape] | None = None) -> dict[str, Tensor]:
    """The tensors of `path`, float16 widened to float32. With `expected`, names and shapes must be just those."""
    import torch
    from safetensors import SafetensorError
    from safetensors.torch import load_file

    found = header(path)
    if expected is not None:
        _compare(found, expected, path)
    try:
        tensors = load_file(str(path))
    except (SafetensorError, OSError) as err:                       # what only its own reader minds, as in its metadata
        raise StoreError(f"{path.parent.name}/{path.name} is broken: {err}.", "The file is unchanged.") from err
    return {name: tensor.float() if tensor.dtype in (torch.float16, torch.bfloat16) else tensor
            for name, tensor in tensors.items()}


def _compare(found: Mapping[str, tuple[str, Shape]], expected: Mapping[str, Shape], path: Path) -> None:
    name_of = path.parent.name
    for name, shape in expected.items():
        if name not in found:
            raise StoreError(f"{name_of}: the tensor {name} is missing.", "The folder is unchanged.")
        if found[name][1] != tuple(shape):
            raise StoreError(f"{name_of}: the tensor {name} has shape {found[name][1]}, its config says {tuple(shape)}.",
                             "The folder is unchanged.")
    extra = sorted(set(found) - set(expected))
    if extra:
        raise StoreError(f"{name_of}: the tensor {extra[0][:60]} is not in a model of its config.", "The folder is unchanged.")
