"""What a run is. The form, the command line's help and `config.json` all come from these declarations.

`RunConfig` is the envelope that every family shares: training settings, facts about the data, and `options`, which
the family's own `Options` check (`families.validate`). Nothing here imports torch.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal, TypeVar, get_args

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

from mixgan.errors import ConfigError
from mixgan.view_names import PARTS, strengths

__all__ = ["AUGMENTS", "CONFIG_VERSION", "MOST_WORDS", "Amendment", "DataFacts", "RunConfig", "Strict", "TrainingSettings",
           "checked"]

CONFIG_VERSION = 1
MOST_WORDS = 10_000             # of a vocabulary
AugmentPart = Literal["translation", "brightness", "contrast", "saturation", "cutout"]
AUGMENTS: tuple[str, ...] = get_args(AugmentPart)
T = TypeVar("T", bound=BaseModel)


class Strict(BaseModel):
    """Unknown keys are refused, values do not change once checked."""

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)


class DataFacts(Strict):
    """What a network must know about its data; stored with the model, so that the data are not needed to open it."""

    image_shape: tuple[int, ...] = Field(description="(C, H, W), or (2,) for points in the plane")
    class_names: tuple[str, ...] = ()
    class_counts: tuple[int, ...] = Field(default=(), description="training rows of each class, where they have labels")
    n_train: int = Field(default=0, ge=0)
    condition_shape: tuple[int, ...] = Field(default=(), description="(C, H, W) of a picture that is asked with, (T,) of a "
                                             "sentence of at most T words; empty where nothing is asked")
    vocabulary: tuple[str, ...] = Field(default=(), max_length=MOST_WORDS, description="the words that a sentence may have; the "
                                        "first is no word")
    unpaired: bool = Field(default=False, description="whether pictures and what they are asked with are two sets, side by side "
                           "by chance")
    n_questions: int = Field(default=0, ge=0, le=1024, description="held-out conditions that are kept with the model")
    digest: str = ""
    centre: tuple[float, ...] = Field(default=(), description="points only: what was subtracted")
    scale: float = Field(default=1.0, gt=0, description="points only: what they were divided by")

    @model_validator(mode="after")
    def _shape(self) -> DataFacts:
        shape = self.image_shape
        pictures = len(shape) == 3 and shape[0] in (1, 3) and all(4 <= side <= 256 for side in shape[1:])
        if not pictures and shape != (2,):
            raise ValueError(f"shape {shape} is neither (1 or 3, H, W) with sides of 4 to 256 px nor (2,)")
        asked = self.condition_shape
        if asked and not (len(asked) == 3 and asked[0] in (1, 3) and asked[1:] == shape[1:]) and len(asked) != 1:
            raise ValueError(f"condition_shape {asked} is neither a picture of the same size nor (words,)")
        if bool(asked) != bool(self.n_questions) or (len(asked) == 1) != bool(self.vocabulary):
            raise ValueError("a condition comes with questions that are kept, and a sentence with its vocabulary")
        if self.unpaired and len(asked) != 3:
            raise ValueError("two sets that are no pairs are two sets of pictures")
        if self.class_counts and len(self.class_counts) != len(self.class_names):
            raise ValueError(f"{len(self.class_counts)} class counts and {len(self.class_names)} class names: one of each")
        return self

    @property
    def is_points(self) -> bool:
        return len(self.image_shape) == 1

    @property
    def class_shares(self) -> tuple[float, ...]:
        """How often each class comes in the training rows; equal where they were not counted."""
        counts = self.class_counts or (1,) * len(self.class_names)
        return tuple(count / sum(counts) for count in counts)


class TrainingSettings(Strict):
    """How a model is trained, whatever its family. A step is one generator update."""

    steps: int = Field(2000, ge=1, le=10_000_000, description="generator updates", json_schema_extra={"unit": "steps"})
    batch: int = Field(64, ge=2, le=4096, description="real pictures per critic update", json_schema_extra={"unit": "pictures"})
    seed: int = Field(0, ge=0, le=2**31 - 1, description="one seed decides every random number of the run")
    device: Literal["auto", "cpu", "cuda", "mps"] = Field("auto", description="auto takes a GPU where there is one")
    threads: int = Field(0, ge=0, le=256, description="processor threads; 0 leaves one core to the rest of the machine")

    fast: bool = Field(True, description="on a GPU: TF32, channels-last, one fused Adam; off repeats the processor's arithmetic")
    compile: bool = Field(False, description="on a GPU, with fast: parts of a step compiled; the first takes a minute")
    precision: Literal["float32", "bf16"] = Field("float32",
        description="arithmetic of the networks; with bf16 weights, losses and penalties stay float32")

    loss: Literal["ns", "hinge", "wgan-gp", "lsgan", "rpgan"] = Field("ns",
        description="adversarial loss: non-saturating, hinge, Wasserstein with gradient penalty, least squares, pairs of real "
        "and fake (R3GAN)")
    r1: float = Field(0.3, ge=0, le=1000,
        description="R1 penalty gamma: gamma/2 times the critic's squared gradient at real pictures, with rpgan at fakes "
        "as well; 0 is off")
    r1_every: int = Field(16, ge=1, le=64,
        description="the R1 penalty is taken every so many critic updates, and multiplied by as "
        "many", json_schema_extra={"unit": "updates"})
    gp: float = Field(10.0, ge=0, le=1000, description="weight of the gradient penalty; used by wgan-gp only")
    gp_norm: Literal["flat", "channel"] = Field("flat",
        description="norm over the whole picture; 'channel' repeats a slip of HMoG's released code")
    critic_steps: int = Field(1, ge=1, le=10, description="critic updates per generator update")
    mirrored: bool = Field(False, description="each real picture is shown mirrored half of the time")
    augment: tuple[AugmentPart, ...] = Field((), max_length=len(AUGMENTS),
        description="how pictures are changed before the critic sees them, so that it does not learn few of them by heart")

    lr_generator: float = Field(1e-3, gt=0, le=1, description="Adam's learning rate of the generator")
    lr_critic: float = Field(1e-3, gt=0, le=1, description="Adam's learning rate of the critic")
    lr_decay: float = Field(0.0, ge=0, le=1,
        description="share of the steps, at the end, over which both learning rates fall in a straight line to nothing; 0: they "
        "stay")
    beta1: float = Field(0.5, ge=0, lt=1, description="Adam's first decay")
    beta2: float = Field(0.99, gt=0, lt=1, description="Adam's second decay")
    amsgrad: bool = Field(False, description="Adam's AMSGrad variant")
    ema: float = Field(0.999, ge=0, le=1,
        description="decay of the averaged generator, the one that is sampled, measured and kept")

    balance: float = Field(0.0, ge=0, le=100, description="weight of K sum(mean weight^2) - 1: pushes experts to equal use")
    sample_entropy: float = Field(0.0, ge=0, le=100,
        description="weight of the mean entropy of each sample's weights: pushes the gate to decide")
    self_label: float = Field(0.0, ge=0, le=100,
        description="weight q of the self-labelling head (ours, not the papers'); 0 is off, 0.3 keeps variety")
    reconstruct: float = Field(0.0, ge=0, le=1000,
        description="weight of the mean absolute difference to the real answer, of the first of two; pix2pix's is 10")
    mode_seeking: float = Field(0.0, ge=0, le=100,
        description="weight of mode seeking: two answers to one question should differ as their noise does; the paper's is 1")
    mode_seeking_form: Literal["reciprocal", "neg_ratio"] = Field("reciprocal",
        description="what is minimised: one over the ratio of distances, as published, or minus the ratio")
    mode_seeking_clamp: float = Field(0.0, ge=0, le=100_000,
        description="most that the term may be (of neg_ratio: the ratio); 0 is no limit, as published")
    warm_up_steps: int = Field(0, ge=0, le=100_000,
        description="most updates of the self-labelling head alone, before the generator: it ends when the head has settled",
        json_schema_extra={"unit": "updates"})
    head_tries: int = Field(1, ge=1, le=20,
        description="heads that warm up one after another; the one with the lowest objective, which needs no label, is kept")
    head_widths: tuple[Annotated[int, Field(ge=1, le=512)], ...] = Field((12, 24), min_length=1, max_length=5,
        description="channels of the self-labelling head after each halving")
    lr_head: float = Field(5e-4, gt=0, le=1, description="Adam's learning rate of the self-labelling head")
    views: tuple[str, ...] = Field(("place", "size", "turn", "slant"), max_length=10,
        description="what the head is told to ignore: " + ", ".join(PARTS) + "; size:0.3 gives a strength")
    view_sides: Literal["one", "both"] = Field("one",
        description="the head compares a picture with one view of it, or two views: both where views are strong")
    shares: Literal["equal", "found"] = Field("equal",
        description="how much each expert draws: the same, or what the head finds its kind to be")
    recover_margin: float = Field(0.0, ge=0, le=100,
        description="of a hinge that stops pulling once a sample is recognised by so much; 0: cross-entropy, which never stops")

    evaluate_every: int = Field(100, ge=1,
        description="steps between two lines of figures and two sheets", json_schema_extra={"unit": "steps"})
    checkpoint_every: int = Field(250, ge=1,
        description="steps between two points to resume from", json_schema_extra={"unit": "steps"})

    @property
    def finds_shares(self) -> bool:
        """Whether there is a head that can find them, in its warm-up."""
        return self.self_label > 0 and self.warm_up_steps > 0

    @field_validator("views")
    @classmethod
    def _known_views(cls, views: tuple[str, ...]) -> tuple[str, ...]:
        try:
            strengths(views)
        except ConfigError as err:
            raise ValueError(str(err)) from err
        return views

    @model_validator(mode="after")
    def _penalties(self) -> TrainingSettings:
        if self.loss == "wgan-gp" and self.r1 > 0:
            raise ValueError("wgan-gp has its own gradient penalty: set r1 to 0, or choose another loss")
        return self


class Amendment(Strict):
    """Training settings that were changed when the run went on from `step`."""

    step: int = Field(ge=0)
    settings: dict[str, Any]
    before: dict[str, Any]


class RunConfig(Strict):
    """A whole run: `config.json` of a run folder and of a model folder."""

    family: str
    data: str = Field(description="a known set, or a path to a folder, a zip or an npz")
    preset: str = Field("", description="the preset the settings started from")
    facts: DataFacts
    training: TrainingSettings = TrainingSettings()  # type: ignore[call-arg]
    options: dict[str, Any] = Field(default_factory=dict, description="checked by the family's Options")
    amended: tuple[Amendment, ...] = Field(default=(), description="what changed when the run was resumed, oldest first")


def checked(model: type[T], content: Any, where: str) -> T:
    """`content` as a `model`; every wrong value in one sentence: what was given, what is allowed, nearest names."""
    try:
        return model.model_validate(content)
    except ValidationError as err:
        known = model.model_fields.keys()
        wrong = "; ".join(_sentence(e, known) for e in err.errors())
        raise ConfigError(f"{where}: {wrong}" + ("" if wrong.endswith((".", "?")) else ".")) from err


def _sentence(error: Any, known: Any) -> str:
    from mixgan.errors import unknown

    name = ".".join(str(part) for part in error["loc"]) or "settings"
    if error["type"] == "extra_forbidden":
        return unknown("option", name.rsplit(".", 1)[-1], known).rstrip(".")
    text = "should be an object" if error["type"] == "model_type" else error["msg"].removeprefix("Value error, ")
    text = text.replace("Input should be", "should be")
    given = error.get("input")
    shown = "" if isinstance(given, dict) or given is None else f" (given {str(given)[:60]!r})"
    return f"{name} {text}{shown}" if error["type"] != "value_error" else text
