"""What a model answers to plain digits in the styles of others: whether the digit is kept, and which styles it has (mode-seeking
notes, 6.3)."""

from __future__ import annotations

import numpy as np
import torch
from numpy.typing import NDArray

from mixgan.analysis.answer_names import APART, HUED, HUES, KEPT, WIDTHS
from mixgan.analysis.answers import DRAWS, QUESTIONS, apart
from mixgan.analysis.observe import observe
from mixgan.data import styles
from mixgan.families.contract import Generator, as_condition
from mixgan.measures import judges, styled
from mixgan.measures.records import Figure, mean_interval
from mixgan.rng import Stream

__all__ = ["read_digits", "style_figures"]

JUDGES = {"styles-digits": "digits", "styles-mnist": "mnist"}
Pictures = NDArray[np.uint8]


def style_figures(generator: Generator, source: str, seed: int, questions: int = QUESTIONS) -> list[Figure]:
    """Faithfulness and diversity, always together: either alone is easy. Of the first held-out digits of the set `source`; raises
    DataError where it is not here."""
    known = styles.plain(source, False)
    written = known.written[:questions]
    condition = as_condition(torch.from_numpy(known.asked[:questions])).repeat_interleave(DRAWS, 0)
    made = observe(generator, generator.draw(len(condition), Stream(seed).child("answers"), condition=condition)).pictures
    n, questions = len(made), len(written)
    hue = styled.hues(made).reshape(questions, DRAWS)
    even, even_interval = mean_interval(styled.evenness(hue, len(styles.HUES)).tolist())
    spread, spread_interval = mean_interval(_spread(made.max(-1), DRAWS).tolist())
    true = _spread(np.stack([styles.thicker(written, by) for by in range(styles.N_WIDTHS)], 1), styles.N_WIDTHS).mean()
    distance, distance_interval = mean_interval([apart(one) for one in made.reshape(questions, DRAWS, *made.shape[1:])])
    asked = f"{DRAWS} answers to each of {questions} held-out digits"
    return [
        *_kept(made, known, source, seed, questions),
        Figure(HUED, float((hue != styled.NONE).mean()), n_fake=n, n_real=questions, seed=seed,
               note=f"mean colour of the stroke, at full brightness, within {styled.TAU} of one of six hues in each channel"),
        Figure(HUES, even, n_fake=n, n_real=questions, seed=seed, interval=even_interval,
               note=f"entropy over log 6 of the hues in {asked}; {styled.expected_evenness(len(styles.HUES), DRAWS):.2f} by a "
                    "perfect model"),
        Figure(WIDTHS, spread, n_fake=n, n_real=questions, seed=seed, interval=spread_interval,
               note=f"standard deviation in px over the answers to one digit; {true:.2f} of the three widths that are right"),
        Figure(APART, distance, n_fake=n, n_real=questions, seed=seed, interval=distance_interval,
               note="mean absolute difference of two answers to one digit, grey levels of -1 to 1; never a target alone"),
    ]


def _spread(grey: Pictures, draws: int) -> NDArray[np.float64]:
    """(n draws, H, W) or (n, draws, H, W) -> (n,) standard deviation of the stroke's width over the draws, divisor `draws`."""
    widths = styled.stroke_widths(grey.reshape(-1, *grey.shape[-2:]))
    return np.asarray(widths.reshape(-1, draws).std(1), np.float64)


def _kept(made: Pictures, known: styles.Plain, source: str, seed: int, questions: int) -> list[Figure]:
    """Whether an answer, made grey and as bright as a digit is, still reads as the digit that asked."""
    judge = judges.load(JUDGES[source])
    if judge is None:
        return []
    label, written = known.label[:questions], known.written[:questions]
    read = read_digits(judge, made, source).reshape(questions, -1) == label[:, None]
    mean, interval = mean_interval(read.mean(1).tolist())
    real = [read_digits(judge, np.repeat(styles.thicker(written, by)[..., None], 3, 3), source) == label
            for by in range(styles.N_WIDTHS)]
    return [Figure(KEPT, mean, n_fake=len(made), n_real=questions, seed=seed, interval=interval,
                   note=f"by the judge of {JUDGES[source]}, of the brightest channel; {np.mean(real):.3f} of the answers that "
                        "are right")]


def read_digits(judge: judges.Judge, images: Pictures, source: str) -> NDArray[np.int64]:
    """(n, 32, 32, 3) -> (n,) which digit each is read as, at the judge's own size: of the small digits blocks of 3 by 3 px are
    averaged, which undoes how they were enlarged."""
    grey = images.max(-1).astype(np.float32)
    grey *= 255 / np.maximum(grey.max((1, 2), keepdims=True), 1)
    edge = (styles.SIDE - styles.ENLARGED) // 2 if source == "styles-digits" else 2
    inner = grey[:, edge : styles.SIDE - edge, edge : styles.SIDE - edge]
    if source == "styles-digits":
        side = judge.config.image_shape[-1]
        inner = inner.reshape(len(inner), side, styles.ENLARGED // side, side, -1).mean((2, 4))
    return judge(np.rint(inner).astype(np.uint8)[..., None]).classes
