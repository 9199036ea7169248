"""How the warm-up of a head went, in words, as the Train page and a model's card say it. No torch here."""

from __future__ import annotations

from mixgan.analysis.settling import Outcome
from mixgan.analysis.words import percent

__all__ = ["in_a_card", "sentence", "under_way", "which"]

ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")
NUMBERS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")


def which(attempt: int, tries: int) -> str:
    """`second of three heads`; nothing where there was one only."""
    if tries < 2:
        return ""
    ordinal = ORDINALS[attempt] if attempt < len(ORDINALS) else f"{attempt + 1}th"
    return f"{ordinal} of {NUMBERS[tries - 1] if tries <= len(NUMBERS) else tries} heads"


def _comma(words: str) -> str:
    return f", the {words}" if words else ""


def _into(kinds: int, experts: int) -> str:
    """A head that finds shares sorts more finely than there are experts."""
    return f"{kinds} kinds" if kinds == experts else f"{kinds} fine kinds, which are put together to {experts}"


def sentence(found: Outcome, experts: int) -> str:
    """What the kept head came to, in a mixture of so many experts."""
    end = f"{'Settled' if found.settled else 'Not settled'} after its {found.updates:,} updates"
    return (f"The head sorted real pictures into {_into(found.kinds, experts)}: {percent(found.flips)} change their kind "
            f"when only the view changes. {end}{_comma(which(found.attempt, found.tries))}.")


def under_way(attempt: int, tries: int, updates: int, flips: float, kinds: int, experts: int) -> str:
    """What the newest look says, of `tries` that there will be; true of a run that rests as well."""
    return (f"Real pictures are being sorted into {_into(kinds, experts)}{_comma(which(attempt, tries))}: after "
            f"{updates:,} updates {percent(flips)} change their kind when only the view changes.")


def in_a_card(found: Outcome) -> str:
    name = which(found.attempt, found.tries)
    head = f"{name}; " if name else ""
    settled = "had settled" if found.settled else "had not settled"
    return (f"It {settled} after {found.updates:,} updates ({head}objective {found.objective:.2f}; {percent(found.flips)} change "
            "kind under a view).")
