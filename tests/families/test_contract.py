"""The contract of DESIGN: every family, every preset's shape, no test to write for a new family."""

from __future__ import annotations

import itertools
from typing import Any

import pytest
import torch
from torch.testing import assert_close

from mixgan import families
from mixgan.config import DataFacts, RunConfig
from mixgan.families.contract import Batch, Draw, Generator
from mixgan.rng import Stream
from tests.families.asked import facts_for, is_asked

CLASSES: dict[str, Any] = {"class_names": ("a", "b", "c"), "class_counts": (5, 3, 2)}
FACTS = {
    "picture": DataFacts(image_shape=(1, 8, 8), **CLASSES),
    "colour": DataFacts(image_shape=(3, 16, 16), **CLASSES),
    "points": DataFacts(image_shape=(2,), scale=2.0, **CLASSES),
}
BANKS: dict[str, dict[str, Any]] = {"shared": {"share_decoder": True}, "whole": {"share_decoder": False}}
VARIANTS: dict[str, dict[str, dict[str, Any]]] = {
    "gmgan": {"static": {}, "dynamic": {"dynamic": True}, "chol": {"dynamic": True, "covariance": "chol"},
              "full": {"dynamic": True, "covariance": "full"}},
    "megan": BANKS, "madgan": BANKS, "mgan": BANKS,
    "cgan": {"maps": {}, "projection": {"join": "projection"}},
    "pix": {mixture: {"mixture": mixture, "n_experts": 4} for mixture in ("none", "hmog", "mog", "megan", "gmgan")},
    "words": {"": {}, "bag": {"encoder": "bag"}, "one-stage": {"stages": 1}},
    "gmgan-supervised": {"sigmoid": {}, "softmax": {"head": "softmax_fake"}},
}
# every family on the residual decoder too; its training on the critics is tests/training/test_residual.py
for _family in families.names():
    _own = VARIANTS.get(_family, {"": {}})
    _more = _own if _own is BANKS else {"": {}}
    if "decoder" in families.module(_family).Options.model_fields:
        VARIANTS[_family] = {**_own, **{f"{name}-residual": {**one, "decoder": "residual"} for name, one in _more.items()}}
    else:
        VARIANTS[_family] = _own
TINY = {"noise_dim": 6, "widths": (8, 6), "critic_widths": (4, 8)}


def tiny(family: str, kind: str, variant: dict[str, Any]) -> RunConfig:
    return families.configure(family, "", facts_for(family, FACTS[kind]), overrides={**TINY, **variant})


def build(family: str, kind: str, variant: dict[str, Any]) -> Generator:
    """A generator whose gates, statistics and scales are not at their first values."""
    generator = families.build(tiny(family, kind, variant))
    if (kept := generator.questions) is not None:
        words = tiny(family, kind, variant).facts.vocabulary
        chance = Stream(6).uniform(len(kept), kept[0].numel()) * (len(words) or 256)
        kept.copy_(torch.from_numpy(chance).to(kept.dtype).view_as(kept))
    generator.train()
    for i in range(3):
        generator(generator.draw(64, Stream(i)))                    # batch statistics
    with torch.no_grad():                                           # A = std I is its own transpose, and hides a turned one
        for name, values in generator.named_parameters():
            if name.startswith("components."):
                values += 0.2 * torch.from_numpy(Stream(5).child(name).normal(len(values), values[0].numel())).view_as(values)
    return generator.eval()


def make_draw(generator: Generator, n: int = 5, seed: int = 0) -> Draw:
    return generator.draw(n, Stream(seed).child("contract"))


@torch.no_grad()
def check_shapes_and_range(g: Generator) -> None:
    sample = g.sample(make_draw(g))
    assert sample.images.shape == (5, *g.image_shape)
    assert sample.weights.shape == (5, g.n_experts)
    assert torch.isfinite(sample.images).all()
    if len(g.image_shape) == 3:
        assert sample.images.abs().max() <= 1
    for space in g.spaces:
        latent = g.latent(make_draw(g), space)
        assert latent.ndim == 2
        assert len(latent) == 5
    with pytest.raises(ValueError, match="no space 'nowhere'"):
        g.latent(make_draw(g), "nowhere")


