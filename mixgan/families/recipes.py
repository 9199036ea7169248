"""Settings that work, shared by the families' presets: sizes and training per data set, measured on two cores."""

from __future__ import annotations

from typing import Any

from mixgan.families.common import AVERAGED, Preset

__all__ = ["HEADS", "base_presets", "soft_mixture_presets", "with_changes", "with_heads"]

_POINTS = Preset(
    {"noise_dim": 8, "widths": (64, 64), "critic_widths": (128, 128), "decoder_norm": "none"},
    {"steps": 3000, "batch": 128, "r1": 0.1, "r1_every": 1, "lr_generator": 2e-3, "lr_critic": 2e-3,
     "beta1": 0.5, "beta2": 0.9, "ema": 0.995})
_DIGITS = Preset(
    {"noise_dim": 32, "widths": (48, 24), "critic_widths": (32, 64)},
    {"steps": 4000, "batch": 64, "r1": 0.3, "ema": 0.998})
_MNIST = Preset(
    {"noise_dim": 64, "widths": (48, 32), "critic_widths": (40, 80)},
    {"steps": 5000, "batch": 64, "r1": 0.3, "ema": 0.999, "evaluate_every": 200, "checkpoint_every": 500})
# pictures that nobody has seen: there may be few of them, and mostly a camera took them
_OWN = {"augment": ("auto",), "mirrored": True}
_PICTURES = Preset(
    {"noise_dim": 64, "widths": (96, 48, 24), "critic_widths": (32, 64, 128)},
    {"steps": 6000, "batch": 64, "r1": 1.0, "ema": 0.999, "evaluate_every": 200, "checkpoint_every": 500, **_OWN})
_SHAPES = Preset(_PICTURES.options, {**_PICTURES.training, "steps": 8000, "r1": 0.3, "augment": (), "mirrored": False})
_SMALL_PICTURES = Preset(_MNIST.options, _PICTURES.training)


def base_presets() -> dict[str, Preset]:
    """One per data set; `pictures` for sizes divisible by 8, `small-pictures` for those divisible by 4 only."""
    return {"digits": _DIGITS, "mnist": _MNIST, "fashion-mnist": _MNIST, "shapes": _SHAPES, "ring": _POINTS, "grid": _POINTS,
            "points": _POINTS, "pictures": _PICTURES, "small-pictures": _SMALL_PICTURES}


def with_changes(
    preset: Preset, options: dict[str, Any] | None = None, training: dict[str, Any] | None = None, note: str = "",
    deviations: tuple[str, ...] = (),
) -> Preset:
    """`preset` with some settings replaced."""
    return preset._replace(options={**preset.options, **(options or {})}, training={**preset.training, **(training or {})},
                           note=note or preset.note, deviations=deviations or preset.deviations)


# the head warms up until it has settled, at most so long, and the best of three is kept
_HEAD = {"self_label": 0.3, "warm_up_steps": 4000, "head_tries": 3}
_STRONG = {**_HEAD, "view_sides": "both", "head_widths": (24, 48, 64), "lr_head": 1e-3}
# what leaves a picture's kind alone is a choice for each set
HEADS: dict[str, dict[str, Any]] = {
    "digits": _HEAD, "mnist": _HEAD,
    "fashion-mnist": {**_STRONG, "views": ("mirror", "turn:0.12", "size:0.15", "slant:0.1", "place:0.1", "brightness",
                                           "contrast")},
    "shapes": {**_STRONG, "views": ("place:0.35", "size:0.3")},      # what is left is the hue
    "pictures": {**_STRONG, "views": ("mirror", "turn:0.15", "size:0.15", "place:0.1", "brightness:0.3")},
}
HEADS["small-pictures"] = {**HEADS["pictures"], "head_widths": (24, 48)}
# pushes a gate to decide, and to use all; with the head or without
DECIDED = {"balance": 1.0, "sample_entropy": 0.3}
SHARP = {"gate_gain": 20.0}


def with_heads(presets: dict[str, Preset], training: dict[str, Any] | None = None) -> dict[str, Preset]:
    """The presets with the head where there is a recipe for one; `training` changes it. The known sets' twins without it, which
    differ in nothing else, get names that end in -plain."""
    out = dict(presets)
    for name, head in HEADS.items():
        if name not in ("pictures", "small-pictures"):
            out[f"{name}-plain"] = presets[name]
        out[name] = with_changes(presets[name], training={**head, **(training or {})})
    return out


def soft_mixture_presets(size: dict[str, Any], more_leaves: dict[str, Any]) -> dict[str, Preset]:
    """Of hmog and mog, which differ in the gate alone.

    `size` gives 32 leaves for `published` and `more_leaves` 16, in the family's own words.
    """
    base = base_presets()
    for name, steps in (("mnist", 8500), ("fashion-mnist", 6000)):
        base[name] = with_changes(base[name], {"noise_dim": 48, **more_leaves}, {"steps": steps})
    for name in HEADS:
        base[name] = with_changes(base[name], SHARP, DECIDED)
    out = with_heads(base, {"shares": "found"})
    for name in ("ring", "grid", "points"):
        out[name] = with_changes(base[name], {"gate_gain": 4.0})
    out["published"] = Preset(
        {"noise_dim": 100, "widths": (256, 128, 64), "decoder_norm": "none", "critic_widths": (64, 128, 256),
         "critic_norm": "layer", "init": "normal", "gate_gain": 1.0, "entry": False, **size},
        {"steps": 23_250, "batch": 128, "loss": "wgan-gp", "r1": 0.0, "gp": 10.0, "critic_steps": 5, "lr_generator": 1e-4,
         "lr_critic": 1e-4, "beta1": 0.5, "beta2": 0.999, "amsgrad": True},
        "MNIST at 32 px as the authors released it: 250 epochs of 60,000 pictures.", 32,
        ("A tanh keeps pictures in [-1, 1]; the release ends without one.",
         "The gradient penalty takes one norm per picture; the release takes one per pixel, which --gp_norm channel repeats.",
         AVERAGED))
    return out
