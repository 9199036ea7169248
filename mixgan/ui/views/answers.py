"""What the component of answers is given: models that are asked the same, questions, noises, and right answers that are known.

    answers_of({"without": opened, "with": other}, data, seed) -> Answers
    packed(answers, Hand()) -> bytes for components/answers
    question_text(hand), parse_question(text, ...): the question as a link has it
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from mixgan.analysis.words import with_article
from mixgan.families import described
from mixgan.ui.components.live import draws_of, envelope
from mixgan.ui.views import numbers

if TYPE_CHECKING:
    from mixgan.store.models import ModelFolder
    from mixgan.ui.views.opening import Opened
    from mixgan.ui.views.sentences import Asked

__all__ = ["MOST_DRAWS", "SHOWN", "TITLE", "Answerer", "Answers", "Hand", "Palette", "answers_of", "answers_to", "is_asked",
           "known_answers", "packed", "parse_question", "question_text", "sizes"]

TITLE = "One question, many answers"
SHOWN = 16                      # answers at once; components/answers/board.js has the same
MOST_DRAWS = 16 * SHOWN         # of a seed
MOST_QUESTIONS = 18             # that are offered
DRAWN = "ink-"                  # before an outline in a link
NEW = "No picture that was learned from shows this shape, hue and place together."
PEN_PX = 0.9                    # radius of the pen, in pixels of the question: as thick as the outlines of data/edges.py


@dataclass(frozen=True)
class Answerer:
    """A model that answers: what stands over its answers ("with mode seeking"), and its program, which reads `condition`."""

    title: str
    program: bytes


@dataclass(frozen=True)
class Palette:
    """Right answers that are known: colours (n, 3) uint8 on each of `grounds`, and their names; as `measures.coloured` has them.

    The mode of an answer is the colour nearest to the mean of its pixels whose largest channel is over `bright`, both scaled to
    full brightness; none of them where a channel is farther off than `off`, or fewer than the share `least` of its pixels is
    so bright. `bright` and `off` are in parts of 255. How it misleads: only the paint is looked at, not whether the outline was
    kept; and a ground that is not black counts as paint.

    Where the ground may be white too: it is the middle one of the border's values of a channel, and none of them where one is
    farther off than `off` from black or white. What is said above of a pixel then holds for what it adds to its ground, and a
    picture that adds less than `faint` to a white ground is white on white. The measure knows the grey picture, and takes the
    ground where that is 0, the paint where it is bright.
    """

    names: tuple[str, ...]
    colours: NDArray[np.uint8]
    bright: float = 0.5
    least: float = 0.02
    off: float = 0.2
    asks: str = "outline"           # what a question is called
    right: str = "right answers"    # and what the colours are of it
    grounds: tuple[str, ...] = ("black",)           # or black and white
    faint: float = 0.0


@dataclass(frozen=True)
class Answers:
    """What the page decides. The hand's part is `Hand`."""

    answerers: tuple[Answerer, ...]         # one, or two side by side; of one noise length and one shape of questions
    # pictures (P, H, W, C) uint8, may be empty where one is drawn; or of a sentence what each model reads, (models, 2 C) float32
    questions: NDArray[np.uint8] | NDArray[np.float32]
    draws: Mapping[str, Any]                # `components.live.draws_of`: noise (n, Z) and what else a model reads; n >= 16
    directions: Sequence[Sequence[float]]   # (2, Z): along which the pad moves the noise
    palette: Palette | None = None          # None: no colours are known to be right
    said: Mapping[str, Any] | None = None   # `sentences.said_of` or `own_words.said_of`, where a sentence asks
    may_draw: bool = True                   # whether a question may be drawn; only where it has one channel
    note: str = ""
    latent: str = ""                        # views that name the same share one pad
    recipe: Mapping[str, Any] | None = None         # `views.recipe.basis` of the open model; None: nothing is to be saved
    recipes: Sequence[Mapping[str, Any]] = ()       # and of each answerer

    @property
    def asks(self) -> str:
        """What a question is called: by the set's own word, where it has one."""
        return "picture" if self.palette is None else self.palette.asks


@dataclass(frozen=True)
class Hand:
    """What the visitor does, as a link keeps it."""

    stored: int | None = 0                  # the stored question that is asked; None: the outline that was drawn
    ink: str = ""                           # that outline: a hexadecimal digit for four pixels, row by row, the first one highest
    pad: tuple[float, float] = (0.0, 0.0)
    drawn: int = SHOWN                      # how many draws were asked for, in whole sheets
    shown: str = "both"                     # or "0", "1": one answerer alone


