"""What is read, and from what: a valid seed for each of the project's readers, and what a page or a command does with it.

A reader gives a value or raises a MixganError; what pages and commands compute from the value is called here too, since a
file that is read and then breaks a page was not read at all. A new reader is one entry of `TARGETS`.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from mixgan.errors import MixganError
from tests.fuzz import asked
from tests.fuzz.mutate import Payload
from tests.fuzz.target import Target, files_of, made

__all__ = ["TARGETS"]

CHECKPOINTS = Path(__file__).resolve().parents[2] / "checkpoints"
LINK = "text.link"


# --- models ----------------------------------------------------------------------------------------------------------


def _models() -> list[Payload]:
    """A small one of every family that there is."""
    from mixgan import families
    from mixgan.store.models import write_model
    from tests.ui.tiny import tiny_config

    def write(folder: Path, name: str) -> None:
        config = tiny_config(name)
        write_model(folder, config, families.build(config).state_dict(), half=False)

    return [made(lambda folder, name=name: write(folder, name)) for name in families.names()]


def _opened(folder: Path) -> Any:
    from mixgan import families
    from mixgan.analysis.observe import drawn, observe

    generator = families.load(folder)
    if generator.noise_dim * generator.n_experts < 10**5:
        observe(generator, drawn(generator, 2, 0))
    return generator


def _shipped(*names: str) -> Callable[[], list[Payload]]:
    def seeds() -> list[Payload]:
        folders = (CHECKPOINTS / model for model in ("hmog-digits", "gmgan-digits"))
        return [{name: content for name, content in files_of(folder).items() if name in names} for folder in folders]

    return seeds


def _shown(folder: Path) -> None:
    """What Home, the list of models and the figures of a page make of a folder."""
    from mixgan.analysis.losing import read_losses
    from mixgan.analysis.overview import overview
    from mixgan.cli.models import listed
    from mixgan.figures.expert_class import expert_class, expert_class_alt
    from mixgan.figures.training import measured
    from mixgan.store.models import ModelFolder
    from mixgan.ui import choice, look, sentences
    from mixgan.ui.experts import shares
    from mixgan.ui.home import page as home
    from mixgan.ui.tree import node_pictures

    found = ModelFolder(folder, "name")
    figures, names = found.figures, found.config.facts.class_names
    shelf = home.Shelf(found, 0, found.samples, figures)
    choice.facts_line(found), home.caption(shelf), found.card, listed(found)
    if figures.get("figures"):
        overview([("name", found.config, figures)])
    n = shelf.n
    for facts in filter(None, (sentences.sample_facts(figures, names, i) for i in (0, n - 1, n))):
        sentences.tile_label(facts, "leaf"), sentences.about_sample(facts, figures, False, True)
        sentences.about_expert(facts.expert, figures, names)
    if found.samples is not None:
        home.packet(shelf)
    if counts := figures.get("expert_class"):
        shares.markup(expert_class(counts, names), expert_class_alt(counts, names)), look.colours(len(counts))
    read_losses(figures.get("knock_out"), counts)
    measured(figures.get("figures") or [], figures.get("figures") or [], ("a", "b"))
    node_pictures.captions(found, None, 1 + len(counts or ()))


def _curve(folder: Path) -> None:
    from mixgan.analysis.tradeoff import read_curve
    from mixgan.store.models import ModelFolder
    from mixgan.ui.sentences import curve_basis, curve_verdict

    curve = read_curve(ModelFolder(folder, "name").curve)
    if curve is not None:
        curve_verdict(curve, True), curve_basis(curve)


def _evaluations() -> list[Payload]:
    from mixgan.store.evaluation import Evaluation, write_evaluation
    from tests.store.test_evaluation import BASIS, RECORD

    found = Evaluation(basis=BASIS).with_part("neighbourhoods", [RECORD]).without("classes", "Too few.")
    return [made(lambda folder: write_evaluation(folder, found))]


def _evaluated(folder: Path) -> None:
    from mixgan.cli.evaluating import row
    from mixgan.store.evaluation import read_evaluation

    found = read_evaluation(folder)
    for record in [] if found is None else found.records:
        row(record)


def _maps() -> list[Payload]:
    from dataclasses import replace

    from mixgan.pictures import sheet, webp
    from mixgan.store import maps
    from tests.store.test_maps import some

    thumbs = webp(sheet(np.zeros((12, 4, 4, 1), np.uint8), 4))
    stored = replace(some(12, trust=True), thumbs=thumbs, columns=4, thumb_px=4)
    plain = replace(some(12, umap=False, names=()), thumbs=b"")
    return [made(lambda folder, one=one: maps.write(folder / "map.npz", one)) for one in (stored, plain)]


def _map(folder: Path) -> None:
    from mixgan.store import maps
    from mixgan.ui import look
    from mixgan.ui.components.map import MapLook, map_packet
    from mixgan.ui.model import maps as page

    stored = maps.read(folder / "map.npz")
    K = int(stored.expert.max()) + 1
    map_packet(stored, MapLook("leaf", look.colours(K), look.shapes(K), look.colours(len(stored.class_names))))
    page.caption(stored, None), page.table(stored, "leaf")


def _judge(folder: Path) -> None:
    from mixgan.measures import judges

    judge = judges.load_folder.__wrapped__(folder)
    channels, height, width = judge.config.image_shape
    judge(np.zeros((1, height, width, channels), np.uint8))


# --- runs, mixtures, sweeps ----------------------------------------------------------------------------------------------


def _runs() -> list[Payload]:
    import torch

    from mixgan import jobs
    from mixgan.store.runs import RunFolder
    from tests.ui.tiny import tiny_config

    def write(folder: Path) -> None:
        run = RunFolder(folder)
        run.write_config(tiny_config("hmog"))
        jobs.write(folder, phase="paused", step=2, steps=20, message="waits", rate=1.5)
        jobs.ask(folder, "change", settings={"r1": 0.5})
        for step in range(1, 5):
            run.metrics.append({
                "step": step, "minutes": 0.1, "rate": 3.0, "loss": {"critic": 0.4, "generator": 0.7}, "distance": 1.5,
                "variety": 0.5, "usage": [0.97, 0.01, 0.01, 0.01], "usage_soft": [0.25] * 4, "experts": [0, 1, 2, 3] * 16,
                "gate_entropy": 0.01, "gate_information": 0.01, "twins": {"pair": [0, 1], "ratio": 0.1}})
        for update in range(250, 1500, 250):
            run.settling.append({
                "attempt": update // 1000, "update": update, "objective": -1.5, "flips": 0.3, "shares": [0.25] * 4})
        run.save_point(2, {"generator": {"w": torch.zeros(2)}}, {"distance": 1.5, "config": run.config.model_dump(mode="json")})
        (folder / "log.txt").write_text("mixgan: a word\n")

    return [{name: content for name, content in made(write).items() if not name.startswith(".")}]


def _run(folder: Path) -> None:
    """What the Train page reads of a run, and a resume."""
    from mixgan import jobs
    from mixgan.analysis.settling import looks_of
    from mixgan.figures.settling import settling
    from mixgan.figures.training import compared, film, last_values
    from mixgan.store.runs import RunFolder
    from mixgan.training.alarms import alarms
    from mixgan.training.going_on import edits
    from mixgan.ui.components.packet import pack
    from mixgan.ui.components.run import run_packet
    from mixgan.ui.train import live as train_live
    from mixgan.ui.train import shared as training
    from mixgan.ui.train import trouble as train_trouble

    run = RunFolder(folder)
    status, state = jobs.read(folder), jobs.state(folder).value
    jobs.pending(folder), jobs.log_tail(folder, 3), training.title(run), training.line(run)
    train_live._place(status, state), train_live._pace(status, state)
    run.points(), run.best_point(), run.newest_point()
    config, lines = run.config, run.metrics.read()
    run_packet([film("name", config, lines, [1, 4])], [{}], {})
    values = last_values(lines, config)
    looks = looks_of(run.settling.parsed())
    for over in (True, False) if looks else ():
        pack(settling(looks, config.training.head_tries, config.training.warm_up_steps, 10, over=over), {})
    compared(values, values, ("a", "b")), alarms(lines, config, looks), train_trouble.changes(config), edits(run)


def _mixtures() -> list[Payload]:
    from mixgan.analysis.own_mixture import built

    content = {"version": 1, **built("hmog-tiny", "0" * 16, 3, [1, 2, 0, 1], [1, 0.5, 1, 2]).model_dump(mode="json")}
    return [{"mixture.json": json.dumps(content).encode()}]


def _mixture(folder: Path) -> None:
    from mixgan.analysis.own_mixture import read
    from mixgan.ui.model import mixture as page

    path = folder / "mixture.json"
    page.as_steps(read(path))
    page._read(path.read_bytes())                                   # as an upload


SWEEP = {"name": "spread", "family": "gmgan", "data": "digits", "seeds": [0, 1], "settings": {"steps": 20, "widths": [8]},
         "vary": {"std": [0.5, 1.0], "loss": ["ns", "hinge"]}}
TOML = (b'name = "spread"\nfamily = "hmog"\ndata = "digits"\npreset = ""\nseeds = [0]\n'
        b"[settings]\nsteps = 20\n[vary]\ndepth = [1, 2]\n")


def _sweep(folder: Path) -> None:
    from mixgan.training import sweep

    path = folder / ("sweep.toml" if os.path.lexists(folder / "sweep.toml") else "sweep.json")
    read = sweep.read_sweep(path)
    if len(json.dumps(read.model_dump())) < 2000:                   # else a thousand configurations
        sweep.plan(read, path.name)


@cache
def _drawing() -> Any:
    """A generator, and the recipe of a page's picture and of a sheet from the command line."""
    from mixgan import families
    from mixgan.store.picture_recipe import Hand, Recipe, packed
    from tests.ui.tiny import tiny_config

    generator = families.build(tiny_config("hmog")).eval().requires_grad_(False)
    common: dict[str, Any] = {"model": "hmog-tiny", "fingerprint": "0" * 16, "family": "hmog", "seed": 1, "scale": 2}
    noise, weights = np.ones((3, generator.noise_dim), np.float32), np.full((3, generator.n_experts), 0.25, np.float32)
    of_page = Recipe(**common, by="page", page="Tree", link="Tree?z=1", n=6, samples=(5, 5, 2), places=((0, 0), (10, 0), (0, 10)),
                     size=(18, 18), background=255, noise=packed(noise), weights=packed(weights), spread=(1, 1, 0.5, 2),
                     hand=Hand(pad=(1, -2), forced={"L": "R"}, muted=(1,), push=("", 1.5), temperature=0.5))
    of_sheet = Recipe(**common, by="command line", n=4, columns=2, shares=(0.5, 0.5, 0, 0))
    return generator, [of_page, of_sheet]


