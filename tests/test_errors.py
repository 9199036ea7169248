"""Errors are sentences, each caught at the level a caller thinks in."""

from __future__ import annotations

import pytest

from mixgan import errors
from mixgan.errors import ConfigError, DataError, MixganError, RunError, StoreError, unknown


def test_the_public_names() -> None:
    assert errors.__all__ == ["ConfigError", "DataError", "MixganError", "RunError", "StoreError", "printable", "unknown"]


@pytest.mark.parametrize(("kind", "status"), [(ConfigError, 2), (DataError, 2), (StoreError, 2), (RunError, 1)])
def test_the_tree_and_the_exit_status(kind: type[MixganError], status: int) -> None:
    error = kind("The cat is missing.", "Call it.")
    assert isinstance(error, MixganError)
    assert error.exit_status == status
    assert (error.problem, error.remedy, str(error)) == ("The cat is missing.", "Call it.", "The cat is missing. Call it.")
    assert str(kind("Alone.")) == "Alone."


def test_the_kinds_are_apart() -> None:
    kinds = (ConfigError, DataError, StoreError, RunError)
    assert not any(issubclass(a, b) for a in kinds for b in kinds if a is not b)


def test_unknown_names_what_was_given_what_is_known_and_the_nearest() -> None:
    known = {"hmog", "gan", "megan"}
    assert unknown("family", "hmg", known) == "Unknown family 'hmg'. Known: gan, hmog, megan. Did you mean 'hmog'?"
    assert unknown("family", "zzzz", known) == "Unknown family 'zzzz'. Known: gan, hmog, megan."
    assert unknown("family", "", []).startswith("Unknown family ''.")


def test_what_was_given_is_shown_in_one_line_that_a_terminal_takes() -> None:
    error = ConfigError("Unknown family 'a\n\x1b[31m\ud800é'." + " and so on" * 1000, "Give\tone.")
    assert str(error).isprintable()
    assert error.problem.startswith(r"Unknown family 'a\n\x1b[31m\ud800é'.")
    assert len(error.problem) == errors.LONGEST
    assert "…" in error.problem
    assert error.remedy == r"Give\tone."
