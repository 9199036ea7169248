"""Tables of models: one judge's figures in one table, and pairs that say what differs."""

from __future__ import annotations

from typing import Any

from mixgan import families
from mixgan.analysis.overview import overview
from mixgan.analysis.twins import differences
from mixgan.config import Amendment, DataFacts, RunConfig

FACTS = DataFacts(image_shape=(1, 8, 8))


def config(**overrides: Any) -> RunConfig:
    return families.configure("hmog", "digits", FACTS, overrides=overrides)


def figures(features: str = "c/digits/1", n: int = 359, checker: str = "digits") -> dict[str, Any]:
    return {"n_experts": 8, "parameters": 10, "checker": {"data": checker, "accuracy": 0.99, "n_test": n}, "figures": [
        {"name": "precision-c@5", "value": 0.5, "n_fake": n, "n_real": n, "k": 5, "features": features}]}


def test_figures_of_two_judges_or_of_other_numbers_never_share_a_table() -> None:
    models = [("a", config(), figures()), ("b", config(), figures()), ("c", config(), figures("c/digits/2")),
              ("d", config(), figures(n=100)), ("e", config(), {"n_experts": 1, "parameters": 1, "figures": []})]
    text = overview(models)
    tables = [part for part in text.split("\n\n") if part.startswith("| model |")]
    assert [[line.split("`")[1] for line in table.splitlines()[2:]] for table in tables] == [["a", "b"], ["c"], ["d"], ["e"]]
    assert "precision and recall of 359 made and 359 real ones in its features (c/digits/1), k = 5:" in text
    assert "precision and recall of 100 made and 100 real ones in its features (c/digits/1), k = 5:" in text
    assert "On digits, which no judge reads:" in text
    assert not text.count("self-labelling")


def test_a_pair_says_what_differs_beside_the_head() -> None:
    one = config(self_label=0.3, steps=8000)
    same = config(self_label=0.0, warm_up_steps=0, steps=8000, threads=1, checkpoint_every=9)
    assert differences(same, one) == []
    text = overview([("a", one, figures()), ("a-plain", same, figures()), ("b-plain", same, figures())])
    assert text.endswith("- `a-plain` has no self-labelling head, which `a` has, and all else is the same.")
    note = Amendment(step=9000, settings={"steps": 10_000, "lr_critic": 3e-4}, before={"steps": 9000, "lr_critic": 1e-3})
    other = config(self_label=0.0, steps=10_000, lr_critic=3e-4, balance=0.0, depth=2).model_copy(update={"amended": (note,)})
    assert differences(other, one) == ["depth 2 instead of 3", "steps 10,000 instead of 8,000",
                                       "lr_critic 0.0003 instead of 0.001 from step 9,000 on", "balance 0 instead of 1"]
