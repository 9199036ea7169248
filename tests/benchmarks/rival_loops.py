"""Two more plain forms: a Python loop over K generators, and one transform per picture."""

from __future__ import annotations

from copy import deepcopy

import numpy as np
import torch
from numpy.typing import NDArray
from PIL import Image
from torch import Tensor, nn
from torch.utils.data import DataLoader, Dataset
from torchvision import transforms

from mixgan.families.megan import MEGAN
from mixgan.networks.decoders import PictureDecoder
from tests.benchmarks.rivals import plain_convolution, plain_layers

__all__ = ["Loop", "PicturePerPicture", "loader"]


class Loop(nn.Module):
    """MEGAN as K networks of their own in a list, asked one after another; with copies of its weights."""

    def __init__(self, generator: MEGAN) -> None:
        super().__init__()
        assert isinstance(generator.decoder, PictureDecoder)
        self.heads = nn.ModuleList(_head(generator, k) for k in range(generator.n_experts))
        tail = plain_layers(generator.decoder) if generator.bank.shared else None
        self.tails = nn.ModuleList(tail or _tail(generator.decoder, k) for k in range(generator.n_experts))
        self.project, self.gate = deepcopy(generator.project), deepcopy(generator.gate_layer)

    def pictures(self, noise: Tensor) -> Tensor:
        """(n, K, C, H, W): every generator's picture of every row."""
        return torch.stack([tail(head(noise)) for head, tail in zip(self.heads, self.tails, strict=True)], 1)

    def features(self, noise: Tensor) -> Tensor:
        """(n, K, H): every head's features."""
        return torch.stack([head(noise) for head in self.heads], 1)

    def chosen(self, noise: Tensor, chance: Tensor) -> Tensor:
        """(n, C, H, W): gate, then all K pictures of every row, of which one is kept."""
        made = [head(noise) for head in self.heads]
        logits = self.gate(torch.cat([*(self.project(one) for one in made), noise], 1))
        images = torch.stack([tail(one) for tail, one in zip(self.tails, made, strict=True)], 1)
        return images[torch.arange(len(noise)), (logits + chance).argmax(1)]


def _head(generator: MEGAN, k: int) -> nn.Sequential:
    linear = nn.Linear(generator.noise_dim, generator.decoder.features, bias=False)
    linear.weight.data = generator.heads.weight[k].detach().T.clone()
    assert generator.head_norm is not None
    assert isinstance(generator.decoder, PictureDecoder)
    return nn.Sequential(linear, nn.Unflatten(1, generator.decoder.start), _norm(generator.head_norm, k, generator.n_experts),
                         nn.ReLU(), nn.Flatten())


def _tail(decoder: PictureDecoder, k: int) -> nn.Sequential:
    """Group k of a grouped decoder as a network of its own."""
    layers: list[nn.Module] = [nn.Unflatten(1, decoder.start)]
    assert decoder.norms is not None
    for i, conv in enumerate(decoder.convs):
        layers.append(plain_convolution(conv, decoder.groups, k))
        if i < len(decoder.convs) - 1:
            norm = decoder.norms[i]
            assert isinstance(norm, nn.BatchNorm2d)
            layers += [_norm(norm, k, decoder.groups), nn.ReLU()]
    return nn.Sequential(*layers, nn.Tanh())


def _norm(norm: nn.BatchNorm2d, k: int, groups: int) -> nn.BatchNorm2d:
    alone = nn.BatchNorm2d(norm.num_features // groups)
    state = norm.state_dict().items()
    alone.load_state_dict({name: value if value.ndim == 0 else value.chunk(groups)[k] for name, value in state})
    return alone


class PicturePerPicture(Dataset[Tensor]):
    """uint8 (N, H, W) pictures, each opened, turned into a tensor and normalised when it is asked for."""

    def __init__(self, images: NDArray[np.uint8]) -> None:
        self.images = images
        self.transform = transforms.Compose([transforms.ToTensor(), transforms.Normalize((0.5,), (0.5,))])

    def __len__(self) -> int:
        return len(self.images)

    def __getitem__(self, index: int) -> Tensor:
        return torch.as_tensor(self.transform(Image.fromarray(self.images[index], mode="L")))


def loader(images: NDArray[np.uint8], batch: int) -> DataLoader[Tensor]:
    """Shuffled batches in this process, as most scripts have it."""
    return DataLoader(PicturePerPicture(images), batch_size=batch, shuffle=True, drop_last=True)
