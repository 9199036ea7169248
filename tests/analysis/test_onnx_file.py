"""ONNX Runtime draws what PyTorch draws, for every family and any number of rows."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from mixgan import families
from mixgan.analysis import onnx_file
from mixgan.analysis.onnx_file import write_onnx
from mixgan.errors import ConfigError
from tests.families.test_contract import build, make_draw

onnxruntime = pytest.importorskip("onnxruntime", reason="ONNX Runtime is not installed")
CLOSE = 1e-5                    # float32 and another order of sums; 3.4e-7 was seen


CASES = [*((family, {"share_decoder": False} if family == "megan" else {}) for family in families.names()),
         ("hmog", {"decoder": "residual"}), ("megan", {"decoder": "residual", "share_decoder": False})]


@pytest.mark.parametrize(("family", "options"), CASES)
def test_the_file_draws_the_same(family: str, options: dict[str, Any], tmp_path: Path) -> None:
    generator = build(family, "picture", options)
    write_onnx(generator, tmp_path / "model.onnx", {"name": "Größe"})
    session = onnxruntime.InferenceSession(str(tmp_path / "model.onnx"))
    assert json.loads(session.get_modelmeta().custom_metadata_map["mixgan"]) == {"name": "Größe"}
    for n, spread in ((1, 1.0), (7, 0.5)):
        draw = make_draw(generator, n)
        given = {"noise": draw.noise.numpy(), "spread": np.full(generator.n_experts, spread, np.float32)}
        if generator.chooses:
            assert draw.chance is not None
            given["chance"] = draw.chance.numpy()
        if draw.label is not None:
            given["label"] = draw.label.numpy()
        if draw.condition is not None:
            given["condition"] = draw.condition.numpy()
        assert {one.name for one in session.get_inputs()} == set(given)
        images, weights = session.run(["images", "weights"], given)
        with torch.no_grad():
            sample = generator.sample(draw, spread=spread)
        np.testing.assert_allclose(images, sample.images.numpy(), atol=CLOSE)
        np.testing.assert_allclose(weights, sample.weights.numpy(), atol=CLOSE)


def test_a_missing_package_is_a_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(onnx_file, "find_spec", lambda name: None)
    with pytest.raises(ConfigError, match="pip install onnx onnxscript"):
        write_onnx(build("gan", "picture", {}), tmp_path / "model.onnx", {})
    assert list(tmp_path.iterdir()) == []
