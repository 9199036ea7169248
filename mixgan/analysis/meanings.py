"""What ACC stands for: said below a table that has it and in a card, since its name does not say what was sorted by whom."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import Any

__all__ = ["acc", "acc_by_luck"]

MOST = 100_000                  # pictures that luck is tried with: with more it stays what it is, to two digits

# figure -> who groups the pictures; {fakes}: how many it learnt from
_GROUPED_BY: dict[str, str] = {
    "clustering: ACC": "by a classifier that learnt from {fakes} fakes, each shifted by up to 2 px, which expert drew it, as in "
    "GM-GAN's paper so far as it could be recalled",
    "clustering, affine views: ACC": "by such a classifier whose fakes were turned, scaled and slanted too, so that it was told "
    "what does not matter",
    "head Q alone: ACC": "by the self-labelling head, which learnt from real pictures alone: no generator has a part in it",
    "k-means: ACC": "by k-means on their pixels, in the mean of five starts",
    "Gaussian mixture: ACC": "by Gaussians on 30 principal components of their pixels, in the mean of five starts",
}


def acc(records: Sequence[Mapping[str, Any]], called: Mapping[str, str] | None = None) -> str:
    """One line about the ACC figures among the `records`; nothing where there are none. `called`: their headings in a table,
    where no others are explained."""
    mine = [record for record in records if record["name"] in _GROUPED_BY and (called is None or record["name"] in called)]
    if not mine:
        return ""
    said = []
    for name, how in _GROUPED_BY.items():
        if here := [record for record in mine if record["name"] == name]:
            said.append(f"{(called or {}).get(name, name)}: {how.format(fakes=_counts(here, 'n_fake'))}")
    return (f"ACC is the share of {_counts(mine, 'n_real')} held-out pictures that is right once groups and classes are matched "
            f"one to one, as well as they can be. Who groups them: {'; '.join(said)}.")


def acc_by_luck(models: Iterable[tuple[int, Mapping[str, Any]]]) -> str:
    """What ACC is worth: that of groups which know nothing of the classes, of pictures as many as the figures are of. `models`:
    how many classes the pictures have, and the content of figures.json. Nothing where no ACC is stated.

    Sizes are taken to be equal, since figures do not keep them: that is the least that luck comes to.
    """
    known = {(record["n_real"], int(figures.get("n_experts") or 1), C) for C, figures in models
             for record in figures.get("figures") or [] if record["name"] in _GROUPED_BY and record.get("n_real")}
    said = [f"about {_luck(n, K, C):.2f} with {K} groups of {C} classes" for n, K, C in sorted(known) if C > 1]
    return f"Groups that know nothing of the classes come to {', '.join(said)}, if all are of equal size." if said else ""


@cache
def _luck(n: int, K: int, C: int) -> float:
    import numpy as np

    from mixgan.measures.clustering import accuracy_by_chance
    from mixgan.rng import Stream

    rows = np.arange(min(n, MOST))
    return accuracy_by_chance(rows % K, rows % C, Stream(0, ("luck",)), 20)[0]


def _counts(records: Iterable[Mapping[str, Any]], key: str) -> str:
    found = sorted({int(record[key]) for record in records if record.get(key)})
    return " or ".join(f"{one:,}" for one in found) or "some"
