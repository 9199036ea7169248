"""A map's samples for TensorBoard's Embedding Projector: vectors, labels and a sprite sheet in a folder. No package is needed.

The vectors are those that the stored map was laid out by (the first 50 principal components of the latent space).
"""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from mixgan.analysis.latents import REDUCED, latent, principal
from mixgan.analysis.observe import drawn
from mixgan.errors import ConfigError
from mixgan.families.contract import Generator
from mixgan.files import write_bytes, write_json
from mixgan.store.maps import StoredMap

__all__ = ["MAX_SPRITE_PX", "write_projector"]

MAX_SPRITE_PX = 8192            # a side; larger textures stay black in many browsers


def write_projector(generator: Generator, stored: StoredMap, folder: Path) -> None:
    """vectors.bytes (n, d) float32, metadata.tsv, sprite.png, projector_config.json: `tensorboard --logdir FOLDER`, or upload."""
    draw = drawn(generator, stored.n, stored.seed)
    vectors = principal(latent(generator, draw, stored.space), REDUCED, stored.seed)
    write_bytes(folder / "vectors.bytes", np.ascontiguousarray(vectors, np.float32).tobytes())
    write_bytes(folder / "metadata.tsv", _labels(stored, generator.expert_word).encode())
    entry: dict[str, Any] = {"tensorName": f"{stored.space} of {stored.n} samples", "tensorShape": list(vectors.shape),
                             "tensorPath": "vectors.bytes", "metadataPath": "metadata.tsv"}
    if stored.thumbs:
        sprite = Image.open(io.BytesIO(stored.thumbs)).convert("RGB")
        if max(sprite.size) > MAX_SPRITE_PX:
            raise ConfigError(f"The map's pictures fill {sprite.width} x {sprite.height} px; at most {MAX_SPRITE_PX} a side "
                              "fit a sprite.", "Make a map of fewer samples.")
        buffer = io.BytesIO()
        sprite.save(buffer, "PNG")
        write_bytes(folder / "sprite.png", buffer.getvalue())
        rows = -(-stored.n // stored.columns)
        entry["sprite"] = {"imagePath": "sprite.png", "singleImageDim": [stored.thumb_px, sprite.height // rows]}
    write_json(folder / "projector_config.json", {"embeddings": [entry]})


def _labels(stored: StoredMap, word: str) -> str:
    """One line a sample under a line of names; a class that nobody could tell is empty."""
    names = [_plain(name) for name in stored.class_names]
    lines = ["\t".join([word, "weight", "class", "confidence"])]
    for expert, weight, cls, confidence in zip(stored.expert, stored.weight, stored.cls, stored.confidence, strict=True):
        read = [names[cls], f"{confidence:.3f}"] if 0 <= cls < len(names) else ["", ""]
        lines.append("\t".join([str(expert + 1), f"{weight:.3f}", *read]))
    return "\n".join(lines) + "\n"


def _plain(name: str) -> str:
    """A class name comes from a user's folder: a tab or a line break in it would move the columns."""
    return " ".join(name.split())
