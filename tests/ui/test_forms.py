"""The form is the declaration: bounds, choices and help of every field, and only what was changed goes to the command."""

from __future__ import annotations

import pytest

from mixgan import families
from mixgan.config import TrainingSettings
from mixgan.ui.train import fields as forms


@pytest.mark.parametrize("family", families.names())
def test_every_option_has_a_widget_that_fits_its_preset(family: str) -> None:
    module = families.module(family)
    specs = {spec.name: spec for spec in forms.field_specs(module.Options.model_json_schema())}
    assert set(specs) == set(module.Options.model_fields)
    for preset in module.presets().values():
        values = module.Options(**preset.options).model_dump(mode="json")
        for name, spec in specs.items():
            value = values[name]
            fits = {
                "whole": isinstance(value, int), "number": isinstance(value, (int, float)), "switch": isinstance(value, bool),
                "choice": value in spec.choices, "list": isinstance(value, list), "text": isinstance(value, str),
            }
            assert fits[spec.kind], (family, name, spec.kind, value)
            assert spec.help, f"{family}.{name} does not say what it is"


def test_bounds_and_units_come_from_the_declaration() -> None:
    steps = next(spec for spec in forms.field_specs(TrainingSettings.model_json_schema()) if spec.name == "steps")
    assert (steps.kind, steps.low, steps.high, steps.label) == ("whole", 1, 10_000_000, "Steps")


def test_only_what_differs_from_the_preset_is_passed_on() -> None:
    before = {"widths": (48, 24), "r1": 0.3, "entry": True, "steps": 4000}
    now = {"widths": "48, 24", "r1": 0.3, "entry": False, "steps": 10}
    assert forms.changed(before, now) == {"entry": False, "steps": 10}


def test_a_changed_list_is_passed_on_as_it_was_typed() -> None:
    assert forms.changed({"widths": (48, 24)}, {"widths": "16, 8"}) == {"widths": "16, 8"}


@pytest.mark.parametrize(("name", "allowed", "good", "bad"), [
    ("steps", "a whole number from 1 to 10,000,000", ["1", "10000000"], ["0", "10000001", "1.0", "", "x", "1e3", "inf"]),
    ("lr_critic", "a number over 0, up to 1", ["1", "1e-4", "0.5"], ["0", "1.1", "nan", "-inf", "", "0,5"]),
    ("beta1", "a number from 0, below 1", ["0", "0.999"], ["1", "-0.1"]),
    ("evaluate_every", "a whole number from 1", ["1", "99"], ["0"])])
def test_what_is_typed_is_held_against_the_declaration(name: str, allowed: str, good: list[str], bad: list[str]) -> None:
    spec = next(spec for spec in forms.field_specs(TrainingSettings.model_json_schema()) if spec.name == name)
    assert spec.allowed == allowed
    assert [text for text in good if forms.refused(spec, text)] == []
    for text in bad:
        assert forms.refused(spec, text) == f"{spec.label} should be {allowed} (given '{text}')."