def _pictures() -> list[Payload]:
    from mixgan.analysis.redraw import redrawn
    from mixgan.pictures import png

    generator, recipes = _drawing()
    sides = (36, 32)
    return [{"a.png": png(redrawn(generator, recipe, (side, side, 1)), recipe.inside())}
            for recipe, side in zip(recipes, sides, strict=True)]


def _picture(folder: Path) -> None:
    """What `show picture.png` makes of it."""
    from mixgan.analysis.recipe_words import sentences
    from mixgan.analysis.redraw import compared, redrawn
    from mixgan.cli.showing import read_picture

    recipe, picture = read_picture(folder / "a.png")
    sentences(recipe, "leaf", ("zero", "one"))
    compared(picture, redrawn(_drawing()[0], recipe, picture.shape), recipe)


# --- data, links ---------------------------------------------------------------------------------------------------------


def _archives() -> list[Payload]:
    from tests.data.planted import many, write_zip

    parts = {name: content for part in ("train/a/", "train/b/", "test/a/") for name, content in many(12, 8, part, False).items()}
    return [made(lambda folder, files=files: write_zip(folder / "data.zip", files)) for files in (parts, many(20, 12))]


def _arrays() -> list[Payload]:
    from tests.data.planted import noise

    pictures = {"images": noise(20, 8, 8), "labels": np.arange(20) % 3, "class_names": np.array(["a", "b", "c"])}
    parts = {"x_train": noise(16, 8, 8, 3), "y_train": np.arange(16) % 2, "x_test": noise(8, 8, 8, 3), "y_test": np.arange(8) % 2}
    points = {"points": np.random.default_rng(0).normal(size=(40, 2)).astype(np.float32)}
    return [made(lambda folder, one=one: np.savez(folder / "data.npz", **one)) for one in (pictures, parts, points)]


