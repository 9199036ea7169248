"""What a card states about a model: pure functions from a generator to figures and pictures."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from mixgan.analysis.observe import Observation, drawn, observe, pictures_of
from mixgan.analysis.routing import hard_masses, node_densities, node_mixtures
from mixgan.families.contract import Generator, TreeShape
from mixgan.measures import clustering, usage
from mixgan.measures.features import feature_figures, reference
from mixgan.measures.judges import Judge, Judgement
from mixgan.measures.records import Figure
from mixgan.measures.toy import mode_count
from mixgan.pictures import sheet

__all__ = ["N_FULL", "N_QUICK", "N_SAMPLES", "Description", "describe", "describe_points", "node_sheet"]

N_FULL, N_QUICK, N_SAMPLES, COLUMNS = 2000, 512, 64, 8


@dataclass(frozen=True)
class Description:
    """`figures` is the content of figures.json; sheets are uint8 (H, W, C) or None."""

    figures: dict[str, Any]
    samples: NDArray[np.uint8] | None = None
    nodes: NDArray[np.uint8] | None = None


def describe(
    generator: Generator, judge: Judge | None, test: NDArray[np.uint8] | None, *, n: int = N_FULL, seed: int = 0
) -> Description:
    """Figures of n samples at the common address of `seed`, judged where there is a judge of these pictures.

    `test`: held-out pictures (m, H, W, C) for precision, recall, density, coverage and FID-c; None leaves those out.
    """
    seen = observe(generator, drawn(generator, n, seed))
    verdict = judge(seen.pictures) if judge is not None else None
    figures = _mixture_figures(seen, seed) + _class_figures(seen, verdict, judge, seed)
    if verdict is not None and judge is not None and test is not None:
        figures += _feature_figures(verdict, judge, test, seed)
    content = _facts(generator) | {
        "figures": [figure.to_dict() for figure in figures],
        "shares": {"hard": _round(usage.hard_usage(seen.weights)), "soft": _round(usage.soft_usage(seen.weights))},
        "samples": _samples(seen, verdict, seed),
    }
    if verdict is not None and judge is not None:
        content |= _classes(seen, verdict, judge)
    nodes = None
    if generator.tree is not None:
        content["nodes"] = _nodes(seen, verdict)
        nodes = node_sheet(generator, seen)
    return Description(content, sheet(seen.pictures[:N_SAMPLES], COLUMNS), nodes)


def describe_points(generator: Generator, centres: NDArray | None, sigma: float | None, *, seed: int = 0) -> Description:
    """The same for points in the plane: modes reached and the share of samples near one, 2,500 samples."""
    seen = observe(generator, drawn(generator, 2500, seed))
    figures = _mixture_figures(seen, seed)
    if centres is not None and sigma is not None:
        count = mode_count(seen.pictures, centres, sigma)
        named = {"modes covered": float(count.covered), "high-quality share": count.high_quality}
        figures += [Figure(name, value, n_fake=2500, seed=seed, note=f"of {len(centres)} modes, within 3 sigma of a centre")
                    for name, value in named.items()]
    shares = {"hard": _round(usage.hard_usage(seen.weights)), "soft": _round(usage.soft_usage(seen.weights))}
    return Description(_facts(generator) | {"figures": [f.to_dict() for f in figures], "shares": shares})


def _facts(generator: Generator) -> dict[str, Any]:
    return {
        "n_experts": generator.n_experts, "parameters": sum(p.numel() for p in generator.parameters()),
        "expert_word": generator.expert_word, "tree_depth": generator.tree.depth if generator.tree else None,
        "chooses": generator.chooses}


def _round(values: NDArray) -> list[float]:
    return [round(float(value), 5) for value in values]


def _mixture_figures(seen: Observation, seed: int) -> list[Figure]:
    K, n = seen.weights.shape[1], len(seen)
    if K == 1:
        return []
    shares = usage.hard_usage(seen.weights)
    entropies = usage.row_entropy(seen.probabilities)
    return [
        Figure("smallest share of an expert", float(shares.min()), n, seed=seed, note=f"dead below {1 / (5 * K):.4f}"),
        Figure("effective experts", usage.effective_experts(shares), n, seed=seed, note=f"of {K}"),
        Figure("gate entropy per sample", float(entropies.mean()), n, seed=seed, note=f"nats, at most {np.log(K):.3f}"),
        Figure("gate information", usage.gate_information(seen.probabilities), n, seed=seed,
               note="nats; 0: the gate ignores the noise" if not seen.drawn_uniformly else "a fixed prior: 0 by construction"),
    ]


def _class_figures(seen: Observation, verdict: Judgement | None, judge: Judge | None, seed: int) -> list[Figure]:
    if verdict is None or judge is None:
        return []
    n, classes = len(seen), verdict.probabilities.argmax(1)
    shares = np.bincount(classes, minlength=len(judge.class_names)) / n
    said: dict[str, Any] = {"n_fake": n, "seed": seed, "features": judge.features_id}
    figures = [
        Figure("mean confidence", float(verdict.probabilities.max(1).mean()), **said,
               note=f"{judge.config.confidence:.3f} on real test pictures; not a measure of realism"),
        Figure("smallest class share", float(shares.min()), **said, note=f"class {judge.class_names[int(shares.argmin())]}"),
    ]
    if seen.weights.shape[1] > 1:
        table = clustering.contingency(seen.expert, classes, seen.weights.shape[1], len(judge.class_names))
        figures.append(Figure("NMI of expert and class", clustering.nmi(table), **said, note="argmax expert; arithmetic mean"))
    return figures


def _feature_figures(verdict: Judgement, judge: Judge, test: NDArray[np.uint8], seed: int) -> list[Figure]:
    real = reference(judge(test).features)
    floors = judge.floors.values if judge.floors else {}
    measured = feature_figures(real, verdict.features)
    return [
        Figure(name, value, n_fake=len(verdict.features), n_real=len(real), features=judge.features_id, split="test",
               k=5 if "@" in name else None, seed=seed, floor=floors.get(name),
               note="the floor is at equal sizes" if floors.get(name) else "")
        for name, value in measured.items()]


def _samples(seen: Observation, verdict: Judgement | None, seed: int) -> dict[str, Any]:
    experts = seen.expert[:N_SAMPLES]
    out: dict[str, Any] = {
        "seed": seed, "n": len(experts), "columns": COLUMNS, "expert": experts.tolist(),
        "weight": _round(seen.weights[np.arange(len(experts)), experts])}
    if verdict is not None:
        out["cls"] = verdict.probabilities[:N_SAMPLES].argmax(1).tolist()
        out["confidence"] = _round(verdict.probabilities[:N_SAMPLES].max(1))
    return out


def _classes(seen: Observation, verdict: Judgement, judge: Judge) -> dict[str, Any]:
    classes, C = verdict.probabilities.argmax(1), len(judge.class_names)
    table = clustering.contingency(seen.expert, classes, seen.weights.shape[1], C)
    return {
        "class_shares": _round(np.bincount(classes, minlength=C) / len(classes)),
        "expert_class": table.tolist(),
        "purity": _round(clustering.purity_per_group(table)),
        "checker": {"data": judge.config.data, "accuracy": judge.config.accuracy, "n_test": judge.config.n_test}}


def _nodes(seen: Observation, verdict: Judgement | None) -> dict[str, Any]:
    densities = node_densities(seen.weights)                        # (n, 2L-1)
    mix = None
    if verdict is not None:
        one_hot = np.eye(verdict.probabilities.shape[1])[verdict.probabilities.argmax(1)]
        mix = densities.T @ one_hot / np.maximum(densities.sum(0)[:, None], 1e-12)
    return {"mass": _round(densities.mean(0)), "hard": _round(hard_masses(seen.weights)), "columns": COLUMNS,
            "class_mix": None if mix is None else [_round(row) for row in mix]}


def node_sheet(generator: Generator, seen: Observation) -> NDArray[np.uint8]:
    """One row per node, 8 pictures of the node's own mixture at the noise that most belongs there.

    What a branch draws for noise that is never sent to it is debris: nothing trained it.
    """
    assert isinstance(generator.tree, TreeShape)
    densities = node_densities(seen.weights)
    rows = []
    for node in range(generator.tree.n_nodes):
        best = torch.from_numpy(np.argsort(-densities[:, node], kind="stable")[:COLUMNS].copy())

        def here(draw: Any, node: int = node) -> torch.Tensor:
            trace = generator.gate(draw)
            assert trace is not None
            assert trace.nodes is not None
            return node_mixtures(trace.nodes)[:, node : node + 1]

        rows.append(pictures_of(generator, seen.draw[best], here)[:, 0])
    return sheet(np.concatenate(rows), COLUMNS)
