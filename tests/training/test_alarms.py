"""Each sign of trouble is found where it is planted, with its evidence, and nowhere in a healthy run."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
import torch

from mixgan.families.amend import AMENDABLE, amended
from mixgan.measures.energy import energy_distance, mean_distance
from mixgan.training.alarms import LASTING, alarms
from mixgan.training.remedies import remedies
from mixgan.training.watch import Reals, fixed_draw, fixed_reals, health, look, nearness, twins
from tests.training.small import bars, config_of, trainer_of

K = 4
HEALTHY: dict[str, Any] = {
    "step": 100, "loss": {"critic": 0.9, "generator": 1.1}, "usage": [0.25, 0.3, 0.2, 0.25], "gate_entropy": 0.3,
    "gate_information": 1.0, "twins": {"pair": [0, 2], "ratio": 0.9}, "variety": 0.97}
TROUBLE: dict[str, dict[str, Any]] = {
    "dead expert": {"usage": [0.5, 0.3, 0.01, 0.19]},
    "collapsed gate": {"gate_entropy": 0.99 * math.log(K), "gate_information": 0.001},
    "twin experts": {"twins": {"pair": [0, 2], "ratio": 0.1}},
    "collapsed pictures": {"variety": 0.3},
    "critic too strong": {"loss": {"critic": 0.01, "generator": 6.0}},
}
EVIDENCE = {"dead expert": "3 (1.0 %)", "collapsed gate": "0.001 nats", "twin experts": "Experts 1 and 3",
            "collapsed pictures": "30 %", "critic too strong": "0.010"}


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
    assert found.remedy.settings
    if found.remedy.anew:
        assert not set(found.remedy.settings) & set(AMENDABLE)
    else:
        assert amended(config, found.remedy.settings, 5).amended[-1].settings == found.remedy.settings


def test_variety_that_rises_is_a_young_run() -> None:
    assert alarms(lines({"variety": 0.2}, {"variety": 0.3}, {"variety": 0.4}), config_of("hmog")) == []
    (found,) = alarms(lines({"variety": 0.4}, {"variety": 0.3}, {"variety": 0.41}), config_of("hmog"))
    assert found.kind == "collapsed pictures"


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
