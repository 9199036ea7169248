"""What ACC stands for: said below a table that has it and in a card, since its name does not say what was sorted by whom."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

__all__ = ["acc"]

# figure -> who groups the pictures; {fakes}: how many it learnt from
_GROUPED_BY: dict[str, str] = {
    "clustering: ACC": "by a classifier that learnt from {fakes} fakes, each shifted by up to 2 px, which expert drew it, as in "
    "GM-GAN's paper so far as it could be recalled",
    "clustering, affine views: ACC": "by such a classifier whose fakes were turned, scaled and slanted too, so that it was told "
    "what does not matter",
    "head Q alone: ACC": "by the self-labelling head, which learnt from real pictures alone: no generator has a part in it",
}


def acc(records: Sequence[Mapping[str, Any]], called: Mapping[str, str] | None = None) -> str:
    """One line about the ACC figures among the `records`; nothing where there are none. `called`: their headings in a table."""
    mine = [record for record in records if record["name"] in _GROUPED_BY]
    if not mine:
        return ""
    said = []
    for name, how in _GROUPED_BY.items():
        if here := [record for record in mine if record["name"] == name]:
            said.append(f"{(called or {}).get(name, name)}: {how.format(fakes=_counts(here, 'n_fake'))}")
    return (f"ACC is the share of {_counts(mine, 'n_real')} held-out pictures that is right once groups and classes are matched "
            f"one to one, as well as they can be. Who groups them: {'; '.join(said)}.")


def _counts(records: Iterable[Mapping[str, Any]], key: str) -> str:
    found = sorted({int(record[key]) for record in records if record.get(key)})
    return " or ".join(f"{one:,}" for one in found) or "some"
