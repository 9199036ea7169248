"""A home of its own for every test, and shipped models of its own."""

from __future__ import annotations

from pathlib import Path

import pytest

from mixgan.config import DataFacts, RunConfig
from mixgan.store import models


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """MIXGAN_HOME, with an empty `shipped` beside it in place of the repository's checkpoints."""
    monkeypatch.setenv("MIXGAN_HOME", str(tmp_path / "home"))
    monkeypatch.setattr(models, "shipped_root", lambda: tmp_path / "shipped")
    monkeypatch.chdir(tmp_path)
    (tmp_path / "home").mkdir()
    (tmp_path / "shipped").mkdir()
    return tmp_path / "home"


@pytest.fixture
def config() -> RunConfig:
    return RunConfig(family="hmog", data="digits", facts=DataFacts(image_shape=(1, 8, 8)), options={"depth": 2})
