"""What a critic's head says of fakes, read from its counts: how many it names right, whether that is more than a guess, and whom
it takes for whom. No torch here.

The head is the critic's at the end of the training, so this says how far the experts were apart for the critic that they were
trained against. It is no judge: another classifier may tell them apart where this one does not.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import NormalDist

from mixgan.analysis.words import expert_name, percent
from mixgan.measures.records import wilson

__all__ = ["Telling", "alt", "sentences", "telling"]

Counts = Sequence[Sequence[int]]


@dataclass(frozen=True)
class Telling:
    """Of `n` fakes the head names `right` right, which is a `share` with its 95 % `interval`; a guess is right in `chance`.

    `mistaken`: (who made it, who is named, share of the former's fakes) of the commonest mistake, where it is more than a guess.
    """

    n: int
    right: int
    share: float
    interval: tuple[float, float]
    chance: float
    mistaken: tuple[int, int, float] | None

    @property
    def beyond(self) -> int:
        """1: more than a guess; -1: less; 0: the interval holds a guess."""
        low, high = self.interval
        return 1 if low > self.chance else -1 if high < self.chance else 0


def telling(counts: Counts) -> Telling:
    """`counts` (K, K): rows are who made a fake, or which class was asked for; columns whom the head names."""
    K, n = len(counts), sum(map(sum, counts))
    right = sum(counts[k][k] for k in range(K))
    return Telling(n, right, right / n, wilson(right, n), 1 / K, _mistaken(counts))


def _mistaken(counts: Counts) -> tuple[int, int, float] | None:
    """The commonest mistake; None where no cell beside the diagonal is beyond a guess. With so many cells one of them would be,
    by accident, at 95 % for each: the interval is 95 % for all of them together (Bonferroni)."""
    K = len(counts)
    z = NormalDist().inv_cdf(1 - 0.025 / max(1, K * (K - 1)))
    cells = [(row[c] / sum(row), k, c) for k, row in enumerate(counts) if sum(row) for c in range(K) if c != k]
    if not cells:
        return None
    share, k, c = max(cells, key=lambda cell: cell[0])
    low, _ = wilson(counts[k][c], sum(counts[k]), z)
    return (k, c, share) if low > 1 / K else None


def sentences(found: Telling, head: str, word: str, names: Sequence[str] = ()) -> list[str]:
    """What is so, and no more. `head`: `expert`, or `label` of a family that asks for classes; `names` of the classes."""
    K, low, high = round(1 / found.chance), *found.interval
    line = f"1 / {K} = {percent(found.chance)}"
    what = f"the {word} that made it" if head == "expert" else "the class that was asked for"
    first = (f"Of {found.n:,} fakes the critic's head names {what} in {percent(found.share)} "
             f"(95 % interval {percent(low)} to {percent(high)}).")
    alike = "they draw alike" if head == "expert" else "the class cannot be seen"
    second = {
        1: f"{line} would say that {alike}: this is more.",
        0: f"{line} says that {alike}, and this cannot be told from it: no difference that this head sees.",
        -1: f"{line} would say that {alike}. This is less than a guess: the head names others than those it should, "
            "as one does that has fallen behind what the generator has become.",
    }[found.beyond]
    return [first, second, *_mistake(found, head, word, names)]


def _mistake(found: Telling, head: str, word: str, names: Sequence[str]) -> list[str]:
    if found.mistaken is None:
        return []
    made, named, share = found.mistaken
    if head == "expert":
        return [f"The commonest mistake: {expert_name(word, made)} is taken for {expert_name(word, named)}, in "
                f"{percent(share)} of its fakes."]
    return [f"The commonest mistake: where {_class(made, names)} was asked for, {_class(named, names)} is read, in "
            f"{percent(share)} of these."]


def alt(counts: Counts, head: str, word: str, names: Sequence[str] = ()) -> str:
    """One clause a row: how many of it are named right."""
    said = []
    for k, row in enumerate(counts):
        if sum(row):
            who = expert_name(word, k) if head == "expert" else _class(k, names)
            said.append(f"{who} in {percent(row[k] / sum(row))}")
    return f"Fakes that the critic's head names right: {', '.join(said)}."


def _class(c: int, names: Sequence[str]) -> str:
    return names[c] if c < len(names) else str(c)