@torch.no_grad()
def check_weights_sum_to_one_at_extreme_noise(g: Generator) -> None:
    for size in (0.0, 1.0, 300.0):
        draw = make_draw(g)
        weights = g.weights(draw.with_noise(draw.noise * size))
        assert torch.isfinite(weights).all()
        assert_close(weights.sum(1), torch.ones(5), atol=1e-5, rtol=0)
        assert weights.min() >= 0


@torch.no_grad()
def check_only_reroutes_without_nan(g: Generator) -> None:
    if g.n_experts == 1:
        return
    only = torch.ones(g.n_experts, dtype=torch.bool)
    only[0] = False
    draw = make_draw(g, 64)
    for size in (1.0, 300.0):
        weights = g.weights(draw.with_noise(draw.noise * size), only=only)
        assert torch.isfinite(weights).all()
        assert weights[:, 0].abs().max() == 0
        assert_close(weights.sum(1), torch.ones(64), atol=1e-5, rtol=0)
    everyone = torch.ones(g.n_experts, dtype=torch.bool)
    assert_close(g.weights(draw, only=everyone), g.weights(draw))
    with pytest.raises(ValueError, match="at least one"):
        g.weights(draw, only=~everyone)


@torch.no_grad()
def check_own_weights_change_nothing(g: Generator) -> None:
    draw = make_draw(g)
    assert_close(g(draw, weights=g.weights(draw)), g(draw), atol=1e-6, rtol=0)
    assert_close(g(draw, spread=1.0), g(draw), atol=0, rtol=0)
    assert_close(g(draw, spread=torch.ones(g.n_experts)), g(draw), atol=0, rtol=0)


@torch.no_grad()
def check_one_hot_weights_are_experts(g: Generator) -> None:
    draw = make_draw(g)
    experts = g.experts(draw)
    assert experts.shape == (5, g.n_experts, *g.image_shape)
    for k in range(g.n_experts):
        one_hot = torch.nn.functional.one_hot(torch.full((5,), k), g.n_experts).float()
        assert_close(g(draw, weights=one_hot), experts[:, k], atol=1e-5, rtol=0)
        assert_close(g(draw.with_expert(k)), experts[:, k], atol=1e-5, rtol=0)
    assert_close(g.experts(draw, torch.tensor([0])), experts[:, :1], atol=1e-5, rtol=0)


@torch.no_grad()
def check_mixtures_are_samples(g: Generator) -> None:
    draw = make_draw(g)
    weights = torch.softmax(torch.from_numpy(Stream(3).normal(5, 4, g.n_experts)), 2)
    pictures = g.mixtures(draw, weights, spread=0.7)
    for m in range(4):
        assert_close(pictures[:, m], g(draw, weights=weights[:, m], spread=0.7), atol=1e-5, rtol=0)


@torch.no_grad()
def check_experts_differ(g: Generator) -> None:
    experts = g.experts(make_draw(g))
    assert (experts[:, 0] - experts[:, -1]).abs().max() > 1e-4


@torch.no_grad()
def check_rows_do_not_depend_on_n(g: Generator) -> None:
    small, large = make_draw(g, 3), make_draw(g, 130)
    for name in ("noise", "chance", "label", "condition"):
        a, b = getattr(small, name), getattr(large, name)
        assert (a is None) == (b is None)
        if a is not None:
            assert torch.equal(a, b[:3])
    assert_close(g(small), g(large)[:3], atol=1e-5, rtol=0)
    assert_close(g(large[1:3]), g(small)[1:], atol=1e-5, rtol=0)


@torch.no_grad()
def check_same_seed_same_picture(g: Generator) -> None:
    assert torch.equal(g(make_draw(g)), g(make_draw(g)))
    assert not torch.equal(g(make_draw(g)), g(make_draw(g, seed=1)))


@torch.no_grad()
def check_spread_zero_stills_the_noise(g: Generator) -> None:
    """Experts' noise is off: at spread 0 an expert draws one picture whatever the noise."""
    draw = make_draw(g)
    still = g.experts(draw.with_label(1) if g.is_conditional else draw, spread=0.0)
    assert_close(still, still[:1].expand_as(still), atol=1e-5, rtol=0)


