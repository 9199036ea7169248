"""What options, settings and data must have in common before anything is built, said in a sentence."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from mixgan.config import DataFacts, RunConfig, TrainingSettings
from mixgan.data.known import asking
from mixgan.errors import ConfigError, StoreError
from mixgan.families.registry import Family, family

if TYPE_CHECKING:
    from torch import Tensor

    from mixgan.data.pairing import AskedBy
    from mixgan.families.common import Preset, Sizes

__all__ = ["ASKED", "fits", "lacks", "require_asked", "require_fit",
           "require_gate", "require_known_words", "require_labels", "require_sound", "require_taught"]

ASKED = ("pairs", "words", "two sets")
WANTED = {"pairs": "pairs of pictures, a question and its answer", "words": "pictures with a sentence each",
          "two sets": "two sets of pictures that are no pairs"}
GIVE_PAIRS = ("Give two folders with files of the same names and --pairs A:B, or pictures side by side and --pairs left:right; "
              "or take {}.")
GIVE_SETS = "Give two folders and --unpaired A:B, or take {}."
GIVE_WORDS = "Give a folder or a zip with a table of file and caption in it and --captions captions.csv; or take {}."
OPTIONS = {"pairs": "--pairs", "two sets": "--unpaired", "words": "--captions"}
GIVE_LABELS = "Give one folder per class, an npz with labels, or take a family that needs none."


def fits(preset: Preset, facts: DataFacts) -> bool:
    """Whether a preset is for pictures of this size."""
    return preset.side in (0, *facts.image_shape[1:2])


def require_fit(family: str, name: str, facts: DataFacts) -> None:
    """For a new run. Raises ConfigError for a preset that is for pictures of another size; an unknown one is told elsewhere."""
    from mixgan.families import module

    preset = module(family).presets().get(name)
    if preset is not None and not fits(preset, facts):
        given = "points" if facts.is_points else f"{facts.image_shape[2]} by {facts.image_shape[1]} px"
        raise ConfigError(f"The preset {name} of {family} is for pictures of {preset.side} px (given {given}).",
                          f"Give {'' if facts.is_points else f'--size {preset.side}, or '}another preset.")


def require_sound(options: Sizes, settings: TrainingSettings, facts: DataFacts) -> None:
    """Raises ConfigError for a penalty or a critic that these data cannot have."""
    if settings.reconstruct > 0 and (facts.unpaired or not facts.condition_shape[1:]):
        raise ConfigError("reconstruct compares an answer with the real one, and these data have no pairs.",
                          "Set it to 0, or give pairs of pictures.")
    from mixgan.families.common import SharedOptions

    penalised = settings.r1 > 0 or settings.loss == "wgan-gp"
    plain = options if isinstance(options, SharedOptions) else None
    if plain and penalised and plain.critic_norm == "batch":
        raise ConfigError("A gradient penalty needs rows that do not influence each other; critic_norm is 'batch'.",
                          "Use 'none' or 'layer', or set r1 to 0 with a loss other than wgan-gp.")
    if plain and not facts.is_points and plain.critic == "residual" and plain.critic_norm in ("layer", "batch"):
        raise ConfigError(f"A residual critic takes critic_norm 'none' or 'spectral' (given '{plain.critic_norm}'): "
                          "the sums on its bypass are not normalised.", "Use one of the two, or critic 'dcgan'.")
    if facts.is_points and not options.critic_widths:
        raise ConfigError("critic_widths is empty, and a critic without a layer sees of points their mean alone.",
                          "Give at least one width, such as [64].")
    if facts.is_points and settings.loss == "wgan-gp" and settings.gp_norm == "channel":
        raise ConfigError("gp_norm 'channel' takes the gradient's norm pixel by pixel, and points have no pixels.",
                          "Use gp_norm 'flat'.")
    if facts.is_points and settings.augment:
        raise ConfigError("augment changes pictures, and these are points.", "Set augment to none.")
    if facts.is_points and settings.mirrored:
        raise ConfigError("mirrored turns pictures around, and these are points.", "Set mirrored to false.")
    if settings.mode_seeking > 0 and getattr(options, "same_noise", False):
        raise ConfigError("mode_seeking compares what different noises give, and same_noise gives several rows one noise.",
                          "Set one of the two off.")
    if not facts.is_points and min(facts.image_shape[1:]) < 2 ** len(options.critic_widths):
        raise ConfigError(f"{len(options.critic_widths)} critic widths halve the picture below 1 px.",
                          "Give fewer critic_widths.")


def require_taught(name: str, source: str) -> None:
    """For a new run of the family `name`, before its pictures are read. Raises ConfigError where it reads labels, pairs or
    sentences, and the names in an own set already tell that there are none; DataError for a set that is not there, or unsafe."""
    from mixgan import data
    from mixgan.data.pairing import named

    about = family(name)
    if about.needs == "labels" and (why := data.why_unlabelled(source)):
        raise ConfigError(f"{about.title} learns from labels, and {source} has none. {why}", GIVE_LABELS)
    if (option := OPTIONS.get(about.needs)) and source not in data.known() and _how(named(source)[1]) != about.needs:
        could = [str(one) for one in data.caption_lists(source)] if about.needs == "words" else [
            f"{one.question}:{one.answer}" for one in data.pairings(source) if _how(one) == about.needs]
        raise ConfigError(f"{about.title} learns from {WANTED[about.needs]}, and {source} is not said to be such.",
                          f"It could be: add {option} {f' or {option} '.join(could)}." if could else _give(about.needs))


def _how(asked: AskedBy | None) -> str:
    """What own pictures are, by how they are said to be asked."""
    from mixgan.data.pairing import Pairing

    if isinstance(asked, Pairing):
        return "two sets" if asked.unpaired else "pairs"
    return "" if asked is None else "words"


def require_asked(name: str, source: str, facts: DataFacts) -> None:
    """A family that is asked needs data that ask. Raises ConfigError."""
    about = family(name)
    if about.needs in ASKED and lacks(about, facts):
        raise ConfigError(f"{about.title} learns from {WANTED[about.needs]}, and {source or 'this set'} has none.",
                          _give(about.needs))


def lacks(about: Family, facts: DataFacts) -> str:
    """What these data have not, and the family needs: labels, pairs, words or two sets; "" where it can learn from them."""
    asked = "two sets" if facts.unpaired else {0: "nothing", 1: "words", 3: "pairs"}[len(facts.condition_shape)]
    there = {"nothing": True, "labels": len(facts.class_names) > 1}.get(about.needs, asked == about.needs)
    return "" if there else about.needs


def _give(needs: str) -> str:
    sets = ", ".join(asking(needs))
    return {"pairs": GIVE_PAIRS, "two sets": GIVE_SETS}.get(needs, GIVE_WORDS).format(f"one of {sets}")


def require_known_words(tensors: Mapping[str, Tensor], facts: DataFacts) -> None:
    """The questions that are kept with a model are sentences of its vocabulary. Raises StoreError."""
    kept = tensors.get("questions")
    if kept is None or not facts.vocabulary or not kept.numel():
        return
    first, last = int(kept.min()), int(kept.max())
    if first < 0 or last >= len(facts.vocabulary):
        raise StoreError(f"The questions kept with this model name the words {first} to {last}, and its vocabulary has those "
                         f"from 0 to {len(facts.vocabulary) - 1}.",
                         "Take the model's folder from where it came, or train it again.")


def require_labels(config: RunConfig) -> None:
    """A family that reads labels needs at least two classes, each with a picture. Raises ConfigError."""
    about, facts = family(config.family), config.facts
    if about.needs != "labels":
        return
    if len(facts.class_names) < 2:
        raise ConfigError(f"{about.title} learns from labels, and {config.data or 'this set'} has "
                          f"{'one class only' if facts.class_names else 'none'}.",
                          GIVE_LABELS)
    empty = [name for name, count in zip(facts.class_names, facts.class_counts, strict=False) if count == 0]
    if empty:
        raise ConfigError(f"{about.title} learns each class from its pictures; {config.data} has none of {', '.join(empty)}.",
                          "Leave that class out, or give it pictures.")


def require_gate(name: str, training: Mapping[str, Any]) -> None:
    """For a new run: what pushes a gate is refused where there is none to push. Old runs may have it, to no effect."""
    about = family(name)
    pushed = [term for term in ("balance", "sample_entropy") if str(training.get(term, 0)) not in ("0", "0.0", "None")]
    if pushed and not about.is_gated:
        why = "draws its experts from a fixed prior" if about.gate == "prior" else "has a single generator"
        raise ConfigError(f"{about.title} {why}: {' and '.join(pushed)} would have no gate to push.",
                          f"Leave {'it' if len(pushed) == 1 else 'them'} out, or take a family with a gate.")
