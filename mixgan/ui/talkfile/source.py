"""One model of a talk's file, opened, and what each of its pages is given: the app's own views."""

from __future__ import annotations

import html
from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import cached_property
from typing import Any

from mixgan import pictures
from mixgan.analysis import publish
from mixgan.analysis.describe import samples_of
from mixgan.analysis.words import plural
from mixgan.errors import ConfigError
from mixgan.families.program import id_of
from mixgan.measures import judges
from mixgan.store import growth as stored_growth
from mixgan.store import maps
from mixgan.store.models import ModelFolder
from mixgan.store.reals import read_shipped
from mixgan.ui import sentences
from mixgan.ui.components.live import envelope
from mixgan.ui.talkfile import filmed
from mixgan.ui.talkfile.lighter import lighter
from mixgan.ui.talkfile.parts import Model, Part, Place, Screen
from mixgan.ui.views import (
    answerers,
    answers,
    board,
    covariance,
    experts,
    films,
    home,
    learning,
    mixture,
    numbers,
    onward,
    recipe,
    tree,
)
from mixgan.ui.views import map as maps_view
from mixgan.ui.views.basis import Basis
from mixgan.ui.views.facts import classes_of, model_line
from mixgan.ui.views.opening import opened_from
from mixgan.ui.views.pen import pen_of
from mixgan.ui.views.titles import TITLES

__all__ = ["SAMPLES", "Source"]

STORED = "This file holds the map's own samples alone; the app draws new ones."
POINTS = 2000                   # of a map: its pictures are most of what a file adds to the programs
SAMPLES = 64                    # of a seed that a screen can start from: as many as lie on Home's sheet