def _data(folder: Path) -> None:
    from mixgan import data

    path = folder / ("data.zip" if os.path.lexists(folder / "data.zip") else "data.npz")
    for split in ("train", "test"):
        found = data.load(str(path), split=split)
        found.facts(), data.describe(found)


def _idx() -> list[Payload]:
    import gzip

    whole = bytes((0, 0, 8, 3, 0, 0, 0, 5, 0, 0, 0, 4, 0, 0, 0, 4)) + bytes(range(80))
    return [{"data.idx": whole}, {"data.idx": gzip.compress(whole), "packed": b""}]


def _read_idx(folder: Path) -> None:
    from mixgan.data.idx import read_idx

    path = folder / "data.idx"
    if (folder / "packed").exists() and os.path.lexists(path):
        path = path.rename(folder / "data.gz")
    read_idx(path, (5, 4, 4))


def _link(folder: Path) -> None:
    """Every value that a link may hold, and every name that a person may type."""
    from mixgan import data, files
    from mixgan.families.contract import TreeShape
    from mixgan.store import models, runs
    from mixgan.ui import links
    from mixgan.ui.experts import page as experts
    from mixgan.ui.model import covariance, mixture
    from mixgan.ui.train import shared as training
    from mixgan.ui.tree import hand

    text = (folder / LINK).read_bytes().decode("utf-8", "surrogateescape")
    parsers = (links.whole(0, 9999), links.one_of("expert", "class"), covariance.parse_comp(4), experts.parser_of_off(4),
               mixture.parse_numbers(4, 20, 1), mixture.parse_numbers(4, 23), links.Parser(training.known, "a run"), links.pad(),
               hand.parse_forced(TreeShape(3).node, 7, ("L", "R")), hand.parse_push(), hand.parse_mode(10), links.decimal(0, 1))
    for parse in parsers:
        parse(text)
    TreeShape(3).node(text), data.is_here(text)
    for refuses in (files.checked_name, models.find, runs.open_run, data.require_here):
        with suppress(MixganError):
            refuses(text)


