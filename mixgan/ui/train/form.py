"""The form of a new run: every field comes from a declaration, and all are checked before a start."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import streamlit as st

from mixgan import files, jobs
from mixgan.config import RunConfig, TrainingSettings
from mixgan.errors import ConfigError, MixganError
from mixgan.families.augmented import notes
from mixgan.families.sound import require_taught
from mixgan.jobs.lock import held
from mixgan.store import runs
from mixgan.ui import look
from mixgan.ui.components import reveal
from mixgan.ui.train import cost, data, device, fields, head, kinds, shared, sides
from mixgan.ui.train import family as train_family  # `family` is the name of the chosen one

if TYPE_CHECKING:
    from mixgan.families.common import Preset

__all__ = ["command", "show", "start"]

FRONT = ("n_experts", "depth")              # what stands in the first row, where a family has it
EVERYDAY = ("steps", "seed")
_PRESSED = "_start_pressed"


@dataclass(frozen=True)
class Wish:
    """What the form holds: where it starts, and what was changed."""

    name: str
    family: str
    data: str
    preset: str
    overrides: dict[str, Any]
    side: int | None = None             # px that own pictures are brought to


def show(expanded: bool) -> None:
    # not in the button's callback: that one has what the form held before the last keystroke
    pressed = bool(st.session_state.pop(_PRESSED, False))
    with st.expander("A new run", expanded=expanded), st.container(gap="xsmall"):
        chosen = data.choose()
        if chosen is None:
            st.caption("Choose the pictures to learn from: the rest of the form follows from them.")
            device.panel()
            return
        division_at, *top = st.columns([4.3, 1.7, 0.8, 0.8, 0.8], gap="xsmall")
        family = train_family.choose(chosen, division_at, top[0])
        try:
            wish, config = _settings(top, family, chosen)
        except MixganError as err:
            sides.choose(chosen, {})
            st.error(look.plain(f"Nothing was started. {err}" if pressed else str(err)))
            return
        chosen = chosen.at(wish.side)
        sides.choose(chosen, sides.configs(chosen, config, wish.overrides))
        _last_row(wish, config, pressed)
        # below Start, which must not move when there is nothing to say, or no kinds to count
        for note in notes(config):
            st.caption(look.plain(note))
        kinds.panel(config, chosen, _where(wish.family, chosen, wish.preset))


def _settings(top: list[Any], family: str, chosen: data.Chosen) -> tuple[Wish, RunConfig]:
    """The fields, starting at the preset; raises ConfigError for what does not go together."""
    from mixgan import families
    from mixgan.families.sound import fits

    module = families.module(family)
    presets = [name for name, preset in module.presets().items() if fits(preset, chosen.facts) or chosen.is_resized]
    usual = families.default_preset(family, chosen.argument, chosen.facts)
    preset = st.session_state.get(f"train-preset-{family}-{usual}") or usual
    if not fits(module.presets()[preset], chosen.facts):
        chosen = chosen.at(module.presets()[preset].side)
    base = families.configure(family, chosen.argument, chosen.facts, preset)
    before = {**base.options, **base.training.model_dump()}
    options = fields.field_specs(module.Options.model_json_schema())
    training = fields.field_specs(TrainingSettings.model_json_schema())
    where = _where(family, chosen, preset)
    now: dict[str, Any] = {}
    wrong: list[str] = []

    def put(spec: fields.FieldSpec) -> None:
        now[spec.name] = fields.widget(spec, before[spec.name], f"{where}-{spec.name}")
        if why := fields.refused(spec, now[spec.name]):
            wrong.append(why)

    about = families.family(family)
    front = [spec for spec in options if spec.name in FRONT and about.gate != "none"][:1]      # of pix, what a mixture would have
    for column, spec in zip(top[1:], [*front, *[s for s in training if s.name in EVERYDAY]], strict=False):
        with column:
            put(spec)
    with st.expander("All settings"):
        others = [f"{name} is for {preset.side} px" for name, preset in module.presets().items() if name not in presets]
        st.selectbox("Preset", presets, presets.index(usual), key=f"train-preset-{family}-{usual}",
                     help="Settings that go together; what you change below is added to them."
                     + (f" Not here: {', '.join(others)}." if others else ""))
        _about(module.presets()[preset])
        if len(chosen.sides) == 1:
            st.caption(f"The pictures are brought to {chosen.side} by {chosen.side} px.")
        _group("The model", options, now, put)
        if about.gate != "none":                                    # one generator has no kinds to be told apart
            of_head = [spec for spec in training if spec.name in head.HEAD]
            head.settings(of_head, before, now, put, chosen, about, where)
        _group("The training", [spec for spec in training if spec.name not in head.HEAD], now, put)
    if wrong:
        raise ConfigError(" ".join(wrong))
    overrides = fields.changed(before, now)
    config = families.configure(family, chosen.argument, chosen.facts, preset, overrides)
    return Wish("", family, chosen.argument, preset, overrides, chosen.side), config


def _about(preset: Preset) -> None:
    """What a preset is, and what a published one has otherwise."""
    if preset.note:
        st.caption(look.plain(preset.note))
    if preset.deviations:
        st.caption("What differs:\n\n" + "\n".join(f"- {look.plain(one)}" for one in preset.deviations))


def _where(family: str, chosen: data.Chosen, preset: str) -> str:
    """What the keys of this form's fields begin with."""
    return f"train-{family}-{chosen.argument}-{preset}"