@torch.no_grad()
def check_labels_are_drawn_and_read(g: Generator) -> None:
    """Shares are those of the data (5, 3 and 2 of ten; n = 4,000, so five deviations are 0.04), and a class changes pictures."""
    draw = make_draw(g, 4000)
    assert (draw.label is None) == (not g.is_conditional)
    assert g.is_conditional == (g.about.needs == "labels")
    if draw.label is None:
        return
    assert_close(torch.bincount(draw.label) / 4000, torch.tensor([0.5, 0.3, 0.2]), atol=0.04, rtol=0)
    assert (g(draw[:5].with_label(0)) - g(draw[:5].with_label(2))).abs().max() > 1e-4
    assert g.draw(3, Stream(0), label=2).label.tolist() == [2, 2, 2]     # type: ignore[union-attr]


@torch.no_grad()
def check_two_answers_share_all_but_the_noise(g: Generator) -> None:
    draw, pairs = make_draw(g, 7), make_draw(g, 7).in_pairs()
    assert torch.equal(pairs.noise, draw.noise)
    for name in ("chance", "label", "condition"):
        value = getattr(pairs, name)
        assert value is None or torch.equal(value, getattr(draw, name)[[0, 0, 1, 1, 2, 2, 3]])


@torch.no_grad()
def check_a_step_gives_each_drawn_expert_its_share(g: Generator) -> None:
    """Of a prior the fakes of a step are shared out as it says; within one for the drawn banks."""
    if g.about.gate != "prior" or g.is_conditional:
        return
    shares = torch.bincount(g.weights(g.step_draw(4000, Stream(1))).argmax(1), minlength=g.n_experts) / 4000
    assert_close(shares, torch.full((g.n_experts,), 1 / g.n_experts), atol=0.03, rtol=0)


def check_every_parameter_learns(g: Generator) -> None:
    """From the pictures alone, but where the rest learns from real rows as well."""
    g.train()
    draw, chance = g.step_draw(64, Stream(0).child("learn")), Stream(9)
    target = torch.from_numpy(chance.normal(64, *g.image_shape))
    batch = Batch(target, condition=draw.condition)
    sample = g.step_sample(draw, batch, chance)
    loss = (sample.images - target).square().mean()
    torch.stack([loss, *(g.own_losses(sample, batch).values() if sample.beside else ())]).sum().backward()
    for name, parameter in g.named_parameters():
        assert parameter.grad is not None, name
        assert g.n_experts == 1 or parameter.grad.abs().sum() > 0, name


CHECKS = [value for name, value in list(globals().items()) if name.startswith("check_")]
KNOWN = {(family, "none" if family == "pix" else "", "check_experts_differ"): "one expert only"
         for family in ("gan", "acgan", "cgan", "pix", "words", "styles")}


def cases() -> Any:
    for family, kind in itertools.product(families.names(), FACTS):
        for label, variant in VARIANTS[family].items():
            # one decoder alone is for points, see tests/networks; and points ask nothing
            if kind == "points" and ("decoder" in variant or is_asked(family)):
                continue
            yield family, kind, label, variant


def pairs() -> Any:
    for (family, kind, label, variant), check in itertools.product(cases(), CHECKS):
        why = KNOWN.get((family, label.removesuffix("-residual") if family == "pix" else "", check.__name__))
        marks = [pytest.mark.xfail(reason=why, strict=True)] if why else []
        yield pytest.param(family, kind, variant, check, marks=marks, id=f"{family}{label}-{kind}-{check.__name__}")


@pytest.mark.parametrize(("family", "kind", "variant", "check"), list(pairs()))
def test_family(family: str, kind: str, variant: dict[str, Any], check: Any) -> None:
    check(build(family, kind, variant))


def test_the_registry_is_not_empty() -> None:
    assert {"gan", "mog", "hmog", "megan", "gmgan", "madgan", "mgan", "acgan", "cgan"} < set(families.names())
    assert len(CHECKS) >= 14


