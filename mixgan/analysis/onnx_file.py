"""A generator as an ONNX file, for programs without PyTorch. Needs the packages onnx and onnxscript."""

from __future__ import annotations

import json
import warnings
from importlib.util import find_spec
from pathlib import Path

import torch
from torch import Tensor, nn

from mixgan.errors import ConfigError
from mixgan.families.contract import Draw, Generator
from mixgan.files import write_with
from mixgan.rng import Stream

__all__ = ["write_onnx"]

OPSET = 18


class _Whole(nn.Module):
    """Noise (n, Z), chance (n, K) where the family draws an expert, label (n,) or condition (n, C, H, W) where it
    reads one, spread (K,)

    -> pictures (n, C, H, W), weights (n, K).
    """

    def __init__(self, generator: Generator) -> None:
        super().__init__()
        self.generator = generator

    def forward(
        self, noise: Tensor, chance: Tensor | None, label: Tensor | None, condition: Tensor | None, spread: Tensor
    ) -> tuple[Tensor, Tensor]:
        g, draw = self.generator, Draw(noise, chance, label=label, condition=condition)
        weights = g.weights(draw)
        return g.blend(g.parts(draw, spread), weights[:, None]).squeeze(1), weights


def write_onnx(generator: Generator, path: Path, facts: dict[str, str]) -> None:
    """Write `generator` to `path`, whole or not at all, with any number of rows; `facts` go into the file's metadata.

    Raises ConfigError where a package is missing. The numbers are those of `forward` within 1e-5, as the tests show.
    """
    if find_spec("onnx") is None or find_spec("onnxscript") is None:
        raise ConfigError("ONNX files need the packages onnx and onnxscript.", "Install them: pip install onnx onnxscript")
    draw = generator.draw(2, Stream(0))
    rows = {0: torch.export.Dim("n", min=1)}
    inputs = {"noise": draw.noise, "chance": draw.chance, "label": draw.label, "condition": draw.condition,
              "spread": torch.ones(generator.n_experts)}
    names = [name for name, value in inputs.items() if value is not None]
    # with gradients on: without them MEGAN looks at its choice and runs the chosen expert alone, which no graph can
    with torch.enable_grad(), warnings.catch_warnings():
        warnings.simplefilter("ignore")                             # the exporter's, of its own parts
        program = torch.onnx.export(
            _Whole(generator.eval()), tuple(inputs.values()), dynamo=True, opset_version=OPSET, verbose=False,
            input_names=names, output_names=["images", "weights"],
            dynamic_shapes={name: rows if name in names and name != "spread" else None for name in inputs})
    assert program is not None
    program.model.metadata_props.update({"mixgan": json.dumps(facts)})
    write_with(path, lambda temporary: program.save(str(temporary)))
