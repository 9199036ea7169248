"""A mixture by hand: equal shares change nothing, 0 is a knock-out, a fixed prior becomes the shares, JSON comes back."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from mixgan import families
from mixgan.analysis import own_mixture as m
from mixgan.analysis.observe import drawn
from mixgan.config import DataFacts
from mixgan.errors import ConfigError, StoreError
from mixgan.families.contract import Generator
from tests.analysis.planted import TINY

MIXED = ("mog", "hmog", "megan", "gmgan")


def generator_of(family: str, **more: Any) -> Generator:
    facts = DataFacts(image_shape=(1, 8, 8))
    found: Generator = families.build(families.configure(family, "digits", facts, overrides={**TINY, **more})).eval()
    return found


@pytest.mark.parametrize("family", MIXED)
def test_equal_shares_change_nothing(family: str) -> None:
    generator = generator_of(family)
    draw = drawn(generator, 100, 0)
    even = [1 / generator.n_experts] * generator.n_experts
    with torch.no_grad():
        torch.testing.assert_close(m.own_weights(generator, draw, even), generator.weights(draw), atol=1e-6, rtol=0)
        images = m.sample(generator, draw, m.built("x", "", 0, even, [1.0] * len(even))).images
        torch.testing.assert_close(images, generator(draw), atol=1e-5, rtol=0)


@pytest.mark.parametrize("family", MIXED)
def test_no_share_is_a_knock_out(family: str) -> None:
    generator = generator_of(family)
    draw, K = drawn(generator, 100, 0), generator.n_experts
    only = torch.ones(K, dtype=torch.bool)
    only[[0, 2]] = False
    shares = (only / only.sum()).tolist()
    with torch.no_grad():
        torch.testing.assert_close(m.own_weights(generator, draw, shares), generator.weights(draw, only=only), atol=1e-6, rtol=0)


def test_shares_are_the_prior_of_a_gmgan() -> None:
    generator = generator_of("gmgan", n_experts=4)
    n, shares = 20_000, [0.5, 0.3, 0.2, 0.0]
    found = m.own_weights(generator, drawn(generator, n, 0), shares).mean(0).numpy()
    np.testing.assert_allclose(found, shares, atol=4 * (0.25 / n) ** 0.5)        # four standard errors
    assert found[3] == 0


def test_soft_gates_multiply_their_odds() -> None:
    """Closed form: the weights times the shares, renormalised."""
    generator = generator_of("hmog", depth=2)
    draw = drawn(generator, 50, 0)
    shares = torch.tensor([0.1, 0.2, 0.3, 0.4])
    with torch.no_grad():
        plain = generator.weights(draw) * shares
        expected = plain / plain.sum(1, keepdim=True)
        torch.testing.assert_close(m.own_weights(generator, draw, shares.tolist()), expected, atol=1e-6, rtol=0)


@given(st.lists(st.floats(0, 100), min_size=1, max_size=12))
def test_parts_become_shares(parts: list[float]) -> None:
    if not sum(parts) > 1e-3:
        return
    mixture = m.built("x", "", 0, parts, [1.0] * len(parts))
    assert sum(mixture.shares) == pytest.approx(1)
    top = int(np.argmax(parts))
    assert mixture.shares[top] == max(mixture.shares)


def test_nothing_at_all_is_refused() -> None:
    with pytest.raises(ConfigError, match="at least one expert"):
        m.built("x", "", 0, [0.0, 0.0], [1.0, 1.0])


def test_a_file_comes_back(tmp_path: Path) -> None:
    mixture = m.built("hmog-mnist", "0123", 3, [1, 2, 0], [1, 0.5, 2])
    path = tmp_path / "mixture.json"
    path.write_text(json.dumps({"version": m.MIXTURE_VERSION, **mixture.model_dump()}))
    assert m.read(path) == mixture


@pytest.mark.parametrize(("content", "sentence"), [
    ('{"model": "x", "shares": [0.5, 0.4], "spread": [1, 1]}', "sum to 1"),
    ('{"model": "x", "shares": [1.5, -0.5], "spread": [1, 1]}', "at least 0"),
    ('{"model": "x", "shares": [0.5, 0.5], "spread": [1]}', "2 shares and 1 spreads"),
    ('{"model": "x", "shares": [0.5, 0.5], "spread": [1, 9]}', "between 0 and 2.875"),
    ('{"model": "x", "shares": [1], "spread": [1], "code": "x"}', "code"),
    ('{"model": "x", "spread": [1]}', "shares"),
])
def test_a_wrong_file_is_a_sentence(content: str, sentence: str, tmp_path: Path) -> None:
    path = tmp_path / "mixture.json"
    path.write_text(content)
    with pytest.raises(ConfigError, match=sentence):
        m.read(path)


@pytest.mark.parametrize(("content", "sentence"), [
    ("[]", "should hold an object"), ("{", "not JSON"), ('{"version": 9}', "version 9")])
def test_what_is_no_mixture_file_is_a_sentence(content: str, sentence: str, tmp_path: Path) -> None:
    path = tmp_path / "mixture.json"
    path.write_text(content)
    with pytest.raises(StoreError, match=sentence):
        m.read(path)


def test_another_models_mixture_is_refused() -> None:
    generator = generator_of("gmgan", n_experts=3)
    with pytest.raises(ConfigError, match=r"2 shares, this model has 3 components"):
        m.own_weights(generator, drawn(generator, 4, 0), [0.5, 0.5])


def test_leaves_are_not_leafs() -> None:
    generator = generator_of("hmog", depth=2)
    with pytest.raises(ConfigError, match=r"2 shares, this model has 4 leaves"):
        m.own_weights(generator, drawn(generator, 4, 0), [0.5, 0.5])
