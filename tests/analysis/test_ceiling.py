"""What no classifier of the pictures exceeds: stated of Gaussians, and of nothing else."""

from __future__ import annotations

import pytest
import torch

from mixgan import families
from mixgan.analysis.ceiling import CEILING, ceiling_figures
from mixgan.analysis.describe import describe
from tests.analysis.planted import PlantedChooser
from tests.measures.test_ceiling import phi
from tests.ui.tiny import DIGITS, tiny_config


def two(distance: float, **options: object):
    """GM-GAN of two Gaussians that lie so far apart."""
    config = families.configure("gmgan", "digits", DIGITS, overrides={
        "n_experts": 2, "noise_dim": 3, "widths": "6", "critic_widths": "6", "std": 0.5, **options})
    generator = families.build(config).eval()
    with torch.no_grad():
        generator.components.mean.copy_(torch.tensor([[0.0, 0, 0], [0, distance, 0]]))
    return generator


@pytest.mark.parametrize("options", [{}, {"dynamic": True, "covariance": "full"}], ids=["static", "full"])
def test_it_is_that_of_the_generators_own_gaussians(options: dict) -> None:
    (figure,) = ceiling_figures(two(1.0, **options), 0)
    assert figure.name == CEILING
    assert figure.value == pytest.approx(phi(1.0), abs=0.015)
    assert figure.interval[0] < figure.value < figure.interval[1]
    assert "0.500 without looking" in figure.note
    assert ceiling_figures(two(20.0, **options), 0)[0].value == pytest.approx(1, abs=1e-6)


def test_a_rare_component_is_guessed_as_rarely_as_it_comes() -> None:
    """Gaussians in one place: the prior is all that is known."""
    generator = two(0.0)
    generator.prior = torch.tensor([0.9, 0.1]).log()
    assert ceiling_figures(generator, 0)[0].value == pytest.approx(0.9, abs=1e-5)


def test_nothing_is_said_without_gaussians_nor_of_one_alone_nor_of_one_that_is_a_point() -> None:
    assert ceiling_figures(PlantedChooser([0, 1], [0.5, 0.5]).eval(), 0) == []
    alone = families.configure("gmgan", "digits", DIGITS, overrides={
        "n_experts": 1, "self_label": 0, "widths": "6", "critic_widths": "6"})
    assert ceiling_figures(families.build(alone).eval(), 0) == []
    flat = two(1.0, dynamic=True, covariance="full")
    with torch.no_grad():
        flat.components.matrix[1, 2] = 0
    assert ceiling_figures(flat, 0) == []


def test_a_description_states_it_of_gaussians_only() -> None:
    def named(family: str) -> set[str]:
        return {one["name"] for one in describe(families.build(tiny_config(family)).eval()).figures["figures"]}

    assert CEILING in named("gmgan") & named("gmgan-supervised")
    assert CEILING not in named("megan") | named("hmog") | named("gan")
