"""Writing what `describe` finds into a model folder: sheets, figures, map, card."""

from __future__ import annotations

import platform
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from mixgan import data, families
from mixgan.analysis import clustering as real_clusters
from mixgan.analysis.describe import N_FULL, N_QUICK, Description, describe, describe_points
from mixgan.analysis.latents import latent, principal, umap_layout
from mixgan.analysis.observe import drawn, observe
from mixgan.config import RunConfig
from mixgan.errors import DataError
from mixgan.families.contract import Generator
from mixgan.measures import clustering, judges
from mixgan.measures.records import Figure
from mixgan.networks.labeller import make_labeller
from mixgan.pictures import sheet, to_float, webp
from mixgan.store import maps
from mixgan.store.models import read_config, write_extra, write_model
from mixgan.store.tensors import read_tensors, write_tensors

__all__ = ["MAP_N", "make_map", "publish", "read_config", "ship", "store_map"]

MAP_N = 4000
REDUCED = 50
HEAD = "head.safetensors"


def publish(folder: Path, *, full: bool, minutes: float | None = None, command: str = "") -> None:
    """Measure the model in `folder` and write samples.webp, nodes.webp, figures.json; with `full` the map and the card too."""
    config = read_config(folder)
    generator: Generator = families.load(folder)
    found = _described(generator, config, full)
    if full and not config.facts.is_points and generator.n_experts > 1:
        found.figures["figures"] += [figure.to_dict() for figure in _clusterings(generator, config, folder)]
    if minutes is not None:
        found.figures["minutes"] = round(minutes, 1)
    if found.samples is not None:
        write_extra(folder, "samples.webp", webp(found.samples, lossless=True))
    if found.nodes is not None:
        write_extra(folder, "nodes.webp", webp(found.nodes, quality=85))
    write_extra(folder, "figures.json", found.figures)
    if full:
        store_map(folder)
        write_extra(folder, "card.md", card(folder.name, config, found.figures, command))


def _described(generator: Generator, config: RunConfig, full: bool) -> Description:
    test = _test_split(config) if full or config.facts.is_points else None
    if config.facts.is_points:
        return describe_points(generator, test.modes if test else None, test.sigma if test else None)
    judge = _judge(config)
    return describe(generator, judge, test.images if test is not None else None, n=N_FULL if full else N_QUICK)


def _judge(config: RunConfig) -> judges.Judge | None:
    judge = judges.load(config.data) if config.data in data.known() else None
    return judge if judge is not None and judge.config.image_shape == config.facts.image_shape else None


def _test_split(config: RunConfig) -> Any:
    """Held-out data, or None where they are not on this machine: the figures that need them are then left out."""
    try:
        return data.load(config.data, split="test", size=None if config.facts.is_points else config.facts.image_shape[1])
    except DataError:
        return None


def _clusterings(generator: Generator, config: RunConfig, folder: Path) -> list[Figure]:
    """Real test pictures grouped by the mixture, as in GM-GAN's paper, and by the self-labelling head itself."""
    test = _test_split(config)
    if test is None or test.labels is None:
        return []
    fakes = real_clusters.fakes(generator, 20_000, 0)
    out = []
    views: tuple[real_clusters.View, ...] = ("shift", "affine")
    for view in views:
        found = real_clusters.cluster(fakes, test.images, test.labels, view=view, steps=1500)
        out.append(Figure(f"clustering ACC ({view})", clustering.accuracy(found.table), n_fake=found.n_fakes,
                          n_real=len(test.images), split="test", seed=0,
                          note=f"classifier of fakes, {found.fake_accuracy:.3f} on held-out fakes"))
    path = folder / HEAD
    if path.exists():
        guesses = _head_guesses(path, config, generator.n_experts, test.images)
        table = clustering.contingency(guesses, test.labels, generator.n_experts)
        out.append(Figure("clustering ACC (head Q)", clustering.accuracy(table), n_real=len(guesses), split="test",
                          note="the self-labelling head alone; it needs no GAN"))
    return out


@torch.inference_mode()
def _head_guesses(path: Path, config: RunConfig, n_experts: int, images: NDArray[np.uint8]) -> NDArray[np.int64]:
    network = make_labeller(config.facts.image_shape, n_experts)
    expected = {name: tuple(value.shape) for name, value in network.state_dict().items()}
    network.load_state_dict(read_tensors(path, expected))
    network.eval()
    parts = [network(to_float(torch.from_numpy(images[i : i + 500]))).argmax(1) for i in range(0, len(images), 500)]
    return torch.cat(parts).numpy()


