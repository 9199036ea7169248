"""What the Mixture's component is given."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from mixgan.analysis.words import expert_name
from mixgan.figures.palette import colours, shapes
from mixgan.ui.components.live import draws_of
from mixgan.ui.views.basis import Basis

if TYPE_CHECKING:
    from mixgan.families.contract import Generator

__all__ = ["N_SHOWN", "USUAL_LEVEL", "USUAL_PART", "says_odds", "view"]

N_SHOWN = 32
USUAL_PART, USUAL_LEVEL = 10, 8


def says_odds(generator: Generator) -> bool:
    """Whether a hand multiplies an expert's odds and the noise has its say too; a prior of equal shares is what the hand sets."""
    return not generator.about.has_free_prior or generator.prior is not None


def view(basis: Basis, parts: Sequence[int], levels: Sequence[int]) -> dict[str, Any]:
    K, word = basis.K, basis.word
    return {
        "model": basis.found.name, "expert_word": word, "colours": colours(K), "shapes": shapes(K),
        "odds": says_odds(basis.generator),
        "rows": [expert_name(word, k) for k in range(K)], "parts": list(parts), "levels": list(levels),
        "draws": draws_of(basis.draw(N_SHOWN)),
    }