def is_asked(found: ModelFolder) -> bool:
    """Whether a model is asked, with a picture or with a sentence."""
    return described(found.config.family).is_asked


def sizes(answers: Answers) -> tuple[int, int]:
    """How many questions are stored, and how many pixels one has."""
    n, height, width, _ = answers.questions.shape
    return n, height * width


def answers_of(asked: Mapping[str, Opened], data: str, seed: int) -> Answers:
    """Of models by their titles, the first of which draws the noise of all; `data`: the set that they learned from."""
    questions = next(iter(asked.values())).generator.questions
    assert questions is not None
    return _answers(asked, questions[:MOST_QUESTIONS].cpu().numpy(), seed, palette=known_answers(data))


def answers_to(question: Asked | str, asked: Mapping[str, Opened], seed: int) -> Answers:
    """The same of models that a sentence asks: of the grammar of data/captions.py, or in words of their own."""
    from mixgan.ui.views import own_words, sentences

    if isinstance(question, str):
        return _answers(asked, sentences.codes(list(asked.values()), question), seed, said=own_words.said_of(question))
    note = NEW if sentences.never_together(question) else ""
    codes = sentences.codes(list(asked.values()), sentences.sentence(question))
    return _answers(asked, codes, seed, said=sentences.said_of(question), note=note)


def _answers(asked: Mapping[str, Opened], questions: NDArray[Any], seed: int, **known: Any) -> Answers:
    first = next(iter(asked.values()))
    return Answers(tuple(Answerer(title, opened.program) for title, opened in asked.items()), questions,
                   draws_of(numbers.draw_of(first, seed, MOST_DRAWS)), numbers.pad_directions(first, seed), **known)


def known_answers(data: str) -> Palette | None:
    """The right answers of a set; None where none are known."""
    from mixgan.data import edges, styles
    from mixgan.data.known import asking
    from mixgan.measures import coloured, styled

    if data in asking("two sets"):
        return Palette(styles.HUES, styles.COLOURS, styled.LIT / 255, off=styled.TAU, asks="digit", right="right hues")
    if not data.startswith("edges-"):
        return None
    grounds = edges.GROUNDS[: edges.modes_of(data) // len(edges.PALETTE)]
    return Palette(tuple(edges.PALETTE), edges.COLOURS, coloured.BRIGHT, off=coloured.TAU, grounds=grounds, faint=coloured.FAINT)


def packed(answers: Answers, hand: Hand) -> bytes:
    """View, questions and programs as one block of bytes. Raises StoreError where the programs are too large for a page."""
    first, *others = answers.answerers
    view: dict[str, Any] = {
        "titles": [one.title for one in answers.answerers], "draws": dict(answers.draws), "directions": answers.directions,
        "pen": PEN_PX if answers.may_draw and answers.questions.shape[-1] == 1 else None, "said": answers.said,
        "note": answers.note, "asks": with_article(answers.asks), "recipe": answers.recipe, "recipes": answers.recipes,
        "latent": answers.latent, "pad": list(hand.pad), "drawn": hand.drawn, "shown": hand.shown,
        "question": {"stored": hand.stored, "ink": hand.ink},
        "palette": None if (known := answers.palette) is None else {
            "names": list(known.names), "colours": known.colours.tolist(), "bright": known.bright, "least": known.least,
            "off": known.off, "grounds": list(known.grounds), "faint": known.faint},
    }
    return envelope(first.program, view, [answers.questions.tobytes(), *(one.program for one in others)])


def question_text(hand: Hand) -> str:
    """What stands in a link: the number of a stored question, or `ink-` and an outline."""
    return DRAWN + hand.ink if hand.stored is None else str(hand.stored)


def parse_question(text: str, n_stored: int, pixels: int) -> tuple[int | None, str] | None:
    """(stored, ink) of a `Hand`; None for a question that is not stored, and an outline that is empty or of another size."""
    if text.startswith(DRAWN):
        ink = text.removeprefix(DRAWN)
        fits = len(ink) == -(-pixels // 4) and re.fullmatch("[0-9a-f]+", ink) and ink.strip("0")
        return (None, ink) if fits else None
    return (int(text), "") if re.fullmatch("[0-9]{1,4}", text) and int(text) < n_stored else None
