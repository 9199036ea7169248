"""Tables of models: one judge's figures in one table, and pairs that say what differs."""

from __future__ import annotations

from typing import Any

from mixgan import families
from mixgan.analysis.overview import overview
from mixgan.analysis.twins import differences
from mixgan.config import Amendment, DataFacts, RunConfig

FACTS = DataFacts(image_shape=(1, 8, 8), class_names=tuple("0123456789"))


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


def test_a_model_that_two_judges_read_shares_no_table_with_those_of_one() -> None:
    mixed = figures()
    mixed["figures"] = [*mixed["figures"], {"name": "mean confidence", "value": 0.9, "features": "c/digits/0"}]
    plain = figures()
    plain["figures"] = [*plain["figures"], {"name": "mean confidence", "value": 0.9, "features": "c/digits/1"}]
    text = overview([("a", config(), plain), ("b", config(), mixed)])
    assert text.count("| model |") == 2
    assert "k = 5; also in c/digits/0:" in text
    assert overview([("a", config(), plain), ("b", config(), plain)]).count("| model |") == 1


def test_seeds_of_two_data_sets_never_share_a_table() -> None:
    repeats = {"seeds": [0, 1, 2], "values": {"mean confidence": [0.7, 0.8, 0.9]}}
    one, other = ({**figures(name), "repeats": repeats} for name in ("c/digits/1", "c/digits/2"))
    text = overview([("a", config(), one), ("b", config(), other), ("c", config(), one)])
    tables = [part for part in text.split("\n\n") if part.startswith("| model | seeds |")]
    assert [[line.split("`")[1] for line in table.splitlines()[2:]] for table in tables] == [["a", "c"], ["b"]]
    assert "measured as in the table of `b` above:" in text


def acc_of(*names: str, n: int = 359) -> dict[str, Any]:
    found = figures(n=n)
    more = [{"name": f"{name}: ACC", "value": 0.5, "n_fake": 10_000, "n_real": n} for name in names]
    found["figures"] = [*found["figures"], *more]
    return found


def test_acc_is_told_below_its_table_with_its_n_and_not_below_others() -> None:
    text = overview([("a", config(), acc_of("clustering")), ("b", config(), acc_of("head Q alone", n=100)),
                     ("c", config(), figures(n=7))])
    first, second, third = (part for part in text.split("\n\n| model |") if "`" in part)
    assert "ACC is the share of 359 held-out pictures" in first
    assert "ACC paper-like: by a classifier that learnt from 10,000 fakes" in first
    assert "Q alone" not in first
    assert "Groups that know nothing of the classes come to about 0.17 with 8 groups of 10" in first
    assert "ACC is the share of 100 held-out pictures" in second
    assert "ACC of Q alone: by the self-labelling head, which learnt from real pictures alone" in second
    assert "paper-like" not in second.split("| `b`")[1]
    assert "ACC is" not in third.split("| `c`")[1]
    assert "know nothing" not in third.split("| `c`")[1]


def test_a_share_in_a_table_is_all_only_where_it_is() -> None:
    def told(right: int) -> dict[str, Any]:
        return {**figures(), "told": {"expert": [[right, 10_000 - right], [0, 10_000]]}}

    text = overview([("a", config(), told(9_999)), ("b", config(), told(10_000))])
    assert "| 99.9 % |" in next(line for line in text.splitlines() if "`a`" in line)
    assert "| 100.0 % |" in next(line for line in text.splitlines() if "`b`" in line)
