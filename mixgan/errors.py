"""Errors that a person reads.

    MixganError            one sentence on what is wrong, one on what to do; exit status 2
     +- ConfigError        a setting, an option, a name
     +- DataError          a data set, an upload, a picture
     +- StoreError         a model folder, a run folder, a file in one
     +- RunError           a run that could not go on (NaN, disk full); exit status 1

Raise them at the edge, where wrong input comes in. Catch the narrowest that can be answered. What was given may be anything: it
is shown in one line, with escapes for what cannot be printed, and cut where nobody would read on.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable

__all__ = ["ConfigError", "DataError", "MixganError", "RunError", "StoreError", "printable", "unknown"]

LONGEST = 700                   # letters of a problem, and of a remedy; the longest remedy is a command with two paths


class MixganError(Exception):
    """`problem`: what was given and what is allowed. `remedy`: what to do; may be empty."""

    exit_status = 2

    def __init__(self, problem: str, remedy: str = "") -> None:
        self.problem = printable(problem, LONGEST)
        self.remedy = printable(remedy, LONGEST)
        super().__init__(f"{self.problem} {self.remedy}".strip())


class ConfigError(MixganError):
    """A setting, an option or a name that is not allowed."""


class DataError(MixganError):
    """A data set that is missing, unreadable or unsafe."""


class StoreError(MixganError):
    """A model or run folder that is missing, broken, unsafe, or of a newer version."""


class RunError(MixganError):
    """A run that stopped at its last good state. `cause`: one word for what can be done about it (`training.remedies`)."""

    exit_status = 1

    def __init__(self, problem: str, remedy: str = "", cause: str = "") -> None:
        super().__init__(problem, remedy)
        self.cause = cause


def printable(text: str, longest: int) -> str:
    """`text` fit for one line, JSON and a terminal; of more than `longest` letters the middle is left out."""
    text = text.encode("utf-8", "backslashreplace").decode()
    text = "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)
    half = longest // 2
    return text if len(text) <= longest else f"{text[:half]}…{text[1 - half:]}"


def unknown(kind: str, given: str, known: Iterable[str]) -> str:
    """`Unknown family 'hmg'. Known: gan, hmog. Did you mean 'hmog'?`, for names of any kind."""
    names = sorted(known)
    near = difflib.get_close_matches(given, names, n=1, cutoff=0.5)
    hint = f" Did you mean '{near[0]}'?" if near else ""
    return f"Unknown {kind} '{given}'. Known: {', '.join(names)}.{hint}"
