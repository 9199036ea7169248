"""What is said of points in the plane at the steps of a training."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mixgan.analysis.words import plural

if TYPE_CHECKING:
    from mixgan.analysis.plane import Plane

__all__ = ["basis", "note", "title"]


def title(counts: list[tuple[int, int]], of: int, K: int, word: str, whole: bool = True) -> str:
    """`counts`: (step, found modes) of every step; none where the data's modes are unknown. Not `whole`: of some steps only,
    which do not say since when."""
    from mixgan.analysis.plane import found_from

    if not counts:
        return f"Where {'each ' + word if K > 1 else 'the generator'} puts its points"
    who, verb = (f"Its {K} {plural(word, K)}", "find") if K > 1 else ("Its one generator", "finds")
    first = found_from(counts, of) if whole else None
    return f"{who} {verb} " + (f"{counts[-1][1]} of {of} modes" if first is None else f"all {of} modes from step {first:,} on")


def note(K: int, word: str, of: int) -> str:
    """How the picture is read."""
    said = []
    if K > 1:
        said.append(f"A point has the colour and shape of the {word} that leads in it, and the ground that of the {word} most "
                    "likely there.")
    if of:
        said.append("A ring is a mode of the data, three standard deviations wide; it is dashed until it is found.")
    return " ".join(said)


def basis(one: Plane, word: str) -> str:
    """What the numbers rest on."""
    from mixgan.analysis.plane import WIDTH, N

    said = [f"Each step: the same {N:,} draws of seed 0; weights are the running mean that is kept."]
    if one.modes is not None:
        fair = N // len(one.modes.counts)
        said.append(f"A mode is found when at least 1 % of its fair share ({fair:,} points), and one point or more, lies within "
                    "3 standard deviations of its centre. Of the data's own points 99 % lie that near to one.")
    if one.K > 1:
        said.append(f"The ground spreads every point by a Gaussian of {WIDTH:g} standard deviations of the data; it is faint "
                    f"where few are near, or where no {word} prevails.")
    return " ".join(said)
