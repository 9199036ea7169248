"""What `figures.json` and a line of `metrics.jsonl` must be for pages and commands to read them; more may stand there."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, model_validator

from mixgan.config import checked

__all__ = ["FigureRecord", "checked_figures", "is_line"]

MOST_EXPERTS, MOST_SAMPLES = 1024, 4096
Share = Annotated[float, Field(ge=0, le=1)]
Count = Annotated[int, Field(ge=0, le=2**53)]
Finite = Annotated[float, Field(ge=-1e300, le=1e300)]
Pair = Annotated[list[Finite], Field(min_length=2, max_length=2)]


class _Stored(BaseModel):
    """What is stated has its type; what is not stated was not measured."""

    model_config = ConfigDict(extra="allow", strict=True, allow_inf_nan=False)


class FigureRecord(_Stored):
    """One record, as `measures.records.Figure.to_dict` writes it."""

    name: str
    value: Finite
    interval: Pair | None = None
    floor: Pair | None = None
    n_fake: Count | None = None
    n_real: Count | None = None
    features: str = ""
    k: int | None = Field(None, ge=1, le=1000)

    @model_validator(mode="after")
    def _basis(self) -> FigureRecord:
        if "@" in self.name and (None in (self.n_fake, self.n_real, self.k) or not self.features):
            raise ValueError(f"{self.name[:40]} is stated without n_fake, n_real, features and k")
        return self


class _Shares(_Stored):
    hard: Annotated[list[Share], Field(max_length=MOST_EXPERTS)] | None = None
    soft: Annotated[list[Share], Field(max_length=MOST_EXPERTS)] | None = None


class _Checker(_Stored):
    data: str
    accuracy: Share
    n_test: Count


class _Samples(_Stored):
    seed: Count = 0
    columns: int = Field(8, ge=1, le=MOST_SAMPLES)
    expert: list[Count] = Field([], max_length=MOST_SAMPLES)
    weight: list[Share] | None = None
    cls: list[Annotated[int, Field(ge=-1, le=MOST_SAMPLES)] | None] | None = None
    confidence: list[Share | None] | None = None
    alone: list[Annotated[int, Field(ge=-1, le=MOST_SAMPLES)] | None] | None = None

    @model_validator(mode="after")
    def _one_of_each(self) -> _Samples:
        for name in ("weight", "cls", "confidence", "alone"):
            values = getattr(self, name)
            if values and len(values) != len(self.expert):
                raise ValueError(f"samples has {len(self.expert)} experts and {len(values)} of {name}: one of each per sample")
        return self


class _Nodes(_Stored):
    class_mix: list[list[Annotated[float, Field(ge=0)]]] | None = None


class _Factor(_Stored):
    name: str = Field(min_length=1, max_length=40)
    values: Annotated[list[str], Field(min_length=2, max_length=MOST_EXPERTS)]
    counts: list[list[Count]]


class _Settling(_Stored):
    attempt: Count
    tries: int = Field(ge=1, le=1000)
    updates: Count
    objective: Finite
    flips: Share
    kinds: int = Field(ge=1, le=MOST_EXPERTS)
    settled: bool

    @model_validator(mode="after")
    def _one_of_them(self) -> _Settling:
        if self.attempt >= self.tries:
            raise ValueError(f"settling names try {self.attempt}, and there are {self.tries}, counted from 0")
        return self


class _Repeats(_Stored):
    seeds: Annotated[list[Count], Field(min_length=1, max_length=1000)]
    values: dict[str, list[Finite | None]]

    @model_validator(mode="after")
    def _one_of_each(self) -> _Repeats:
        for name, values in self.values.items():
            if len(values) != len(self.seeds):
                raise ValueError(f"repeats has {len(self.seeds)} seeds and {len(values)} values of {name[:40]}: one of each")
        return self


class _Figures(_Stored):
    n_experts: int | None = Field(None, ge=1, le=MOST_EXPERTS)
    parameters: Count | None = None
    expert_word: str = Field("expert", min_length=1, max_length=40)
    tree_depth: int | None = Field(None, ge=0, le=10)
    minutes: Annotated[float, Field(ge=0, le=1e9)] | None = None
    shares: _Shares | None = None
    class_shares: list[Share] | None = None
    expert_class: list[list[Count]] | None = None
    expert_factor: _Factor | None = None
    purity: list[Share | None] | None = None
    checker: _Checker | None = None
    samples: _Samples | None = None
    nodes: _Nodes | None = None
    told: dict[str, Annotated[list[list[Count]], Field(max_length=MOST_EXPERTS)]] | None = None
    settling: _Settling | None = None
    repeats: _Repeats | None = None
    readable_after: Annotated[float, Field(ge=0, le=1e9)] | None = None
    figures: list[FigureRecord] = []

    @model_validator(mode="after")
    def _fit(self) -> _Figures:
        K, counts, drawn = self.n_experts or 1, self.expert_class, self.samples
        if counts is not None and (len(counts) != K or len({len(row) for row in counts}) > 1 or not counts[0]):
            raise ValueError(f"expert_class should have {K} equal rows, one for each expert")
        if (factor := self.expert_factor) is not None and [len(factor.values)] * K != list(map(len, factor.counts)):
            raise ValueError(f"expert_factor should have {K} rows of {len(factor.values)} counts, one for each expert")
        if drawn is not None and max(drawn.expert, default=0) >= K:
            raise ValueError(f"samples names expert {max(drawn.expert)}, and there are {K}, counted from 0")
        for head, said in (self.told or {}).items():
            if {len(row) for row in said} != {len(said)} or not any(map(sum, said)):
                raise ValueError(f"told.{head[:40]} should be counts in as many columns as rows, and not all of them 0")
        if self.figures and None in (self.n_experts, self.parameters):
            raise ValueError("figures are stated without n_experts and parameters")
        if self.tree_depth is not None and 2**self.tree_depth != K:
            raise ValueError(f"tree_depth is {self.tree_depth}, which does not give {K} experts")
        return self


def checked_figures(content: dict[str, Any], where: str) -> dict[str, Any]:
    """`content` itself, once it fits. Raises ConfigError, which names the first wrong values."""
    checked(_Figures, content, where)
    return content


_NUMBERS = ("rate", "minutes", "distance", "variety", "answers", "gate_entropy", "gate_information")
_LISTS = ("usage", "usage_soft", "experts", "widths")


def is_line(line: Any) -> bool:
    """Whether a line of metrics is one: a step, and figures that are numbers where they are stated."""
    if not isinstance(line, Mapping) or type(line.get("step")) is not int or not 0 <= line["step"] <= 10**9:
        return False
    losses, twins = line.get("loss") or {}, line.get("twins") or {"pair": [0, 0]}
    if not isinstance(losses, Mapping) or not isinstance(twins, Mapping):
        return False
    told, strange, classes = (line.get(name) or {} for name in ("told", "strange", "classes"))
    if not all(isinstance(part, Mapping) for part in (told, strange, classes)):
        return False
    shares = classes.get("shares") or {}
    if not isinstance(shares, Mapping):
        return False
    lists: list[Any] = [*(line.get(name) or [] for name in _LISTS), twins.get("pair")]
    if not all(isinstance(values, list) for values in lists) or len(lists[-1]) != 2:
        return False
    numbers = [*(line.get(name) for name in _NUMBERS), *losses.values(), *told.values(), *strange.values(),
               *shares.values(), classes.get("confidence"), twins.get("ratio")]
    listed = [value for values in lists for value in values]
    return all(value is None or _is_number(value) for value in numbers) and all(map(_is_number, listed))


def _is_number(value: Any) -> bool:
    return type(value) in (int, float) and abs(value) < 1e300 and not math.isnan(value)
