"""The Embedding Projector's files hold the map's own samples, in order."""

from __future__ import annotations

import io
import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from mixgan.analysis import projector
from mixgan.analysis.projector import write_projector
from mixgan.analysis.publish import make_map
from mixgan.errors import ConfigError
from mixgan.families.contract import Generator
from mixgan.store.maps import StoredMap
from tests.families.test_contract import build, tiny

N = 30


@pytest.fixture(scope="module")
def model() -> tuple[Generator, StoredMap]:
    generator = build("gmgan", "colour", {})
    return generator, make_map(generator, tiny("gmgan", "colour", {}), n=N, umap=False)


def test_vectors_labels_and_pictures_are_those_of_the_map(model: tuple[Generator, StoredMap], tmp_path: Path) -> None:
    generator, stored = model
    classes = np.arange(N) % 3 - 1                                  # -1: nobody could tell
    stored = replace(stored, cls=classes, class_names=("a\tb\nc", "d"))
    write_projector(generator, stored, tmp_path)
    (entry,) = json.loads((tmp_path / "projector_config.json").read_text())["embeddings"]
    vectors = np.fromfile(tmp_path / entry["tensorPath"], np.float32).reshape(entry["tensorShape"])
    assert len(vectors) == N
    np.testing.assert_allclose(vectors[:, :2], stored.pca, rtol=1e-3, atol=1e-4)        # the map's own first two axes
    header, *rows = [line.split("\t") for line in (tmp_path / entry["metadataPath"]).read_text().splitlines()]
    assert header == ["component", "weight", "class", "confidence"]
    assert [row[0] for row in rows] == [str(k + 1) for k in stored.expert]
    assert [row[2] for row in rows] == ["" if c < 0 else ("a b c", "d")[c] for c in classes]
    sprite = Image.open(tmp_path / entry["sprite"]["imagePath"])
    wide, high = entry["sprite"]["singleImageDim"]
    assert (wide, high) == (16, 16)
    assert sprite.width // wide * (sprite.height // high) >= N
    at = 7
    box = (at % stored.columns * wide, at // stored.columns * high)
    tile = np.asarray(sprite.crop((*box, box[0] + wide, box[1] + high)))
    own = np.asarray(Image.open(io.BytesIO(stored.thumbs)).convert("RGB").crop((*box, box[0] + wide, box[1] + high)))
    np.testing.assert_array_equal(tile, own)


def test_a_sprite_that_no_browser_shows_is_refused(
    model: tuple[Generator, StoredMap], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(projector, "MAX_SPRITE_PX", 64)
    with pytest.raises(ConfigError, match="at most 64 a side"):
        write_projector(*model, tmp_path)
