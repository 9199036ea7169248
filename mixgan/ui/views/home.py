"""What Home's sheet is given, and what is said of one sample in it. From stored figures: no torch."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from mixgan.families import described
from mixgan.figures.palette import colours, shapes
from mixgan.store.models import ModelFolder
from mixgan.ui import sentences
from mixgan.ui.components.sheet import SheetLook, sheet_packet

__all__ = ["Shelf", "legend", "nobody", "packet", "story"]

DIGITS = "Nobody wrote these digits: the model drew every one."
MADE = {"mnist": DIGITS, "digits": DIGITS, "fashion-mnist": "Nobody photographed these clothes: the model drew every one."}


@dataclass(frozen=True)
class Shelf:
    """What Home shows: the samples of one seed as a sheet, and the model's figures with their facts."""

    found: ModelFolder
    seed: int
    sheet: bytes | None
    figures: dict[str, Any]

    @property
    def n(self) -> int:
        return len((self.figures.get("samples") or {}).get("expert") or [])

    @property
    def word(self) -> str:
        return self.figures.get("expert_word", "expert")

    @property
    def K(self) -> int:
        return int(self.figures.get("n_experts") or 1)


def packet(shown: Shelf, chosen: int = -1, recipe: dict[str, Any] | None = None, latent: str | None = None) -> bytes:
    """The sheet, with sample `chosen` marked. `recipe`: what a saved picture is named by; None: nothing can be saved.
    `latent`: as the sheet of another model calls the noise that they share."""
    figures, facts_of_data = shown.figures, shown.found.config.facts
    names = facts_of_data.class_names
    facts = [sentences.sample_facts(figures, names, i) for i in range(shown.n)]
    known = [one for one in facts if one is not None]
    view = SheetLook(
        expert=[one.expert for one in known], weight=[one.weight for one in known],
        labels=[sentences.tile_label(one, shown.word) for one in known], colours=colours(shown.K), shapes=shapes(shown.K),
        alt=sentences.grid_alt(shown.found.name, shown.n, shown.seed), channels=facts_of_data.image_shape[0], recipe=recipe,
        latent=latent,
    )
    return sheet_packet(shown.sheet or b"", int((figures.get("samples") or {}).get("columns", 8)), view, chosen)


def story(shown: Shelf, facts: sentences.SampleFacts) -> list[str]:
    """HTML of what is said of one sample: who made it, and what that expert draws."""
    found, figures = shown.found, shown.figures
    return [sentences.about_sample(facts, figures, _chooses(shown), described(found.config.family).is_gated),
            sentences.about_expert(facts.expert, figures, found.config.facts.class_names)]


def nobody(data: str) -> str:
    """The first thing to know of these pictures, true of the data they were learned from."""
    return MADE.get(data, "Nobody made these pictures: the model drew every one.")


def legend(shown: Shelf, word: str) -> str:
    """HTML: how to read the frames. `word`: HTML of the expert's word in the plural."""
    if shown.K == 1:
        return "One generator made all of these."
    return (f"{shown.K} {word} made these. The frame's colour and the number below say "
            + (f"which {shown.word} made it." if _chooses(shown) else
               "whose weight was largest; the thicker the frame, the larger the weight."))


def _chooses(shown: Shelf) -> bool:
    """Whether each picture is one expert's alone, so that no frame is thicker than another."""
    return min((shown.figures.get("samples") or {}).get("weight") or [1.0]) >= 1

