"""The data sets that have a name. Facts only: nothing is opened, so that a form can be drawn at once."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["N_QUESTIONS", "SourceInfo", "asking", "known"]

N_QUESTIONS = 64                    # held out: kept with a model, and asked in pages
BY_PICTURE = ("pairs", "two sets")


@dataclass(frozen=True)
class SourceInfo:
    """What a page says of a set before it is loaded. `needs`: what must be on the machine first; empty when nothing."""

    name: str
    title: str
    image_shape: tuple[int, ...]    # (C, H, W), or (2,) for points
    n_classes: int
    n_train: int
    licence: str
    needs: str = ""
    asks: str = ""                  # pairs, words or two sets, where a picture is an answer

    @property
    def condition_shape(self) -> tuple[int, ...]:
        """(1, H, W) of the pictures that ask; () where none do."""
        return (1, *self.image_shape[1:]) if self.asks in BY_PICTURE else ()

    @property
    def n_questions(self) -> int:
        return N_QUESTIONS if self.asks in BY_PICTURE else 0


_SETS = (
    SourceInfo("digits", "Handwritten digits of UCI, 8 by 8 px", (1, 8, 8), 10, 1438,
               "CC BY 4.0, E. Alpaydin and C. Kaynak; comes with scikit-learn"),
    SourceInfo("ring", "Toy: 8 Gaussians on a circle of radius 1, standard deviation 0.05 (the easy ring)", (2,), 8, 10_000,
               "none needed: drawn from a formula"),
    SourceInfo("grid", "Toy: 25 Gaussians on a grid of step 2, standard deviation 0.05", (2,), 25, 10_000,
               "none needed: drawn from a formula"),
    SourceInfo("shapes", "Shapes: six figures in six hues on black, of any place and size, 32 by 32 px", (3, 32, 32), 6, 12_024,
               "none needed: drawn from a formula"),
    SourceInfo("mnist", "MNIST: handwritten digits, 28 by 28 px", (1, 28, 28), 10, 60_000,
               "no formal one; commonly given as CC BY-SA 3.0, Y. LeCun, C. Cortes, C. J. C. Burges",
               "the folder MNIST under MIXGAN_DATA, or a network to get it once (12 MB)"),
    SourceInfo("fashion-mnist", "Fashion-MNIST: clothes and shoes, 28 by 28 px", (1, 28, 28), 10, 60_000,
               "MIT, Zalando SE",
               "the folder FashionMNIST under MIXGAN_DATA, or a network to get it once (31 MB)"),
    SourceInfo("edges-shapes", "Outlines of shapes, each to be filled with one of eight colours, 32 by 32 px", (3, 32, 32), 0,
               12_024, "none needed: drawn from a formula", asks="pairs"),
    SourceInfo("edges-mnist", "Outlines of MNIST's digits, each to be filled with one of eight colours, 32 by 32 px",
               (3, 32, 32), 0, 20_000, "that of MNIST",
               "the folder MNIST under MIXGAN_DATA, or a network to get it once (12 MB)", asks="pairs"),
    SourceInfo("edges-fashion", "Outlines of Fashion-MNIST's clothes, each to be filled with one of eight colours, 32 by 32 px",
               (3, 32, 32), 0, 20_000, "MIT, Zalando SE",
               "the folder FashionMNIST under MIXGAN_DATA, or a network to get it once (31 MB)", asks="pairs"),
    SourceInfo("edges-fashion-16", "The same on a black or a white ground: sixteen answers to each outline",
               (3, 32, 32), 0, 20_000, "MIT, Zalando SE",
               "the folder FashionMNIST under MIXGAN_DATA, or a network to get it once (31 MB)", asks="pairs"),
    SourceInfo("styles-digits", "Thin grey digits of UCI, and other ones in six hues and three widths, enlarged to 32 by 32 px",
               (3, 32, 32), 0, 5752, "that of the digits", asks="two sets"),
    SourceInfo("styles-mnist", "Thin grey digits of MNIST, and other ones in six hues and three widths, 32 by 32 px",
               (3, 32, 32), 0, 20_000, "that of MNIST",
               "the folder MNIST under MIXGAN_DATA, or a network to get it once (12 MB)", asks="two sets"),
    SourceInfo("captions-shapes", "Sentences that say some of what a shape on black or white is, 32 by 32 px", (3, 32, 32), 6,
               11_972, "none needed: drawn from a formula", asks="words"),
)


def known() -> dict[str, SourceInfo]:
    """By name, the smallest picture set first."""
    return {info.name: info for info in _SETS}


def asking(what: str) -> list[str]:
    """The names of those whose pictures answer `pairs`, `words`, or the other of `two sets`."""
    return [info.name for info in _SETS if info.asks == what]
