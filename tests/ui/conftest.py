"""A home of its own for every test, and the app as AppTest runs it: Python only, no browser."""

from __future__ import annotations

import gc
import os
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import pytest
import streamlit as st
from streamlit.components.v2 import manifest_scanner
from streamlit.testing.v1 import AppTest

from mixgan import jobs
from tests.ui.tiny import write_tiny

REPOSITORY = Path(__file__).resolve().parents[2]
PATIENCE_S = 30                    # the first page of a process imports torch


@pytest.fixture(scope="session", autouse=True)
def libraries_looked_through_once() -> Iterator[None]:
    """AppTest searches all installed packages for components at each start, as a server does once: most of its time.

    And every run ends with a collection of garbage, over all libraries unless they are set aside, as a server does once.
    """
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(manifest_scanner, "scan_component_manifests", cache(manifest_scanner.scan_component_manifests))
        gc.freeze()
        yield
        gc.unfreeze()


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty MIXGAN_HOME, and no shipped models."""
    monkeypatch.setenv("MIXGAN_HOME", str(tmp_path))
    monkeypatch.setattr("mixgan.store.models.shipped_root", lambda: tmp_path / "checkpoints")
    monkeypatch.setattr("mixgan.ui.model.warm.begin", lambda: None)
    st.cache_data.clear()
    st.cache_resource.clear()
    return tmp_path


@pytest.fixture
def models(home: Path) -> Callable[..., dict[str, object]]:
    """Write tiny models as shipped ones, by family; gives their generators."""

    def write(*names: str, **options: object) -> dict[str, object]:
        return {name: write_tiny(home / "checkpoints" / f"{name}-tiny", name, **options) for name in names}

    return write


@pytest.fixture
def open_page() -> Callable[..., AppTest]:
    """`open_page("Tree", model="hmog-tiny")`: the page as a link opens it."""

    def start(page: str = "Home", **parameters: str) -> AppTest:
        app = AppTest.from_file(str(REPOSITORY / "app.py"), default_timeout=PATIENCE_S)
        for name, value in parameters.items():
            app.query_params[name] = value
        if page != "Home":
            app.switch_page(f"pages/{page}.py")
        return app.run()

    return start


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> list[tuple[list[str], Path]]:
    """Commands that would have been started."""
    commands: list[tuple[list[str], Path]] = []

    def start(argv: list[str], folder: Path) -> int:
        commands.append((list(argv), folder))
        jobs.write(folder, phase="queued", message="starting", steps=20)
        return os.getpid()

    monkeypatch.setattr("mixgan.jobs.start", start)
    return commands
