"""Each sign of trouble is found where it is planted, with its evidence, and nowhere in a healthy run."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
import torch

from mixgan import families
from mixgan.analysis.settling import Look
from mixgan.config import DataFacts
from mixgan.families.amend import AMENDABLE, amended
from mixgan.measures.energy import energy_distance, mean_distance
from mixgan.training.alarms import LASTING, alarms
from mixgan.training.remedies import for_a_head, remedies
from mixgan.training.watch import Reals, fixed_draw, fixed_reals, health, look, nearness, strange, twins
from tests.training.small import bars, config_of, trainer_of

K = 4
HEALTHY: dict[str, Any] = {
    "step": 1000, "loss": {"critic": 0.9, "generator": 1.1}, "usage": [0.25, 0.3, 0.2, 0.25], "gate_entropy": 0.3,
    "gate_information": 1.0, "twins": {"pair": [0, 2], "ratio": 0.9}, "variety": 0.97}
TROUBLE: dict[str, dict[str, Any]] = {
    "dead expert": {"usage": [0.5, 0.3, 0.01, 0.19]},
    "collapsed gate": {"gate_entropy": 0.99 * math.log(K), "gate_information": 0.001},
    "twin experts": {"twins": {"pair": [0, 2], "ratio": 0.1}},
    "collapsed pictures": {"variety": 0.3},
    "the noise is ignored": {"answers": 0.06},
    "lost class": {"classes": {"shares": {"row": 1.0, "column": 0.0}, "confidence": 0.9}},
    "critic too strong": {"loss": {"critic": 0.01, "generator": 6.0}},
}
EVIDENCE = {"dead expert": "E3 (1.0 %)", "collapsed gate": "0.001 nats", "twin experts": "Experts E1 and E3",
            "collapsed pictures": "30 %", "the noise is ignored": "two of them by 6.0 % of what two real pictures do",
            "lost class": "Nothing that is read as column has been drawn for 3 looks at 512 samples; 50.0 %",
            "critic too strong": "0.010"}


def lines(*changes: dict[str, Any]) -> list[dict[str, Any]]:
    return [{**HEALTHY, **change} for change in changes]


@pytest.mark.parametrize("kind", TROUBLE)
def test_what_lasts_is_told_with_its_evidence(kind: str) -> None:
    (found,) = alarms(lines(*[TROUBLE[kind]] * LASTING), config_of("megan"))
    assert found.kind == kind
    assert EVIDENCE[kind] in found.sentence


@pytest.mark.parametrize("kind", TROUBLE)
def test_a_bad_moment_is_not(kind: str) -> None:
    bad = TROUBLE[kind]
    config = config_of("megan")
    assert alarms(lines(bad, bad), config) == []
    assert alarms(lines(bad, {}, bad), config) == []
    assert alarms([{**HEALTHY, **bad, "step": 0}, *lines(bad, bad)], config) == []       # nothing is learnt at step 0


def test_what_came_before_a_change_says_nothing_about_it() -> None:
    config = amended(config_of("megan"), {"balance": 3.0}, 10)
    trouble = [{**HEALTHY, **TROUBLE["dead expert"], "step": step} for step in (5, 10, 15, 20, 25)]
    assert alarms(trouble[:4], config) == []
    assert len(alarms(trouble, config)) == 1


def test_a_healthy_run_and_lines_of_older_runs_are_silent() -> None:
    assert alarms(lines({}, {}, {}), config_of("megan")) == []
    assert alarms([{"step": step, "loss": {}} for step in (5, 10, 15)], config_of("gan")) == []
    assert alarms([{"step": 5, "usage": [], "loss": {}, "alarms": []}] * 3, config_of("gan")) == []


def test_a_critic_of_wgan_gp_has_no_such_limit() -> None:
    trouble = lines(*[TROUBLE["critic too strong"]] * LASTING)
    assert alarms(trouble, config_of("megan", loss="wgan-gp", r1=0.0)) == []


@pytest.mark.parametrize("kind", TROUBLE)
def test_a_remedy_can_be_taken(kind: str) -> None:
    config = config_of("megan")
    (found,) = alarms(lines(*[TROUBLE[kind]] * LASTING), config)
    for remedy in found.remedies:
        assert remedy.settings
        if remedy.anew:
            assert not set(remedy.settings) & set(AMENDABLE)
        else:
            assert amended(config, remedy.settings, 5).amended[-1].settings == remedy.settings


def test_variety_that_rises_is_a_young_run() -> None:
    assert alarms(lines({"variety": 0.2}, {"variety": 0.3}, {"variety": 0.4}), config_of("hmog")) == []
    (found,) = alarms(lines({"variety": 0.4}, {"variety": 0.3}, {"variety": 0.41}), config_of("hmog"))
    assert found.kind == "collapsed pictures"


@pytest.mark.parametrize("kind", ["collapsed pictures", "lost class"])
def test_of_the_first_steps_pictures_say_nothing(kind: str) -> None:
    """Steady, but early: on digits each of two families was warned of what was over 200 steps later."""
    for last, found in ((399, []), (400, [kind])):
        steps = [{**TROUBLE[kind], "step": last - 80 * back} for back in (2, 1, 0)]
        assert [one.kind for one in alarms(lines(*steps), config_of("megan"))] == found


def test_answers_that_come_apart_are_a_young_run() -> None:
    config = config_of("megan")
    assert alarms(lines({"answers": 0.06}, {"answers": 0.09}, {"answers": 0.12}), config) == []
    assert alarms(lines(*[{"answers": 0.4}] * LASTING), config) == []


def test_the_noise_is_heard_again_by_mode_seeking_or_less_reconstruction() -> None:
    config = config_of("megan")
    asked = config.model_copy(update={"training": config.training.model_copy(update={"reconstruct": 100.0})})
    (found,) = alarms(lines(*[TROUBLE["the noise is ignored"]] * LASTING), asked)
    assert [remedy.settings for remedy in found.remedies] == [{"mode_seeking": 0.1}, {"reconstruct": 10.0}]
    (alone,) = alarms(lines(*[TROUBLE["the noise is ignored"]] * LASTING), config)
    assert [remedy.settings for remedy in alone.remedies] == [{"mode_seeking": 0.1}]


def read_as(*shares: float, names: tuple[str, ...] = ("row", "column"), **more: Any) -> dict[str, Any]:
    return {"classes": {"shares": dict(zip(names, shares, strict=True)), "confidence": 0.9}, **more}


@pytest.mark.parametrize("last", [
    [read_as(0.97, 0.03), read_as(0.96, 0.04), read_as(0.96, 0.04)],                        # it comes
    [read_as(0.9, 0.1), read_as(1.0, 0.0), read_as(1.0, 0.0)], [read_as(1.0, 0.0), {}, read_as(1.0, 0.0)],
    [read_as(1.0, 0.0, variety=variety) for variety in (0.7, 0.8, 0.9)],                    # a young run
    [read_as(1.0, 0.0, variety=0.5)] * 3,                                                   # said of its pictures
], ids=["comes", "moment", "unread", "young", "alike"])
def test_a_class_is_not_lost_yet(last: list[dict[str, Any]]) -> None:
    assert "lost class" not in [found.kind for found in alarms(lines(*last), config_of("megan"))]


def test_lost_classes_are_named_with_their_shares_and_rare_ones_are_left_to_chance() -> None:
    names, counts = tuple("abcdefg"), (300, 100, 100, 100, 200, 100, 10)                    # of the last 6 in 512 pictures
    config = config_of("megan")
    config = config.model_copy(update={"facts": config.facts.model_copy(update={"class_names": names, "class_counts": counts})})
    few = [read_as(share, 0.0, 0.0, 0.0, 0.0, 0.002, 0.0, names=names) for share in (0.9, 0.95, 0.99)]
    (found,) = alarms(lines(*few), config)
    assert found.kind == "lost classes"
    assert found.sentence == (
        "Hardly anything that is read as b or c or d or e or 1 more has been drawn for 3 looks at 512 samples, at most 0.2 % of "
        "them; 65.9 % of real pictures are.")


def test_mode_seeking_is_no_remedy_where_the_noise_is_shared() -> None:
    trouble = lines(*[TROUBLE["lost class"]] * LASTING)
    offered = [[*remedy.settings] for remedy in alarms(trouble, config_of("madgan", same_noise=True))[0].remedies]
    assert offered == [["lr_generator"]]


@pytest.mark.parametrize("kind", ["dead expert", "collapsed gate"])
def test_a_fixed_prior_has_no_gate_to_collapse_and_starves_nobody(kind: str) -> None:
    assert [found.kind for found in alarms(lines(*[TROUBLE[kind]] * LASTING), config_of("megan"))] == [kind]
    assert alarms(lines(*[TROUBLE[kind]] * LASTING), config_of("gmgan")) == []


@pytest.mark.parametrize("cause", ["nan", "diverged", "memory", "disk", "", "something new"])
def test_every_cause_has_a_remedy_that_the_command_takes(cause: str) -> None:
    config = config_of("megan")
    for remedy in remedies(cause, config):
        assert remedy.arguments("first")[:2] == ["--resume", "first"]
        amended(config, remedy.settings, 5)
    assert remedies("memory", config)[0].settings == {"batch": 8}
    assert remedies("memory", config_of("megan", batch=2))[0].settings == {}             # no half of two
    assert remedies("nan", config)[0].arguments("first")[2:] == ["--lr_generator", "0.0005", "--lr_critic", "0.0005"]


# --- a head that did not settle ---------------------------------------------------------------------------------------------

# looks that runs on MNIST wrote, seed 10: GM-GAN's ten kinds, and HMoG's sixteen, each (objective, flips) every 250 updates
TEN = [(-3.83573, 0.10567), (-4.21518, 0.06533), (-4.30417, 0.056), (-4.35084, 0.04633), (-4.38145, 0.04467),
       (-4.4011, 0.042), (-4.39932, 0.038)]
SIXTEEN = [(-1.14836, 0.22433), (-1.76157, 0.164), (-1.92772, 0.14033), (-2.08376, 0.137), (-2.15295, 0.12567),
           (-2.18021, 0.124), (-2.2079, 0.121), (-2.23643, 0.12), (-2.26796, 0.108), (-2.27959, 0.10867), (-2.29797, 0.102)]


def looks(values: list[tuple[float, float]], attempt: int = 0) -> list[Look]:
    return [Look(attempt, 250 * (i + 1), objective, flips, (0.1,) * 10) for i, (objective, flips) in enumerate(values)]


def of_the_head(values: list[tuple[float, float]], family: str = "gmgan", **overrides: Any) -> list[Any]:
    config = config_of(family, **{"warm_up_steps": 250 * len(values), "head_tries": 1, **overrides})
    return [found for found in alarms([], config, looks(values)) if found.kind == "unsettled head"]


@pytest.mark.parametrize("values", [TEN, [*SIXTEEN, (-2.28782, 0.11467), (-2.32187, 0.10433), (-2.32526, 0.09433)]])
def test_a_head_that_settled_is_silent(values: list[tuple[float, float]]) -> None:
    assert of_the_head(values) == []


@pytest.mark.parametrize(("n", "fell"), [(2, "0.61 over the last 250"), (5, "1.00 over the last 1,000"),
                                        (8, "0.15 over the last 1,000"), (11, "0.09 over the last 1,000")])
def test_a_head_that_still_got_better_is_told_by_how_much(n: int, fell: str) -> None:
    (found,) = of_the_head(SIXTEEN[:n])
    assert f"fell by {fell} of them" in found.sentence
    assert f"when its {250 * n:,} updates were over" in found.sentence
    assert "change their kind" not in found.sentence
    assert found.remedies[0].settings == {"warm_up_steps": 500 * n}
    assert "What helps: more updates if it only needs time, other views" in found.sentence


def test_a_head_whose_kinds_change_with_the_view_is_told_with_their_share() -> None:
    restless = [(-0.5 - 0.001 * i, 0.31) for i in range(6)]         # flat: more updates would not help
    (found,) = of_the_head(restless)
    assert found.sentence.startswith("31 % of real pictures change their kind when only the view changes (over 25 %)")
    assert "still getting better" not in found.sentence
    assert found.sentence.endswith("or not so many. What helps: other views if these change what a picture is, fewer components "
                                   "if there are not so many kinds.")
    assert [remedy.label for remedy in found.remedies] == [
        "Start again with other views", "Start again with 5 components", "Go on anyway"]
    assert of_the_head([(objective, 0.25) for objective, _ in restless]) == []


def test_of_a_warm_up_under_way_nothing_is_said_and_of_several_heads_the_kept_one_counts() -> None:
    half_made = looks(SIXTEEN[:5])
    config = config_of("gmgan", warm_up_steps=1250, head_tries=2)
    assert alarms([], config, half_made) == []                      # another may be better
    assert alarms([{"step": 0}], config, half_made) != []           # the training began: this is the one
    assert alarms([], config, [*half_made, *looks(TEN, attempt=1)]) == []
    assert alarms([], config, [*half_made, *looks([(-1.0, 0.4), (-1.01, 0.4)], attempt=1)]) == []     # not over
    assert alarms([], config, []) == []


@pytest.mark.parametrize(("family", "overrides", "fewer"), [
    ("hmog", {"depth": 3}, {"depth": 2}), ("hmog", {"depth": 1}, None), ("megan", {"n_experts": 7}, {"n_experts": 3}),
    ("mog", {"n_experts": 3}, None), ("gmgan-supervised", {"n_experts": 4}, None)])
def test_what_helps_a_head_can_be_started(family: str, overrides: dict[str, Any], fewer: dict[str, int] | None) -> None:
    config = config_of(family, **overrides, warm_up_steps=1250, head_tries=1)
    (found,) = alarms([], config, looks(SIXTEEN[:5]))
    *anew, last = found.remedies
    assert (last.label, last.dismiss, last.settings) == ("Go on anyway", True, {})
    assert [one.settings for one in anew if set(one.settings) & {"n_experts", "depth"}] == ([fewer] if fewer else [])
    for remedy in anew:
        assert remedy.anew
        assert not remedy.dismiss
        other = families.configure(config.family, config.data, config.facts, "digits",
                                   {**config.options, **config.training.model_dump(), **remedy.settings})
        assert other != config


@pytest.mark.parametrize("options", [{"depth": "three"}, {"depth": 10**9}, {"depth": None, "n_experts": 2.5}, {}])
def test_options_that_a_hand_broke_offer_no_fewer_experts(options: dict[str, Any]) -> None:
    config = config_of("hmog").model_copy(update={"options": options})
    assert not [one for one in for_a_head(config, False) if set(one.settings) & {"n_experts", "depth"}]


def test_other_views_are_other_ones_and_back_again() -> None:
    views = next(one for one in for_a_head(config_of("gmgan"), False) if "views" in one.settings)
    assert "left or right" in views.why
    there = config_of("gmgan", **views.settings)
    back = next(one for one in for_a_head(there, False) if "views" in one.settings)
    assert config_of("gmgan", **back.settings).training.views == config_of("gmgan").training.views
    assert (there.training.view_sides, back.settings["view_sides"]) == ("both", "one")
    points = there.model_copy(update={"facts": DataFacts(image_shape=(2,))})
    assert not [one for one in for_a_head(points, False) if "views" in one.settings]


# --- the evidence itself ------------------------------------------------------------------------------------------------------


def test_identical_experts_are_twins_and_nothing_else_is_as_near() -> None:
    generator = trainer_of("gmgan").generator.eval()
    draw = fixed_draw(generator, 0)
    before = twins(generator, draw)
    with torch.no_grad():
        generator.components.mean[3] = generator.components.mean[1]
        generator.components.log_scale[3] = generator.components.log_scale[1]
    found = twins(generator, draw)
    assert found["pair"] == [1, 3]
    assert found["ratio"] == pytest.approx(0, abs=1e-6)
    assert before["ratio"] > 0.01


def test_variety_is_1_for_the_data_and_0_for_one_picture() -> None:
    generator = trainer_of("gmgan").generator.eval()
    sample = look(generator, fixed_draw(generator, 0))
    rows = sample.images.flatten(1).numpy()
    own = Reals(rows, mean_distance(rows))
    assert nearness(sample, own)["variety"] == 1
    # to itself, pairs of equal index left out: as far below nothing as these are from 0
    assert nearness(sample, own)["distance"] == pytest.approx(energy_distance(rows, rows), abs=1e-6)
    assert nearness(sample, fixed_reals(bars(), 0))["variety"] < 1
    with torch.no_grad():
        for parameter in generator.parameters():
            parameter.zero_()
    assert nearness(look(generator, sample.draw), own)["variety"] == pytest.approx(0, abs=1e-6)


def test_one_expert_alone_has_no_twin() -> None:
    generator = trainer_of("gan").generator.eval()
    sample = look(generator, fixed_draw(generator, 0))
    assert health(generator, sample) == {}
    assert np.isfinite(nearness(sample, fixed_reals(bars(), 0))["variety"])


def test_a_collapsed_component_is_told_by_its_width() -> None:
    """Planted in a generator: what `health` writes is what the alarm reads."""
    trainer = trainer_of("gmgan", dynamic=True)
    generator, config = trainer.generator.eval(), trainer.config
    draw = fixed_draw(generator, 0)
    whole = health(generator, look(generator, draw))["widths"]
    assert whole == pytest.approx([1.0] * generator.n_experts)
    with torch.no_grad():
        generator.components.log_scale[2] += math.log(0.04)
    narrow = {"widths": health(generator, look(generator, draw))["widths"]}
    (found,) = [one for one in alarms(lines(narrow, narrow, narrow), config) if one.kind == "collapsed component"]
    assert "under 5 % of the first scale: E3 (4 %)." in found.sentence
    assert [(one.settings, one.anew) for one in found.remedies] == [({"floor": 0.3}, True)]
    assert config_of("gmgan", dynamic=True, **found.remedies[0].settings).options["floor"] == 0.3
    for last in ((narrow, {}, narrow), (narrow, narrow, {"widths": whole}), ({}, {}, {})):
        assert not [one for one in alarms(lines(*last), config) if one.kind == "collapsed component"]
    static = trainer_of("gmgan").generator.eval()
    assert "widths" not in health(static, look(static, draw))


# --- augmentation that is drawn -----------------------------------------------------------------------------------------------

ON = {"augment": "translation,brightness,cutout"}
LEAK: dict[str, Any] = {"strange": {"translation": 40.0, "brightness": 2.0, "contrast": 30.0}}


def leaks(*changes: dict[str, Any], **overrides: Any) -> list[Any]:
    return [one for one in alarms(lines(*changes), config_of("megan", **{**ON, **overrides})) if "leak" in one.kind]


def test_a_leak_is_told_by_the_part_that_is_on_and_has_a_way_without_it() -> None:
    (found,) = leaks(LEAK, LEAK, LEAK)
    assert "background along their edges (40 times" in found.sentence
    assert "contrast" not in found.sentence                         # that part is off: it did not come from there
    assert [(one.label, one.settings) for one in found.remedies] == [
        ("Go on without translation", {"augment": "brightness,cutout"}), ("Go on with augment none", {"augment": "none"})]
    config = config_of("megan", **ON)
    for remedy, left in zip(found.remedies, (("brightness", "cutout"), ()), strict=True):
        assert amended(config, remedy.settings, 5).training.augment == left
        assert remedy.arguments("one")[2:] == ["--augment", remedy.settings["augment"]]
    (alone,) = leaks(LEAK, LEAK, LEAK, augment="translation")
    assert [one.settings for one in alone.remedies] == [{"augment": "none"}]


def test_no_leak_of_a_bad_moment_nor_of_a_young_run_nor_without_augmentation() -> None:
    assert leaks(LEAK, {}, LEAK) == leaks(LEAK, LEAK) == []
    assert leaks(LEAK, LEAK, LEAK, augment="none") == []
    assert leaks(*[{"strange": {"translation": value}} for value in (60.0, 50.0, 40.0)]) == []      # on its way
    assert leaks(*[{**LEAK, "variety": value} for value in (0.3, 0.4, 0.5)]) == []                  # hardly begun
    assert leaks(*[{"strange": {"translation": 7.9, "brightness": 4.0}}] * LASTING) == []


def test_the_evidence_of_a_leak_is_written_where_augmentation_is_on() -> None:
    trainer = trainer_of("gan")
    sample = look(trainer.generator.eval(), fixed_draw(trainer.generator, 0))
    reals = fixed_reals(bars(), 0)
    assert set(strange(sample, reals)) == {"translation", "brightness", "contrast"}
    own = Reals(sample.images.flatten(1).numpy(), 1.0)
    assert max(strange(sample, own).values()) == 0