class Source:
    """Raises ConfigError for a model of points, and for one that is asked by sentences, or is too large to answer in a page."""

    def __init__(self, found: ModelFolder, learning: bool = False) -> None:
        if found.config.facts.is_points:
            raise ConfigError(f"{found.name} draws points in the plane, and a talk's file shows pictures.", "Name another model.")
        self.found, self.opened, self.learns = found, opened_from(found.path), learning
        if self.is_asked and (found.config.facts.vocabulary or self.is_filmed):
            why = "is asked by sentences, which a server reads" if found.config.facts.vocabulary else "cannot answer in a page"
            raise ConfigError(f"{found.name} {why}: a talk's file has no page for it.", "Name another model.")
        self.classes = classes_of(found)
        self.map = maps.read(found.map_path) if found.map_path is not None else None
        self.growth = stored_growth.read_growth(found.path)
        self.judge = judges.of(found.config)

    @property
    def is_filmed(self) -> bool:
        return films.needed(self.opened)

    @property
    def is_asked(self) -> bool:
        return self.opened.generator.reads_conditions

    @property
    def model(self) -> Model:
        """Programs that answer lie in their page's packet, side by side."""
        return Model(self.found.name, b"" if self.is_filmed or self.is_asked else self.opened.program, self.pages)

    @cached_property
    def pages(self) -> list[str]:
        if self.is_asked:
            return ["Answers"]
        generator = self.opened.generator
        told_alone = generator.n_experts == 1 and generator.is_conditional
        many = generator.n_experts > 1
        has = {"Home": self.found.samples is not None, "Tree": generator.about.is_gated and many, "Experts": many or told_alone,
               "Covariance": True, "Mixture": many and not self.is_filmed, "Map": self.map is not None}
        return [*(page for page in TITLES if has.get(page)), *(["Learning"] if self.learns and self.growth and many else [])]

    @property
    def notes(self) -> list[str]:
        """What whoever writes the file should know of this model."""
        notes = [filmed.note(self.found.name, self.opened)] if self.is_filmed else []
        if self.growth is not None and not self.learns and self.opened.generator.n_experts > 1:
            size = sum(path.stat().st_size for path in self._steps) / 1e6
            notes.append(f"The Learning page of {self.found.name} is left out: its steps are {size:.1f} MB. Add it: --learning.")
        return notes

    @property
    def _steps(self) -> list[Any]:
        return [stored_growth.path_of(self.found.path, one.step) for one in self.growth.moments] if self.growth else []

    def screen(self, place: Place) -> Screen:
        label = self.classes.index(place.label) if place.label else None
        basis = Basis(self.found, replace(self.opened, label=label), place.seed, self.judge)
        own = {"Home": self._home, "Map": self._map, "Learning": self._learning, "Answers": self._answers}.get(place.page)
        if own is not None:
            return own(basis)
        if self.is_filmed:
            parts, notes = list(filmed.PARTS[place.page](basis, place.first)), [filmed.sentence(self.opened)]
        else:
            live = {"Tree": self._tree, "Experts": self._experts, "Covariance": self._covariance, "Mixture": self._mixture}
            parts, notes = list(live[place.page](basis, place.first)), []
        curve = covariance.stored(self.found) if place.page == "Covariance" else None
        says = [] if curve is None else [sentences.curve_verdict(curve, self.opened.generator.gaussians() is not None)]
        return Screen(TITLES[place.page], f"{model_line(self.found)} · {basis.seed_line}", parts, says=says, notes=notes)

    # --- live pages ----------------------------------------------------------------------------------------------------

    def _live(self, component: str, view: Mapping[str, Any], heading: str = "") -> Part:
        """The program stands in the file once, so a packet has its id alone."""
        return Part(component, envelope(b"", {**view, "header": {"id": id_of(self.opened.program)}}), heading, live=True)

    def _saved(self, basis: Basis, page: str) -> dict[str, Any]:
        """With it a view offers to save its pictures."""
        opened = basis.opened
        return {"recipe": recipe.basis(self.found, opened.fingerprint, page, basis.seed, opened.label)}

    def _drawing(self, basis: Basis) -> dict[str, Any]:
        return {"draw": pen_of(self.found, basis.opened)}

    def _tree(self, basis: Basis, first: int) -> Iterable[Part]:
        ahead = min(SAMPLES, numbers.SAMPLES - first)
        view = tree.view(basis, first, ahead, tree.first_step(basis, first))
        yield self._live("tree", view | self._drawing(basis) | self._saved(basis, "Tree"))

    def _experts(self, basis: Basis, first: int) -> Iterable[Part]:
        if basis.K > 1:
            view = experts.view(basis, first, SAMPLES + experts.COLUMNS) | {"columns_shown": experts.COLUMNS}
            yield self._live("experts", view | self._drawing(basis) | self._saved(basis, "Experts"))
        if basis.generator.is_conditional:
            yield self._live("classes", board.view(basis, board.board_of(basis, first), first), board.heading(basis))

    def _covariance(self, basis: Basis, first: int) -> Iterable[Part]:
        own = basis.led_to(covariance.PER_ROW, first)
        view = covariance.view(basis, covariance.stored(self.found), first=first) | {
            "first": first, "own_samples": None if own is None else own.tolist()}
        yield self._live("covariance", view | self._saved(basis, "Covariance"))

    def _mixture(self, basis: Basis, first: int) -> Iterable[Part]:
        view = mixture.view(basis, [mixture.USUAL_PART] * basis.K, [mixture.USUAL_LEVEL] * basis.K)
        yield self._live("mix", view | self._saved(basis, "Mixture"))

    def _answers(self, basis: Basis) -> Screen:
        """The open model beside the one that differs in mode seeking alone, where there is one."""
        models = answerers.pair_of(self.found, answerers.twin_of(self.found))
        opened = [self.opened if one.name == self.found.name else opened_from(one.path) for one in models]
        asked = {answerers.title_of(one): its for one, its in zip(models, opened, strict=True)}
        recipes = {one.name: recipe.basis(one, its.fingerprint, "Answers", basis.seed, None)
                   for one, its in zip(models, opened, strict=True)}
        whole = replace(answers.answers_of(asked, self.found.config.data, basis.seed), recipe=recipes[self.found.name],
                        recipes=list(recipes.values()))
        return Screen(TITLES["Answers"], f"{model_line(self.found)} · noise of {basis.seed_line}",
                      [Part("answers", answers.packed(whole, answers.Hand()))],
                      notes=[html.escape(line) for line in answerers.measured(models)])

    # --- pages of what is stored ---------------------------------------------------------------------------------------

    def _home(self, basis: Basis) -> Screen:
        found, shown = self.found, self._shelf(basis)
        facts = [sentences.sample_facts(shown.figures, found.config.facts.class_names, i) for i in range(shown.n)]
        stories = [{"says": home.story(shown, one), "ways": [
            {"label": way.label, "page": way.page, "query": way.query} for way in onward.onward(found, one.index, one.expert)
            if way.page in self.pages and self._leads(way.page)]} for one in facts if one is not None]
        legend = [f"<b>{home.nobody(found.config.data)}</b>", home.legend(shown, plural(shown.word, shown.K)),
                  *(["Choose a picture to see who made it."] if shown.K > 1 else [])]
        sheet = Part("sheet", home.packet(shown, recipe=self._saved(basis, "Home")["recipe"]))
        return Screen(TITLES["Home"], f"{model_line(found)} · {shown.n} samples of {basis.seed_line}", [sheet], legend=legend,
                      stories=stories)

    def _leads(self, page: str) -> bool:
        """Whether the page can be opened at any of the samples: a film is of one, and so is a row of spreads."""
        return page == "Map" or (page != "Covariance" and not self.is_filmed)

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

    def _learning(self, basis: Basis) -> Screen:
        from mixgan.analysis.growth import jump

        growth = self.growth
        assert growth is not None, "a page that the model has"
        leap, programs = jump(growth.moments), [path.read_bytes() for path in self._steps]
        view = learning.view(basis, growth.moments, leap, len(programs) - 1) | {"header": {"id": id_of(programs[-1])}}
        samples = f"the noise of samples 0 to {learning.COLUMNS - 1} of {basis.seed_line}"
        return Screen(learning.title(basis.word, leap), f"{model_line(self.found)} · {samples}",
                      [Part("growth", envelope(b"", view), programs=programs)], notes=[learning.facts(growth, basis.word)])
