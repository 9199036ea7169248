"""What stands in the link, and what a page remembers when one comes back to it.

Model, seed and class are widgets bound to the link (choice.py). Everything else lives in a browser component, whose state
Streamlit forgets on a page change, so the truth is kept here: read from the link once a visit, written back when it changes. A
component's data must not change while it is used (the whole block would be sent again), hence "once a visit".

Where two models stand side by side (`?beside=`), what both have is one value; what the second alone has stands in the link as
`beside_NAME`. Whose a value is says its scope, which is a model's name.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar
from urllib.parse import urlencode

import streamlit as st

from mixgan.analysis.script import SECOND
from mixgan.ui import look
from mixgan.ui.components.live import PAD_REACH

__all__ = [
    "Parser", "address", "as_it_came", "at_start", "begin_visit", "bound", "decimal", "drop", "follow", "go_on", "joined", "keep",
    "keep_pad", "one_of", "pad", "pair", "part", "restart", "say_above", "say_dropped", "step_mark", "unless_named",
    "whole",
]

T = TypeVar("T")
_PAGE, _VISIT, _KEPT, _START, _CAME, _NEXT, _DROPPED = "_page", "_visit", "_kept", "_start", "_came", "_next", "_dropped"
_PAIR, _ABOVE = "_pair", "_above"
BOTH = "both models"            # the scope of what two models side by side share
SHOWN = 40                      # letters of a value that is named


@dataclass(frozen=True)
class Parser(Generic[T]):
    """Text to a value, None for what is not one; `allowed` says in words what is, and `near` what of that is near to a text."""

    read: Callable[[str], T | None]
    allowed: str
    near: Callable[[str], str] = lambda text: ""

    def __call__(self, text: str) -> T | None:
        return self.read(text)


def begin_visit(page: str) -> None:
    """Called by the shell in every run: a page that was not shown before starts a new visit.

    So does every step of a talk, which begins as its link says, whatever the hand did there before.
    """
    here = page + _step()
    if st.session_state.get(_PAGE) != here:
        st.session_state[_PAGE] = here
        if _step():
            kept = st.session_state.setdefault(_KEPT, {})
            st.session_state[_KEPT] = {place: value for place, value in kept.items() if place[0] != here}
        st.session_state[_VISIT] = st.session_state.get(_VISIT, 0) + 1
        st.session_state[_START], st.session_state[_CAME] = {}, {}
        st.session_state[_DROPPED] = {}


def pair(second: str | None, shared: tuple[str, ...] = ()) -> None:
    """Called before a page in every run: the model that stands beside the open one, and the names of what they share.

    Another pair starts the visit anew, from what the link says now.
    """
    if (second, shared) != _pair():
        st.session_state[_PAIR] = second, shared
        st.session_state[_START], st.session_state[_CAME] = {}, {}


def part() -> None:
    """For callbacks: the link no longer has what the second model alone had; another one may come."""
    for name in [name for name in st.query_params if name.startswith(SECOND)]:
        del st.query_params[name]


def _pair() -> tuple[str | None, tuple[str, ...]]:
    none: tuple[str, ...] = ()
    return st.session_state.get(_PAIR, (None, none))


def _written(name: str, scope: str) -> tuple[str, str]:
    """As what a scope calls `name` stands in the link, and whose it is there."""
    second, shared = _pair()
    if second is None or not scope:
        return name, scope
    if name in shared:
        return name, BOTH
    return (SECOND + name if scope.partition("|")[0] == second else name), scope


def step_mark() -> str:
    """What the keys of components end with, so that two steps of a talk on one page share nothing, nor a model alone with itself
    beside another; outside of both, nothing."""
    second = _pair()[0]
    return _step() + ("" if second is None else f"-beside-{second}")


def _step() -> str:
    step = st.query_params.get("tour")
    return "" if step is None else f"-step{step[:4]}"


def drop(name: str, text: str, allowed: str) -> None:
    """Note for this visit that the link's `name` was impossible: the page says so (`say_dropped`)."""
    st.session_state.setdefault(_DROPPED, {})[name] = (text, allowed)


def say_above(sentence: str) -> None:
    """Note for this run what else the link asked in vain."""
    st.session_state.setdefault(_ABOVE, {})[sentence] = None


def say_dropped() -> None:
    """What the link asked in vain, as one line: a sentence for each value of it that was left out."""
    said = list(st.session_state.pop(_ABOVE, {}))
    for name, (text, allowed) in st.session_state.get(_DROPPED, {}).items():
        shown = text if len(text) <= SHOWN else text[:SHOWN] + " …"
        said.append(f"The link's {name} '{shown}' is not possible here and was left out; allowed: {allowed}.")
    if said:
        st.caption(look.plain(" ".join(said)))


