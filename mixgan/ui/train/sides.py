"""The side that own pictures are brought to, and beside each what a run takes: measured, or told how it was guessed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st

from mixgan.config import RunConfig
from mixgan.data.sides import usual_side
from mixgan.errors import MixganError
from mixgan.training import expected
from mixgan.ui import look
from mixgan.ui.train.cost import known_cost
from mixgan.ui.train.data import Chosen

__all__ = ["choose", "configs", "source"]


def choose(chosen: Chosen, runs: Mapping[int, RunConfig]) -> None:
    """The choice below the pictures; `runs`: what the form holds, at each side that it can be had at."""
    if len(chosen.sides) < 2:
        return
    measured = {side: found for side, config in runs.items() if (found := known_cost(config)) is not None}
    seconds = expected.at_sides(measured, runs)
    with chosen.side_at:
        st.radio("Side of the pictures", chosen.sides, chosen.sides.index(usual_side(chosen.sides)), key=chosen.side_key,
                 horizontal=True, format_func="{} px".format,
                 captions=[_price(seconds.get(side), side in measured) for side in chosen.sides])
        st.caption(look.plain(source(list(measured), list(runs))))


def _price(seconds: float | None, is_measured: bool) -> str:
    if seconds is None:
        return "not possible"
    return f"{'' if is_measured else '~'}{expected.minutes_of(seconds)}"


def source(measured: list[int], offered: list[int]) -> str:
    """How the times are known."""
    if not measured:
        return "Estimates for two quiet cores and the usual settings. Measure it, below, tries the chosen side."
    if set(measured) >= set(offered):
        return "Times are measured on this machine."
    named = " and ".join(map(str, sorted(measured)))
    largest = max(offered)
    return (f"Measured here at {named} px; the others follow from that, since {largest} px took about "
            f"{expected.relative(largest):.1f} times as long as 32 px wherever it was tried.")


def configs(chosen: Chosen, config: RunConfig, overrides: Mapping[str, Any]) -> dict[int, RunConfig]:
    """The form's configuration at every side where it goes: with the usual preset of that side if it has its own."""
    from mixgan import families

    usual = families.default_preset(config.family, config.data, config.facts)
    out = {}
    for side in chosen.sides:
        shapes = {name: (of[0], side, side) for name in ("image_shape", "condition_shape")
                  if len(of := getattr(config.facts, name)) == 3}
        facts = config.facts.model_copy(update=shapes)
        try:
            out[side] = families.configure(config.family, config.data, facts, "" if config.preset == usual else config.preset,
                                           overrides)
        except MixganError:
            continue                                                # the caption says so
    return out