@pytest.mark.parametrize("family", families.names())
def test_a_family_describes_itself(family: str) -> None:
    """Its entry against what its generator does: the gate, the labels, the module's own name."""
    about = families.family(family)
    g = build(family, "picture", {})
    assert g.about == about
    assert about.name == family
    trace = g.gate(make_draw(g, 64))
    assert (trace is None) == (about.gate == "none") == (g.n_experts == 1)
    if trace is not None:
        same_label = make_draw(g, 64).with_label(0) if g.is_conditional else make_draw(g, 64)
        logits = g.route(same_label, g.parts(same_label, None)).logits    # type: ignore[union-attr]
        assert bool((logits != logits[:1]).any()) == about.is_gated
    for words in (about.meaning, about.sentence):
        assert words[0].isupper()
        assert words.endswith(".")


def every_preset() -> Any:
    for family in families.names():
        for name, preset in families.module(family).presets().items():
            yield pytest.param(family, name, preset, id=f"{family}-{name}")


@pytest.mark.parametrize(("family", "name", "preset"), list(every_preset()))
def test_presets_are_allowed(family: str, name: str, preset: Any) -> None:
    """Each preset makes a valid run on data of its kind, and a generator of the right shape."""
    side = preset.side or 4 * 2 ** len(preset.options.get("widths", (1, 1)))
    facts = FACTS["points"] if name in ("ring", "grid", "points") else facts_for(family, DataFacts(
        image_shape=(1, side, side), **CLASSES))
    config = families.configure(family, name, facts, name)
    assert families.validate(config).model_dump(mode="json") == config.options
    generator = families.build(config).eval()
    assert generator(generator.draw(2, Stream(0))).shape == (2, *facts.image_shape)


@pytest.mark.parametrize(("family", "kind", "label", "variant"), list(cases()))
def test_program_equals_forward(family: str, kind: str, label: str, variant: dict[str, Any]) -> None:
    """The model in the page is the same mathematics: forward, experts, weights, spread, in float32, run by Node."""
    from tests.node import run_programs

    g = build(family, kind, variant)
    draw = make_draw(g, 3)
    written = g.program()
    if written is None:                                             # its pages show films: nothing to compare
        return
    program = written.to_bytes("float32")
    eye = torch.eye(g.n_experts)
    spread = torch.linspace(0.5, 1.5, g.n_experts)
    inputs: list[dict[str, Any]] = [{"noise": draw.noise[i].tolist()} for i in range(3)]
    if draw.chance is not None:
        inputs = [{**one, "chance": chance.tolist()} for one, chance in zip(inputs, draw.chance, strict=True)]
    if draw.label is not None:
        inputs = [{**one, "label": torch.eye(3)[label].tolist()} for one, label in zip(inputs, draw.label, strict=True)]
    if draw.condition is not None:
        asked = g.for_program(draw.condition)
        inputs = [{**one, "condition": row.tolist()} for one, row in zip(inputs, asked, strict=True)]
    apart = [{**one, "mixtures": eye.tolist(), "spread": spread.tolist()} for one in inputs]
    made = run_programs(program, [*inputs, *apart])
    for i in range(3):
        with torch.no_grad():
            expected = g(draw[i : i + 1])[0]
            experts = g.experts(draw[i : i + 1], spread=spread)[0]
            weights = g.weights(draw[i : i + 1])[0]
        own, each = made[i], made[3 + i]
        assert_close(page_picture(own["images"], g), expected[None], atol=2e-5, rtol=0)
        if g.n_experts > 1:
            assert_close(torch.tensor(own["weights"]), weights, atol=1e-5, rtol=0)
        assert_close(page_picture(each["images"], g), experts, atol=2e-5, rtol=0)


def page_picture(values: Any, g: Generator) -> torch.Tensor:
    """Channel-last rows from the page -> (m, *image_shape)."""
    flat = torch.tensor(values, dtype=torch.float32)
    if len(g.image_shape) == 1:
        return flat.view(-1, 2)
    C, H, W = g.image_shape
    return flat.view(-1, H, W, C).permute(0, 3, 1, 2)


def test_state_dict_round_trip(tmp_path: Any) -> None:
    from mixgan.store.models import write_model

    for family, kind, label, variant in cases():
        g = build(family, kind, variant)
        folder = tmp_path / f"{family}{label}{kind}"
        write_model(folder, tiny(family, kind, variant), g.state_dict(), half=False)
        again = families.load(folder)
        assert not again.training
        with torch.no_grad():
            assert torch.equal(again(make_draw(g)), g(make_draw(g)))