@cache
def _links() -> list[Payload]:
    return [{LINK: text.encode()} for text in (
        "3", "3,1", "10,0,20,5", "LRL", "1.2,-0.4", "-L,LR-R", "1.5-keep", "class-3", "all", "reroute", "hmog-mnist",
        "runs/first")]


TARGETS: dict[str, Target] = {
    "config": Target(_models, ("config.json",), _opened),
    "tensors": Target(_models, ("model.safetensors",), _opened),
    "figures": Target(_shipped("config.json", "figures.json", "samples.webp", "card.md", "model.safetensors"),
                      ("figures.json", "figures.json", "figures.json", "samples.webp", "card.md"), _shown),
    "curve": Target(_shipped("config.json", "curve.json"), ("curve.json",), _curve),
    "evaluation": Target(_evaluations, ("evaluation.json",), _evaluated),
    "map": Target(_maps, ("map.npz",), _map),
    "judge": Target(lambda: [files_of(CHECKPOINTS / "judges" / "digits")],
                    ("config.json", "floors.json", "model.safetensors"), _judge),
    "run": Target(_runs, ("config.json", "status.json", "control.json", "metrics.jsonl", "settling.jsonl", "log.txt",
                          "resume/000002/manifest.json", "resume/000002/generator.safetensors"), _run),
    "mixture": Target(_mixtures, ("mixture.json",), _mixture),
    "picture": Target(_pictures, ("a.png",), _picture),
    "sweep json": Target(lambda: [{"sweep.json": json.dumps(SWEEP).encode()}], ("sweep.json",), _sweep),
    "sweep toml": Target(lambda: [{"sweep.toml": TOML}], ("sweep.toml",), _sweep),
    "zip": Target(_archives, ("data.zip",), _data),
    "pairs": Target(asked.pair_archives, ("data.zip",), asked.pairs),
    "captions": Target(asked.captioned, ("captions.csv", "captions.csv", "0.png"), asked.captions),
    "question": Target(asked.questions, ("q.png", "recipe.txt"), asked.question),
    "npz": Target(_arrays, ("data.npz",), _data),
    "idx": Target(_idx, ("data.idx",), _read_idx),
    "link": Target(_links, (LINK,), _link),
}
