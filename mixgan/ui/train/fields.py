"""Widgets from declarations: the JSON schema of a pydantic model is its form. Bounds, choices and help are declared once.

Numbers are typed as text: Streamlit's field for numbers keeps in the browser what it does not like ("99999999999", "1e"), and
tells the server the old value, with which a run would start.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

import streamlit as st

__all__ = ["FieldSpec", "changed", "field_specs", "refused", "widget"]

Kind = Literal["whole", "number", "switch", "choice", "several", "list", "text"]
# what stays on this machine or is asked elsewhere on the page
HIDDEN = ("device",)
NUMBERS = ("whole", "number")


@dataclass(frozen=True)
class FieldSpec:
    """One setting. `low` and `high` are the declared bounds, None where there is none; `over`, `under`: they are excluded."""

    name: str
    kind: Kind
    help: str
    low: float | None = None
    high: float | None = None
    over: bool = False
    under: bool = False
    choices: tuple[str, ...] = ()
    unit: str = ""

    @property
    def label(self) -> str:
        words = self.name.replace("_", " ")
        words = words[0].upper() + words[1:]
        return words if not self.unit or words.lower().endswith(self.unit) else f"{words} ({self.unit})"

    @property
    def allowed(self) -> str:
        """`a whole number from 1 to 4,096`, of a field for a number."""
        said = "a whole number" if self.kind == "whole" else "a number"
        if self.low is not None:
            said += f" {'over' if self.over else 'from'} {self.low:,.10g}"
        if self.high is None:
            return said
        between = self.low is not None and not (self.over or self.under)
        return said + (" to" if between else ", below" if self.under else ", up to") + f" {self.high:,.10g}"


def field_specs(schema: Mapping[str, Any]) -> list[FieldSpec]:
    """The fields of a JSON schema, in the order of their declaration."""
    return [_spec(name, content) for name, content in schema["properties"].items() if name not in HIDDEN]


def _spec(name: str, content: Mapping[str, Any]) -> FieldSpec:
    kinds: dict[str, Kind] = {"integer": "whole", "number": "number", "boolean": "switch", "array": "list"}
    kind: Kind = "choice" if "enum" in content else kinds.get(content.get("type", ""), "text")
    choices = content.get("enum", ())
    if "enum" in (parts := content.get("items", {})):
        kind, choices = "several", parts["enum"]
    low, high = (content.get(name, content.get(f"exclusive{name.capitalize()}")) for name in ("minimum", "maximum"))
    return FieldSpec(name, kind, content.get("description", ""), low, high, "exclusiveMinimum" in content,
                     "exclusiveMaximum" in content, tuple(choices), content.get("unit", ""))


def widget(spec: FieldSpec, value: Any, key: str) -> Any:
    """The widget of a field, starting at `value`; returns what it holds: what was typed as text, for the checker to read."""
    if spec.kind == "switch":
        return st.toggle(spec.label, bool(value), key=key, help=spec.help)
    if spec.kind == "choice":
        return st.selectbox(spec.label, spec.choices, spec.choices.index(value), key=key, help=spec.help)
    if spec.kind == "several":
        # in the order of the declaration, so that what was taken out and put back is no change
        picked = st.pills(spec.label, spec.choices, selection_mode="multi", default=list(value), key=key, help=spec.help,
                         wrap=True)
        return ",".join(name for name in spec.choices if name in picked)
    if spec.kind in NUMBERS:
        shown = str(value) if spec.kind == "whole" else f"{value:g}"
        typed = st.text_input(spec.label, shown, key=key, help=f"{spec.help}: {spec.allowed}").strip()
        return value if typed == shown else typed
    shown = ", ".join(str(part) for part in value) if spec.kind == "list" else str(value)
    return st.text_input(spec.label, shown, key=key, help=spec.help)


def refused(spec: FieldSpec, value: Any) -> str:
    """Why a field cannot be what was typed into it, in a sentence that names it; "" where it can."""
    if spec.kind not in NUMBERS or not isinstance(value, str):
        return ""                                                   # the checker reads lists; the others offer what is allowed
    try:
        number = int(value) if spec.kind == "whole" else float(value)
    except ValueError:
        number = math.nan
    low, high = (-math.inf if spec.low is None else spec.low), (math.inf if spec.high is None else spec.high)
    inside = math.isfinite(number) and low <= number <= high
    if inside and not (spec.over and number == low) and not (spec.under and number == high):
        return ""
    return f"{spec.label} should be {spec.allowed} (given '{value[:40]}')."


def changed(before: Mapping[str, Any], now: Mapping[str, Any]) -> dict[str, Any]:
    """What differs from the preset, as a command line would give it."""
    return {name: value for name, value in now.items() if _plain(before.get(name)) != _plain(value)}


def _plain(value: Any) -> Any:
    if isinstance(value, (list, tuple)):
        return ",".join(str(part) for part in value)
    if isinstance(value, str):
        return ",".join(part.strip() for part in value.strip("[]() ").split(","))
    return value
