"""The plain forms that ours are compared with: what a script for one paper does, written out. Same numbers, checked.

The tree is that of HMoG's release as its method note describes it (leaf parameters mixed first, by a broadcast product
over permuted tensors); the release itself is not run here. The step is the WGAN-GP script that is found most often: the
generated batch is not detached, the critic is not frozen in the generator's step, Adam goes parameter by parameter.
"""

from __future__ import annotations

from copy import deepcopy

import torch
from torch import Tensor, nn

from mixgan.families.gan import GAN
from mixgan.families.hmog import HMoG
from mixgan.networks.decoders import PictureDecoder
from mixgan.networks.leaky import SLOPE, LeakyReLU
from mixgan.networks.soft_tree import LinearLeaves

__all__ = ["AuthorsTree", "PlainGAN", "PlainHMoG", "Script", "mix_by_two_products", "plain_convolution", "plain_critic",
           "plain_layers"]


class AuthorsTree(nn.Module):
    """Gates one node after another, then one mixed matrix per row: (B, Z) -> (B, H)."""

    def __init__(self, generator: HMoG) -> None:
        super().__init__()
        self.gate_weight = nn.Parameter(generator.gates.weight.detach().T.clone())                   # (Z, N)
        self.gate_bias = nn.Parameter(generator.gates.bias.detach().clone())                         # (N,)
        self.leaf_weight = nn.Parameter(generator.leaves.weight.detach().permute(1, 2, 0).clone())   # (Z, H, L)
        self.leaf_bias = nn.Parameter(generator.leaves.bias.detach().T.clone())                      # (H, L)

    def forward(self, noise: Tensor) -> Tensor:
        gates = torch.sigmoid(noise @ self.gate_weight + self.gate_bias)
        L = gates.shape[1] + 1
        masses = [torch.ones(len(noise))]
        for node in range(1, 2 * L - 1):
            parent = (node - 1) // 2
            masses.append(masses[parent] * (gates[:, parent] if node % 2 else 1 - gates[:, parent]))
        weights = torch.stack(masses[L - 1 :])                                                       # (L, B)
        weight = torch.matmul(self.leaf_weight, weights)                                             # (Z, H, B)
        bias = torch.matmul(self.leaf_bias, weights)                                                 # (H, B)
        return torch.matmul(weight.permute(2, 1, 0), noise[:, :, None])[:, :, 0] + bias.T


def mix_by_two_products(leaves: LinearLeaves, noise: Tensor, weights: Tensor) -> Tensor:
    """(B, H), parameters mixed first as well, but at its fastest: one product makes B matrices, a second applies them."""
    L, Z, H = leaves.weight.shape
    mixed = (weights @ leaves.weight.view(L, Z * H)).view(len(noise), Z, H)
    return torch.bmm(noise[:, None], mixed)[:, 0] + weights @ leaves.bias


def plain_layers(decoder: PictureDecoder) -> nn.Sequential:
    """The decoder of one group as a list of layers, with copies of its weights."""
    layers: list[nn.Module] = [nn.Unflatten(1, decoder.start)]
    layers += [deepcopy(decoder.entry_norm)] if decoder.entry_norm is not None else []
    layers += [nn.ReLU()] if decoder.entry else []
    for i, conv in enumerate(decoder.convs):
        layers.append(plain_convolution(conv))
        if i < len(decoder.convs) - 1:
            layers += [] if decoder.norms is None else [deepcopy(decoder.norms[i])]
            layers.append(nn.ReLU())
    return nn.Sequential(*layers, nn.Tanh())


def plain_convolution(conv: nn.Module, groups: int = 1, group: int = 0) -> nn.ConvTranspose2d:
    """One group of a transposed convolution as PyTorch's own, with copies of its weights."""
    assert isinstance(conv, nn.ConvTranspose2d)
    alone = nn.ConvTranspose2d(conv.in_channels // groups, conv.out_channels // groups, 4, 2, 1, bias=conv.bias is not None)
    alone.load_state_dict({name: value.chunk(groups)[group] for name, value in conv.state_dict().items()})
    return alone


def plain_critic(critic: nn.Sequential) -> nn.Sequential:
    """The critic with copies of its weights and PyTorch's own activation."""
    return nn.Sequential(*(nn.LeakyReLU(SLOPE) if isinstance(layer, LeakyReLU) else deepcopy(layer) for layer in critic))


class PlainHMoG(nn.Sequential):
    """Tree and decoder: noise -> pictures."""

    def __init__(self, generator: HMoG) -> None:
        assert isinstance(generator.decoder, PictureDecoder)
        super().__init__(AuthorsTree(generator), plain_layers(generator.decoder))


class PlainGAN(nn.Sequential):
    """Linear map and decoder: noise -> pictures."""

    def __init__(self, generator: GAN) -> None:
        assert isinstance(generator.decoder, PictureDecoder)
        super().__init__(deepcopy(generator.first), plain_layers(generator.decoder))


class Script:
    """Two networks, two Adams and the WGAN-GP cycle, as a training script has them in its loop."""

    def __init__(self, generator: nn.Module, critic: nn.Module, rate: float, betas: tuple[float, float], amsgrad: bool) -> None:
        self.generator, self.critic = generator.train(), critic.train()
        self.adam_g = torch.optim.Adam(generator.parameters(), lr=rate, betas=betas, amsgrad=amsgrad)
        self.adam_d = torch.optim.Adam(critic.parameters(), lr=rate, betas=betas, amsgrad=amsgrad)

    def critic_step(self, real: Tensor, noise: Tensor, mix: Tensor, weight: float = 10.0) -> float:
        """`mix` (B,) in [0, 1]: 1 is the real picture. Returns the loss."""
        fake = self.generator(noise)
        loss = self.critic(fake).mean() - self.critic(real).mean() + weight * self.penalty(real, fake.data, mix)
        self.adam_d.zero_grad()
        loss.backward()
        self.adam_d.step()
        return loss.item()

    def penalty(self, real: Tensor, fake: Tensor, mix: Tensor) -> Tensor:
        between = (mix.view(-1, 1, 1, 1) * real + (1 - mix.view(-1, 1, 1, 1)) * fake).requires_grad_(True)
        scores = self.critic(between)
        (gradient,) = torch.autograd.grad(
            scores, between, grad_outputs=torch.ones_like(scores), create_graph=True, retain_graph=True)
        return ((gradient.view(len(gradient), -1).norm(2, dim=1) - 1) ** 2).mean()

    def generator_step(self, noise: Tensor) -> float:
        loss = -self.critic(self.generator(noise)).mean()
        self.adam_g.zero_grad()
        loss.backward()
        self.adam_g.step()
        return loss.item()