def at_start(name: str, parse: Parser[T], default: T, scope: str = "") -> T:
    """The value of the link's parameter `name` when this visit began; else what was kept of the last one; else `default`.

    Bad values are dropped and named, never an error. With another `scope` (the model) the value starts anew.
    """
    started = st.session_state.setdefault(_START, {})
    place = name, scope = _written(name, scope)
    if place not in started:
        first = not any(other == name for other, _ in started)      # after a change of model the link is of the old one
        asked = st.query_params.get(name) if first else None
        value = None if asked is None else parse(asked)
        if asked is not None and value is None:
            drop(name, asked, parse.allowed + parse.near(asked))
        kept = st.session_state.setdefault(_KEPT, {})
        here = (st.session_state.get(_PAGE), *place)
        if value is not None and asked is not None:
            kept[here] = (value, asked)
        elif here in kept:
            value, st.query_params[name] = kept[here]
        elif name in st.query_params:                               # impossible, or of the model before
            del st.query_params[name]
        started[place] = default if value is None else value
    return started[place]


def as_it_came(place: tuple[Any, ...], value: T) -> T:
    """`value` as it was when `place` (a component, its model and seed) first came in this visit: a component is told where the
    hand has been, and must not be told again of every move."""
    return st.session_state.setdefault(_CAME, {}).setdefault(place, value)


def keep(name: str, value: Any, text: str, default: str = "", scope: str = "") -> None:
    """Remember `value` for the next visit and write it to the link; the default leaves the link clean."""
    name, scope = _written(name, scope)
    kept, here = st.session_state.setdefault(_KEPT, {}), (st.session_state.get(_PAGE), name, scope)
    kept[here] = (value, text)
    st.session_state.get(_DROPPED, {}).pop(name, None)
    if text == default:
        del kept[here]
        if name in st.query_params:
            del st.query_params[name]
    elif st.query_params.get(name) != text:
        st.query_params[name] = text


def unless_named(given: tuple[str, ...], names: tuple[str, ...], scope: str) -> None:
    """Where the link that began this visit has one of `given`, what was kept of `names` is of another picture: forget it."""
    started, places = st.session_state.setdefault(_START, {}), [_written(name, scope) for name in names]
    if any(place in started for place in places) or not any(_written(name, scope)[0] in st.query_params for name in given):
        return
    for place in places:
        st.session_state.setdefault(_KEPT, {}).pop((st.session_state.get(_PAGE), *place), None)


def restart(scope: str = "", **values: tuple[Any, str]) -> None:
    """For callbacks: name=(value, text) is what the page starts from, as if its link had just been opened."""
    kept = st.session_state.setdefault(_KEPT, {})
    for name, given in values.items():
        place = _written(name, scope)
        kept[st.session_state.get(_PAGE), *place] = given
        st.session_state.get(_START, {}).pop(place, None)
        st.query_params[place[0]] = given[1]        # or the old link would be read once more


def keep_pad(value: list[float], scope: str) -> None:
    """`keep` for a pad's [a, b]."""
    a, b = (round(float(v), 2) for v in value)
    keep("pad", (a, b), f"{a:g},{b:g}", "0,0", scope)


def address(page: str, **parameters: str) -> str:
    """`Tree?model=hmog-mnist&seed=3&z=5`: a page with model, seed and class as they stand, unless they are given."""
    return joined(page, {**bound(), **parameters})


def joined(page: str, parameters: dict[str, str]) -> str:
    """A page with these parameters and no others."""
    query = urlencode(parameters)
    return ("./" if page == "Home" else page) + (f"?{query}" if query else "")


def bound() -> dict[str, str]:
    """What stands in the link and goes along from page to page: model, seed, class, the model beside it, talk mode."""
    return {name: st.query_params[name] for name in ("model", "seed", "label", "beside", "talk") if name in st.query_params}


def follow(page: str) -> None:
    """For callbacks, where a page cannot be left: the shell goes there in the next run of the app."""
    st.session_state[_NEXT] = page
    st.rerun()                          # the button may stand in a fragment, which alone would be run


def go_on() -> None:
    """Called by the shell: leave for the page that a callback chose."""
    page = st.session_state.pop(_NEXT, None)
    if page is not None:
        # an empty mapping, not None: clearing is refused while widgets are bound; these write themselves again
        st.switch_page(f"pages/{page}.py", query_params={})


def one_of(*allowed: str) -> Parser[str]:
    """A parser for a few names."""
    return Parser(lambda text: text if text in allowed else None, ", ".join(allowed))


def whole(low: int, high: int) -> Parser[int]:
    """A parser for whole numbers from `low` to `high`."""

    def parse(text: str) -> int | None:
        try:
            number = int(text)
        except ValueError:
            return None
        return number if low <= number <= high else None

    return Parser(parse, f"a whole number from {low:,} to {high:,}")


def decimal(low: float, high: float) -> Parser[float]:
    """A parser for numbers from `low` to `high`."""

    def parse(text: str) -> float | None:
        try:
            number = float(text)
        except ValueError:
            return None
        return number if low <= number <= high else None         # nothing lies between them and nan

    return Parser(parse, f"a number from {low:g} to {high:g}")


def pad() -> Parser[tuple[float, float]]:
    """A parser for where a pad stands: `1.2,-0.4`."""
    one = decimal(-PAD_REACH, PAD_REACH)

    def parse(text: str) -> tuple[float, float] | None:
        a, b = ([one(part) for part in text.split(",")] + [None, None])[:2] if text.count(",") == 1 else (None, None)
        return None if a is None or b is None else (a, b)

    return Parser(parse, f"two numbers from -{PAD_REACH:g} to {PAD_REACH:g}")
