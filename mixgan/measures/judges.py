"""The judges: small classifiers that say which class a picture shows, and turn it into features for the measures.

    judge = load("mnist")                       # None where no judge was trained
    verdict = judge(images)                     # uint8 (n, H, W, C)
    verdict.probabilities, verdict.features

Features are the 64 numbers before the last ReLU (after it half of them were dead in trials), standardised by mean and
deviation of the real training set, which are stored with the parameters: distances would otherwise depend on the
arbitrary scale of one training run. A judge sees labels, so it is for measuring only: never a loss, a filter or a
stopping rule, or its figures stop meaning anything.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Protocol, cast

import numpy as np
import torch
from numpy.typing import NDArray
from pydantic import Field, field_validator
from torch import Tensor, nn

from mixgan.config import DataFacts, RunConfig, Strict, checked
from mixgan.errors import StoreError
from mixgan.files import home, inside, read_json, shipped_root
from mixgan.measures.features import Floors
from mixgan.pictures import to_float
from mixgan.store import tensors

__all__ = ["FEATURES", "Judge", "JudgeConfig", "JudgeNet", "Judgement", "Reader", "judges_root", "load", "load_folder", "of",
           "own_folder"]

FEATURES = 64
DEAD = 1e-6                     # a feature that deviates less on the real training set is dropped
CHUNK = 500                     # pictures at a time: 28 px activations of a chunk take about 25 MB


class JudgeConfig(Strict):
    """`config.json` of a judge: what it was trained on and how good it is on pictures it never saw."""

    data: str
    image_shape: tuple[int, int, int]
    class_names: tuple[str, ...] = Field(min_length=2, max_length=1000)
    epochs: int = Field(ge=1)
    seed: int = Field(ge=0)
    flip: bool = Field(False, description="trained with horizontal flips")
    n_train: int = Field(ge=1)
    n_test: int = Field(ge=1)
    accuracy: float = Field(ge=0, le=1, description="on the test split, with the stored parameters")
    confidence: float = Field(ge=0, le=1, description="mean largest probability on the test split")

    @field_validator("image_shape")
    @classmethod
    def _pictures(cls, shape: tuple[int, int, int]) -> tuple[int, int, int]:
        return cast(tuple[int, int, int], DataFacts(image_shape=shape).image_shape)     # as of a model


@dataclass(frozen=True)
class Judgement:
    """What a judge says about n pictures."""

    probabilities: NDArray[np.float32]      # (n, C), rows sum to 1
    features: NDArray[np.float64]           # (n, d) standardised, d <= 64 live dimensions

    @property
    def classes(self) -> NDArray[np.int64]:
        return self.probabilities.argmax(1)

    @property
    def confidence(self) -> NDArray[np.float32]:
        return self.probabilities.max(1)


class Reader(Protocol):
    """What turns pictures into features for the measures: a judge, or principal components where there are no classes."""

    letter: str                             # of its features in the names of figures: `precision-c@5`
    features_id: str
    floors: Floors | None

    def __call__(self, images: NDArray[np.uint8]) -> Judgement: ...


class JudgeNet(nn.Module):
    """Three convolutions for 16 px and more, two below; then 64 features, ReLU and the class layer.

    Source: measures.md 2 (126,890 parameters at 28 px, grey, ten classes).
    """

    mean: Tensor
    deviation: Tensor

    def __init__(self, image_shape: tuple[int, int, int], n_classes: int) -> None:
        super().__init__()
        channels, height, width = image_shape
        self.trunk = _trunk(channels) if min(height, width) >= 16 else _small_trunk(channels)
        self.feature = nn.Linear(512, FEATURES)
        self.classes = nn.Linear(FEATURES, n_classes)
        self.register_buffer("mean", torch.zeros(FEATURES))
        self.register_buffer("deviation", torch.ones(FEATURES))

    def forward(self, images: Tensor) -> tuple[Tensor, Tensor]:
        """(n, C, H, W) in [-1, 1] -> logits (n, classes), raw features (n, 64)."""
        features = self.feature(self.trunk(images))
        return self.classes(torch.relu(features)), features


def _convolution(n_in: int, n_out: int, size: int, stride: int = 1) -> list[nn.Module]:
    # no bias: the normalisation takes it away
    return [nn.Conv2d(n_in, n_out, size, stride, size // 2, bias=False), nn.BatchNorm2d(n_out), nn.ReLU()]


def _trunk(channels: int) -> nn.Sequential:
    return nn.Sequential(
        *_convolution(channels, 32, 5, 2),
        *_convolution(32, 64, 3),
        nn.MaxPool2d(2),
        *_convolution(64, 128, 3),
        nn.AdaptiveMaxPool2d(2),
        nn.Flatten(),
    )


def _small_trunk(channels: int) -> nn.Sequential:
    return nn.Sequential(
        *_convolution(channels, 16, 3),
        *_convolution(16, 32, 3),
        nn.AdaptiveMaxPool2d(4),
        nn.Flatten(),
    )


class Judge:
    """A trained judge. `features_id` changes with the stored bytes, so figures of two judges are never mixed up."""

    letter = "c"

    def __init__(self, config: JudgeConfig, net: JudgeNet, digest: str, floors: Floors | None = None) -> None:
        self.config = config
        self.features_id = f"c/{config.data}/{digest}"
        # floors of other parameters say nothing about these
        self.floors = floors if floors is not None and floors.features == self.features_id else None
        self._net = net.eval().requires_grad_(False)
        self._live = net.deviation >= DEAD

    @property
    def class_names(self) -> tuple[str, ...]:
        return self.config.class_names

    @property
    def n_features(self) -> int:
        return int(self._live.sum())

    def __call__(self, images: NDArray[np.uint8]) -> Judgement:
        """uint8 (n, H, W, C) of the judge's own size. Raises ValueError for any other shape or dtype."""
        channels, height, width = self.config.image_shape
        if images.dtype != np.uint8 or images.shape[1:] != (height, width, channels):
            raise ValueError(
                f"the judge of {self.config.data} takes uint8 pictures (n, {height}, {width}, {channels}), "
                f"got {images.dtype} {images.shape}"
            )
        logits, features = np.zeros((0, len(self.class_names)), np.float32), np.zeros((0, FEATURES), np.float32)
        if len(images):
            parts = [self._chunk(images[i : i + CHUNK]) for i in range(0, len(images), CHUNK)]
            logits, features = (np.concatenate(part) for part in zip(*parts, strict=True))
        return Judgement(_softmax(logits), self._standardise(features))

    def _chunk(self, images: NDArray[np.uint8]) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        with torch.inference_mode():
            logits, features = self._net(to_float(torch.from_numpy(np.ascontiguousarray(images))))
        return logits.numpy(), features.numpy()

    def _standardise(self, features: NDArray[np.float32]) -> NDArray[np.float64]:
        live = self._live.numpy()
        mean, deviation = (part.double().numpy()[live] for part in (self._net.mean, self._net.deviation))
        standard: NDArray[np.float64] = (features[:, live].astype(np.float64) - mean) / deviation
        return standard


