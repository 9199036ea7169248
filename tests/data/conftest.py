"""No test here reaches a network, or finds data that happen to lie on this machine; arrays come from an npz."""

from __future__ import annotations

import socket
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from mixgan import data
from mixgan.data.imageset import ImageSet
from mixgan.data.splits import Split
from mixgan.errors import DataError


@pytest.fixture(autouse=True)
def _nowhere(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def refused(*_: object, **__: object) -> None:
        raise OSError("a test tried to reach the network")

    monkeypatch.setattr(socket.socket, "connect", refused)
    monkeypatch.setattr(socket, "getaddrinfo", refused)
    monkeypatch.setenv("MIXGAN_DATA", str(tmp_path / "nothing-here"))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "set.npz"


def load(path: Path, split: Split = "train", **saved: Any) -> ImageSet:
    """Save the arrays, if any are given, and load one split."""
    if saved:
        np.savez(path, **saved)
    return data.load(str(path), split=split)


def refused(path: Path, sentence: str, **saved: Any) -> DataError:
    with pytest.raises(DataError, match=sentence) as caught:
        load(path, **saved)
    assert caught.value.remedy
    return caught.value
