"""What a model answers to outlines, whose right answers are known by construction (mode-seeking notes, 6.2)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray

from mixgan.analysis.answer_names import APART, EDGES, EVEN, EXPERT, FOUND, READ, RIGHT
from mixgan.analysis.observe import observe
from mixgan.data import edges, idx
from mixgan.families.contract import Generator, as_condition
from mixgan.measures import clustering, coloured, judges
from mixgan.measures.records import Figure, mean_interval
from mixgan.rng import Stream

__all__ = ["DRAWS", "QUESTIONS", "Answers", "answer_figures", "answers", "apart"]

QUESTIONS, DRAWS = 200, 32
JUDGED = {"edges-mnist": (idx.MNIST, "mnist"), "edges-fashion": (idx.FASHION_MNIST, "fashion-mnist"),
          "edges-fashion-16": (idx.FASHION_MNIST, "fashion-mnist")}
Pictures = NDArray[np.uint8]


@dataclass(frozen=True)
class Answers:
    """`draws` answers to each of so many held-out outlines, one question after another."""

    grey: Pictures                  # (questions, H, W) what the outlines were made of
    asked: Pictures                 # (questions, H, W, 1)
    pictures: Pictures              # (questions, draws, H, W, 3)
    mode: NDArray[np.int64]         # (questions, draws) which right answer, or coloured.NONE
    expert: NDArray[np.int64]       # (questions, draws)


def answers(generator: Generator, source: str, seed: int, questions: int = QUESTIONS, draws: int = DRAWS) -> Answers:
    """Of the first held-out pictures of the set `source`. Raises DataError where the set is not here."""
    grey = edges.greys(source, "test", False)[:questions]
    asked = edges.outlines(grey)
    condition = as_condition(torch.from_numpy(asked)).repeat_interleave(draws, 0)
    seen = observe(generator, generator.draw(len(condition), Stream(seed).child("answers"), condition=condition))
    mode = coloured.modes(seen.pictures, np.repeat(grey, draws, 0), edges.modes_of(source))
    shape = (len(grey), draws)
    return Answers(grey, asked, seen.pictures.reshape(*shape, *seen.pictures.shape[1:]), mode.reshape(shape),
                   seen.expert.reshape(shape))


def answer_figures(generator: Generator, source: str, seed: int, questions: int = QUESTIONS) -> list[Figure]:
    """Diversity and faithfulness, always together: either alone is easy."""
    found = answers(generator, source, seed, questions)
    n, (questions, draws) = found.mode.size, found.mode.shape
    said = coloured.summary(found.mode, edges.modes_of(source))
    f1 = coloured.edge_f1(found.pictures.reshape(n, *found.pictures.shape[2:]), np.repeat(found.asked, draws, 0))
    f1_mean, f1_interval = mean_interval(f1.reshape(questions, draws).mean(1).tolist())
    distance, distance_interval = mean_interval([apart(one) for one in found.pictures])
    asked = f"{draws} answers to each of {questions} held-out outlines"
    figures = [
        Figure(FOUND, said.covered, n_fake=n, n_real=questions, seed=seed, interval=said.interval,
               note=f"of {said.n_modes}, in {asked}; {said.perfect:.2f} by a perfect model"),
        Figure(RIGHT, said.on_mode, n_fake=n, n_real=questions, seed=seed,
               note=f"paint, at full strength, and ground within {coloured.TAU} of a known colour's in each channel"),
        Figure(EVEN, said.divergence, n_fake=n, n_real=questions, seed=seed,
               note="Jensen-Shannon, nats, of all right answers against equal shares; it says nothing of one outline"),
        Figure(EDGES, f1_mean, n_fake=n, n_real=questions, seed=seed, interval=f1_interval,
               note="outline of the answer against the one that asked, pixel by pixel"),
        Figure(APART, distance, n_fake=n, n_real=questions, seed=seed, interval=distance_interval,
               note="mean absolute difference of two answers to one outline, grey levels of -1 to 1; never a target alone"),
    ]
    if generator.n_experts > 1:
        right = found.mode != coloured.NONE
        if right.any():
            table = clustering.contingency(found.expert[right], found.mode[right], generator.n_experts, said.n_modes)
            figures.append(Figure(EXPERT, clustering.nmi(table), n_fake=int(right.sum()), seed=seed,
                                  note="argmax expert, arithmetic mean, of the answers that are right"))
    return [*figures, *_read(found, source, seed)]


def apart(pictures: Pictures) -> float:
    """Mean absolute difference over all pairs of one question's answers, -1 to 1."""
    flat = np.sort(pictures.reshape(len(pictures), -1).astype(np.float64) / 127.5, 0)
    n = len(flat)
    # of sorted values the differences of all pairs sum to sum_i (2 i - n + 1) x_i
    return float(((2 * np.arange(n) - n + 1) @ flat).mean() / (n * (n - 1) / 2))


def _read(found: Answers, source: str, seed: int) -> list[Figure]:
    """Whether the grey version still shows what the outline was drawn from, as the grey set's judge reads it."""
    if source not in JUDGED:
        return []
    which, name = JUDGED[source]
    judge = judges.load(name)
    if judge is None:
        return []
    label = idx.load(which, "test", False).labels
    assert label is not None
    questions, draws = found.mode.shape
    edge = (edges.SIDE - which.side_px) // 2
    inner = slice(edge, edges.SIDE - edge)

    def right(pictures: Pictures, of: NDArray[np.int64]) -> NDArray[np.bool_]:
        return np.asarray(judge(pictures[:, inner, inner, None]).classes == of)

    made = found.pictures.max(-1).reshape(questions * draws, edges.SIDE, edges.SIDE)
    peak = np.maximum(made.max((1, 2), keepdims=True), 1).astype(np.float32)
    grey = np.rint(made * (found.grey.max((1, 2)).repeat(draws)[:, None, None] / peak)).astype(np.uint8)
    read = right(grey, label[:questions].repeat(draws)).reshape(questions, draws).mean(1)
    mean, interval = mean_interval(read.tolist())
    real = float(right(found.grey, label[:questions]).mean())
    return [Figure(READ, mean, n_fake=questions * draws, n_real=questions, seed=seed,
                   interval=interval,
                   note=f"by the judge of {name}, of the brightest channel; {real:.3f} of the pictures that were outlined")]