def _softmax(logits: NDArray[np.float32]) -> NDArray[np.float32]:
    exact = logits.astype(np.float64)
    powers = np.exp(exact - exact.max(1, keepdims=True)) if len(exact) else exact
    return (powers / powers.sum(1, keepdims=True)).astype(np.float32)


def judges_root() -> Path:
    return shipped_root() / "judges"


def own_folder(config: RunConfig) -> Path | None:
    """Where a judge trained here is kept, of the very pictures that a model learnt from; None for models of the first versions,
    which do not know their pictures again."""
    digest = config.facts.digest
    return home() / "judges" / digest if re.fullmatch(r"[0-9a-f]{8,64}", digest) else None


def of(config: RunConfig) -> Judge | None:
    """The judge of a model's pictures: shipped with a known set, where it takes pictures of this size, or one trained here.

    None where there is neither. Raises StoreError where one cannot be read.
    """
    facts = config.facts
    if facts.is_points:
        return None
    shipped = load(config.data)
    if shipped is not None and shipped.config.image_shape == facts.image_shape:
        return shipped
    folder = own_folder(config)
    found = load_folder(folder) if folder is not None and (folder / "model.safetensors").is_file() else None
    return found if found is not None and found.config.image_shape == facts.image_shape else None


def load(set_name: str) -> Judge | None:
    """The judge of a data set; None where there is none (points, the user's own pictures)."""
    root = judges_root()
    if "/" in set_name or "\\" in set_name or not set_name:
        return None                                 # a path to the user's own pictures
    try:
        folder = inside(root, set_name)
    except StoreError:
        return None
    return load_folder(folder) if (folder / "model.safetensors").is_file() else None


@lru_cache(maxsize=4)
def load_folder(folder: Path) -> Judge:
    """The judge in a folder. Raises StoreError when the file does not fit its config."""
    config = checked(JudgeConfig, read_json(folder / "config.json"), f"{folder.name}/config.json")
    with torch.device("meta"):                      # shapes only: nothing is drawn, no memory is taken
        net = JudgeNet(config.image_shape, len(config.class_names))
    path = folder / "model.safetensors"
    stored = tensors.read_tensors(path, {name: tuple(value.shape) for name, value in stored_state(net).items()})
    _fill(net, stored)
    digest = hashlib.blake2b(path.read_bytes(), digest_size=4).hexdigest()
    return Judge(config, net, digest, _stored_floors(folder / "floors.json"))


def _stored_floors(path: Path) -> Floors | None:
    return checked(Floors, read_json(path), f"{path.parent.name}/floors.json") if path.is_file() else None


def stored_state(net: JudgeNet) -> dict[str, Tensor]:
    """What is kept of a net: everything but batch normalisation's count of batches."""
    return {name: value for name, value in net.state_dict().items() if not name.endswith("num_batches_tracked")}


def _fill(net: JudgeNet, state: dict[str, Tensor]) -> None:
    counts = {name: torch.zeros((), dtype=torch.int64) for name in net.state_dict() if name.endswith("tracked")}
    net.load_state_dict({**state, **counts}, assign=True)