def _group(title: str, specs: list[fields.FieldSpec], now: dict[str, Any], put: Callable[[fields.FieldSpec], None]) -> None:
    """The fields that are not in the form yet, in four columns."""
    st.subheader(title, anchor=False)
    columns = st.columns(4)
    # switches last: they are lower than the other fields and would break the rows
    for i, spec in enumerate(sorted((s for s in specs if s.name not in now), key=lambda s: s.kind == "switch")):
        with columns[i % 4]:
            put(spec)


def _last_row(wish: Wish, config: RunConfig, pressed: bool) -> None:
    name_at, note_at, start_at = st.columns([2, 3.6, 1.2], vertical_alignment="bottom")
    with name_at:
        key = f"train-name-{wish.family}-{wish.data}-{st.session_state.get('_started', 0)}"
        name = st.text_input("Name", runs.free_name(wish.family, wish.data), key=key,
                             help="The run's folder; its model gets the same name.").strip()
    with note_at:
        cost.beside_start(config, cost_command(wish), wish.side)
    start_at.button("Start", type="primary", width="stretch", key="train-start", on_click=_press)
    if pressed:
        _started(replace(wish, name=name))
    device.panel()


def _press() -> None:
    st.session_state[_PRESSED] = True


def _started(wish: Wish) -> None:
    """Start the run and look at it, or say why not."""
    try:
        start(wish)
    except MixganError as err:
        st.error(look.plain(data.as_named(str(err))))
        return
    st.session_state["_started"] = st.session_state.get("_started", 0) + 1      # the next name is a fresh field
    reveal.ask("run")
    shared.look_at(wish.name)


def cost_command(wish: Wish) -> list[str]:
    """The command that measures what `command` would take."""
    return [sys.executable, "-m", "mixgan", "cost", "--family", wish.family, "--data", wish.data, *_settings_of(wish)]


def command(wish: Wish) -> list[str]:
    """The command line that the Start button runs; the same that a terminal would."""
    argv = [sys.executable, "-m", "mixgan", "train", "--family", wish.family, "--data", wish.data, "--run", wish.name]
    return argv + _settings_of(wish)


def _settings_of(wish: Wish) -> list[str]:
    words = ["--preset", wish.preset] if wish.preset else []
    words += ["--size", str(wish.side)] if wish.side else []
    for name, value in wish.overrides.items():
        words += [f"--{name}", str(value)]
    return words


def start(wish: Wish) -> None:
    """Start the run in a process of its own. Raises ConfigError where the name is taken or cannot be a folder's, or where the
    family needs labels, or pairs, and the set has none; DataError where the set is gone.

    Of two tabs at once the second waits here, and finds what the first one started.
    """
    folder = files.runs_root() / files.checked_name(wish.name, "run name")
    require_taught(wish.family, wish.data)                        # own pictures may have changed since they were looked at
    with held(files.made(files.home() / ".turns") / "names.lock"):
        for other in runs.namesakes(wish.name):
            # a folder whose process died before it was a run is free again
            if (other / "config.json").exists() or jobs.state(other) in jobs.UNDER_WAY:
                raise ConfigError(f"There is a run named {other.name} already.",
                                  "Give another name, or resume it in the list below.")
        jobs.start(command(wish), folder)