def make_map(generator: Generator, config: RunConfig, *, n: int = MAP_N, seed: int = 0, umap: bool = True) -> maps.StoredMap:
    """n samples at the common address, laid out by their last latent space. UMAP takes half a minute: not for a page."""
    seen = observe(generator, drawn(generator, n, seed))
    space = generator.spaces[-1]
    reduced = principal(latent(generator, seen.draw, space), REDUCED)
    judge = None if config.facts.is_points else _judge(config)
    verdict = judge(seen.pictures) if judge is not None else None
    pictures = seen.pictures if seen.pictures.ndim == 4 else None
    columns = int(np.ceil(n**0.5))
    return maps.StoredMap(
        seed=seed, n=n, space=space, pca=reduced[:, :2] if reduced.shape[1] > 1 else np.repeat(reduced, 2, 1),
        expert=seen.expert, weight=seen.weights.max(1),
        cls=verdict.probabilities.argmax(1) if verdict is not None else np.full(n, -1),
        confidence=verdict.probabilities.max(1) if verdict is not None else np.zeros(n),
        class_names=judge.class_names if judge is not None else (),
        thumbs=webp(sheet(pictures, columns), quality=75) if pictures is not None else b"",
        columns=columns, thumb_px=config.facts.image_shape[-1] if pictures is not None else 0,
        umap=umap_layout(reduced) if umap else None)


def store_map(folder: Path) -> None:
    """Make the map of the model in `folder` and keep it there."""
    maps.write(folder / "map.npz", make_map(families.load(folder), read_config(folder)))


def ship(source: Path, target: Path) -> Path:
    """Copy the model in `source` into `target` as shipped models are: float16 tensors, the head beside them."""
    write_model(target, read_config(source), families.load(source).state_dict(), half=True)
    if (source / HEAD).exists():
        tensors = read_tensors(source / HEAD).items()
        write_tensors(target / HEAD, {name: value.half() if value.is_floating_point() else value for name, value in tensors})
    return target


def card(name: str, config: RunConfig, figures: dict[str, Any], command: str) -> str:
    """`card.md`: what the model is, how it was made, what was measured, where it falls short."""
    s = config.training
    known = data.known().get(config.data)
    lines = [f"# {name}", "",
             f"{config.family} with {figures['n_experts']} {figures['expert_word']}s, {figures['parameters']:,} parameters, "
             f"trained on {known.title if known else config.data}.", ""]
    if known:
        lines += [f"Data: {known.title}. Licence: {known.licence}", ""]
    if command:
        lines += ["Trained again by:", "", f"    {command}", ""]
    took = f", {figures['minutes']:.0f} minutes" if "minutes" in figures else ""
    threads = f"{s.threads} thread(s)" if s.threads else "all cores but one"
    lines += [f"{s.steps:,} steps of {s.batch} pictures, loss {s.loss}, seed {s.seed}, {threads}{took}, {platform.machine()} "
              "processor; float16 weights of the averaged generator.", ""]
    if s.self_label > 0:
        lines += [f"With the self-labelling head (q = {s.self_label}; ours, not the papers'): no label is used, but it assumes "
                  f"{figures['n_experts']} groups of equal size, and that a small affine change keeps a picture's kind.", ""]
    lines += ["| figure | value | n | note |", "| --- | --- | --- | --- |"]
    for f in figures["figures"]:
        floor = f"; real against real {f['floor'][0]:.3f} to {f['floor'][1]:.3f}" if f.get("floor") else ""
        lines.append(f"| {f['name']} | {f['value']:.4g} | {f.get('n_fake') or f.get('n_real')} | {f.get('note', '')}{floor} |")
    if figures.get("class_shares"):
        shares = ", ".join(f"{name} {100 * share:.1f} %" for name, share in
                           zip(config.facts.class_names, figures["class_shares"], strict=False))
        lines += ["", f"Classes, as the judge reads them: {shares}.", ""]
    lines += ["", "Limits: one seed; figures are of this judge's features and not comparable with other papers' scores."]
    return "\n".join(lines) + "\n"
