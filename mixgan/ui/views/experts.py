"""What the Experts' component is given."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from mixgan.analysis.factors import Told, told_by
from mixgan.analysis.words import expert_name, plural
from mixgan.figures.palette import colours, shapes
from mixgan.ui.components.live import draws_of
from mixgan.ui.views import board
from mixgan.ui.views.basis import BRIEFLY, Basis
from mixgan.ui.views.numbers import N

__all__ = ["COLUMNS", "orders", "view"]

COLUMNS = 8


def view(basis: Basis, first: int = 0, columns: int = COLUMNS, *, off: Sequence[int] = (), mode: str = "reroute",
         order: str = "number", expert: int | None = None) -> dict[str, Any]:
    """`first`: the sample whose noise stands in the first column; experts count from 0."""
    found, generator, K, word = basis.found, basis.generator, basis.K, basis.word
    told = _told(basis)
    return {
        "model": found.name, "family": found.config.family, "expert_word": word,
        "directions": basis.directions, "colours": colours(K), "shapes": shapes(K),
        "rows": [expert_name(word, k) for k in range(K)],
        "draws": draws_of(basis.rows(first, columns)), "first": first, "gated": generator.about.is_gated,
        "latent": board.latent_of(basis), "elsewhere": board.elsewhere(basis),
        "shares": basis.usage.hard.tolist(),
        "purity": found.figures.get("purity") if told is None or told.is_class else told.purity,
        "off": list(off), "mode": mode, "order": order,
        "orders": orders(basis), "expert": expert,
        "alt": f"{COLUMNS} noise vectors, each drawn by all {K} {plural(word, K)} of {found.name}",
    }


def _told(basis: Basis) -> Told | None:
    return told_by(basis.found.figures, basis.found.config.facts.class_names)


def orders(basis: Basis) -> list[tuple[str, str, str, list[int]]]:
    """(name, word, sentence, experts from the first row to the last) of every order that this model has."""
    from mixgan.analysis.ordering import by_class, by_share

    word, K, tree = basis.word, basis.K, basis.tree
    plain = list(range(K))
    # a tree's leaves are numbered from left to right, so its order is the one by number
    first = ("number", "tree" if tree else "number",
             "From left to right in the tree, which is also by number" if tree else f"The number of the {word}", plain)
    found_orders = [
        first,
        ("share", "share", f"Most samples first, of {N:,} draws", by_share(basis.usage.hard)),
        ("alike", "alike", f"Neighbours draw alike: mean pictures of {BRIEFLY} samples in one line", basis.alike()),
    ]
    told = _told(basis)
    if told is not None and len(told.counts) == K:
        most = "class that the checker reads most in" if told.is_class else f"{told.what} of most of"
        found_orders.append(("class", told.what, f"The {most} the stored samples", by_class(told.counts)))
    return found_orders
