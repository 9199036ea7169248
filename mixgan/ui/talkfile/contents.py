"""What a talk's file holds: models, the screens of their pages, and the steps of its script."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from mixgan import pictures
from mixgan.analysis import publish
from mixgan.analysis.describe import samples_of
from mixgan.analysis.script import Script, Step
from mixgan.analysis.words import plural
from mixgan.errors import ConfigError, unknown
from mixgan.families import described
from mixgan.measures import judges
from mixgan.store import maps
from mixgan.store.models import ModelFolder
from mixgan.store.reals import read_shipped
from mixgan.ui import sentences
from mixgan.ui.components.live import MAX_PROGRAM_BYTES, envelope, fits
from mixgan.ui.talkfile.lighter import lighter
from mixgan.ui.views import board, covariance, experts, home, mixture, numbers, onward, tree
from mixgan.ui.views import map as maps_view
from mixgan.ui.views.basis import Basis
from mixgan.ui.views.facts import classes_of, model_line
from mixgan.ui.views.opening import Opened, opened_from
from mixgan.ui.views.titles import TITLES

__all__ = ["Contents", "Model", "Screen", "contents"]

STORED = "This file holds the map's own samples alone; the app draws new ones."
POINTS = 2000                   # of a map: its pictures are most of what a file adds to the programs
SAMPLES = 64                    # of a seed that a screen can start from: as many as lie on Home's sheet


@dataclass(frozen=True)
class Part:
    """A component and its packet; `heading` stands above it."""

    component: str
    packet: bytes
    heading: str = ""
    live: bool = False              # runs the model's program


@dataclass(frozen=True)
class Screen:
    """One page of one model. `says`, `legend` and what stories say are HTML."""

    title: str
    caption: str
    parts: Sequence[Part]
    says: Sequence[str] = ()
    legend: Sequence[str] = ()
    stories: Sequence[Mapping[str, Any]] | None = None


@dataclass(frozen=True)
class Model:
    """`pages`: those it has, in the order of the menu; `id`: of its program."""

    name: str
    program: bytes
    pages: Sequence[str]


@dataclass(frozen=True)
class Place:
    """Where a screen is found: `first` is the sample that it begins with, `label` the class that is asked for."""

    page: str
    model: str
    seed: int = 0
    label: str = ""
    first: int = 0

    @property
    def key(self) -> str:
        return "|".join([self.page, self.model, str(self.seed), self.label, str(self.first)])


@dataclass(frozen=True)
class Contents:
    """Everything that the file is made of; it opens on the first screen."""

    title: str
    models: Sequence[Model]
    screens: Mapping[Place, Screen]
    steps: Sequence[Step] = ()


def contents(models: Sequence[ModelFolder], script: Script | None) -> Contents:
    """Raises ConfigError for a model that a page cannot run and for a step that the file cannot hold."""
    sources = {found.name: _Source(found) for found in models}
    steps = script.steps if script is not None else ()
    places = [_place_of(number, step, sources) for number, step in enumerate(steps, 1)]
    places += [Place(page, name) for name, source in sources.items() for page in source.pages]
    screens = {place: sources[place.model].screen(place) for place in dict.fromkeys(places)}
    title = script.title if script is not None else ""
    return Contents(title or ", ".join(sources), [source.model for source in sources.values()], screens, steps)


def _place_of(number: int, step: Step, sources: Mapping[str, _Source]) -> Place:
    where = f"Step {number} of the script ('{step.title[:60]}')"
    name = step.query.get("model", next(iter(sources)))
    if name not in sources:
        raise ConfigError(f"{where}: {unknown('model', name[:80], sources)}", "Name it too: export MODEL MODEL ...")
    source = sources[name]
    if step.page not in source.pages:
        raise ConfigError(f"{where} opens {step.page}, and a file has {', '.join(source.pages)} of {name}.",
                          "Leave the step out, or name a model that has the page.")
    if "beside" in step.query:
        raise ConfigError(f"{where} shows two models side by side, and a file shows one at a time.",
                          "Leave 'beside' out of its link.")
    z = _number(where, "z", step.query.get("z", "0"), numbers.SAMPLES - 1)
    far = z if z >= SAMPLES else 0              # a screen that holds the samples from 0 on goes to one of them by itself
    begins = {"Tree": far, "Experts": far, "Covariance": z}
    label = step.query.get("label", "")
    if label and label not in source.classes:
        raise ConfigError(f"{where}: {unknown('class', label[:80], source.classes)}" if source.classes else
                          f"{where} asks for the class '{label[:80]}', and {name} was not told classes.")
    return Place(step.page, name, _number(where, "seed", step.query.get("seed", "0"), 9999), label, begins.get(step.page, 0))


def _number(where: str, name: str, text: str, most: int) -> int:
    if not (text.isascii() and text.isdecimal() and len(text) < 9 and int(text) <= most):
        raise ConfigError(f"{where} has {name} '{text[:40]}', which should be a whole number from 0 to {most:,}.")
    return int(text)


class _Source:
    """One model, opened, and what its pages are given."""

    def __init__(self, found: ModelFolder) -> None:
        self.found, self.opened = found, opened_from(found.path)
        _check(found, self.opened)
        self.classes = classes_of(found)
        self.map = maps.read(found.map_path) if found.map_path is not None else None
        self.judge = judges.of(found.config)

    @property
    def model(self) -> Model:
        return Model(self.found.name, self.opened.program, self.pages)

    @property
    def pages(self) -> list[str]:
        generator = self.opened.generator
        told_alone = generator.n_experts == 1 and generator.is_conditional
        has = {"Home": self.found.samples is not None, "Tree": generator.about.is_gated and generator.n_experts > 1,
               "Experts": generator.n_experts > 1 or told_alone, "Covariance": True, "Mixture": generator.n_experts > 1,
               "Map": self.map is not None}
        return [page for page in TITLES if has[page]]

    def screen(self, place: Place) -> Screen:
        label = self.classes.index(place.label) if place.label else None
        basis = Basis(self.found, replace(self.opened, label=label), place.seed, self.judge)
        stored = {"Home": self._home, "Map": self._map}.get(place.page)
        if stored is not None:
            return stored(basis)
        parts = {"Tree": self._tree, "Experts": self._experts, "Covariance": self._covariance, "Mixture": self._mixture}
        caption = f"{model_line(self.found)} · {basis.seed_line}"
        screen = Screen(TITLES[place.page], caption, list(parts[place.page](basis, place.first)))
        curve = covariance.stored(self.found) if place.page == "Covariance" else None
        if curve is None:
            return screen
        return replace(screen, says=[sentences.curve_verdict(curve, self.opened.generator.gaussians() is not None)])

    # --- live pages ----------------------------------------------------------------------------------------------------

    def _live(self, component: str, view: Mapping[str, Any], heading: str = "") -> Part:
        """The program stands in the file once, so a packet has its id alone."""
        from mixgan.families.program import id_of

        return Part(component, envelope(b"", {**view, "header": {"id": id_of(self.opened.program)}}), heading, live=True)

    def _tree(self, basis: Basis, first: int) -> Iterable[Part]:
        ahead = min(SAMPLES, numbers.SAMPLES - first)
        yield self._live("tree", tree.view(basis, first, ahead, tree.first_step(basis, first)))

    def _experts(self, basis: Basis, first: int) -> Iterable[Part]:
        if basis.K > 1:
            view = experts.view(basis, first, SAMPLES + experts.COLUMNS)
            yield self._live("experts", view | {"columns_shown": experts.COLUMNS})
        if basis.generator.is_conditional:
            heading = f"Every class, by the {plural(basis.word, 2)} that draw it" if basis.K > 1 else ""
            yield self._live("classes", board.view(basis, board.board_of(basis, first), first), heading)

    def _covariance(self, basis: Basis, first: int) -> Iterable[Part]:
        yield self._live("covariance", covariance.view(basis, covariance.stored(self.found), first=first))

    def _mixture(self, basis: Basis, first: int) -> Iterable[Part]:
        yield self._live("mix", mixture.view(basis, [mixture.USUAL_PART] * basis.K, [mixture.USUAL_LEVEL] * basis.K))

    # --- pages of what is stored ---------------------------------------------------------------------------------------

    def _home(self, basis: Basis) -> Screen:
        found, shown = self.found, self._shelf(basis)
        facts = [sentences.sample_facts(shown.figures, found.config.facts.class_names, i) for i in range(shown.n)]
        stories = [{"says": home.story(shown, one), "ways": [
            {"label": way.label, "page": way.page, "query": way.query} for way in onward.onward(found, one.index, one.expert)
            if way.page in self.pages and way.page != "Covariance"]} for one in facts if one is not None]
        legend = [f"<b>{home.nobody(found.config.data)}</b>", home.legend(shown, plural(shown.word, shown.K)),
                  *(["Choose a picture to see who made it."] if shown.K > 1 else [])]
        return Screen(TITLES["Home"], f"{model_line(found)} · {shown.n} samples of {basis.seed_line}",
                      [Part("sheet", home.packet(shown))], legend=legend, stories=stories)

    def _shelf(self, basis: Basis) -> home.Shelf:
        """The stored sheet; one drawn where another seed or one class is asked for."""
        found, figures = self.found, self.found.figures
        if basis.opened.label is None and basis.seed == (figures.get("samples") or {}).get("seed", 0):
            return home.Shelf(found, basis.seed, found.samples, figures)
        with basis.opened.use() as generator:
            sheet, facts = samples_of(generator, self.judge, basis.seed, basis.opened.label)
        return home.Shelf(found, basis.seed, pictures.webp(sheet, lossless=True), figures | {"samples": facts})

    def _map(self, basis: Basis) -> Screen:
        stored, among = self.map, None
        assert stored is not None, "a page that the model has"
        if stored.seed != basis.seed:
            among = stored
            with basis.opened.use() as generator:
                stored = publish.make_map(generator, self.found.config, n=POINTS, seed=basis.seed, umap=False, among=among)
        word, shown = self.found.figures.get("expert_word") or "expert", lighter(stored, POINTS)
        hosts, reals = shown.hosts, read_shipped(self.found.config.data)
        first = f"the first {shown.n:,} of " if shown.n < stored.n else ""
        return Screen(TITLES["Map"], f"{model_line(self.found)} · {first}{maps_view.caption(stored, among)}",
                      [Part("map", maps_view.packet(
                          shown, word, self.opened.generator.n_experts, among=among, name=self.found.name, why=STORED,
                          reals=None if hosts is None or reals is None else reals.first(len(hosts))))])


def _check(found: ModelFolder, opened: Opened) -> None:
    """Raises ConfigError for a model that no page runs by itself."""
    title, size = described(found.config.family).title, len(opened.program) / 2**20
    if found.config.facts.is_points:
        raise ConfigError(f"{found.name} draws points in the plane, and a talk's file shows pictures.", "Name another model.")
    if not opened.program:
        raise ConfigError(f"{found.name} cannot be put into a file: {title} has no program that a page can run.",
                          "Name another model, or show it with the app.")
    if not fits(opened.program):
        most = MAX_PROGRAM_BYTES / 2**20
        raise ConfigError(f"{found.name} takes {size:.1f} MB in the page, and {most:.0f} MB is the most that opens quickly.",
                          "Name a smaller model, or show this one with the app.")
