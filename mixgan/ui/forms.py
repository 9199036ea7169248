"""Widgets from declarations: the JSON schema of a pydantic model is its form. Bounds, choices and help are declared once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

import streamlit as st

__all__ = ["FieldSpec", "changed", "field_specs", "widget"]

Kind = Literal["whole", "number", "switch", "choice", "list", "text"]
# what stays on this machine or is asked elsewhere on the page
HIDDEN = ("device",)


@dataclass(frozen=True)
class FieldSpec:
    """One setting. `low` and `high` are the declared bounds; None where there is none."""

    name: str
    kind: Kind
    help: str
    low: float | None = None
    high: float | None = None
    choices: tuple[str, ...] = ()
    unit: str = ""

    @property
    def label(self) -> str:
        words = self.name.replace("_", " ")
        words = words[0].upper() + words[1:]
        return words if not self.unit or words.lower().endswith(self.unit) else f"{words} ({self.unit})"


def field_specs(schema: Mapping[str, Any]) -> list[FieldSpec]:
    """The fields of a JSON schema, in the order of their declaration."""
    return [_spec(name, content) for name, content in schema["properties"].items() if name not in HIDDEN]


def _spec(name: str, content: Mapping[str, Any]) -> FieldSpec:
    kinds: dict[str, Kind] = {"integer": "whole", "number": "number", "boolean": "switch", "array": "list"}
    kind: Kind = "choice" if "enum" in content else kinds.get(content.get("type", ""), "text")
    low = content.get("minimum", content.get("exclusiveMinimum"))
    return FieldSpec(name, kind, content.get("description", ""), low, content.get("maximum", content.get("exclusiveMaximum")),
                     tuple(content.get("enum", ())), content.get("unit", ""))


def widget(spec: FieldSpec, value: Any, key: str) -> Any:
    """The widget of a field, starting at `value`; returns what it holds, lists as text (the checker reads them)."""
    if spec.kind == "switch":
        return st.toggle(spec.label, bool(value), key=key, help=spec.help)
    if spec.kind == "choice":
        return st.selectbox(spec.label, spec.choices, spec.choices.index(value), key=key, help=spec.help)
    if spec.kind == "whole":
        step = max(1, int(_step(float(value))))
        return st.number_input(spec.label, _int(spec.low), _int(spec.high), int(value), step, key=key, help=spec.help)
    if spec.kind == "number":
        return st.number_input(spec.label, _float(spec.low), _float(spec.high), float(value), _step(float(value)), "%g",
                               key=key, help=spec.help)
    shown = ", ".join(str(part) for part in value) if spec.kind == "list" else str(value)
    return st.text_input(spec.label, shown, key=key, help=spec.help)


def changed(before: Mapping[str, Any], now: Mapping[str, Any]) -> dict[str, Any]:
    """What differs from the preset, as a command line would give it."""
    return {name: value for name, value in now.items() if _plain(before.get(name)) != _plain(value)}


def _plain(value: Any) -> Any:
    if isinstance(value, (list, tuple)):
        return ",".join(str(part) for part in value)
    if isinstance(value, str):
        return ",".join(part.strip() for part in value.strip("[]() ").split(","))
    return value


def _int(bound: float | None) -> int | None:
    return None if bound is None else int(bound)


def _float(bound: float | None) -> float | None:
    return None if bound is None else float(bound)


def _step(value: float) -> float:
    """A tenth of the value's own size, so that arrows move what is small and what is large alike."""
    if value == 0:
        return 0.1
    digits = f"{abs(value):e}".split("e")[1]
    return float(10.0 ** (int(digits) - 1))
