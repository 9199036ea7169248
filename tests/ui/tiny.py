"""Tiny untrained models in a home of their own: enough for every page, built in a blink."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from mixgan import families, pictures
from mixgan.analysis.observe import drawn, observe
from mixgan.config import DataFacts, RunConfig
from mixgan.store.models import write_extra, write_model
from tests.families.asked import facts_for

__all__ = ["DIGITS", "POINTS", "tiny_config", "write_tiny"]

DIGITS = DataFacts(image_shape=(1, 8, 8), class_names=tuple("0123456789"), n_train=1438)
POINTS = DataFacts(image_shape=(2,), n_train=100)
SMALL = {"noise_dim": 6, "widths": "6", "critic_widths": "6"}
FEW = {"depth": 2, "n_experts": 3, "feature_dim": 4, "stages": 1}                # of those, what the family has


def tiny_config(family: str, facts: DataFacts = DIGITS, data: str = "digits") -> RunConfig:
    known = families.module(family).Options.model_fields
    few = FEW | ({"n_experts": 2 * len(facts.class_names)} if families.family(family).needs == "labels" else {})
    wanted = {name: value for name, value in {**SMALL, **few}.items() if name in known}
    return families.configure(family, data, facts_for(family, facts), overrides={**wanted, "steps": 20})


def write_tiny(folder: Path, family: str, facts: DataFacts = DIGITS, figures: bool = True, data: str = "digits") -> Any:
    """A model folder at `folder`; returns its generator."""
    config = tiny_config(family, facts, data)
    generator = families.build(config).eval().requires_grad_(False)
    if figures and not facts.is_points:
        _write_figures(folder, generator)
    write_model(folder, config, generator.state_dict(), half=False)
    return generator


def _write_figures(folder: Path, generator: Any) -> None:
    seen = observe(generator, drawn(generator, 64, 0))
    K, C = generator.n_experts, len(DIGITS.class_names)
    chance = np.random.default_rng(0)
    classes = chance.integers(0, C, 64)
    write_extra(folder, "samples.webp", pictures.webp(pictures.sheet(seen.pictures, 8), lossless=True))
    write_extra(folder, "figures.json", {
        "n_experts": K, "parameters": 1, "expert_word": generator.expert_word,
        "tree_depth": generator.tree.depth if generator.tree else None, "figures": [],
        "shares": {"hard": [1 / K] * K, "soft": [1 / K] * K},
        "expert_class": [[100 if c == k else 10 for c in range(C)] for k in range(K)] if K > 1 else None,
        "knock_out": _losses(K) if K > 1 else None,
        "samples": {"seed": 0, "n": 64, "columns": 8, "expert": seen.expert.tolist(),
                    "weight": [float(f"{w:.4g}") for w in seen.weights.max(1)], "cls": classes.tolist(),
                    "confidence": [0.9] * 64},
    })


def _losses(K: int) -> dict[str, Any]:
    """Two sets; every expert costs more than the one before it, and the last one costs precision too."""
    whole = {"precision": [0.8, 0.82], "recall": [0.7, 0.7], "coverage": [0.5, 0.52]}
    costs = {"precision": [0.0] * (K - 1) + [-0.05], "recall": [0.02 * k for k in range(K)],
             "coverage": [0.01 * k for k in range(K)]}
    return {"n": 100, "n_real": 200, "k": 5, "features": "c/tiny", "split": "test", "seed": 0, "whole": whole,
            "without": {name: [[value - costs[name][k] for value in whole[name]] for k in range(K)] for name in whole},
            "changed": [0.1] * K, "floor": {"coverage": [0.9, 0.95]}}
