"""What every component's own HTML must hold before its script has run: a reader may come by at any moment."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import mixgan.ui.components

FOLDER = Path(mixgan.ui.components.__file__).parent
FILES = sorted(path for path in FOLDER.glob("*/__init__.py") if "<div class=" in path.read_text(encoding="utf-8"))


def nameless_pictures(html: str) -> list[str]:
    return [tag for tag in re.findall(r"<[^>]*role=\"img\"[^>]*>", html) if "aria-label" not in tag]


def test_there_are_components_to_read() -> None:
    assert {path.parent.name for path in FILES} >= {"covariance", "experts", "map", "mix", "sheet", "tree"}


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.parent.name)
def test_no_picture_without_words(path: Path) -> None:
    assert nameless_pictures(path.read_text(encoding="utf-8")) == []


def test_a_picture_without_words_would_be_found() -> None:
    assert nameless_pictures('<div class="sheet" role="img"></div>') == ['<div class="sheet" role="img">']
